"""Finding labels of a run's dataset that may be wrong."""

from dataclasses import dataclass
from typing import ClassVar

from resnet_studio.core.basics.message import NOTHING, Message, joined, plural
from resnet_studio.core.protocol.commands import Job
from resnet_studio.core.protocol.events import Event


@dataclass(frozen=True, slots=True)
class FindSuspects(Job):
    """Find suspect labels among the training and validation pictures of the folder `run`."""

    run: str
    device: str = "auto"

    gives_way: ClassVar[bool] = True


@dataclass(frozen=True, slots=True)
class Suspect(Event):
    """A label that differs from what a head says that has not seen it. The most suspect one comes first.

    Attributes:
        path: of the picture, relative to the dataset's folder.
        label, predicted: names of classes.
        probability: of the predicted class.
        loss: of the label.
        rank: from 1.
    """

    path: str
    label: str
    predicted: str
    probability: float
    loss: float
    rank: int


@dataclass(frozen=True, slots=True)
class SuspectsFound(Event):
    """How many labels were looked at.

    Attributes:
        run: the folder of the run.
        pictures: whose labels were judged.
        suspects: of them.
        skipped: that could not be read.
        unjudged: that are the only one of their class.
        learned: whether the features are of a network that has learned from these labels, so that it may have learned
            wrong ones by heart.
    """

    run: str
    pictures: int
    suspects: int
    skipped: int = 0
    unjudged: int = 0
    learned: bool = False


def left_out_text(found: SuspectsFound) -> Message:
    """How many labels were not judged, and why; empty where all were."""
    alone = plural(
        "{count} label was not judged: its picture is the only one of its class.",
        "{count} labels were not judged: their pictures are the only ones of their classes.",
        found.unjudged,
    )
    unread = plural("{count} picture could not be read.", "{count} pictures could not be read.", found.skipped)
    said = [text for text, count in ((alone, found.unjudged), (unread, found.skipped)) if count]
    return joined(*said) if said else NOTHING
