"""What each class has of a property that tells classes apart: why that matters, and a line for each class."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Final

from PySide6.QtWidgets import QGridLayout, QScrollArea, QVBoxLayout, QWidget

from resnet_studio.core.basics.message import Message, show, tr
from resnet_studio.core.checks.sentences import WHY_SHORTCUT
from resnet_studio.core.checks.shortcut_values import NAMES, OfClass
from resnet_studio.gui.theme.tokens import REGULAR, SECONDARY, SEMIBOLD
from resnet_studio.gui.widgets.scrolling import scroll_down
from resnet_studio.gui.widgets.text import ElidedLabel, Label

_LINES: Final = 5  # of classes, before they scroll
_LINE: Final = 20
_MOST: Final = 20  # classes that are named


class ClassValues(QWidget):
    """Hidden while there is nothing to show.

    Attributes:
        lines: name and value of each class, as they show.
    """

    def __init__(self) -> None:
        super().__init__()
        self.lines: list[tuple[str, str]] = []
        self._values: dict[str, tuple[str, str]] = {}  # class and value of each example
        self._name = Label("", SECONDARY, SEMIBOLD, wrap=True)
        self._area = scroll_down(QScrollArea())
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(8)
        column.addWidget(Label(show(WHY_SHORTCUT), SECONDARY, REGULAR, "text2", wrap=True))
        column.addWidget(self._name)
        column.addWidget(self._area)
        self.hide()

    def show_values(self, by: str, classes: Sequence[OfClass]) -> None:
        """Show these classes, or none."""
        self.lines = [(one.name, show(one.usual)) for one in classes]
        self._values = {
            path: (one.name, show(value))
            for one in classes
            for path, value in zip(one.examples, one.values, strict=True)
        }
        self._name.setText(show(NAMES.get(by, Message(""))))
        inside = QWidget()
        inside.setObjectName("content")
        grid = QGridLayout(inside)
        grid.setContentsMargins(0, 0, 0, 0)
        grid.setVerticalSpacing(2)
        grid.setHorizontalSpacing(16)
        grid.setColumnStretch(1, 1)
        for row, (name, usual) in enumerate(self.lines[:_MOST]):
            grid.addWidget(ElidedLabel(show(name), SECONDARY, REGULAR, "text"), row, 0)
            grid.addWidget(ElidedLabel(usual, SECONDARY, REGULAR, "text2"), row, 1)
        if left := len(self.lines[_MOST:]):
            grid.addWidget(Label(tr("and {number} more", number=left), SECONDARY, REGULAR, "text2"), _MOST, 0, 1, 2)
        self._area.setWidget(inside)
        self._area.setFixedHeight(_LINE * min(_LINES, len(self.lines)) + 2)
        self.setVisible(bool(classes))

    def examples(self) -> tuple[str, ...]:
        """The paths of the pictures that show what the classes have, class by class."""
        return tuple(self._values)

    def caption(self, path: str) -> tuple[str, str] | None:
        """Class and value of one of them; None of another picture."""
        return self._values.get(path)
