"""The filters of the menu that are on, each with a cross that takes it away."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Final

from PySide6.QtCore import QPoint, QSize, Qt, Signal
from PySide6.QtGui import QKeyEvent, QResizeEvent
from PySide6.QtWidgets import QHBoxLayout, QLayout, QMenu, QSizePolicy, QWidget

from resnet_studio.core.basics.message import tr
from resnet_studio.core.basics.safe_text import elide_middle
from resnet_studio.gui.rooms.data.more_filters import Kind
from resnet_studio.gui.theme.tokens import SMALL_HEIGHT
from resnet_studio.gui.widgets.button import Button, IconButton
from resnet_studio.gui.widgets.passing_menu import passing_menu
from resnet_studio.gui.widgets.text import plain_tip

_LONGEST: Final = 28
_GAP: Final = 8
Shown = tuple[Kind, str, str]
"""The kind of a filter, its value and its words."""


class FilterChips(QWidget):
    """Hidden where no filter is on. Signals: ``removed(str, str)``, a filter by its kind and value; ``cleared()``, all;
    ``emptied()``, the last one that had the keyboard is gone."""

    removed = Signal(str, str)
    cleared = Signal()
    emptied = Signal()

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.chips: list[_Chip] = []
        self._shown: list[Shown] = []
        self.more = IconButton("more", tr("More filters that are on"))
        self.clear_button = Button(tr("Clear all"), "link")
        self._row = QHBoxLayout(self)
        self._row.setContentsMargins(0, 0, 0, 0)
        self._row.setSpacing(_GAP)
        self._row.setSizeConstraint(QLayout.SizeConstraint.SetNoConstraint)  # chips that do not fit are hidden
        self._row.addWidget(self.more)
        self._row.addWidget(self.clear_button)
        self._row.addStretch(1)
        self.more.clicked.connect(lambda: self.menu().popup(self.more.mapToGlobal(QPoint(0, self.more.height() + 2))))
        self.clear_button.clicked.connect(self.cleared)
        self.setSizePolicy(QSizePolicy.Policy.Ignored, QSizePolicy.Policy.Fixed)
        self.hide()

    def show_filters(self, shown: Sequence[Shown]) -> None:
        """Show these; the keyboard goes on to the chip that takes the place of one that is gone."""
        if list(shown) == self._shown:
            return
        held = next((place for place, chip in enumerate(self.chips) if chip.hasFocus()), -1)
        within = held >= 0 or self.clear_button.hasFocus()
        self._shown = list(shown)
        for chip in self.chips:
            chip.hide()
            chip.deleteLater()
        self.chips = [_Chip(words, self) for _, _, words in shown]
        for place, (chip, (kind, value, _)) in enumerate(zip(self.chips, shown, strict=True)):
            chip.clicked.connect(lambda _=False, kind=kind, value=value: self.removed.emit(kind, value))
            self._row.insertWidget(place, chip)
        self._fit()
        if within and self.chips:
            place = min(max(held, 0), len(self.chips) - 1)
            self.chips[place].show()
            self.chips[place].setFocus(Qt.FocusReason.OtherFocusReason)
        self.setVisible(bool(shown))
        if within and not shown:
            self.emptied.emit()

    def menu(self) -> QMenu:
        """Return the menu of all filters that are on, which is deleted when it closes."""
        menu = passing_menu(self)
        for chip in self.chips:
            menu.addAction(chip.accessibleName().replace("&", "&&"), chip.click)
        return menu

    def _fit(self) -> None:
        """Hide from the end what does not fit."""
        room = self.width() - self.clear_button.sizeHint().width() - _GAP
        widths = [chip.sizeHint().width() + _GAP for chip in self.chips]
        whole = sum(widths) <= room
        left = room - (0 if whole else self.more.width() + _GAP)
        for chip, width in zip(self.chips, widths, strict=True):
            left -= width
            chip.setVisible(left >= 0)
        self.more.setVisible(not whole)

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        self._fit()

    def minimumSizeHint(self) -> QSize:
        return QSize(self.more.width(), SMALL_HEIGHT)

    def sizeHint(self) -> QSize:
        return QSize(4 * self.more.width(), SMALL_HEIGHT)


class _Chip(Button):
    """One filter; a click, Enter, Space or Delete takes it away."""

    def __init__(self, words: str, parent: QWidget) -> None:
        super().__init__(elide_middle(words, _LONGEST), "small", "", "cross", parent=parent)
        name = tr("Take the filter away: {words:plain}", words=words)
        self.setAccessibleName(name)
        self.setToolTip(plain_tip(name))

    def keyPressEvent(self, event: QKeyEvent) -> None:
        if event.key() in (Qt.Key.Key_Delete, Qt.Key.Key_Backspace):
            self.click()
        else:
            super().keyPressEvent(event)
