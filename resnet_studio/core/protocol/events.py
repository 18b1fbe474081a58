"""What a job tells: frozen events of plain values, a closed union, and their JSON codec.

The same objects go through the pipe to the window, into `events.jsonl` and, as JSON lines, to standard output.
Fractions (top-1, probabilities) lie in 0..1, losses are in nats, times in seconds; epoch and step count from 1.
"""

import math
from dataclasses import dataclass
from typing import get_args

from resnet_studio.core.basics.errors import Failure, StudioError
from resnet_studio.core.basics.message import Text

PROTOCOL = 1
PREPARING = "Preparing"
"""Begins the phase of a `Progress` while a frozen part is computed, of pictures that epochs then use again."""


class EventError(StudioError):
    """A line is no event of this protocol; the text names the field."""


@dataclass(frozen=True, slots=True)
class RunStarted:
    """First event of a training job: what is trained, on what, where."""

    protocol: int
    run: str
    classes: tuple[str, ...]
    train: int
    validation: int
    parameters: int
    trainable: int
    device: str
    precision: str
    epochs: int = 0


@dataclass(frozen=True, slots=True)
class RunResumed:
    """The run goes on from the checkpoint of `step`; points beyond it are void."""

    step: int


@dataclass(frozen=True, slots=True)
class Progress:
    """How far a phase of preparation is: `done` of `total` units ("bytes" or "pictures"); total 0 is unknown."""

    phase: str
    done: int
    total: int
    unit: str = "pictures"


@dataclass(frozen=True, slots=True)
class BatchEnd:
    """After an optimiser step, at most 20 a second. `steps` is the number planned for the whole run."""

    epoch: int
    step: int
    loss: float
    learning_rate: float
    images_per_second: float
    steps: int = 0


@dataclass(frozen=True, slots=True)
class EpochEnd:
    """After validation. `train_loss` is the optimised loss, `val_loss` plain cross-entropy.

    `preparing` is how many of the `seconds` went into what later epochs use again.
    """

    epoch: int
    step: int
    train_loss: float
    val_loss: float
    val_top1: float
    seconds: float
    train_top1: float = math.nan
    preparing: float = 0.0


@dataclass(frozen=True, slots=True)
class PredictedPicture:
    """One validation picture: path relative to the dataset, index of its class, probabilities `[K]`."""

    path: str
    true: int
    probabilities: tuple[float, ...]


@dataclass(frozen=True, slots=True)
class Predictions:
    """What the network says of the chosen validation pictures after an epoch, and of how many it is right."""

    epoch: int
    pictures: tuple[PredictedPicture, ...]
    right: int = 0
    total: int = 0


@dataclass(frozen=True, slots=True)
class Notice:
    """Something a person should know; `path` is the file that it is about, or empty."""

    text: Text
    path: str = ""


@dataclass(frozen=True, slots=True)
class CheckpointSaved:
    """The network of `step` was written to `last.pt`; where `best`, the best so far to `best.pt`, too."""

    step: int
    best: bool = False


@dataclass(frozen=True, slots=True)
class RunFinished:
    """The run is complete. Terminal."""

    run: str
    best_epoch: int
    best_val_top1: float


@dataclass(frozen=True, slots=True)
class RunPaused:
    """The run was interrupted and can go on. Terminal."""

    run: str
    best_epoch: int
    best_val_top1: float


@dataclass(frozen=True, slots=True)
class RunStopped:
    """The run was ended by a person; its best model is kept. Terminal."""

    run: str
    best_epoch: int
    best_val_top1: float


@dataclass(frozen=True, slots=True)
class RunFailed:
    """The run ended with an error in a person's words, of a kind; `details` is the traceback. Terminal."""

    run: str
    error: Text
    details: str = ""
    kind: Failure = Failure.UNEXPECTED


@dataclass(frozen=True, slots=True)
class Prediction:
    """The class probabilities of one picture, by class name in the order of the model's classes."""

    path: str
    classes: tuple[str, ...]
    probabilities: tuple[float, ...]

    def ranked(self) -> list[tuple[str, float]]:
        """Classes with probabilities, most probable first; ties keep the order of the classes."""
        return sorted(zip(self.classes, self.probabilities, strict=True), key=lambda pair: -pair[1])


@dataclass(frozen=True, slots=True)
class PredictionFailed:
    """One picture could not be predicted."""

    path: str
    error: Text


@dataclass(frozen=True, slots=True)
class Evaluated:
    """What `evaluate` found over a whole folder: plain cross-entropy in nats, top-1 as a fraction."""

    run: str
    images: int
    skipped: int
    loss: float
    top1: float


@dataclass(frozen=True, slots=True)
class WeightsOnDisk:
    """Depths whose ImageNet weights are on this computer, and the folder that they are kept in."""

    depths: tuple[int, ...]
    folder: str


@dataclass(frozen=True, slots=True)
class JobFinished:
    """A job other than training is complete. Terminal."""


@dataclass(frozen=True, slots=True)
class JobStopped:
    """A job other than training was cancelled. Terminal."""


@dataclass(frozen=True, slots=True)
class JobFailed:
    """A job other than training ended with an error, of a kind. Terminal."""

    error: Text
    details: str = ""
    kind: Failure = Failure.UNEXPECTED


@dataclass(frozen=True, slots=True)
class EngineReady:
    """The engine has imported torch and can work."""

    device: str
    precision: str
    cores: int
    torch: str


@dataclass(frozen=True, slots=True)
class Heartbeat:
    """The engine lives: its resident memory and the machine's, in bytes."""

    memory: int
    memory_total: int


RunEnd = RunFinished | RunPaused | RunStopped | RunFailed
Terminal = RunEnd | JobFinished | JobStopped | JobFailed
Event = (
    RunStarted
    | RunResumed
    | Progress
    | BatchEnd
    | EpochEnd
    | Predictions
    | Notice
    | CheckpointSaved
    | Prediction
    | PredictionFailed
    | Evaluated
    | WeightsOnDisk
    | EngineReady
    | Heartbeat
    | Terminal
)

TERMINAL: tuple[type, ...] = get_args(Terminal)
KINDS: dict[str, type] = {kind.__name__: kind for kind in get_args(Event)}
