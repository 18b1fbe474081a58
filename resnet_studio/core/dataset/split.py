"""Splitting a validation part off, class by class. The same seed always gives the same parts."""

import math
import zlib
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Final, Literal

from resnet_studio.core.basics.errors import ConfigError
from resnet_studio.core.basics.json_text import is_number, is_whole
from resnet_studio.core.basics.message import message
from resnet_studio.core.basics.permutation import permutation
from resnet_studio.core.dataset.catalogue import Part, Picture

LARGEST_SEED: Final = 2**32 - 1
"""Of a seed that a person gives; what a dataset's record can keep is larger."""


@dataclass(frozen=True, slots=True)
class Split:
    """Where the validation part comes from.

    Attributes:
        source: "folder" if the dataset's folder has a validation part, "seed" if it was split off, "groups" if it was
            split off and what belongs together stayed together, "none" without a validation part.
        seed: of the split, or None.
        fraction: share of each class that was split off, or None.
        fold: which of how many folds is the validation part, "2/5"; empty outside of a cross-validation. Runs of folds
            check one another's pictures, so they say nothing about the dataset's own split.
    """

    source: Literal["folder", "seed", "groups", "none"]
    seed: int | None = None
    fraction: float | None = None
    fold: str = ""


def in_percent(fraction: float) -> float:
    """A fraction in percent, as a whole number where it is one: 20, 12.5."""
    percent = 100 * fraction
    return round(percent) if math.isclose(percent, round(percent)) else percent


def split(pictures: Sequence[Picture], classes: Sequence[str], fraction: float, seed: int) -> tuple[Picture, ...]:
    """Put a share of each class's pictures into validation and the others into training; test stays as it is.

    The choice depends on the seed, the class's name and the paths of its pictures: neither the order of the pictures
    nor another class changes it. A class of at least two pictures has at least one in either part; a single
    picture goes into training.

    Args:
        pictures: in any order, which is kept.
        classes: their names.
        fraction: share of each class for validation, between 0 and 1.
        seed: a whole number from 0.

    Raises:
        ConfigError: the fraction or the seed is out of range.
    """
    check(fraction, seed)
    chosen: set[str] = set()
    for name, members in zip(classes, members_of(pictures, len(classes)), strict=True):
        chosen.update(drawn(members, share(len(members), fraction), name, seed))
    return tuple(
        [
            one if one.part == "test" else in_part(one, "validation" if one.path in chosen else "train")
            for one in pictures
        ]
    )


def members_of(pictures: Sequence[Picture], classes: int) -> list[list[str]]:
    """The paths that are to be split, for each class, in a fixed order."""
    paths: list[list[str]] = [[] for _ in range(classes)]
    for picture in pictures:
        if picture.part != "test":
            paths[picture.label].append(picture.path)
    for members in paths:
        members.sort()
    return paths


def drawn(members: Sequence[str], count: int, name: str, seed: int) -> list[str]:
    """That many of the paths of the class called `name`, in random order."""
    # Each class has its own random numbers, so that adding a class does not change the split of the others.
    order = permutation(len(members), [seed, zlib.crc32(name.encode("utf-8", "surrogatepass"))])
    return [members[index] for index in order[:count]]


def in_part(picture: Picture, part: Part) -> Picture:
    """The picture in a part; itself if it is there, which saves most of the time for large datasets."""
    if picture.part == part:
        return picture
    return Picture(picture.path, picture.label, part, picture.size, picture.mtime_ns)  # faster than `replace`


def check(fraction: float, seed: int) -> None:
    """Raise `ConfigError` unless both are in range."""
    if not is_number(fraction) or not 0 < fraction < 1:
        raise ConfigError("fraction", fraction, message("a number between 0 and 1"))
    if not is_whole(seed) or seed < 0:
        raise ConfigError("seed", seed, message("a whole number from 0"))


def share(count: int, fraction: float) -> int:
    """How many of a class's pictures are for validation."""
    if count < 2:
        return 0
    return min(max(1, math.floor(count * fraction + 0.5)), count - 1)
