"""Which pictures show: by class, part and file name, quickly for tens of thousands."""

from __future__ import annotations

from bisect import bisect_left
from collections import Counter
from collections.abc import Callable, Collection, Mapping, Sequence
from dataclasses import dataclass, field
from itertools import compress
from operator import is_not
from typing import Final, Literal

import numpy as np
import numpy.typing as npt

from resnet_studio.core.basics.message import tr
from resnet_studio.core.basics.natural_order import natural_key
from resnet_studio.core.dataset.by_hand import changes
from resnet_studio.core.dataset.catalogue import PARTS, UNLABELLED, Part, Picture
from resnet_studio.core.dataset.dataset import Dataset

Indices = npt.NDArray[np.int64]
Shown = Part | Literal["open", "out", "changed"] | None
"""Pictures of one part, those without a class, left out of the dataset, or changed by a person; (None) all in it."""
By = Literal["turns", "name", "class", "part", "finding", "format", "pixels", "bytes", "time", "prediction"]
_NOWHERE: Final = -1
_OPEN: Final = len(PARTS)
_LEFT_OUT: Final = _OPEN + 1


@dataclass(frozen=True)
class Order:
    """How pictures are sorted.

    Attributes:
        by: "turns", classes in turn; or a property of pictures.
        falling: the largest first; what is unknown comes last either way.
        values: of the pictures of which it is known, by path, for properties that the dataset does not have itself.
    """

    by: By = "turns"
    falling: bool = False
    values: Mapping[str, float] = field(default_factory=dict, hash=False)


IN_TURN: Final = Order()


class Filter:
    """Positions in a grid and the pictures at them: `picture(position)` and `position(picture)`, both indices.

    There are none before `choose`. Unless asked for otherwise, the classes take turns, so that the first screen shows
    pictures of each. An index is one into `pictures_of`. What the names of files say is taken from the filter `before`,
    where that is of the same files.
    """

    def __init__(self, dataset: Dataset, before: Filter | None = None) -> None:
        pictures = pictures_of(dataset)
        self._pictures = pictures
        self._paths: list[str]
        self._labels: Indices
        self._parts: Indices
        other: Sequence[int] | None = before._other(dataset, pictures) if before is not None else None
        if before is None or other is None:
            other = range(len(pictures))
            self._paths = [one.path for one in pictures]
            self._labels, self._parts = np.empty(len(pictures), np.int64), np.empty(len(pictures), np.int64)
        else:
            self._paths, self._labels, self._parts = before._paths, before._labels.copy(), before._parts.copy()
        same = before is not None and before._paths == self._paths
        self._names: list[str] | None = before._names if before is not None and same else None
        self._ranks: Indices | None = before._ranks if before is not None and same else None
        place = {part: number for number, part in enumerate(PARTS)}
        self._labels[other] = [pictures[index].label for index in other]
        self._parts[other] = [place[pictures[index].part] for index in other]
        self._parts[len(dataset.pictures) :] = _OPEN
        out = len(pictures) - len(dataset.left_out)
        self._labels[out:], self._parts[out:] = _labels_out(dataset), _LEFT_OUT
        self._dataset, self._changed = dataset, np.empty(0, bool)
        self._shown: Indices = np.empty(0, np.int64)
        self._where: Indices = np.empty(0, np.int64)

    def _other(self, dataset: Dataset, pictures: tuple[Picture, ...]) -> list[int] | None:
        """The places at which these pictures are not the very same as here; None where a path is another one."""
        sizes = [(len(one.pictures), len(one.unlabelled), len(one.left_out)) for one in (self._dataset, dataset)]
        if sizes[0] != sizes[1]:
            return None
        found = list(compress(range(len(pictures)), map(is_not, pictures, self._pictures)))
        return found if all(pictures[index].path == self._paths[index] for index in found) else None

    def choose(
        self,
        label: int | None = None,
        part: Shown = None,
        words: str = "",
        order: Order = IN_TURN,
        tests: Collection[Callable[[Picture], bool]] = (),
    ) -> None:
        """Keep pictures of one class, an index into `listed`, of one part, with `words` in their file's name (in any
        case), that meet all `tests`."""
        wanted = np.ones(len(self._labels), bool)
        out = label is not None and label >= len(self._dataset.classes)  # a class that is left out
        if label is not None:
            wanted &= self._labels == label
        if part == "out":
            wanted = self._parts == _LEFT_OUT  # of every class: theirs may have no other pictures
        elif part == "open":
            wanted = self._parts == _OPEN
        elif part == "changed":
            wanted &= self._of_changed()
        elif part is None and not out:
            wanted &= self._parts != _LEFT_OUT
        elif part is not None:
            wanted &= self._parts == PARTS.index(part)
        needle = words.strip().casefold()
        if needle:
            names = self._file_names()
            wanted &= np.fromiter((needle in name for name in names), bool, len(names))
        for test in tests:
            wanted &= np.fromiter(map(test, self._pictures), bool, len(self._pictures))
        found = np.flatnonzero(wanted)
        self._shown = found[self._sorted(found, order)]
        self._where = np.full(len(self._labels), _NOWHERE, np.int64)
        self._where[self._shown] = np.arange(len(self._shown))

    def __len__(self) -> int:
        """How many pictures show."""
        return len(self._shown)

    def picture(self, position: int) -> int:
        """The index in the catalogue of the picture at a position."""
        return int(self._shown[position])

    def position(self, picture: int) -> int:
        """Where a picture (its index in the catalogue) shows, or -1."""
        return int(self._where[picture])

    def _sorted(self, found: Indices, order: Order) -> Indices:
        """In which order these pictures show."""
        if order.by == "turns":
            labels = self._labels[found]
            return np.lexsort((labels, _turns(labels)))
        known = self._values(found, order).astype(np.float64)
        return np.argsort(-known if order.falling else known, kind="stable")  # what is not a number comes last

    def _values(self, found: Indices, order: Order) -> npt.NDArray[np.int64] | npt.NDArray[np.float64]:
        """What these pictures are sorted by."""
        match order.by:
            case "name":
                return self._name_ranks()[found]
            case "part":
                return self._parts[found]
            case "class":
                labels = self._labels[found]
                return np.where(labels >= 0, labels, np.nan)
            case "bytes" | "time" as by:
                some = [self._pictures[index] for index in found.tolist()]
                return np.array([one.mtime_ns if by == "time" else one.size for one in some], np.int64)
            case _:
                return np.array([order.values.get(self._paths[index], np.nan) for index in found.tolist()], np.float64)

    def _of_changed(self) -> npt.NDArray[np.bool_]:
        """Which pictures a person has changed."""
        if not len(self._changed):
            known = changes(self._dataset)
            self._changed = np.fromiter((one.path in known for one in self._pictures), bool, len(self._pictures))
        return self._changed

    def _name_ranks(self) -> Indices:
        """The place of each picture where all are sorted by their files' names."""
        if self._ranks is None:
            keys = [natural_key(path.rpartition("/")[2]) for path in self._paths]
            self._ranks = np.empty(len(keys), np.int64)
            self._ranks[sorted(range(len(keys)), key=keys.__getitem__)] = np.arange(len(keys))
        return self._ranks

    def _file_names(self) -> list[str]:
        if self._names is None:
            self._names = [path.rpartition("/")[2].casefold() for path in self._paths]
        return self._names


