"""The filters of the menu that are on, each with a cross that takes it away."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Final

from PySide6.QtCore import Qt, Signal
from PySide6.QtGui import QKeyEvent
from PySide6.QtWidgets import QWidget

from resnet_studio.core.basics.message import tr
from resnet_studio.core.basics.safe_text import elide_middle
from resnet_studio.gui.rooms.data.more_filters import Kind
from resnet_studio.gui.widgets.button import Button, press_once
from resnet_studio.gui.widgets.fitting_row import FittingRow
from resnet_studio.gui.widgets.text import plain_tip

_LONGEST: Final = 28
Shown = tuple[Kind, str, str]
"""The kind of a filter, its value and its words."""


class FilterChips(FittingRow):
    """Hidden where no filter is on. Signals: ``removed(str, str)``, a filter by its kind and value; ``cleared()``, all;
    ``emptied()``, the last one that had the keyboard is gone."""

    removed = Signal(str, str)
    cleared = Signal()
    emptied = Signal()
    chips: list[_Chip]

    def __init__(self, parent: QWidget | None = None) -> None:
        self.clear_button = Button(tr("Clear all"), "link")
        super().__init__(tr("More filters that are on"), self.clear_button, parent)
        self.chips = []
        self._shown: list[Shown] = []
        self._row.addWidget(self.more)
        self._row.addWidget(self.clear_button)
        self._row.addStretch(1)
        self.clear_button.clicked.connect(self.cleared)
        self.hide()

    def show_filters(self, shown: Sequence[Shown]) -> None:
        """Show these; the keyboard goes on to the chip that takes the place of one that is gone."""
        if list(shown) == self._shown:
            return
        held = next((place for place, chip in enumerate(self.chips) if chip.hasFocus()), -1)
        within = held >= 0 or self.clear_button.hasFocus()
        self._shown = list(shown)
        self._clear()
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


class _Chip(Button):
    """One filter; a click, Enter, Space or Delete takes it away."""

    def __init__(self, words: str, parent: QWidget) -> None:
        super().__init__(elide_middle(words, _LONGEST), "small", "", "cross", parent=parent)
        name = tr("Take the filter away: {words:plain}", words=words)
        self.setAccessibleName(name)
        self.setToolTip(plain_tip(name))

    def keyPressEvent(self, event: QKeyEvent) -> None:
        if event.key() in (Qt.Key.Key_Delete, Qt.Key.Key_Backspace):
            press_once(self, event)  # the next chip has the keyboard then
        else:
            super().keyPressEvent(event)
