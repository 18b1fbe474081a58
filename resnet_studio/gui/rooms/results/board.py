"""The cards of the Results room, placed as it suits the number of classes and the window."""

from __future__ import annotations

from PySide6.QtCore import Qt, QTimer, Signal
from PySide6.QtGui import QResizeEvent
from PySide6.QtWidgets import QGridLayout, QHBoxLayout, QSizePolicy, QVBoxLayout, QWidget

from resnet_studio.core.basics.message import show
from resnet_studio.core.runs.figures_file import Stored
from resnet_studio.gui.rooms.results.accuracy import AccuracyCard
from resnet_studio.gui.rooms.results.classes import ClassesCard
from resnet_studio.gui.rooms.results.confusion import ConfusionCard
from resnet_studio.gui.rooms.results.counts import Counts
from resnet_studio.gui.rooms.results.matrix_layout import FEW
from resnet_studio.gui.rooms.results.pairs import PairsCard
from resnet_studio.gui.rooms.results.reliability import ReliabilityCard
from resnet_studio.gui.rooms.results.sure import SureCard
from resnet_studio.gui.theme.tokens import BODY, CARD_GAP, MEDIUM
from resnet_studio.gui.threads.thumbnails import ThumbnailLoader
from resnet_studio.gui.widgets.text import Label

Place = tuple[int, int, int, int]
"""Row, column, and how many rows and columns."""
_FEW: dict[str, Place] = {"accuracy": (0, 0, 1, 1), "confusion": (0, 1, 1, 1), "classes": (0, 2, 1, 1)}
_FEW_NARROW: dict[str, Place] = {"accuracy": (0, 0, 1, 1), "confusion": (0, 1, 1, 1), "classes": (1, 0, 1, 2)}
_SOME: dict[str, Place] = {
    "accuracy": (0, 0, 1, 1), "pairs": (1, 0, 1, 1), "confusion": (0, 1, 2, 1), "classes": (0, 2, 2, 1),
}  # fmt: skip
_SOME_NARROW: dict[str, Place] = {
    "accuracy": (0, 0, 1, 1), "pairs": (1, 0, 1, 1), "confusion": (0, 1, 2, 1), "classes": (2, 0, 1, 2),
}  # fmt: skip
_SOME_FROM = 5
"""From so many classes on, the matrix and the table are high enough for the worst pairs beside them."""
_BELOW: dict[str, Place] = {"sure": (0, 0, 1, 1), "reliability": (0, 1, 1, 1)}
_MANY: dict[str, Place] = {
    "accuracy": (0, 0, 1, 1), "sure": (1, 0, 1, 1), "reliability": (2, 0, 1, 1),
    "confusion": (0, 1, 2, 1), "pairs": (2, 1, 1, 1), "classes": (0, 2, 3, 1),
}  # fmt: skip
_MANY_NARROW: dict[str, Place] = {
    "accuracy": (0, 0, 1, 2), "sure": (0, 2, 1, 2), "reliability": (0, 4, 1, 2),
    "confusion": (1, 0, 1, 3), "pairs": (1, 3, 1, 3), "classes": (2, 0, 1, 6),
}  # fmt: skip
_MANY_TIGHT: dict[str, Place] = {
    "accuracy": (0, 0, 1, 3), "sure": (0, 3, 1, 3), "confusion": (1, 0, 1, 3), "pairs": (1, 3, 1, 3),
    "reliability": (2, 0, 1, 6), "classes": (3, 0, 1, 6),
}  # fmt: skip
_TIGHT = 900
"""px of width that three cards beside each other need."""
_WIDTHS = {"few": (316, 350, 374), "many": (272, 456, 312)}
"""How columns share the width; in a narrow window and below they have equal parts."""


