"""The history of one run, made of its events: the same object whether they arrive live or from a file."""

import math
from array import array
from dataclasses import dataclass, field, replace

from resnet_studio.core.basics.errors import Failure
from resnet_studio.core.protocol.events import (
    TERMINAL,
    BatchEnd,
    CheckpointSaved,
    EpochEnd,
    Event,
    Notice,
    Phase,
    Predictions,
    Progress,
    RunFailed,
    RunFinished,
    RunPaused,
    RunResumed,
    RunStarted,
    RunStopped,
)
from resnet_studio.core.runs.settings import BY_LOSS, BY_TOP1
from resnet_studio.core.runs.time_left import TimeLeft

_SPEED_SHARE = 0.2
"""Of the newest batch in the speed from which the first epoch's time left is estimated: single batches differ much."""
MOST = 1_000_000
"""Epochs and notices that are kept: more than any run has, and few enough for the memory."""


def better(new: EpochEnd, old: EpochEnd | None, by: str) -> bool:
    """Whether `new` is the better epoch: higher top-1 on validation, ties to the lower validation loss; the other way
    round where `by` is "loss"."""
    return old is None or _merit(new, by) > _merit(old, by)


def _merit(epoch: EpochEnd, by: str) -> tuple[float, float]:
    """What epochs are ranked by; NaN (a loss that diverged) ranks last."""
    top1, loss = (-math.inf if math.isnan(value) else value for value in (epoch.val_top1, -epoch.val_loss))
    return (loss, top1) if by == BY_LOSS else (top1, loss)


