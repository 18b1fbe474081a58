"""How many checks have found nothing, and which these are."""

from __future__ import annotations

from collections.abc import Sequence

from PySide6.QtWidgets import QHBoxLayout, QVBoxLayout, QWidget

from resnet_studio.core.basics.message import Message, show, tr
from resnet_studio.core.checks.detail import nothing_found
from resnet_studio.gui.theme.tokens import REGULAR, SECONDARY
from resnet_studio.gui.widgets.button import Button
from resnet_studio.gui.widgets.feedback import Icon
from resnet_studio.gui.widgets.text import Label


class Passed(QWidget):
    """A line with a button that shows the names below it. Hidden where there are none."""

    def __init__(self) -> None:
        super().__init__()
        self._words = Label("", SECONDARY, REGULAR, "text2", wrap=True)
        self.show_button = Button("", "link")
        self.names = Label("", SECONDARY, REGULAR, "text2", wrap=True)
        row = QHBoxLayout()
        row.setSpacing(8)
        row.addWidget(Icon("check", 16, "ok"))
        row.addWidget(self._words, 1)
        row.addWidget(self.show_button)
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 4, 0)
        column.setSpacing(2)
        column.addLayout(row)
        column.addWidget(self.names)
        self.show_button.clicked.connect(lambda: self._unfold(self.names.isHidden()))
        self._unfold(False)
        self.hide()

    def show_names(self, names: Sequence[Message]) -> None:
        """Show how many checks these are, by their names."""
        self._words.setText(show(nothing_found(len(names))))
        self.names.setText("\n".join(map(show, names)))
        self.setVisible(bool(names))

    def words(self) -> str:
        """Return how many there are, in words."""
        return self._words.text()

    def _unfold(self, on: bool) -> None:
        self.names.setVisible(on)
        self.show_button.set_words(tr("Hide") if on else tr("Show"))
