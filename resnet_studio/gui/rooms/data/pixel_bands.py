"""Pictures by the pixels of their shorter side: the bands that a dataset has pictures in."""

from __future__ import annotations

from bisect import bisect_right
from collections import Counter
from collections.abc import Callable, Collection, Iterable
from dataclasses import dataclass
from typing import Final

from resnet_studio.core.basics.message import tr

_LIMITS: Final = (32, 64, 96, 128, 224, 384, 512, 768, 1024, 2048, 4096)
"""px. 224 is what networks see of a photograph; below 96 a picture is tiny."""


@dataclass(frozen=True, slots=True)
class Band:
    """From `low` px to below `high`, None for no end; so many pictures are in it."""

    low: int
    high: int | None
    count: int

    @property
    def key(self) -> str:
        """What tells it from other bands."""
        return str(self.low)

    def covers(self, other: Band) -> bool:
        """Whether another band is inside of it."""
        return self.low <= other.low and (self.high is None or (other.high is not None and other.high <= self.high))

    @property
    def words(self) -> str:
        """The band without its count."""
        if self.high is None:
            return tr("{low} px and more", low=self.low)
        if not self.low:
            return tr("under {high} px", high=self.high)
        return tr("{low} to {high} px", low=self.low, high=self.high - 1)


def bands(sides: Iterable[int]) -> list[Band]:
    """The bands with pictures, the smallest first."""
    counts = Counter(bisect_right(_LIMITS, side) for side in sides)
    edges = (0, *_LIMITS)
    return [
        Band(edges[place], edges[place + 1] if place < len(_LIMITS) else None, counts[place])
        for place in sorted(counts)
    ]


def merged(found: Iterable[Band], keys: Collection[str]) -> list[Band]:
    """The bands with these keys, those that touch each other as one; empty bands between them do not count."""
    made: list[Band] = []
    goes_on = False
    for band in found:
        if band.key in keys and goes_on:
            made[-1] = Band(made[-1].low, band.high, made[-1].count + band.count)
        elif band.key in keys:
            made.append(band)
        goes_on = band.key in keys
    return made


def within(chosen: Iterable[Band]) -> Callable[[int], bool]:
    """A quick test whether a shorter side of so many px is in one of these bands."""
    edges: list[int] = []
    for band in sorted(chosen, key=lambda one: one.low):
        if edges and edges[-1] == band.low:
            edges.pop()  # it goes on where the one before ends
        else:
            edges.append(band.low)
        if band.high is not None:
            edges.append(band.high)
    return lambda side: bisect_right(edges, side) % 2 == 1
