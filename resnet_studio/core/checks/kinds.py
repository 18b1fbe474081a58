"""What a check can find in a dataset, and a finding."""

from collections.abc import Iterable
from dataclasses import dataclass
from enum import StrEnum
from typing import Final

from resnet_studio.core.basics.message import Message


class CheckKind(StrEnum):
    """What a finding is about, by the name that scripts rely on."""

    UNREADABLE = "unreadable"
    TINY = "tiny"
    HUGE = "huge"
    UNIFORM = "uniform"
    BLURRED = "blurred"
    DARK = "dark"
    BRIGHT = "bright"
    ODD_ASPECT = "odd_aspect"
    SIXTEEN_BIT = "sixteen_bit"
    CMYK = "cmyk"
    TRANSPARENT = "transparent"
    ANIMATED = "animated"
    ROTATED = "rotated"
    WRONG_EXTENSION = "wrong_extension"
    PLACEHOLDER = "placeholder"
    DUPLICATE = "duplicate"
    NEAR_DUPLICATE = "near_duplicate"
    TWO_CLASSES = "two_classes"
    LEAK = "leak"
    SMALL_CLASS = "small_class"
    IMBALANCE = "imbalance"
    SHORTCUT = "shortcut"


MISLEADING: Final = (CheckKind.LEAK, CheckKind.TWO_CLASSES, CheckKind.SHORTCUT, CheckKind.PLACEHOLDER)
"""Kinds that would make a result look better or worse than the model is, the worst first."""
HANDLED: Final = (
    CheckKind.SIXTEEN_BIT,
    CheckKind.CMYK,
    CheckKind.TRANSPARENT,
    CheckKind.ANIMATED,
    CheckKind.ROTATED,
    CheckKind.WRONG_EXTENSION,
)
"""Kinds of which it is enough to know: the program reads such pictures as a viewer shows them."""
COPIES: Final = (CheckKind.DUPLICATE, CheckKind.NEAR_DUPLICATE)
"""Kinds of which the first picture of each group stays where the others are left out."""
OF_CLASSES: Final = (CheckKind.SMALL_CLASS, CheckKind.IMBALANCE, CheckKind.SHORTCUT)
"""Kinds that are about classes, not about pictures."""


@dataclass(frozen=True, slots=True)
class CheckFinding:
    """One thing that a check has found.

    Attributes:
        kind: what it is about.
        message: the sentence to show.
        pictures: paths of the pictures that it is about, relative to the dataset's folder; empty where it is about
            classes.
        groups: the same pictures, those together that are alike; empty where a finding is about single pictures.
        classes: names of the classes that it is about, where it is about classes.
        detail: which of several findings of its kind it is, such as "format", or "column" and
            "names" of groups that a table or names of files show; empty where a kind has one.
    """

    kind: CheckKind
    message: Message
    pictures: tuple[str, ...]
    groups: tuple[tuple[str, ...], ...] = ()
    classes: tuple[str, ...] = ()
    detail: str = ""

    @property
    def key(self) -> str:
        """What tells it from the other findings of a dataset."""
        return f"{self.kind}:{self.detail}" if self.detail else str(self.kind)


def weightiest(findings: Iterable[CheckFinding]) -> list[CheckFinding]:
    """Findings with those first that would mislead results, and last those of which it is enough to know."""
    order = [*MISLEADING, *(kind for kind in CheckKind if kind not in (*MISLEADING, *HANDLED)), *HANDLED]
    return sorted(findings, key=lambda one: order.index(one.kind))
