"""What a job reports: frozen events of plain values.

Here are the events of a run, which `events.jsonl` keeps, and those that jobs of any kind send; those of one kind of job
are beside its command, in `core/protocol/jobs`. The same go to the window, into the log, and to `--json`.

Fractions (top-1 accuracy, probabilities) are in 0..1, losses in nats, times in seconds; epochs and steps begin at 1.
"""

import math
from dataclasses import dataclass, field
from enum import StrEnum
from typing import get_args

from resnet_studio.core.basics.errors import Failure, StudioError
from resnet_studio.core.basics.message import NOTHING, Message, message

PROTOCOL = 1


class EventError(StudioError):
    """A line is not an event of this protocol; the text names the field."""


class Event:
    """Base of all events. `core/protocol/job_kinds.py` lists the files that declare them."""

    __slots__ = ()

    def check(self) -> None:
        """Check what types cannot say, of an event that was read from JSON; `EventError` names the field."""


class Phase(StrEnum):
    """What a job does before or between its results. PREPARING computes a frozen part's outputs, which are kept."""

    PREPARING = "preparing"
    VALIDATING = "validating"
    PREDICTING = "predicting"
    EVALUATING = "evaluating"
    EXPLAINING = "explaining"
    ARRANGING = "arranging"
    CHECKING = "checking"
    ALIKE = "alike"
    JUDGING = "judging"
    DOWNLOADING = "downloading"
    EXPORTING = "exporting"
    COMPARING = "comparing"


class NoticeKind(StrEnum):
    """What a notice is about: code may branch on it, and never on the text."""

    GENERAL = "general"
    DATASET = "dataset"
    PICTURE = "picture"
    WEIGHTS = "weights"
    THRESHOLD = "threshold"
    MEMORY = "memory"
    ENGINE = "engine"

    @classmethod
    def _missing_(cls, _: object) -> "NoticeKind":
        return cls.GENERAL  # one that a newer version wrote


@dataclass(frozen=True, slots=True)
class RunStarted(Event):
    """First event of a training job: what is trained, on what, where; `best_by` is the setting of that name.

    `train`, `validation`: numbers of pictures; `parameters`, `trainable`: of weights; `cores`: 0 on an accelerator.
    """

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
    cores: int = 0
    best_by: str = "top1"


@dataclass(frozen=True, slots=True)
class RunResumed(Event):
    """The run goes on from `step`; points beyond are void. If `says_best`, its model is of `best_epoch` (0: none)."""

    step: int
    best_epoch: int = 0
    says_best: bool = False


@dataclass(frozen=True, slots=True)
class Progress(Event):
    """How far a phase is: `done` of `total` pictures, or bytes of a download; total 0 is unknown.

    `view` of `views` changed versions of the training pictures are being prepared, both 0 where there is only one.
    """

    phase: Phase
    done: int
    total: int
    view: int = 0
    views: int = 0


@dataclass(frozen=True, slots=True)
class BatchEnd(Event):
    """After an optimiser step: the last of each epoch, and others at most 20 a second.

    `steps` is the number planned for the whole run.
    """

    epoch: int
    step: int
    loss: float
    learning_rate: float
    pictures_per_second: float
    steps: int = 0


@dataclass(frozen=True, slots=True)
class EpochEnd(Event):
    """After validation. `train_loss` is the optimised loss, `val_loss` plain cross-entropy; `preparing` is how many of
    the `seconds` went into what later epochs use again; `memory` the most bytes seen in use, 0 if unknown."""

    epoch: int
    step: int
    train_loss: float
    val_loss: float
    val_top1: float
    seconds: float
    train_top1: float = math.nan
    preparing: float = 0.0
    memory: int = field(default=0, compare=False)  # it differs between equal trainings


