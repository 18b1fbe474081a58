"""Small buttons in one row, as many as fit; a menu at its end has all of them."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Final

from PySide6.QtCore import QPoint, QSize
from PySide6.QtGui import QResizeEvent
from PySide6.QtWidgets import QAbstractButton, QHBoxLayout, QLayout, QMenu, QSizePolicy, QWidget

from resnet_studio.gui.theme.tokens import SMALL_HEIGHT
from resnet_studio.gui.widgets.button import IconButton
from resnet_studio.gui.widgets.passing_menu import passing_menu

_GAP: Final = 8


class FittingRow(QWidget):
    """The row without what is in it.

    Attributes:
        chips: the buttons, also those for which there is no room.
        more: shows while there are such, and opens the menu.
    """

    chips: Sequence[QAbstractButton] = ()

    def __init__(self, more: str, beside: QWidget, parent: QWidget | None = None) -> None:
        """`more` names the button of the menu; `beside` always has its room, and who has the row places both."""
        super().__init__(parent)
        self.more, self._beside = IconButton("more", more), beside
        self._row = QHBoxLayout(self)
        self._row.setContentsMargins(0, 0, 0, 0)
        self._row.setSpacing(_GAP)
        self._row.setSizeConstraint(QLayout.SizeConstraint.SetNoConstraint)  # chips that do not fit are hidden
        self.more.clicked.connect(lambda: self.menu().popup(self.more.mapToGlobal(QPoint(0, self.more.height() + 2))))
        self.setSizePolicy(QSizePolicy.Policy.Ignored, QSizePolicy.Policy.Fixed)

    def _clear(self) -> None:
        """Take the buttons away."""
        for chip in self.chips:
            chip.hide()
            chip.deleteLater()

    def menu(self) -> QMenu:
        """Return the menu of all of them, which is deleted when it closes."""
        menu = passing_menu(self)
        for chip in self.chips:
            action = menu.addAction(chip.accessibleName().replace("&", "&&"))
            if chip.isCheckable():
                action.setCheckable(True)
                action.setChecked(chip.isChecked())
                action.toggled.connect(chip.setChecked)
            else:
                action.triggered.connect(chip.click)
        return menu

    def _fit(self) -> None:
        """Hide from the end what does not fit."""
        room = self._room()
        widths = [chip.sizeHint().width() + _GAP for chip in self.chips]
        whole = sum(widths) - _GAP <= room
        left = room - (0 if whole else self.more.width() + _GAP)
        for chip, width in zip(self.chips, widths, strict=True):
            left -= width
            chip.setVisible(whole or left >= -_GAP)
        self.more.setVisible(not whole)

    def _room(self) -> int:
        """The width that there is for the buttons, px."""
        return self.width() - self._beside.sizeHint().width() - _GAP

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        self._fit()

    def minimumSizeHint(self) -> QSize:
        return QSize(self.more.width() if self.chips else 0, SMALL_HEIGHT)

    def sizeHint(self) -> QSize:
        chips = sum(chip.sizeHint().width() + _GAP for chip in self.chips)
        return QSize(self._beside.sizeHint().width() + _GAP + chips, SMALL_HEIGHT)
