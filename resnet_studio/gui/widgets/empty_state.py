"""The state of a room that has nothing to show."""

from __future__ import annotations

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QVBoxLayout, QWidget

from resnet_studio.gui.theme.tokens import LEAD, REGULAR
from resnet_studio.gui.widgets.button import Button
from resnet_studio.gui.widgets.feedback import Icon
from resnet_studio.gui.widgets.text import Label


class EmptyState(QWidget):
    """The content of an empty room: one sentence, and a button for the next step. Signal: ``acted()``."""

    acted = Signal()

    def __init__(self, sentence: str, action: str = "", icon: str = "", parent: QWidget | None = None) -> None:
        super().__init__(parent)
        column = QVBoxLayout(self)
        column.setSpacing(16)
        column.addStretch(2)
        centre = Qt.AlignmentFlag.AlignHCenter
        self._icon = Icon(icon, 40, "text3")
        column.addWidget(self._icon, 0, centre)
        self._icon.setVisible(bool(icon))
        self._sentence = Label(sentence, LEAD, REGULAR, "text2", wrap=True, align=centre)
        self._sentence.setMaximumWidth(480)
        self._fit_sentence()
        column.addWidget(self._sentence, 0, centre)
        self.button = Button(action, "main")
        column.addWidget(self.button, 0, centre)
        self.button.setVisible(bool(action))  # only now: without a parent it would be a window for a moment
        column.addStretch(3)
        self.button.clicked.connect(self.acted)

    def set_words(self, sentence: str, action: str = "") -> None:
        """Change the sentence and the button ("" leaves it out)."""
        self._sentence.setText(sentence)
        self._fit_sentence()
        self.button.set_words(action)
        self.button.setVisible(bool(action))

    def set_icon(self, icon: str) -> None:
        """Change the icon ("" leaves it out)."""
        self._icon.setVisible(bool(icon))
        if icon:
            self._icon.set_icon(icon, "text3")

    def _fit_sentence(self) -> None:
        """Give the sentence one line if that is short enough, and the height of all its lines otherwise."""
        width = min(480, self._sentence.fontMetrics().horizontalAdvance(self._sentence.text()) + 8)
        self._sentence.setMinimumSize(width, max(0, self._sentence.heightForWidth(width)))  # -1: no words

    def sentence(self) -> str:
        """Return the sentence."""
        return self._sentence.text()