@dataclass(slots=True)
class RunHistory:
    """What has happened so far in a run. `version` grows with each change, so that a timer redraws only what changed.

    Attributes:
        steps, losses, learning_rates: one entry a reported batch (`array` of int64 and float64).
        steps_planned: optimiser steps in the whole run, 0 while unknown.
        best: the best epoch so far.
        kept: the epoch whose model is in the run's folder; None before the first was written, or without a folder.
        checkpoint_step: of the checkpoint that the run could go on from, 0 before the first.
        ended: the terminal event, or None while the run goes on.
        ended_in: what the run was at, before or between its results, when it ended; None where it was training.
        cut_off: whether no process goes on with a run that has no ending, as far as the caller of `apply` knows.
    """

    started: RunStarted | None = None
    progress: Progress | None = None
    steps: "array[int]" = field(default_factory=lambda: array("q"))
    losses: "array[float]" = field(default_factory=lambda: array("d"))
    learning_rates: "array[float]" = field(default_factory=lambda: array("d"))
    last_batch: BatchEnd | None = None
    steps_planned: int = 0
    epochs: list[EpochEnd] = field(default_factory=list)
    best: EpochEnd | None = None
    kept: EpochEnd | None = None
    predictions: Predictions | None = None
    notices: list[Notice] = field(default_factory=list)
    checkpoint_step: int = 0
    ended: RunFinished | RunPaused | RunStopped | RunFailed | None = None
    ended_in: Phase | None = None
    cut_off: bool = False
    version: int = 0
    # `_bests[i]` is the best of epochs 0…i, so rewinding need not rescan.
    _bests: list[EpochEnd] = field(default_factory=list)
    _checkpointed: Predictions | None = None  # the predictions when a checkpoint was last saved
    _validated: int = 0  # pictures that the newest accuracy is of, also after a rewind
    _speed: float = math.nan  # in pictures per second, smoothed
    _time_left: TimeLeft = field(default_factory=TimeLeft, compare=False, repr=False)

    def apply(self, event: Event) -> None:
        """Take in one event; events of other jobs are ignored."""
        self.version += 1
        match event:
            case RunStarted():
                self.started, self.ended, self.progress, self.cut_off = event, None, None, False
            case RunResumed():
                self._resume(event)
            case Progress():
                self.progress = event
            case BatchEnd():
                self._batch(event)
            case EpochEnd():
                self._epoch(event)
            case Predictions():
                self.predictions, self._validated = event, event.total or self._validated
            case Notice():
                if len(self.notices) < MOST:
                    self.notices.append(event)
            case CheckpointSaved():
                self._save(event)
            case RunFinished() | RunPaused() | RunStopped() | RunFailed():
                self._end(event)
            case _:
                self.version -= 1

    def _batch(self, event: BatchEnd) -> None:
        self.progress = None
        self.last_batch = event
        self.steps_planned = event.steps or self.steps_planned
        speed = event.pictures_per_second
        if math.isfinite(speed):  # the log may be damaged
            self._speed = speed if math.isnan(self._speed) else self._speed + _SPEED_SHARE * (speed - self._speed)
        self.steps.append(event.step)
        self.losses.append(event.loss)
        self.learning_rates.append(event.learning_rate)

    def _epoch(self, event: EpochEnd) -> None:
        self.progress = None
        if self.last_batch and self.last_batch.step < event.step:
            # Whatever steps were reported, the run is not behind an epoch that is complete.
            self.last_batch = replace(self.last_batch, epoch=event.epoch, step=event.step)
        # A run that was killed between an epoch's end and the next checkpoint validates that epoch again.
        while self.epochs and self.epochs[-1].epoch >= event.epoch:
            self.epochs.pop()
            self._bests.pop()
        if len(self.epochs) >= MOST:
            return
        self.epochs.append(event)
        if better(event, self.best, self.started.best_by if self.started else BY_TOP1):
            self.best = event
        self._bests.append(self.best or event)

    def _save(self, event: CheckpointSaved) -> None:
        if event.step != self.checkpoint_step:  # else only the best network was written, later than the checkpoint
            self.checkpoint_step, self._checkpointed = event.step, self.predictions
        if event.best:
            self.kept = self.best

    def _end(self, event: RunFinished | RunPaused | RunStopped | RunFailed) -> None:
        self.ended_in = self.progress.phase if self.progress else None
        self.ended, self.progress = event, None
        if not isinstance(event, RunFailed):
            if self.best and self.best.epoch == event.best_epoch:  # this ending came after the best was written
                self.kept = self.best
        elif event.kind is Failure.RUN_GONE:
            self.kept = None

    def _resume(self, event: RunResumed) -> None:
        number = event.best_epoch
        known = (*self.epochs[max(0, number - 1) : max(0, number)], self.kept, self.best)
        self._discard_after(event.step)
        if event.says_best:
            self.best = next((one for one in known if one and one.epoch == number), None)
        self.checkpoint_step, self.kept = event.step, self.best

    def _discard_after(self, step: int) -> None:
        # From the end, so that replaying a log takes linear time however often the run was resumed.
        while self.steps and self.steps[-1] > step:
            for points in (self.steps, self.losses, self.learning_rates):
                points.pop()
        while self.epochs and self.epochs[-1].step > step:
            self.epochs.pop()
        del self._bests[len(self.epochs) :]
        self.best = self._bests[-1] if self._bests else None
        if self.last_batch and self.last_batch.step > step:
            self.last_batch = replace(self.last_batch, step=step)
        last = self.epochs[-1].epoch if self.epochs else 0
        known = (self.predictions, self._checkpointed)
        self.predictions = next((one for one in known if one and one.epoch <= last), None)
        self.ended = None

    @property
    def saved_epochs(self) -> list[EpochEnd]:
        """The epochs that are not lost if the run ends now: those up to the last checkpoint."""
        return [epoch for epoch in self.epochs if epoch.step <= self.checkpoint_step]

    @property
    def marked(self) -> EpochEnd | None:
        """The best epoch to show: while the run goes on its model is saved soon; later only what was saved counts."""
        return self.kept if self.cut_off or isinstance(self.ended, RunFailed) else self.best

    @property
    def by_loss(self) -> bool:
        """Whether the best epoch is the one of the lowest validation loss, not of the highest accuracy."""
        return self.started is not None and self.started.best_by == BY_LOSS

    @property
    def validated(self) -> int:
        """How many pictures a validation accuracy is of: those that could be read, where that is known."""
        return self._validated or (self.started.validation if self.started is not None else 0)

    @property
    def fraction(self) -> float:
        """How much of the planned training is done, from 0 to 1."""
        if isinstance(self.ended, RunFinished):
            return 1.0
        if not self.last_batch or not self.steps_planned:
            return 0.0
        return min(1.0, max(0.0, self.last_batch.step / self.steps_planned))

    @property
    def seconds_left(self) -> float:
        """An estimate from the epochs so far, NaN before anything is known."""
        if self.last_batch is None or not self.steps_planned or self.started is None:
            return math.nan
        left = self.steps_planned - self.last_batch.step
        if self.epochs:
            done = self.epochs[-1]
            return left * sum(epoch.seconds - epoch.preparing for epoch in self.epochs) / max(1, done.step)
        pictures_left = left * self.started.train * self.started.epochs / self.steps_planned
        return pictures_left / (self._speed or math.nan)

    @property
    def time_left(self) -> float:
        """The same in seconds as it is to be shown: in steps, and without jumps."""
        return self._time_left.follow(self.seconds_left)

    @property
    def begun(self) -> bool:
        """Whether anything was trained: a batch or an epoch was reported."""
        return bool(self.steps or self.epochs)

    @property
    def goes_on(self) -> bool:
        """Whether more is to come: the run trains, or is paused."""
        return self.ended is None or isinstance(self.ended, RunPaused)

    @property
    def resumable(self) -> bool:
        """Whether the run ended early and has got far enough to be resumed."""
        gone = isinstance(self.ended, RunFailed) and self.ended.kind is Failure.RUN_GONE
        return self.ended is not None and not isinstance(self.ended, RunFinished) and len(self.steps) > 0 and not gone

    @property
    def running(self) -> bool:
        """Whether events of a started run are still to come."""
        return self.started is not None and self.ended is None


def is_terminal(event: Event) -> bool:
    """Whether a job ends with this event."""
    return isinstance(event, TERMINAL)
