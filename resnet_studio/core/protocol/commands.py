"""What the window asks of the engine. Commands are small: paths and settings, never lists of a dataset's files."""

from collections.abc import Callable
from dataclasses import dataclass
from enum import StrEnum


@dataclass(frozen=True, slots=True)
class Train:
    """Train the run that lies in the folder `run` (made by `core.run.create_run`), or go on with it.

    `after_crash`: the engine that trained it died in native code, most likely for lack of memory.
    """

    run: str
    resume: bool = False
    after_crash: bool = False


@dataclass(frozen=True, slots=True)
class Predict:
    """Say what is on `paths` (files and folders, in order) with the best model of the folder `run`."""

    run: str
    paths: tuple[str, ...]
    device: str = "auto"


@dataclass(frozen=True, slots=True)
class Evaluate:
    """Measure loss and top-1 of the run's best model over a folder with class folders."""

    run: str
    folder: str
    device: str = "auto"


@dataclass(frozen=True, slots=True)
class FetchWeights:
    """Download the published ImageNet weights of `depth` into torchvision's cache."""

    depth: int


@dataclass(frozen=True, slots=True)
class CachedWeights:
    """Ask which depths' ImageNet weights are on this computer already."""


@dataclass(frozen=True, slots=True)
class Stop:
    """End the job of that number, running or waiting; a training can `pause`, and be resumed later."""

    job: int
    pause: bool = False


@dataclass(frozen=True, slots=True)
class Quit:
    """End the engine."""


Job = Train | Predict | Evaluate | FetchWeights | CachedWeights
Command = Job | Stop | Quit


class Halt(StrEnum):
    """How a running job is asked to end: for good, or so that it can go on later."""

    STOP = "stop"
    PAUSE = "pause"


ShouldStop = Callable[[], Halt | None]


def never() -> Halt | None:
    """A `ShouldStop` that lets the job run to its end."""
    return None


def stopping(should_stop: ShouldStop) -> Callable[[], bool]:
    """The same question for those who need not know how the job is to end."""
    return lambda: should_stop() is not None