@dataclass(frozen=True, slots=True)
class PredictedPicture:
    """One validation picture: path relative to the dataset, index of its class, and what the network says of it.

    `probabilities` are those of the classes in `labels`, the true one among them; without `labels`, of all classes.
    """

    path: str
    true: int
    probabilities: tuple[float, ...]
    labels: tuple[int, ...] = ()

    def ranked(self) -> list[tuple[int, float]]:
        """Labels with their probabilities, most probable first."""
        labels = self.labels or range(len(self.probabilities))
        return sorted(zip(labels, self.probabilities, strict=True), key=lambda pair: -pair[1])

    @property
    def wrong(self) -> bool:
        """Whether another class than the true one is the most probable."""
        return self.ranked()[0][0] != self.true

    def check(self) -> None:
        """Raise EventError if there is no probability of the true class."""
        true, count = self.true, len(self.probabilities)
        if true not in (self.labels or range(count)) or len(self.labels) not in (0, count):
            text = message(
                "PredictedPicture.true is {true}, but there are {count} probabilities.", true=true, count=count
            )
            raise EventError(text)


@dataclass(frozen=True, slots=True)
class Predictions(Event):
    """What the network says of the chosen validation pictures after an epoch, and of how many it is right.

    `worst` are the worst of all `total`, the worst first. `cells` is the confusion matrix: true label, predicted label
    and pictures of each cell that is not 0; empty where there are too many.
    """

    epoch: int
    pictures: tuple[PredictedPicture, ...]
    right: int = 0
    total: int = 0
    worst: tuple[PredictedPicture, ...] = ()
    cells: tuple[int, ...] = ()


@dataclass(frozen=True, slots=True)
class Notice(Event):
    """Something a person should know; `path` is the file that it is about, or empty."""

    text: Message
    path: str = ""
    kind: NoticeKind = NoticeKind.GENERAL


@dataclass(frozen=True, slots=True)
class CheckpointSaved(Event):
    """The network of `step` is saved (0: none is); where `best`, the best so far was written too."""

    step: int
    best: bool = False


@dataclass(frozen=True, slots=True)
class RunFinished(Event):
    """The run is complete. Terminal."""

    run: str
    best_epoch: int
    best_val_top1: float


@dataclass(frozen=True, slots=True)
class RunPaused(Event):
    """The run was interrupted and can go on. Terminal."""

    run: str
    best_epoch: int
    best_val_top1: float


@dataclass(frozen=True, slots=True)
class RunStopped(Event):
    """The run was ended by a person; its best model is kept. Terminal."""

    run: str
    best_epoch: int
    best_val_top1: float


@dataclass(frozen=True, slots=True)
class RunFailed(Event):
    """The run ended with an error in a person's words, of a kind; `details` is the traceback. Terminal."""

    run: str
    error: Message
    details: str = ""
    kind: Failure = Failure.UNEXPECTED


@dataclass(frozen=True, slots=True)
class ResultSaved(Event):
    """A result was saved in the folder `run`: its `name`, such as "evaluation", and `file` relative to the folder."""

    run: str
    name: str
    file: str


@dataclass(frozen=True, slots=True)
class JobFinished(Event):
    """A job other than training is complete. Terminal."""


@dataclass(frozen=True, slots=True)
class JobStopped(Event):
    """A job other than training was cancelled. Terminal."""


@dataclass(frozen=True, slots=True)
class JobFailed(Event):
    """A job other than training ended with an error, of a kind. Terminal."""

    error: Message
    details: str = ""
    kind: Failure = Failure.UNEXPECTED


@dataclass(frozen=True, slots=True)
class EngineReady(Event):
    """The engine can work, by default on `device`; `cores` as in `RunStarted`; `unused`, why a graphics card is not."""

    device: str
    precision: str
    cores: int
    torch: str
    unused: Message = NOTHING


@dataclass(frozen=True, slots=True)
class EngineFailed(Event):
    """The engine could not start; `details` is the traceback."""

    error: Message
    details: str = ""


@dataclass(frozen=True, slots=True)
class Heartbeat(Event):
    """The engine is alive: its resident memory and the machine's, in bytes."""

    memory: int
    memory_total: int


RunEnd = RunFinished | RunPaused | RunStopped | RunFailed
Terminal = RunEnd | JobFinished | JobStopped | JobFailed
TERMINAL: tuple[type[Event], ...] = get_args(Terminal)
