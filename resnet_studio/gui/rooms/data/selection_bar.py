"""How many pictures are selected, and what can be done with all of them; hidden while it is none or one."""

from __future__ import annotations

from PySide6.QtCore import QPoint, Qt
from PySide6.QtWidgets import QApplication, QHBoxLayout, QWidget

from resnet_studio.core.basics.message import tr, trn
from resnet_studio.gui.rooms.data.grid import PictureGrid
from resnet_studio.gui.rooms.data.undoing import with_key
from resnet_studio.gui.theme.tokens import BODY, SEMIBOLD
from resnet_studio.gui.widgets.button import Button
from resnet_studio.gui.widgets.text import Label


class SelectionBar(QWidget):
    """A line below the grid, so that the pictures stay where they are.

    Attributes:
        change_button, out_button, none_button: open the menu of the pictures, leave them out, select nothing.
    """

    def __init__(self, grid: PictureGrid, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._grid = grid
        self._words = Label("", BODY, SEMIBOLD)
        self.change_button = Button(tr("Change"), "small", "swap", "chevron-down")
        self.change_button.set_tip(tr("Another class, or what else can be done with them"))
        self.out_button = Button(tr("Leave out"), "small", "minus")
        self.out_button.set_tip(with_key(tr("No file is changed"), "Del"))
        self.none_button = Button(tr("Select nothing"), "small", "cross")
        self.none_button.set_tip(with_key(tr("The pictures stay as they are"), "Esc"))
        row = QHBoxLayout(self)
        row.setContentsMargins(0, 0, 0, 0)
        row.setSpacing(8)
        row.addWidget(self._words, 1)
        for button in (self.change_button, self.out_button, self.none_button):
            row.addWidget(button)
        grid.selected.connect(self._say)
        self.change_button.clicked.connect(self._ask)
        self.out_button.clicked.connect(grid.leave_out)
        self.none_button.clicked.connect(grid.clear)
        self.hide()

    def _say(self, number: int) -> None:
        self._words.setText(trn("{count} selected", "{count} selected", number))
        focus = QApplication.focusWidget()
        if number < 2 and focus is not None and self.isAncestorOf(focus):
            self._grid.setFocus(Qt.FocusReason.OtherFocusReason)  # else it goes to what comes next
        self.setVisible(number > 1)

    def _ask(self) -> None:
        if (picture := self._grid.current_picture()) is not None:
            self._grid.menu(picture).popup(self.change_button.mapToGlobal(QPoint()))

    def words(self) -> str:
        """Return how many are selected, in words; empty where the line is hidden."""
        return "" if self.isHidden() else self._words.text()
