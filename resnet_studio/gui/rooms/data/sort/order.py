"""Which pictures show while a person sorts, and in which order."""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property
from typing import Literal

import numpy as np
from numpy.typing import NDArray

from resnet_studio.core.dataset.dataset import Dataset
from resnet_studio.core.dataset.edits import Edit
from resnet_studio.core.dataset.label_as_new import LabelAsNew
from resnet_studio.core.dataset.picture_edits import MovePictures, SortPictures
from resnet_studio.core.dataset.propose import Proposals

Mode = Literal["open", "proposed", "labelled", "unsure", "all"]


@dataclass(frozen=True)
class Known:
    """What is known of the pictures of a dataset while it is sorted.

    Attributes:
        dataset: as it is now.
        proposals: for those that have no class; None before there are any.
        first: in which order those without a class come before there are proposals; others follow.
    """

    dataset: Dataset
    proposals: Proposals | None = None
    first: tuple[str, ...] = ()

    @cached_property
    def label_of(self) -> dict[str, int]:
        """The class of each picture that has one, by its path."""
        place = {name: label for label, name in enumerate(self.dataset.all_classes)}
        own = [place[name] for name in self.dataset.classes]
        return {one.path: own[one.label] for one in self.dataset.pictures}

    @cached_property
    def waiting(self) -> frozenset[str]:
        """Those without a class that were not put aside."""
        aside = self.dataset.aside
        return self.classless - aside if aside else self.classless

    @cached_property
    def classless(self) -> frozenset[str]:
        """Those without a class."""
        return frozenset(one.path for one in self.dataset.unlabelled)

    @cached_property
    def _there(self) -> NDArray[np.int64]:
        """Which of the pictures with proposals still wait, as places in the proposals."""
        if self.proposals is None:
            return np.empty(0, np.int64)
        waiting, paths = self.waiting, self.proposals.paths
        return np.flatnonzero(np.fromiter((path in waiting for path in paths), bool, len(paths)))

    def open(self) -> list[str]:
        """Those without a class: the least certain first, or those that differ most, without those put aside."""
        if self.proposals is not None:
            order = np.argsort(self.proposals.certainty[self._there], kind="stable")
            paths = self.proposals.paths
            known = [paths[place] for place in self._there[order].tolist()]
        else:
            known = [path for path in self.first if path in self.waiting]
        if len(known) == len(self.waiting):
            return known
        left = self.waiting.difference(known)
        return known + [one.path for one in self.dataset.unlabelled if one.path in left]

    def proposed(self, label: int) -> list[str]:
        """Those for which this class is proposed, the most certain first."""
        if self.proposals is None:
            return []
        there = self._there[self.proposals.labels[self._there] == label]
        order = np.argsort(-self.proposals.certainty[there], kind="stable")
        return [self.proposals.paths[place] for place in there[order].tolist()]

    def proposed_rows(self, rows: int, columns: int, kept: Collection[str] = ()) -> list[tuple[int, list[str]]]:
        """So many rows of proposals, each of one class: all classes have one before one has two.

        Classes with few pictures come first, the `kept` pictures of each before others.
        """
        counts, found = self.counts(), list[tuple[int, list[str]]]()
        there = sorted((label for label, number in enumerate(self.proposed_counts) if number), key=counts.__getitem__)
        of = {label: sorted(self.proposed(label), key=lambda path: path not in kept) for label in there[:rows]}
        for start in range(0, rows * columns, columns):
            found += [(label, some) for label, paths in of.items() if (some := paths[start : start + columns])]
            if len(found) >= rows or start >= max(map(len, of.values()), default=0):
                break
        return sorted(found[:rows], key=lambda row: there.index(row[0]))

    @cached_property
    def proposed_counts(self) -> list[int]:
        """How many are proposed for each class."""
        classes = len(self.dataset.all_classes)
        if self.proposals is None:
            return [0] * classes
        counts: list[int] = np.bincount(self.proposals.labels[self._there], minlength=classes).tolist()
        return counts

    def best_class(self) -> int | None:
        """The class with proposals that has the fewest pictures, so that all are learned; None without any."""
        proposed, counts = self.proposed_counts, self.counts()
        there = [label for label, number in enumerate(proposed) if number]
        return min(there, key=lambda label: counts[label], default=None)

    def labelled(self, label: int | None) -> list[str]:
        """Those of a class, or of all."""
        dataset = self.dataset
        if label is None:
            return [one.path for one in dataset.pictures]
        name = dataset.all_classes[label]
        return [one.path for one in dataset.pictures if dataset.classes[one.label] == name]

    def unsure(self) -> list[str]:
        """Those put aside that still have no class."""
        aside = self.dataset.aside
        return [one.path for one in self.dataset.unlabelled if one.path in aside] if aside else []

    def replaced(self, edit: Edit) -> int:
        """How many labels an edit of several pictures replaces by others; 0 where it is of one, which is looked at."""
        if not isinstance(edit, MovePictures | SortPictures | LabelAsNew) or len(edit.paths) < 2:
            return 0
        names, own = self.dataset.all_classes, self.label_of
        to = edit.to if isinstance(edit.to, tuple) else (edit.to,) * len(edit.paths)
        return sum(path in own and names[own[path]] != name for path, name in zip(edit.paths, to, strict=True))

    def counts(self) -> list[int]:
        """How many pictures each class has, also those without any."""
        of = dict(zip(self.dataset.classes, self.dataset.counts(), strict=True))
        return [of.get(name, 0) for name in self.dataset.all_classes]

    def shown(self, mode: Mode, label: int | None) -> list[str]:
        """The pictures of one view."""
        match mode:
            case "open":
                return self.open()
            case "proposed":
                return self.proposed(label) if label is not None else []
            case "labelled":
                return self.labelled(label)
            case "unsure":
                return self.unsure()
            case _:
                return self.labelled(label) + ([] if label is not None else self.open() + self.unsure())


