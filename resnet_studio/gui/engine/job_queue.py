"""The jobs that run and wait in the engine, and the endings that the worker makes when no engine can send them.

One job runs. Beside one that gives way, such as a training, the engine also does a brief one, its guest.
"""

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
    """One running job with its guest and those that wait, in order. `emit(number, event)` gets every job's events."""

    def __init__(self, emit: Callable[[int, Event], None]) -> None:
        self._emit = emit
        self.waiting: deque[QueuedJob] = deque()
        self.current: QueuedJob | None = None
        self.guest: QueuedJob | None = None

    def add(self, number: int, job: Job) -> None:
        """Put a job at the end."""
        self.waiting.append(QueuedJob(number, job))

    def start_next(self) -> QueuedJob | None:
        """The job that the engine is to be given now, or None.

        That is the first waiting one if none runs, and the first brief one beside a job that gives way.
        """
        if self.current is None:
            entry = self.current = self.waiting.popleft() if self.waiting else None
        elif self.guest is None and self.current.job.gives_way:
            entry = self.guest = next((entry for entry in self.waiting if entry.job.brief), None)
            if entry is not None:
                self.waiting.remove(entry)
        else:
            return None
        if entry is not None:
            entry.started = True
        return entry

    def is_running(self, number: int) -> bool:
        """Whether the running job or its guest has that number."""
        return any(entry is not None and entry.number == number for entry in (self.current, self.guest))

    def request_end(self, number: int, how: Halt) -> bool:
        """Note that a job is to end. True if the engine has it, so that it must be asked.

        One that waits ends here. So does a guest, since it may be long until the engine comes to it.
        """
        if self.current and self.current.number == number:
            self.current.request = self.current.request or EndRequest(how, time.monotonic())
            return True
        if self.guest and self.guest.number == number:
            self.guest.request = EndRequest(how)
            self._end_guest()
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
        self._end_guest(message("The engine stopped working: {how}.", how=how))
        self.current = None
        self._emit(current.number, event)
        return True

    def clear(self, number: int) -> None:
        """Forget a running job that has ended; its guest, if it has one, runs alone from then on."""
        if self.guest and self.guest.number == number:
            self.guest = None
        elif self.current and self.current.number == number:
            self.current, self.guest = self.guest, None

    def clear_current(self) -> None:
        """Forget the running job and its guest without an ending."""
        self.current = self.guest = None

    def end_current(self, why: Message) -> None:
        """Give the running job and its guest the ending that the engine could not send.

        That is a failure, unless the job was asked to end.
        """
        self._end_guest(why)
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

    def _end_guest(self, why: Message = NOTHING) -> None:
        if guest := self.guest:
            self.guest = None
            self._end(guest, why)

    def _end(self, entry: QueuedJob, why: Message = NOTHING) -> None:
        job, ending = entry.job, ending_of(entry.job, entry.request, why)
        if isinstance(job, Train) and (entry.started or not job.resume):
            append_to_log(job, ending)  # a run that was to be resumed and never started is left as it was
        self._emit(entry.number, ending)
