"""The progress of a run: a segment for each epoch, key figures below, or what it waits for before the first batch."""

from __future__ import annotations

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QHBoxLayout, QSizePolicy, QVBoxLayout, QWidget

from resnet_studio.core.basics import formatting
from resnet_studio.core.basics.message import show, tr, trn
from resnet_studio.core.basics.shares import interval_text
from resnet_studio.core.protocol.events import Phase
from resnet_studio.core.runs.config import TrainConfig
from resnet_studio.core.runs.history import RunHistory
from resnet_studio.gui.rooms.train.words import rate_text, waiting_text
from resnet_studio.gui.theme.tokens import LEAD, MEDIUM
from resnet_studio.gui.widgets.figures import Bar, ProgressSegments, StatBlock
from resnet_studio.gui.widgets.text import Label, plain_tip

_CHECKS = (Phase.VALIDATING, Phase.EVALUATING)
"""Parts of the training, beside which its progress stays on show."""


class ProgressStrip(QWidget):
    """Segments and figures of a run; ``show_history`` brings them up to date."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(8)
        self.segments = ProgressSegments()
        self.phase_bar = Bar(height=8)
        column.addWidget(self.segments)
        column.addWidget(self.phase_bar)
        self.epoch = StatBlock(tr("Epoch"))
        self.time = StatBlock(tr("Time left"))
        self.speed = StatBlock(tr("Pictures/s"))
        self.rate = StatBlock(tr("Learning rate"))
        self.best = StatBlock(
            tr("Validation accuracy, best epoch"), tone="validation", align=Qt.AlignmentFlag.AlignRight
        )
        self.best.setToolTip(plain_tip(tr("With its 95 % interval: what it may be on many more pictures like these")))
        self.phase = Label("", LEAD, MEDIUM)
        row = QHBoxLayout()
        row.setContentsMargins(0, 0, 0, 0)
        row.setSpacing(40)
        for block in (self.epoch, self.time, self.speed, self.rate):
            row.addWidget(block)
        row.addWidget(self.phase)
        row.addStretch(1)
        row.addWidget(self.best)
        column.addLayout(row)
        self.setFixedHeight(8 + 8 + 44)
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Fixed)

    def show_history(self, history: RunHistory, config: TrainConfig, waiting_for: str) -> None:
        """Show the progress of the run."""
        ended, progress = history.ended is not None, history.progress
        checking = progress is not None and progress.phase in _CHECKS and not waiting_for and not ended
        begun = history.last_batch is not None and (progress is None or checking) and not waiting_for
        waiting = not ended and not begun
        self.epoch.setVisible(not waiting)
        self.time.setVisible(not waiting and not (ended and not history.epochs))  # only whole epochs are timed
        for block in (self.speed, self.rate):
            block.setVisible(not waiting and not ended and not checking)
        self.phase.setVisible(waiting or checking)
        self.best.setVisible(history.marked is not None)
        known = waiting and progress is not None and progress.total > 0
        self.phase_bar.setVisible(known)
        self.segments.setVisible(not known)
        if known and progress is not None:
            self.phase_bar.set_value(progress.done / progress.total)
        self.phase.setText(waiting_text(history, waiting_for) if waiting or checking else "")
        self._show_figures(history, config)

    def _show_figures(self, history: RunHistory, config: TrainConfig) -> None:
        batch = history.last_batch
        done, validated = history.fraction * config.epochs, 0.0
        if batch is not None and (progress := history.progress) is not None and progress.phase is Phase.VALIDATING:
            done, validated = float(batch.epoch), progress.done / max(1, progress.total)
        self.segments.set_progress(config.epochs, done, validated)
        percent = round(100 * history.fraction)
        self.segments.setAccessibleName(tr("{percent} % of the planned training done", percent=percent))
        epoch = batch.epoch if batch else 0
        self.epoch.set_figure(tr("{epoch} of {epochs}", epoch=epoch, epochs=config.epochs))
        if history.ended is not None:
            begun = batch is not None and bool(history.epochs) and batch.step > history.epochs[-1].step
            self.time.set_caption(tr("Time of whole epochs") if begun else tr("Training time"))
            self.time.set_figure(formatting.duration(sum(end.seconds for end in history.epochs)))
        else:
            self.time.set_caption(tr("Time left"))
            self.time.set_figure(formatting.duration(history.time_left))
        if batch:
            speed = batch.pictures_per_second
            self.speed.set_figure(
                formatting.count(round(speed)) if speed >= 9.95 else formatting.figure(round(speed, 1))
            )
            self.rate.set_figure(rate_text(batch.learning_rate))
        if best := history.marked:
            number = history.validated
            self.best.set_figure(formatting.percent(best.val_top1), show(interval_text(best.val_top1, number)))
            self.best.set_caption(_best_caption(number, best.epoch, by_loss=history.by_loss))


def _best_caption(number: int, epoch: int, *, by_loss: bool) -> str:
    if by_loss:
        return trn(
            "Accuracy on {count} validation picture, best epoch {epoch}, by loss",
            "Accuracy on {count} validation pictures, best epoch {epoch}, by loss",
            number,
            epoch=epoch,
        )
    return trn(
        "Accuracy on {count} validation picture, best epoch {epoch}",
        "Accuracy on {count} validation pictures, best epoch {epoch}",
        number,
        epoch=epoch,
    )