class Turn:
    """In which order pictures show, with the places of those that are gone: what is taken back is in its place again.

    All of this takes one pass, or two, through the pictures, of which there may be 100,000.
    """

    def __init__(self) -> None:
        self._paths: list[str] = []

    def begin(self, paths: Sequence[str]) -> None:
        """Show these, and forget those that are gone."""
        self._paths = list(paths)

    def renew(self, paths: Sequence[str]) -> None:
        """Show these in another order; those that are gone were there before them."""
        there = set(paths)
        self._paths = [*(path for path in self._paths if path not in there), *paths]

    def now(self, wanted: Sequence[str], current: str, *, at_end: bool = False) -> tuple[list[str], int]:
        """Return what shows of this order, and where the current picture is, or what follows it where it is gone.

        Those of `wanted` that have no place yet follow the one that they follow there; or all, ``at_end``.
        """
        there = set(wanted)
        shown, place = self._among(there, current)
        if len(shown) < len(there):
            self._take(wanted, at_end)
            return self._among(there, current)
        return shown, place

    def _among(self, there: Collection[str], current: str) -> tuple[list[str], int]:
        shown, place = list[str](), 0
        for path in self._paths:
            if path == current:
                place = len(shown)
            if path in there:
                shown.append(path)
        return shown, place

    def _take(self, wanted: Sequence[str], at_end: bool) -> None:
        known, following = set(self._paths), dict[str, list[str]]()
        before = self._paths[-1] if at_end and self._paths else ""
        for path in wanted:
            if path not in known:
                following.setdefault(before, []).append(path)
            elif not at_end:
                before = path
        first = following.get("", [])
        self._paths = [*first, *(path for one in self._paths for path in (one, *following.get(one, ())))]


def fitting(proposals: Proposals | None, dataset: Dataset) -> Proposals | None:
    """The proposals while they are of the classes that the dataset has now; None until they are made again."""
    return proposals if proposals is not None and proposals.are_of(dataset.all_classes) else None


def place_now(label: int, before: Sequence[str], now: Sequence[str]) -> int | None:
    """The place of a class after an edit, which may have given it another name; None where it is gone."""
    if before[label] in now:
        return now.index(before[label])
    return label if len(now) == len(before) else None


def in_turn(chances: Mapping[int, float], now: int, own: int) -> int:
    """The next class that a picture may be of instead: by how probable they are, and back to its own at the end."""
    order = [own, *sorted((label for label in chances if label != own), key=lambda label: -chances[label])]
    return order[(order.index(now) + 1) % len(order)] if now in order else own
