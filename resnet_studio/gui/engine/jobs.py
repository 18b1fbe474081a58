"""Submitting jobs to the engine, delivering their events, and saying what the engine does now and what waits."""

from collections.abc import Callable
from dataclasses import dataclass

from PySide6.QtCore import QObject, Signal

from resnet_studio.core.basics.message import NOTHING, Message, message, plural
from resnet_studio.core.protocol.commands import (
    Job,
)
from resnet_studio.core.protocol.events import (
    Event,
)
from resnet_studio.core.runs.history import is_terminal
from resnet_studio.gui.engine.status import EngineState, EngineStatus
from resnet_studio.gui.engine.worker import EngineWorker


@dataclass(frozen=True, slots=True)
class JobTexts:
    """What the window says of a kind of job.

    Attributes:
        running: in the status bar while it runs: "Training".
        awaited: where another job waits for it: "Waiting for the training to end".
        gives_way: where a brief job waits until this one stands still for it.
    """

    running: Message
    awaited: Message
    gives_way: Message = NOTHING


class JobHandle:
    """One submitted job. Keep it to stop the job or to ask where it stands.

    Attributes:
        begun: whether the engine has sent an event of it.
    """

    def __init__(
        self, runner: "JobRunner", number: int, job: Job, texts: JobTexts, on_event: Callable[[Event], None]
    ) -> None:
        self._runner = runner
        self.number, self.job, self.texts = number, job, texts
        self.on_event: Callable[[Event], None] | None = on_event
        self.begun = False

    def stop(self, *, pause: bool = False) -> None:
        """Ask the job to end, for good or (a training) so that it can continue later; its ending is still delivered."""
        self._runner.worker.stop(self.number, pause=pause)

    def abandon(self) -> None:
        """Ask the job to end and deliver no more of its events."""
        self.on_event = None
        self.stop()

    def waiting_for(self) -> Message | None:
        """What the job waits for, as a text to show; None once it runs."""
        return self._runner.waiting_for(self)

    def takes_turns(self) -> bool:
        """Whether the engine works on it in turn with a longer job."""
        return self.begun and self._runner.running not in (None, self)


class JobRunner(QObject):
    """Submits jobs and delivers the events of each to the object that submitted it.

    Signals:
        status_changed(object): an `EngineStatus`.
        changed(): another job runs, or other jobs wait; see `running`, `waiting` and `JobHandle.waiting_for`.
    """

    status_changed = Signal(object)
    changed = Signal()

    def __init__(self, worker: EngineWorker, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self.worker = worker
        self.status = EngineStatus()
        self._jobs: dict[int, JobHandle] = {}  # all that have not ended, in the order in which the engine runs them
        worker.event_arrived.connect(self._deliver)
        worker.status_changed.connect(self._set_status)

    def submit(self, job: Job, texts: JobTexts, on_event: Callable[[Event], None]) -> JobHandle:
        """Give a job to the engine; `on_event` gets each of its events, the terminal one last."""
        number = self.worker.submit(job)
        handle = self._jobs[number] = JobHandle(self, number, job, texts, on_event)
        self.changed.emit()
        return handle

    @property
    def running(self) -> JobHandle | None:
        """The job that the engine works on."""
        works = self.status.state in (EngineState.BUSY, EngineState.NOT_RESPONDING)
        return next(iter(self._jobs.values()), None) if works else None

    @property
    def waiting(self) -> list[JobHandle]:
        """The jobs that wait, the next one first."""
        running = self.running
        return [handle for handle in self._jobs.values() if handle is not running and not handle.begun]

    def waiting_for(self, handle: JobHandle) -> Message | None:
        """What a job waits for: the engine, or the jobs before it; None if it runs or has ended."""
        running = self.running
        if handle.number not in self._jobs or handle is running or handle.begun:
            return None
        if self.status.state in (EngineState.STARTING, EngineState.FAILED):
            return message("Waiting for the engine to start")
        if running is not None and running.job.gives_way and handle.job.brief:
            return running.texts.gives_way
        before = [other for other in self._jobs.values() if other.number < handle.number]
        if not before:
            return message("Waiting for the engine")
        if len(before) == 1:
            return before[0].texts.awaited
        return plural(
            "{first}; {count} job is before this one",
            "{first}; {count} jobs are before this one",
            len(before),
            first=before[0].texts.awaited,
        )

    def _deliver(self, number: int, event: Event) -> None:
        handle = self._jobs.get(number)
        if handle is None:
            return
        first, handle.begun = not handle.begun, True
        if is_terminal(event):
            del self._jobs[number]
        if handle.on_event is not None:
            handle.on_event(event)
        if first or is_terminal(event):
            self.changed.emit()

    def _set_status(self, status: EngineStatus) -> None:
        before, self.status = self.status, status
        self.status_changed.emit(status)
        if before.state is not status.state:
            self.changed.emit()
