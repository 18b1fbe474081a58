"""Comparing the models of two runs on the same pictures."""

from dataclasses import dataclass
from typing import ClassVar

from resnet_studio.core.basics.message import NOTHING, Message, message, plural
from resnet_studio.core.protocol.commands import Job
from resnet_studio.core.protocol.events import Event


@dataclass(frozen=True, slots=True)
class Compare(Job):
    """Compare the folders `run` and `other` by what their models say of the same held-back pictures."""

    run: str
    other: str

    brief: ClassVar[bool] = True


@dataclass(frozen=True, slots=True)
class Compared(Event):
    """Whether `run` is better than `other`.

    Attributes:
        part: "test" or "validation".
        pictures: that both have answered.
        both: that both get right.
        only_run, only_other: pictures that only one of them gets right.
        top1, other_top1: of both, over these pictures.
        p: of McNemar's exact test.
        low, high: 95 % interval of the difference of the two accuracies.
        verdict: "better", "worse" or "no_difference".
        relabelled: pictures that are left out because their labels are not the same in both.
    """

    run: str
    other: str
    part: str
    pictures: int
    both: int
    only_run: int
    only_other: int
    top1: float
    other_top1: float
    p: float
    low: float
    high: float
    verdict: str
    relabelled: int = 0


@dataclass(frozen=True, slots=True)
class Measuring(Event):
    """A run, by its folder, whose held-back pictures its model was not asked about yet: it is asked now."""

    run: str


def chose_text(found: Compared) -> Message:
    """What the pictures were used for besides; empty for test pictures, which chose nothing."""
    if found.part == "test":
        return NOTHING
    return message(
        "Validation pictures also chose the best epoch of each run that had several. On new ones expect a little less."
    )


def relabelled_text(found: Compared) -> Message:
    """How many labels were changed between two runs, and that their pictures do not count."""
    return plural(
        "{count} label was changed between the two runs; its picture is left out of the comparison.",
        "{count} labels were changed between the two runs; their pictures are left out of the comparison.",
        found.relabelled,
    )