class Board(QWidget):
    """All that is known of one part.

    Attributes:
        fails, suspects: places for "Where it fails" and "Suspect labels", beside each other where there is room.

    Signals:
        cell_chosen(int, int): show the pictures of a true class that are predicted to be of another (or the same).
        class_chosen(int): a person looks at this class.
    """

    cell_chosen = Signal(int, int)
    class_chosen = Signal(int)

    def __init__(self, thumbnails: ThumbnailLoader, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setObjectName("content")
        self.verdict = Label("", BODY, MEDIUM, wrap=True)
        # Each with its parent at once, because Tab follows that order.
        self.accuracy, self.confusion = AccuracyCard(self), ConfusionCard(self)
        self.pairs, self.classes = PairsCard(thumbnails, self), ClassesCard(self)
        self.sure, self.reliability = SureCard(self), ReliabilityCard(self)
        self._cards: dict[str, QWidget] = {
            "accuracy": self.accuracy, "confusion": self.confusion, "classes": self.classes,
            "pairs": self.pairs, "sure": self.sure, "reliability": self.reliability,
        }  # fmt: skip
        self._above, self._below = QGridLayout(), QGridLayout()
        self.fails, self.suspects = QVBoxLayout(), QVBoxLayout()
        self._kind, self._narrow, self._tight = "few", False, False
        self._unpainted: list[QWidget] = []
        self._painting = QTimer(self, interval=0)
        self._painting.timeout.connect(self._paint_next)
        self._lay_out()
        self._connect()
        self._place()

    def _lay_out(self) -> None:
        for grid in (self._above, self._below):
            grid.setSpacing(CARD_GAP)
        for card in self._cards.values():  # the shares of the width decide, not what is in the cards
            card.setSizePolicy(QSizePolicy.Policy.Ignored, QSizePolicy.Policy.Preferred)
        self._places = QHBoxLayout()
        self._places.setSpacing(CARD_GAP)
        self._places.addLayout(self.fails)
        self._places.addLayout(self.suspects)
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(CARD_GAP)
        column.addWidget(self.verdict)
        column.addLayout(self._above)
        column.addLayout(self._places)
        column.addLayout(self._below)
        column.addStretch(1)

    def _connect(self) -> None:
        self.confusion.cell_chosen.connect(self.cell_chosen)
        self.confusion.current_changed.connect(self._light_up)
        self.pairs.pair_chosen.connect(self._show_pair)
        self.classes.class_chosen.connect(self._show_class)
        self.reliability.class_chosen.connect(self.class_chosen)

    # Places ----------------------------------------------------------------------------------------------------

    def fit(self, width_class: str) -> None:
        """Place the cards as it suits the window."""
        narrow = width_class == "narrow"
        if narrow != self._narrow:
            self._narrow = narrow
            self._place()

    def _place(self) -> None:
        """Put every card where it belongs, for few or many classes, in a narrow window or another one."""
        for grid in (self._above, self._below):
            for card in self._cards.values():
                grid.removeWidget(card)
            for column in range(6):
                grid.setColumnStretch(column, 0)
            for row in range(4):
                grid.setRowStretch(row, 0)
        if self._kind == "many":
            narrow = _MANY_TIGHT if self._tight else _MANY_NARROW
            self._fill(self._above, narrow if self._narrow else _MANY, "many")
        else:
            wide, narrow = (_SOME, _SOME_NARROW) if self._kind == "some" else (_FEW, _FEW_NARROW)
            self._fill(self._above, narrow if self._narrow else wide, "few")
            self._fill(self._below, _BELOW, "")
        if self._kind == "some":
            self._above.setRowStretch(1, 1)
        self.pairs.setVisible(self._kind != "few")
        some = self._kind == "some"  # where the card is too narrow for a line beside its heading
        self.pairs.set_columns(1 if some or self._narrow else 2, explained=not some)
        down = QHBoxLayout.Direction.TopToBottom if self._narrow else QHBoxLayout.Direction.LeftToRight
        self._places.setDirection(down)
        self._share()
        self._places.setAlignment(self.suspects, Qt.AlignmentFlag(0) if self._narrow else Qt.AlignmentFlag.AlignTop)

    def _share(self) -> None:
        """Have "Where it fails" and "Suspect labels" begin and end where the columns above do."""
        first, second, third = _WIDTHS["many" if self._kind == "many" else "few"]
        unit = (self.width() - 2 * CARD_GAP) / (first + second + third)
        self._places.setStretch(0, 0 if self._narrow else round(unit * (first + second)) + CARD_GAP)
        self._places.setStretch(1, 0 if self._narrow else round(unit * third))

    def _fill(self, grid: QGridLayout, places: dict[str, Place], widths: str) -> None:
        for name, place in places.items():
            grid.addWidget(self._cards[name], *place)
        equal = (1,) * max(column + span for _, column, _, span in places.values())
        shares = equal if self._narrow else _WIDTHS.get(widths, equal)
        for column, share in enumerate(shares):
            grid.setColumnStretch(column, share)

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        if (tight := self.width() < _TIGHT) != self._tight:
            self._tight = tight
            self._place()
        self._share()
        if (layout := self.layout()) is not None:
            layout.activate()  # not one frame later

    def appear(self) -> None:
        """Show it: all of it is laid out at once, and one card in a turn is painted, so that the window can answer."""
        if self.isHidden():
            for card in self._unpainted:  # of the last time, where it was hidden at once
                card.setUpdatesEnabled(True)
            self._unpainted = [card for card in self._cards.values() if not card.isHidden()]
            for card in self._unpainted:
                card.setUpdatesEnabled(False)
            self.show()
            self._painting.start()

    def _paint_next(self) -> None:
        if self._unpainted:
            self._unpainted.pop(0).setUpdatesEnabled(True)
        else:
            self._painting.stop()

    # What is shown ---------------------------------------------------------------------------------------------

    def show_figures(self, known: Stored, parts: tuple[str, ...], choosing: Stored | None) -> None:
        """Show the figures of one part; `parts` are those that were measured, `choosing` may choose a threshold."""
        figures, classes = known.figures, len(known.figures.classes)
        many = classes > FEW
        kind = "many" if many else "some" if classes >= _SOME_FROM else "few"
        if kind != self._kind:
            self._kind = kind
            self._place()
        self.verdict.setText(show(figures.verdict) if figures.verdict else "")
        self.verdict.setVisible(bool(figures.verdict))
        self.accuracy.show_figures(figures, parts)
        self.confusion.show_figures(figures)
        self.pairs.show_counts(Counts.of(figures))
        self.classes.show_figures(figures, many=many)
        self.sure.show_figures(figures, choosing.figures if choosing else None)
        self.reliability.show_figures(figures)

    def _light_up(self, true: int, predicted: int) -> None:
        """Let the row of a class and the pair show what is in focus in the matrix."""
        self.pairs.show_current(true, predicted)
        if true >= 0:
            self.classes.table.show_label(true)

    def _show_pair(self, true: int, predicted: int) -> None:
        self.confusion.matrix.show_pair(true, predicted)
        self.cell_chosen.emit(true, predicted)

    def _show_class(self, label: int) -> None:
        """Show where a class is taken for another one most, or its own cell, and its curves."""
        wrong = (pair for pair in self.confusion.matrix.counts.pairs if pair.true == label)
        pair = next(wrong, None)
        self.confusion.matrix.show_pair(label, pair.predicted if pair else label)
        self.reliability.show_class(label)
        self.class_chosen.emit(label)
