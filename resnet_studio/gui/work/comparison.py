"""Comparing two runs as the window controls it: the last pair that is chosen, once."""

from typing import Final

from PySide6.QtCore import QObject, QTimer, Signal

from resnet_studio.core.basics.message import Message, message
from resnet_studio.core.protocol.events import Event, JobFailed, Progress
from resnet_studio.core.protocol.jobs.compare import Compare, Compared, Measuring
from resnet_studio.core.runs.history import is_terminal
from resnet_studio.core.runs.summary import RunSummary
from resnet_studio.gui.engine.jobs import JobHandle, JobRunner, JobTexts

TEXTS: Final = JobTexts(running=message("Comparing runs"), awaited=message("Waiting for the comparison of runs to end"))
_PATIENCE_MS: Final = 150
"""While arrow keys move through the runs, no job begins."""


class ComparisonControl(QObject):
    """Compares A with B.

    Signals:
        changed(): any attribute, or what is waited for.

    Attributes:
        found: what was found, or None.
        measuring: the folder of the run that is being measured for it, or empty.
        progress: of the measurement.
        jobs: where it submits its jobs.
        problem: why there is no verdict, and the details; None while there is no problem.
    """

    changed = Signal()

    def __init__(self, jobs: JobRunner, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self.jobs = jobs
        self._pair: tuple[RunSummary, RunSummary] | None = None
        self._job: JobHandle | None = None
        self.found: Compared | None = None
        self.measuring = ""
        self.progress: Progress | None = None
        self.problem: tuple[Message, str] | None = None
        self._clock = QTimer(self, singleShot=True, interval=_PATIENCE_MS)
        self._clock.timeout.connect(self._compare)
        jobs.changed.connect(self._tell)

    @property
    def pair(self) -> tuple[RunSummary, RunSummary] | None:
        """A and B, or None."""
        return self._pair

    @property
    def busy(self) -> bool:
        """Whether an answer is to come."""
        return self._job is not None or self._clock.isActive()

    def waiting_for(self) -> Message | None:
        """What the job waits for; None while it runs, or where there is none."""
        return self._job.waiting_for() if self._job else None

    def compare(self, pair: tuple[RunSummary, RunSummary] | None) -> None:
        """Compare these two, or nothing; two that are compared already are not compared again while they stay so."""
        if _state(pair) == _state(self._pair):
            self._pair = pair
            return
        self._pair = pair
        self._begin()

    def retry(self) -> None:
        """Ask again."""
        self._begin()

    def _begin(self) -> None:
        if self._job is not None:
            self._job.abandon()
            self._job = None
        self.found, self.problem, self.progress, self.measuring = None, None, None, ""
        self._clock.stop()
        if self._pair is not None:
            self._clock.start()
        self.changed.emit()

    def _compare(self) -> None:
        if self._pair is not None:
            run, other = self._pair
            self._job = self.jobs.submit(Compare(str(run.path), str(other.path)), TEXTS, self._handle)
            self.changed.emit()

    def _handle(self, event: Event) -> None:
        match event:
            case Compared():
                self.found = event
            case Measuring():
                self.measuring, self.progress = event.run, None
            case Progress():
                self.progress = event
            case _ if is_terminal(event):
                self._job, self.measuring, self.progress = None, "", None
                if isinstance(event, JobFailed):
                    self.problem = (event.error, event.details)
        self.changed.emit()

    def _tell(self) -> None:
        if self._job is not None:
            self.changed.emit()


def _state(pair: tuple[RunSummary, RunSummary] | None) -> tuple[object, ...]:
    """What changes when two runs have to be compared again."""
    return tuple((run.path, run.state, run.best_epoch, run.seconds) for run in pair or ())
