"""Predicting pictures with the best model of a run."""

from dataclasses import dataclass
from typing import ClassVar

from resnet_studio.core.basics.message import Message, message
from resnet_studio.core.protocol.commands import Job
from resnet_studio.core.protocol.events import Event, EventError


@dataclass(frozen=True, slots=True)
class Predict(Job):
    """Predict `paths` (files and folders, in order) with the best model of the folder `run`.

    Attributes:
        threshold: answers of lower probability are "not sure", instead of the threshold that is kept with the model.
        mirrored: whether each picture is also answered mirrored, and the mean is the answer.
    """

    run: str
    paths: tuple[str, ...]
    device: str = "auto"
    threshold: float | None = None
    mirrored: bool = False

    brief: ClassVar[bool] = True


@dataclass(frozen=True, slots=True)
class Prediction(Event):
    """The class probabilities of one picture, by class name in the order of the model's classes.

    Attributes:
        temperature: by which logits were divided for calibrated probabilities; None where they are as the network
            gives them.
        threshold: an answer of lower probability is "not sure". None without one.
    """

    path: str
    classes: tuple[str, ...]
    probabilities: tuple[float, ...]
    temperature: float | None = None
    threshold: float | None = None

    def check(self) -> None:
        """Raise EventError if there is not one probability for each class."""
        if not 0 < len(self.classes) == len(self.probabilities):
            raise EventError(
                message(
                    "Prediction.probabilities are {count}, but there are {classes} classes.",
                    count=len(self.probabilities),
                    classes=len(self.classes),
                )
            )

    @property
    def sure(self) -> bool:
        """Whether the best class reaches the threshold."""
        return self.threshold is None or self.ranked()[0][1] >= self.threshold

    def ranked(self) -> list[tuple[str, float]]:
        """Classes with probabilities, most probable first; ties keep the order of the classes."""
        return sorted(zip(self.classes, self.probabilities, strict=True), key=lambda pair: -pair[1])


@dataclass(frozen=True, slots=True)
class PredictionFailed(Event):
    """One picture could not be predicted."""

    path: str
    error: Message
