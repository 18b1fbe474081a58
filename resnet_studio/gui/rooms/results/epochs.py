"""A slider over the epochs of a run, to see how its confusion matrix came about."""

from __future__ import annotations

from collections.abc import Mapping

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QHBoxLayout, QVBoxLayout, QWidget

from resnet_studio.core.basics.message import tr
from resnet_studio.core.runs.epoch_confusion import Cells
from resnet_studio.gui.theme.tokens import MEDIUM, REGULAR, SECONDARY
from resnet_studio.gui.widgets.fields import Slider
from resnet_studio.gui.widgets.text import FigureLabel, Label, plain_tip


class EpochSlider(QWidget):
    """Hidden while fewer than two epochs are known. Signal: ``chosen(object)``, the `Cells` of an epoch, or None for
    the figures on show: those of the best epoch.
    """

    chosen = Signal(object)

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._epochs: tuple[int, ...] = ()
        self._cells: Mapping[int, Cells] = {}
        self._best = 0
        self.slider = Slider(0, 0, 0)
        self.slider.setMinimumWidth(60)
        self.slider.setMaximumWidth(16_777_215)
        self.slider.setAccessibleName(tr("Epoch"))
        self.slider.setToolTip(plain_tip(tr("The confusion matrix on validation after each epoch")))
        self.words = FigureLabel("", SECONDARY, MEDIUM)
        self.note = Label("", SECONDARY, REGULAR, "text2", wrap=True)
        row = QHBoxLayout()
        row.setSpacing(8)
        row.addWidget(self.slider, 1)
        row.addWidget(self.words, 0, Qt.AlignmentFlag.AlignRight)
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(4)
        column.addLayout(row)
        column.addWidget(self.note)
        self.slider.valueChanged.connect(self._slide)
        self.hide()

    def show_epochs(self, cells: Mapping[int, Cells], best: int) -> None:
        """Offer these epochs, beginning at the best one."""
        self._cells, self._best = cells, best
        self._epochs = tuple(sorted({*cells, best})) if cells and best else ()
        self.setVisible(len(self._epochs) > 1)
        self.back()

    def back(self) -> None:
        """Return to the best epoch without a signal."""
        self.slider.blockSignals(True)
        self.slider.setRange(0, max(0, len(self._epochs) - 1))
        self.slider.setValue(self._epochs.index(self._best) if self._best in self._epochs else 0)
        self.slider.blockSignals(False)
        self._say()

    def best(self) -> int:
        """Return the best epoch, while another one is chosen; else 0."""
        return self._best if self._epochs and self.epoch() != self._best else 0

    def epoch(self) -> int:
        """Return the epoch that is chosen; 0 while none is known."""
        return self._epochs[self.slider.value()] if self._epochs else 0

    def _slide(self) -> None:
        self._say()
        epoch = self.epoch()
        self.chosen.emit(None if epoch == self._best else self._cells.get(epoch))

    def _say(self) -> None:
        epoch = self.epoch()
        best = epoch == self._best
        self.words.setText(
            tr("epoch {epoch}, the best", epoch=epoch) if best else tr("after epoch {epoch}", epoch=epoch)
        )
        self.note.setText(
            tr("Only this matrix is of epoch {epoch}. Figures and pictures are of epoch {best}, the best.",
               epoch=epoch, best=self._best)
        )  # fmt: skip
        self.note.setVisible(not best)
