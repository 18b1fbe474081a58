"""What the window asks of the engine. Commands are small: paths and settings, never lists of a dataset's files.

Each kind of job has a file in `core/protocol/jobs` with its command and its events.
"""

from collections.abc import Callable
from dataclasses import dataclass
from enum import StrEnum
from typing import ClassVar

from resnet_studio.core.basics.errors import Failure
from resnet_studio.core.basics.message import Message, message
from resnet_studio.core.protocol.events import EpochEnd, JobFailed, JobFinished, JobStopped, Terminal


class Halt(StrEnum):
    """How a running job is asked to end: for good, or so that it can be resumed later."""

    STOP = "stop"
    PAUSE = "pause"


class Halted(Exception):  # noqa: N818 - not an error: a person asked for it
    """Unwinds a job that a person asked to end."""

    def __init__(self, halt: Halt) -> None:
        super().__init__(halt.value)
        self.halt = halt


ShouldStop = Callable[[], Halt | None]


def never() -> Halt | None:
    """A `ShouldStop` that lets the job run to its end."""
    return None


def stopping(should_stop: ShouldStop) -> Callable[[], bool]:
    """The same question for those who need not know how the job is to end."""
    return lambda: should_stop() is not None


def check_halt(should_stop: ShouldStop) -> None:
    """Raise Halted if a person asked to end."""
    if halt := should_stop():
        raise Halted(halt)


@dataclass(frozen=True, slots=True)
class Outcome:
    """How a job ended; finished if it has neither `halt` nor `error`.

    Attributes:
        halt: how a person asked it to end.
        error: what went wrong, with its `kind` and `details`, a traceback.
        best: the best epoch of a run that was trained.
    """

    halt: Halt | None = None
    error: Message | None = None
    kind: Failure = Failure.UNEXPECTED
    details: str = ""
    best: EpochEnd | None = None


class Job:
    """Base of the commands that start a job. They are frozen dataclasses in `core/protocol/jobs`.

    Attributes:
        memory_advice: what a person can do when the memory was full.
        brief: a person waits for its result, so it is done between two events of a job that gives way.
        gives_way: it takes long, and stands still between two of its events while the engine does a brief job.
        ends_tidily: it saves its state, or clears away what is not whole, when it is asked to end: that is waited for.
    """

    __slots__ = ()
    brief: ClassVar[bool] = False
    gives_way: ClassVar[bool] = False
    ends_tidily: ClassVar[bool] = False
    memory_advice: ClassVar[Message] = message("Close other programs, and try again.")

    def ending(self, outcome: Outcome) -> Terminal:
        """The terminal event of this outcome."""
        if outcome.error is not None:
            return JobFailed(outcome.error, outcome.details, outcome.kind)
        return JobStopped() if outcome.halt else JobFinished()


@dataclass(frozen=True, slots=True)
class Stop:
    """End the job of that number, running or waiting; a training can `pause`, and be resumed later."""

    job: int
    pause: bool = False


@dataclass(frozen=True, slots=True)
class Quit:
    """End the engine."""


Command = Job | Stop | Quit
