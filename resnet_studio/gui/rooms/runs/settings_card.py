"""The settings of one run, in one column or in two."""

from __future__ import annotations

from collections.abc import Sequence

from PySide6.QtGui import QResizeEvent
from PySide6.QtWidgets import QGridLayout, QLayout, QWidget

from resnet_studio.gui.theme.tokens import MEDIUM, REGULAR, SECONDARY
from resnet_studio.gui.widgets.card import Card
from resnet_studio.gui.widgets.text import ElidedLabel, Label, heading

TWO_COLUMNS = 600
"""From this width on, in px, the settings stand in two columns."""


class SettingsCard(Card):
    """Labels with their values."""

    def __init__(self, title: str, parent: QWidget | None = None) -> None:
        super().__init__(padding=14, spacing=8, parent=parent)
        self._columns = 1
        self._labels: list[Label] = []
        self._values: dict[str, ElidedLabel] = {}
        self.layout_.addWidget(heading(title))
        self._grid = QGridLayout()
        self._grid.setHorizontalSpacing(12)
        self._grid.setVerticalSpacing(4)
        self.layout_.addLayout(self._grid)

    def fill(self, rows: Sequence[tuple[str, str]]) -> None:
        """Show these pairs of label and value."""
        empty(self._grid)
        self._values, self._labels = {}, []
        for label, value in rows:
            self._labels.append(Label(label, SECONDARY, REGULAR, "text2"))
            self._values[label] = ElidedLabel(value, SECONDARY, MEDIUM)
        self._place()

    def value(self, label: str) -> str:
        """Return the value shown beside a label; KeyError if there is no such row."""
        return self._values[label].text()

    def _place(self) -> None:
        self._columns = columns = self._columns_for_width()
        rows = -(-len(self._labels) // columns)
        for number, (label, value) in enumerate(zip(self._labels, self._values.values(), strict=True)):
            column, row = divmod(number, rows)
            self._grid.addWidget(label, row, 2 * column)
            self._grid.addWidget(value, row, 2 * column + 1)
        self._grid.setColumnStretch(1, 1)
        self._grid.setColumnStretch(3, columns - 1)

    def _columns_for_width(self) -> int:
        return 2 if self.width() >= TWO_COLUMNS else 1

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        if self._columns_for_width() != self._columns:
            self._place()


def empty(layout: QLayout) -> None:
    """Take all widgets out of a layout and delete them."""
    while (item := layout.takeAt(0)) is not None:
        if widget := item.widget():
            widget.hide()
            widget.deleteLater()


def show_all(layout: QLayout) -> None:
    """Show widgets that were added to what shows already, which Qt does a frame later, and give them their room."""
    for at in range(layout.count()):
        item = layout.itemAt(at)
        if item is not None and (widget := item.widget()):
            widget.show()
