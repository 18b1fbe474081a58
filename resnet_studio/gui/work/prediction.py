"""Predictions as the window controls them: pictures in, answers of the model in use out, one batch after the other."""

import math
import time
from collections.abc import Callable, Sequence
from pathlib import Path

from PySide6.QtCore import QObject, Signal

from resnet_studio.core.basics.message import Message, message
from resnet_studio.core.protocol.events import (
    Event,
    JobFailed,
    Notice,
    Progress,
)
from resnet_studio.core.protocol.jobs.predict import Predict, Prediction, PredictionFailed
from resnet_studio.core.runs.accuracy import is_worse
from resnet_studio.core.runs.history import is_terminal
from resnet_studio.core.runs.summary import summarise
from resnet_studio.gui.engine.jobs import JobHandle, JobRunner, JobTexts
from resnet_studio.gui.work.session import ActiveRun, Session

TEXTS = JobTexts(running=message("Predicting"), awaited=message("Waiting for the predictions to end"))


class PredictionControl(QObject):
    """Predicts with the session's model in use. What is asked for while a job is under way waits here for its turn.

    Attributes:
        examples: validation pictures that the model is tried on; their answers are not lost, they can be had again.
        accept: whether a result counts; of a picture that is still being written, none does.
        holds: whether the model in use stays when a run has ended, because it watches a folder.

    Signals:
        answered(object): a `Prediction` or `PredictionFailed`.
        noticed(object): a `Notice` about the model in use.
        ended(object): the terminal event of a job; `seconds` says how long it ran.
        abandoned(): no answers come any more to what was asked for.
        changed(): `busy`, `waiting`, `progress` or `waiting_for` has changed.
        kept(object, object): the `RunSummary` of a new model that is worse than the one in use, and that one's.
    """

    answered = Signal(object)
    noticed = Signal(object)
    ended = Signal(object)
    abandoned = Signal()
    changed = Signal()
    kept = Signal(object, object)

    def __init__(self, session: Session, jobs: JobRunner, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._session, self.jobs = session, jobs
        self._job: JobHandle | None = None
        self._asked: list[Path] = []
        self._waiting: list[Path] = []
        self._answers = 0  # on show, of the model in use, without those for `examples`
        self.examples: frozenset[Path] = frozenset()
        self._asked_at = 0.0  # by the monotonic clock
        self._started = math.nan  # when the engine began with the job under way
        self.accept: Callable[[Prediction | PredictionFailed], bool] = lambda _: True
        self.holds: Callable[[], bool] = lambda: False
        self.progress: Progress | None = None
        self.seconds = 0.0
        jobs.changed.connect(self._note_start)

    @property
    def busy(self) -> bool:
        """Whether a prediction is under way or waits for the engine."""
        return self._job is not None

    @property
    def waiting(self) -> int:
        """How many files and folders wait until the job under way has ended."""
        return len(self._waiting)

    @property
    def can_retry(self) -> bool:
        """Whether there is something to ask again."""
        return bool(self._asked)

    def waiting_for(self) -> Message | None:
        """What the job under way waits for; None while it runs, or where there is none."""
        return self._job.waiting_for() if self._job else None

    def takes_turns(self) -> bool:
        """Whether the engine predicts in turn with a training."""
        return self._job is not None and self._job.takes_turns()

    def ask(self, paths: Sequence[Path]) -> None:
        """Predict what is on these pictures and in these folders, after what was asked before."""
        if self._session.model is None or not paths:
            return
        if self.busy:
            self._waiting.extend(paths)
        else:
            self._submit(list(paths))
        self.changed.emit()

    def retry(self) -> None:
        """Ask again what was asked last, and what waited then."""
        self.ask(self._asked)

    def cancel(self) -> None:
        """Stop, and drop what waits; the answers so far stay."""
        self._waiting.clear()
        if self._job is not None:
            self._job.stop()
        self.changed.emit()

    def abandon(self) -> None:
        """Stop, and deliver no more answers: they would be of another model or list."""
        self._waiting.clear()
        self._answers = 0
        if self._job is not None:
            self._job.abandon()
            self._job = None
        self.abandoned.emit()
        self.changed.emit()

    def use_trained(self, run: ActiveRun) -> None:
        """Use the model of a run that has ended, where that takes nothing away.

        One that is better on the same dataset stays in use, and so does one whose answers are on show, or that is for
        the open dataset while the run was on another. A fold of a cross-validation says how good a model would be, and
        is not one to use.
        """
        if not run.history.kept:
            return
        new, used = summarise(run.path), self._session.model
        if new.fold:
            return
        if used is not None and used.path != new.path:
            if is_worse(new, used):
                self.kept.emit(new, used)
                return
            if self._answers or self.holds() or (self._session.model_is_own() and not run.is_of(self._session.dataset)):
                return
        if not self.busy:
            self._session.use_run(new)

    def _submit(self, paths: list[Path]) -> None:
        model = self._session.model
        if model is None:
            return
        self._asked = paths
        self._asked_at, self._started, self.progress = time.monotonic(), math.nan, None
        command = Predict(str(model.path), tuple(str(path) for path in paths), self._session.draft.config.device)
        self._job = self.jobs.submit(command, TEXTS, self._handle)

    def _handle(self, event: Event) -> None:
        if math.isnan(self._started):  # between two batches of a training; it is not known when exactly it began
            self._started = self._asked_at
        if isinstance(event, Prediction | PredictionFailed):
            if self.accept(event):
                self._answers += Path(event.path) not in self.examples
                self.answered.emit(event)
        elif isinstance(event, Notice):
            self.noticed.emit(event)
        elif isinstance(event, Progress):
            self.progress = event
            self.changed.emit()
        elif is_terminal(event):
            self._finish(event)

    def _note_start(self) -> None:
        if self._job is not None and math.isnan(self._started) and self._job.waiting_for() is None:
            self._started = time.monotonic()
        self.changed.emit()

    def _finish(self, event: Event) -> None:
        self.seconds = 0.0 if math.isnan(self._started) else time.monotonic() - self._started
        self._job = None
        waiting, self._waiting = self._waiting, []
        if isinstance(event, JobFailed):
            self._asked = [*self._asked, *waiting]
        self.ended.emit(event)
        if waiting and not isinstance(event, JobFailed):
            self._submit(waiting)
        self.changed.emit()
