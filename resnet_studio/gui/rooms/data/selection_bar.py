"""How many pictures are selected, and what can be done with all of them; hidden while it is none or one."""

from __future__ import annotations

from PySide6.QtWidgets import QHBoxLayout, QWidget

from resnet_studio.core.basics.message import tr, trn
from resnet_studio.gui.rooms.data.undoing import with_key
from resnet_studio.gui.theme.tokens import BODY, SEMIBOLD
from resnet_studio.gui.widgets.button import Button
from resnet_studio.gui.widgets.text import Label


class SelectionBar(QWidget):
    """A line below the grid, so that the pictures stay where they are.

    Attributes:
        change_button, out_button, none_button: open the menu of the pictures, leave them out, select nothing.
    """

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
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
        self.hide()

    def say(self, number: int) -> None:
        """Say how many are selected."""
        self._words.setText(trn("{count} selected", "{count} selected", number))
        self.setVisible(number > 1)

    def words(self) -> str:
        """Return how many are selected, in words; empty where the line is hidden."""
        return "" if self.isHidden() else self._words.text()
