"""Counting the pictures of each class among pictures that were predicted."""

from dataclasses import dataclass
from typing import ClassVar

from resnet_studio.core.basics.message import NOTHING, Message, message
from resnet_studio.core.protocol.commands import Job
from resnet_studio.core.protocol.events import Event, EventError


@dataclass(frozen=True, slots=True)
class Count(Job):
    """Say how many pictures of each class there are, by the answers of the best model of the folder `run`.

    Attributes:
        answered: how many pictures got each class as their answer, in the order of the model's classes.
        not_sure: how many got none, because they are below `threshold`.
        threshold: probability from which on an answer counts; None where each does.
    """

    run: str
    answered: tuple[int, ...]
    not_sure: int = 0
    threshold: float | None = None

    brief: ClassVar[bool] = True


@dataclass(frozen=True, slots=True)
class Counted(Event):
    """How many pictures of each class there are, also among those that got no answer.

    Attributes:
        classes: names.
        answered: how many pictures got each as their answer.
        not_sure: how many got none.
        estimates: how many are of each class, corrected for mistakes; empty where that is not known.
        lows, highs: 95 % intervals of these.
        pictures: held back from training, whose answers say which mistakes the model makes.
        reason: why there are no estimates.
    """

    classes: tuple[str, ...]
    answered: tuple[int, ...]
    not_sure: int
    estimates: tuple[int, ...] = ()
    lows: tuple[int, ...] = ()
    highs: tuple[int, ...] = ()
    pictures: int = 0
    reason: Message = NOTHING

    def check(self) -> None:
        """Raise EventError if there is not one number for each class."""
        sizes = {len(self.classes), len(self.answered)}
        if self.estimates or not self.reason:
            sizes |= {len(self.estimates), len(self.lows), len(self.highs)}
        if len(sizes) != 1:
            raise EventError(message("Counted does not have one number for each class."))