def _labels_out(dataset: Dataset) -> list[int]:
    """The label of each picture that is left out, an index into `listed`."""
    place = {name: label for label, name in enumerate(listed(dataset))}
    names = dataset.all_classes
    return [_NOWHERE if one.label == UNLABELLED else place.get(names[one.label], _NOWHERE) for one in dataset.left_out]


def out_classes(dataset: Dataset) -> dict[str, int]:
    """The classes of which all pictures are left out, and how many these are."""
    found = Counter(one.label for one in dataset.left_out if one.label != UNLABELLED)
    used = set(dataset.classes)
    return {dataset.all_classes[label]: found[label] for label in sorted(found)
            if dataset.all_classes[label] not in used}  # fmt: skip


def empty_classes(dataset: Dataset) -> tuple[str, ...]:
    """The classes that have no pictures: new ones, and those whose pictures went to others."""
    known = {*dataset.classes, *out_classes(dataset)}
    return tuple(name for name in dataset.all_classes if name not in known)


def listed(dataset: Dataset) -> tuple[str, ...]:
    """The classes that are listed: those of the dataset, then those that are left out, then those without pictures."""
    return (*dataset.classes, *out_classes(dataset), *empty_classes(dataset))


def pictures_of(dataset: Dataset) -> tuple[Picture, ...]:
    """What can be shown of a dataset: its pictures, those that have no class yet, then those that are left out."""
    return dataset.pictures + dataset.unlabelled + dataset.left_out


def index_of(dataset: Dataset, path: str) -> int:
    """The index of a picture in `pictures_of`, by its path; -1 where it is not there.

    Pictures are in the catalogue's order, so its places are enough; those that a person has added come after them.
    """
    places, begin = dataset.catalogue.places, 0
    place, behind = places.get(path), len(places)
    for some in (dataset.pictures, dataset.unlabelled, dataset.left_out):
        if place is None:
            at = next((at for at in reversed(range(len(some))) if some[at].path == path or some[at].path in places), 0)
        else:
            at = bisect_left(some, place, key=lambda one: places.get(one.path, behind))
        if at < len(some) and some[at].path == path:
            return begin + at
        begin += len(some)
    return -1


def class_name(dataset: Dataset, picture: int) -> str:
    """The class of a picture, by its index in `pictures_of`."""
    if picture < len(dataset.pictures):
        return dataset.classes[dataset.pictures[picture].label]
    place = picture - len(dataset.pictures) - len(dataset.unlabelled)
    label = dataset.left_out[place].label if place >= 0 else UNLABELLED
    return tr("no class yet") if label == UNLABELLED else dataset.all_classes[label]


def is_left_out(dataset: Dataset, picture: int) -> bool:
    """Whether a picture, by its index in `pictures_of`, is left out."""
    return picture >= len(dataset.pictures) + len(dataset.unlabelled)


def _turns(labels: Indices) -> Indices:
    """For each picture, how many of its class come before it."""
    by_class = np.argsort(labels, kind="stable")
    ordered = labels[by_class]
    starts = np.searchsorted(ordered, ordered)
    turns = np.empty(len(labels), np.int64)
    turns[by_class] = np.arange(len(labels)) - starts
    return turns
