"""The jobs that run and wait in the engine, and the endings that the worker makes when no engine can send them."""

import time
from collections import deque
from collections.abc import Callable
from dataclasses import dataclass, replace

from resnet_studio.core.basics.message import NOTHING, Message, message
from resnet_studio.core.protocol.commands import (
    Halt,
    Job,
)
from resnet_studio.core.protocol.events import (
    Event,
    Notice,
    NoticeKind,
)
from resnet_studio.core.protocol.jobs.train import Train
from resnet_studio.gui.engine.endings import EndRequest, append_to_log, ending_of, recorded_history


@dataclass(eq=False, slots=True)
class QueuedJob:
    """A job that waits or runs.

    Attributes:
        started: whether it was given to an engine.
        request: how it was asked to end, if it was.
    """

    number: int
    job: Job
    started: bool = False
    request: EndRequest | None = None


class JobQueue:
    """One running job and those that wait, first in, first out. `emit(number, event)` gets every job's events."""

    def __init__(self, emit: Callable[[int, Event], None]) -> None:
        self._emit = emit
        self.waiting: deque[QueuedJob] = deque()
        self.current: QueuedJob | None = None

    def add(self, number: int, job: Job) -> None:
        """Put a job at the end."""
        self.waiting.append(QueuedJob(number, job))

    def start_next(self) -> QueuedJob | None:
        """Make the first waiting job the running one and return it; None if a job runs or none waits."""
        if self.current is not None or not self.waiting:
            return None
        self.current = self.waiting.popleft()
        self.current.started = True
        return self.current

    def is_running(self, number: int) -> bool:
        """Whether the running job has that number."""
        return self.current is not None and self.current.number == number

    def request_end(self, number: int, how: Halt) -> bool:
        """Note that a job is to end. True if it runs, so that the engine must be asked; one that waits ends here."""
        if self.current and self.is_running(number):
            self.current.request = self.current.request or EndRequest(how, time.monotonic())
            return True
        for entry in [entry for entry in self.waiting if entry.number == number]:
            self.waiting.remove(entry)
            entry.request = EndRequest(how)
            self._end(entry)
        return False

    def continue_after_crash(self, how: Message) -> bool:
        """Put a training whose engine crashed first in line, to continue from its checkpoint; once only.

        False if the running job cannot be continued.
        """
        current = self.current
        if current is None or not isinstance(current.job, Train) or current.job.after_crash or current.request:
            return False
        # The engine may have written the ending and crashed before it could send it.
        event: Event | None = recorded_history(current.job).ended
        if event is None:
            sentence = message(
                "The engine stopped working: {how}. "
                "A new one is started, and the run goes on from what was saved last.",
                how=how,
            )
            event = Notice(sentence, kind=NoticeKind.ENGINE)
            append_to_log(current.job, event)
            again = replace(current.job, resume=True, after_crash=True)
            self.waiting.appendleft(QueuedJob(current.number, again, started=True))
        self.current = None
        self._emit(current.number, event)
        return True

    def clear_current(self) -> None:
        """Forget the running job without an ending."""
        self.current = None

    def end_current(self, why: Message) -> None:
        """Give the running job the ending that the engine could not send: a failure unless it was asked to end."""
        if current := self.current:
            self.current = None
            self._end(current, why)

    def end_waiting(self, why: Message = NOTHING) -> None:
        """End all jobs that wait: they fail because of `why`, or without it are paused."""
        while self.waiting:
            entry = self.waiting.popleft()
            if not why:
                entry.request = EndRequest(Halt.PAUSE)
            self._end(entry, why)

    def end_interrupted(self, why: Message) -> None:
        """End a run that waits to continue after a crash."""
        for entry in [entry for entry in self.waiting if isinstance(entry.job, Train) and entry.job.after_crash]:
            self.waiting.remove(entry)
            self._end(entry, why)

    def _end(self, entry: QueuedJob, why: Message = NOTHING) -> None:
        job, ending = entry.job, ending_of(entry.job, entry.request, why)
        if isinstance(job, Train) and (entry.started or not job.resume):
            append_to_log(job, ending)  # a run that was to be resumed and never started is left as it was
        self._emit(entry.number, ending)
