"""The card of the confusion matrix: what is under the pointer in words, counts or per cent, and enlarging it."""

from __future__ import annotations

from PySide6.QtCore import Qt, Signal
from PySide6.QtGui import QResizeEvent
from PySide6.QtWidgets import QHBoxLayout, QWidget

from resnet_studio.core.basics.message import tr
from resnet_studio.core.runs.epoch_confusion import Cells, counts_of
from resnet_studio.core.runs.figures import Figures
from resnet_studio.gui.rooms.results import words
from resnet_studio.gui.rooms.results.counts import Counts
from resnet_studio.gui.rooms.results.epochs import EpochSlider
from resnet_studio.gui.rooms.results.legend import MatrixLegend
from resnet_studio.gui.rooms.results.matrix import ConfusionMatrix
from resnet_studio.gui.theme.tokens import CAPTION, REGULAR, SECONDARY
from resnet_studio.gui.widgets.button import Button
from resnet_studio.gui.widgets.card import Card
from resnet_studio.gui.widgets.choice import Segmented
from resnet_studio.gui.widgets.text import ElidedLabel, Label, heading

LARGEST = 606
"""Side of the matrix at most, px."""
_ENLARGED = 2.5


def few_height(classes: int) -> int:
    """The height of a matrix with figures in its cells, px."""
    return 190 if classes <= 3 else min(430, 90 + 28 * classes)


class ConfusionCard(Card):
    """Signals: ``cell_chosen(int, int)``, true and predicted label, to see its pictures; ``current_changed(int, int)``,
    -1 and -1 while no cell is in focus or under the pointer; ``epoch_changed(int)``, the best epoch while the matrix
    shows another one, else 0."""

    cell_chosen = Signal(int, int)
    current_changed = Signal(int, int)
    epoch_changed = Signal(int)

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(padding=16, spacing=8, parent=parent)
        self.matrix, self.legend = ConfusionMatrix(), MatrixLegend()
        self.said = ElidedLabel("", SECONDARY, REGULAR, "text2", align=Qt.AlignmentFlag.AlignRight)
        self.sides = Label(tr("down: what it is, across: what is predicted"), CAPTION, REGULAR, "text3")
        self.switch = Segmented([("counts", tr("Counts")), ("percent", tr("Per cent"))], tr("Figures in the cells"))
        self.switch.set_tip("percent", tr("Shares of the pictures of each true class"))
        self.enlarge = Button(tr("Enlarge"), "link", tip=tr("Ctrl and the wheel enlarge, too"))
        self.epochs = EpochSlider()
        self._counts = Counts()  # of the figures, whichever epoch is shown
        self._lay_out()
        self.matrix.cell_chosen.connect(self._choose)
        self.epochs.chosen.connect(self._show_epoch)
        self.matrix.pointed.connect(self._say)
        self.matrix.pointed.connect(self.current_changed)
        self.matrix.zoom_changed.connect(self._show_zoom)
        self.switch.changed.connect(self._set_percent)
        self.enlarge.clicked.connect(self._enlarge)

    def _lay_out(self) -> None:
        head = QHBoxLayout()
        head.setSpacing(12)
        head.addWidget(heading(tr("Confusion")))
        head.addWidget(self.said, 1)
        below = QHBoxLayout()
        below.setSpacing(8)
        below.addWidget(self.switch)
        below.addStretch(1)
        below.addWidget(self.enlarge)
        self.layout_.addLayout(head)
        self.layout_.addWidget(self.sides)
        self.layout_.addWidget(self.matrix, 1)
        self.layout_.addWidget(self.legend)
        self.layout_.addLayout(below)
        self.layout_.addWidget(self.epochs)
        self.layout_.addStretch(0)

    def show_figures(self, figures: Figures) -> None:
        """Show the matrix of a measurement."""
        self._counts = Counts.of(figures)
        self.epochs.show_epochs({}, 0)
        self.epoch_changed.emit(0)
        self._show_counts(self._counts)

    def _show_epoch(self, cells: Cells | None) -> None:
        """Show the matrix after an epoch; None for that of the figures."""
        self.epoch_changed.emit(self.epochs.best())
        counts = self._counts
        self._show_counts(counts if cells is None else counts.exchanged(counts_of(cells, len(counts))))

    def _choose(self, true: int, predicted: int) -> None:
        """Ask for pictures, which are those of the best epoch."""
        if self.matrix.counts is not self._counts:
            self.epochs.back()
            self.epoch_changed.emit(0)
            self._show_counts(self._counts)
        self.cell_chosen.emit(true, predicted)

    def _show_counts(self, counts: Counts) -> None:
        self.matrix.show_counts(counts)
        many = self.matrix.is_many()
        for widget in (self.sides, self.legend, self.enlarge):
            widget.setVisible(many)
        self.layout_.setStretch(self.layout_.count() - 1, 1 if many else 0)
        self._fit()
        self._say(*(self.matrix.current() or (-1, -1)))

    def _fit(self) -> None:
        """Give the matrix the height that suits its classes: square where there are many."""
        classes, width = len(self.matrix.counts), self.width() - 32
        if self.matrix.is_many():
            self.matrix.setFixedHeight(max(220, min(width, LARGEST)))
        else:
            self.matrix.setMinimumHeight(few_height(classes))
            self.matrix.setMaximumHeight(16_777_215)
        self.switch.setVisible(not self.matrix.has_room_for_both())

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        self._fit()

    def _set_percent(self, choice: str) -> None:
        self.matrix.set_percent(choice == "percent")
        self.legend.set_percent(choice == "percent")

    def _enlarge(self) -> None:
        self.matrix.set_zoom(_ENLARGED if self.matrix.zoom() == 1 else 1)

    def _show_zoom(self) -> None:
        self.enlarge.set_words(tr("Enlarge") if self.matrix.zoom() == 1 else tr("Show all"))

    def _say(self, true: int, predicted: int) -> None:
        counts = self.matrix.counts
        if true >= 0:
            self.said.setText(words.cell(counts, true, predicted))
        elif self.matrix.is_many():
            self.said.setText(tr("{count} classes, those confused lie together", count=len(counts)))
        else:
            self.said.setText(tr("click a cell to see its pictures"))
