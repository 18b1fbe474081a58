"""The cards of the Results room, placed as it suits the number of classes and the window."""

from __future__ import annotations

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QGridLayout, QHBoxLayout, QVBoxLayout, QWidget

from resnet_studio.core.basics.message import show
from resnet_studio.core.runs.figures_file import Stored
from resnet_studio.gui.rooms.results.accuracy import AccuracyCard
from resnet_studio.gui.theme.tokens import BODY, CARD_GAP, GROUP_GAP, MEDIUM
from resnet_studio.gui.widgets.text import Label


class Board(QWidget):
    """All that is known of one part.

    Attributes:
        fails, suspects: places for "Where it fails" and "Suspect labels", beside each other where there is room.
    """

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setObjectName("content")
        self.verdict = Label("", BODY, MEDIUM, wrap=True)
        self.accuracy = AccuracyCard()
        self.cards = QGridLayout()
        self.cards.setSpacing(CARD_GAP)
        self.fails, self.suspects = QVBoxLayout(), QVBoxLayout()
        self._places = QHBoxLayout()
        self._places.setSpacing(GROUP_GAP)
        self._places.addLayout(self.fails, 2)
        self._places.addLayout(self.suspects, 1)
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(CARD_GAP)
        column.addWidget(self.verdict)
        column.addLayout(self.cards)
        column.addLayout(self._places)
        column.addStretch(1)
        self.cards.addWidget(self.accuracy, 0, 0)
        self.fit("normal")

    def fit(self, width_class: str) -> None:
        """Place the cards as it suits the window."""
        down = width_class == "narrow"
        direction = QHBoxLayout.Direction.TopToBottom if down else QHBoxLayout.Direction.LeftToRight
        self._places.setDirection(direction)
        self._places.setAlignment(self.suspects, Qt.AlignmentFlag(0) if down else Qt.AlignmentFlag.AlignTop)

    def show_figures(self, known: Stored, parts: tuple[str, ...]) -> None:
        """Show the figures of one part; `parts` are those that were measured."""
        figures = known.figures
        self.verdict.setText(show(figures.verdict) if figures.verdict else "")
        self.verdict.setVisible(bool(figures.verdict))
        self.accuracy.show_figures(figures, parts)
