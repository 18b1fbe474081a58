"""How many pictures of each part each class has, counted again after an edit only where pictures are others."""

from collections import Counter
from collections.abc import Iterable, Mapping
from itertools import compress
from operator import attrgetter, is_not
from typing import NamedTuple

from resnet_studio.core.dataset.catalogue import Part, Picture

Counts = Mapping[tuple[Part, int], int]
"""By part and label; none is 0."""

part_and_label = attrgetter("part", "label")


class Tally(NamedTuple):
    """Pictures, and how many there are of each part and label."""

    pictures: tuple[Picture, ...]
    counts: Counts


def tallied(pictures: tuple[Picture, ...], last: Tally | None = None) -> Tally:
    """Count pictures; `last`, those before an edit, saves time and changes nothing."""
    if last is not None and last.pictures is pictures:
        return last
    if last is None or len(last.pictures) != len(pictures):
        return Tally(pictures, Counter(map(part_and_label, pictures)))
    others = list(compress(range(len(pictures)), map(is_not, pictures, last.pictures)))
    counts = Counter(last.counts)
    counts.update(part_and_label(pictures[place]) for place in others)
    counts.subtract(part_and_label(last.pictures[place]) for place in others)
    return Tally(pictures, +counts)


def without(counts: Counts, pictures: Iterable[Picture]) -> Counts:
    """The counts when these pictures are taken from those that were counted."""
    left = Counter(counts)
    left.subtract(map(part_and_label, pictures))
    return +left
