"""Comparing two runs as the window controls it: the last pair that is chosen, once."""

from typing import Final

from PySide6.QtCore import QObject, QTimer

from resnet_studio.core.basics.message import Message, message
from resnet_studio.core.protocol.events import Event, Notice, NoticeKind
from resnet_studio.core.protocol.jobs.compare import Compare, Compared, Measuring
from resnet_studio.core.runs.summary import RunSummary
from resnet_studio.gui.engine.jobs import JobRunner, JobTexts
from resnet_studio.gui.work.following import JobControl

TEXTS: Final = JobTexts(running=message("Comparing runs"), awaited=message("Waiting for the comparison of runs to end"))
_PATIENCE_MS: Final = 150
"""While arrow keys move through the runs, no job begins."""


class ComparisonControl(JobControl):
    """Compares A with B.

    Attributes:
        found: what was found, or None.
        measuring: the folder of the run that is being measured for it, or empty.
        warnings: what is to be known of the weights that were compared.
    """

    texts = TEXTS

    def __init__(self, jobs: JobRunner, parent: QObject | None = None) -> None:
        super().__init__(jobs, parent)
        self._pair: tuple[RunSummary, RunSummary] | None = None
        self.found: Compared | None = None
        self.measuring = ""
        self.warnings: tuple[Message, ...] = ()
        self._clock = QTimer(self, singleShot=True, interval=_PATIENCE_MS)
        self._clock.timeout.connect(self._compare)

    @property
    def pair(self) -> tuple[RunSummary, RunSummary] | None:
        """A and B, or None."""
        return self._pair

    @property
    def busy(self) -> bool:
        """Whether an answer is to come."""
        return super().busy or self._clock.isActive()

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
        self._abandon()
        self.found, self.problem, self.measuring, self.warnings = None, None, "", ()
        self._clock.stop()
        if self._pair is not None:
            self._clock.start()
        self.changed.emit()

    def _compare(self) -> None:
        if self._pair is not None:
            run, other = self._pair
            self._submit(Compare(str(run.path), str(other.path)))

    def _take(self, event: Event) -> None:
        if isinstance(event, Compared):
            self.found = event
        elif isinstance(event, Measuring):
            self.measuring, self.progress = event.run, None
        elif isinstance(event, Notice) and event.kind is NoticeKind.WEIGHTS:
            self.warnings = (*self.warnings, event.text)

    def _end(self, event: Event) -> None:
        self.measuring = ""


def _state(pair: tuple[RunSummary, RunSummary] | None) -> tuple[object, ...]:
    """What changes when two runs have to be compared again."""
    return tuple((run.path, run.state, run.best_epoch, run.seconds) for run in pair or ())
