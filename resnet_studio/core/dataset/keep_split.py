"""Keeping a split by seed when pictures are added to a folder or removed from it: who was in a part stays there.

Drawn again, the parts would change: a model could be checked on pictures that an earlier one has learned from, and
figures of two runs could not be compared.
"""

from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace

from resnet_studio.core.basics.message import plural
from resnet_studio.core.dataset.catalogue import UNLABELLED, Catalogue, Part, Picture
from resnet_studio.core.dataset.dataset import Dataset, apply
from resnet_studio.core.dataset.edits import Edit, KeptSplit, SplitBySeed, SplitEdit, without_splits
from resnet_studio.core.dataset.findings import Finding, FindingKind
from resnet_studio.core.dataset.group_split import Shares, divide
from resnet_studio.core.dataset.grouped import (
    divide_but_test,
    groups_for,
    split_by_groups,
    test_of,
    with_one_of,
    with_parts,
)
from resnet_studio.core.dataset.grouped_edit import GroupedSplit
from resnet_studio.core.dataset.picture_edits import AddPictures
from resnet_studio.core.dataset.split import drawn, members_of, share


@dataclass(frozen=True, slots=True)
class _Kept:
    """The split edit for the pictures that there are now, and how many were in no part before."""

    edit: SplitEdit
    new: int


def with_kept_split(before: Dataset, now: Catalogue) -> Dataset:
    """The pictures that there are now with the edits of `before`, the same dataset as it was.

    After a split by seed, known pictures keep their part, also where they were renamed or moved. New ones are drawn so
    that the share of each class is right, as far as they can make it so; a finding says how many there are. Pictures
    that get a class from now on change no part either.
    """
    if isinstance(next(reversed(before.edits), None), KeptSplit | GroupedSplit) and (same := as_it_was(before, now)):
        return same
    if (last := split_by_groups(before)) is not None:
        return _with_grouped_split(before, last, now)
    if before.split.source != "seed" or before.split.fraction is None or before.split.seed is None:
        return apply(now, before.edits)
    kept = _kept(before, now, before.split.fraction, before.split.seed)
    if kept.new:
        sentence = plural(
            "{count} picture is new and was divided; all others keep their part.",
            "{count} pictures are new and were divided; all others keep their part.",
            kept.new,
        )
        now = replace(now, findings=(*now.findings, Finding(FindingKind.SPLIT, sentence)))
    return apply(now, _replaced(before.edits, kept.edit))


def _with_grouped_split(before: Dataset, last: GroupedSplit, now: Catalogue) -> Dataset:
    """The same after a split by groups: new pictures join the part of their group, or are divided by their shares."""
    known = _known_parts(before, now, of_test=True)
    edited = apply(now, without_splits(before.edits))
    waiting = [*edited.unlabelled, *(one for one in edited.left_out if one.label == UNLABELLED)]
    groups = groups_for(last.by, (*edited.pictures, *waiting), now, last.pattern)
    together = with_one_of([*last.together, *groups], waiting)
    shares = Shares(last.fraction, last.test_fraction)
    of_column = last.by == "column"
    parts = (divide_but_test if of_column else divide)(edited.pictures, groups, shares, last.seed, known)
    parts |= {one.path: known.get(one.path, "train") for one in edited.left_out}
    if of_column and not shares.test:
        parts |= test_of(waiting)
    return apply(now, _replaced(before.edits, with_parts(replace(last, together=together), parts)))


def as_it_was(before: Dataset, now: Catalogue) -> Dataset | None:
    """The same dataset with the very edits of `before`, where the pictures are still the same; None where not."""
    if not before.catalogue.same_pictures(now):
        return None
    same, last = apply(now, before.edits), split_by_groups(before)
    if last is None or last.by != "column":
        return same
    # What a table keeps together is not recorded, and may have changed.
    return same if _divide_alike(same, _with_grouped_split(before, last, now)) else None


def with_parts_kept(dataset: Dataset) -> Dataset:
    """The dataset that a model has learned from, of which no part changes when more pictures get a class."""
    waiting = dataset.contents is not None and dataset.contents.undivided
    return with_kept_split(dataset, dataset.catalogue) if waiting else dataset


def _divide_alike(one: Dataset, other: Dataset) -> bool:
    """Whether all pictures are in the same parts, and what joins them later is, by the groups that `other` knows."""
    groups, known = (set(each.contents.together if each.contents else ()) for each in (other, one))
    return (one.pictures, one.left_out, one.unlabelled) == (other.pictures, other.left_out, other.unlabelled) and (
        groups <= known
    )


def with_other_edits(dataset: Dataset, edits: Sequence[Edit]) -> Dataset:
    """A dataset with what these edits say of pictures and classes, instead of what its own say; all keep their part."""
    wanted = without_splits(edits)
    if wanted == without_splits(dataset.edits):
        return dataset
    how, splits = dataset.split, [edit for edit in dataset.edits if isinstance(edit, SplitEdit)][-1:]
    if how.source == "seed" and how.fraction is not None and how.seed is not None:
        everything = (*dataset.pictures, *dataset.left_out)
        chosen = sorted(one.path for one in everything if one.part == "validation")
        splits = [KeptSplit(how.fraction, how.seed, tuple(chosen))]
    # Pictures that are added are in training, so what says otherwise comes after them.
    at = 1 + max((place for place, edit in enumerate(wanted) if isinstance(edit, AddPictures)), default=-1)
    splits = [replace(one, later=at) if isinstance(one, KeptSplit | GroupedSplit) else one for one in splits]
    return apply(dataset.catalogue, (*wanted[:at], *splits, *wanted[at:]))


def _replaced(edits: tuple[Edit, ...], last: SplitEdit) -> tuple[Edit, ...]:
    """The edits with another one in place of the split that is in force.

    One that is kept comes last, so that it is not divided again what got its class after the split was made. It says
    how many edits it was moved behind.
    """
    position = max(number for number, edit in enumerate(edits) if isinstance(edit, SplitEdit))
    after = edits[position + 1 :]
    if not isinstance(last, KeptSplit | GroupedSplit):
        return (*edits[:position], last, *after)
    before = edits[position]
    moved = before.later if isinstance(before, KeptSplit | GroupedSplit) else 0
    return (*edits[:position], *after, replace(last, later=moved + len(after)))


def _kept(before: Dataset, now: Catalogue, fraction: float, seed: int) -> _Kept:
    parts = _known_parts(before, now)
    edited = apply(now, without_splits(before.edits))
    chosen = [picture.path for picture in edited.left_out if parts.get(picture.path) == "validation"]
    for name, members in zip(edited.classes, members_of(edited.pictures, len(edited.classes)), strict=True):
        chosen += _validation(members, parts, share(len(members), fraction), name, seed)
    if before.catalogue.same_pictures(now):  # a class without validation pictures has none by what a person did
        chosen = [path for path, part in parts.items() if part == "validation"]
    by_seed = SplitBySeed(fraction, seed)
    again = apply(now, _replaced(before.edits, by_seed))
    drawn_again = {one.path for one in (*again.pictures, *again.left_out) if one.part == "validation"}
    known = set(before.catalogue.classes)
    new = sum(
        p.part != "test" and p.path not in parts and p.label != UNLABELLED and now.classes[p.label] in known
        for p in now.pictures
    )
    # What gets its class after a split is divided then, and must not be divided again with what gets one later.
    as_drawn = drawn_again == set(chosen) and all(one.label != UNLABELLED for one in now.pictures)
    return _Kept(by_seed if as_drawn else KeptSplit(fraction, seed, tuple(sorted(chosen))), new)


def _validation(members: list[str], parts: Mapping[str, Part], wanted: int, name: str, seed: int) -> list[str]:
    """The validation pictures of one class: those that were, and as many new ones as are wanted."""
    chosen = [path for path in members if parts.get(path) == "validation"]
    new = [path for path in members if path not in parts]
    chosen += drawn(new, max(0, wanted - len(chosen)), name, seed)
    if not chosen and wanted:  # all of them were removed, and the class could not be checked
        chosen = drawn(members, wanted, name, seed)
    if chosen and len(chosen) == len(members):  # all others were, and the class could not be learned
        chosen = drawn(members, wanted, name, seed)
    return chosen


def _known_parts(before: Dataset, now: Catalogue, *, of_test: bool = False) -> dict[str, Part]:
    """The part that each picture of `now` was in, by its path; without those that were in none, or in test."""
    divided = [one for one in (*before.pictures, *before.left_out) if of_test or one.part != "test"]
    known: dict[str, Part] = {picture.path: picture.part for picture in divided}
    paths = {picture.path for picture in now.pictures}
    moved = _unique(picture for picture in divided if picture.path not in paths)
    added = {path for edit in before.edits if isinstance(edit, AddPictures) for path in edit.paths}
    parts = {path: part for path, part in known.items() if path in paths or path in added}
    for signs, picture in _unique(picture for picture in now.pictures if picture.path not in known).items():
        if signs in moved:
            parts[picture.path] = moved[signs].part
    return parts


def _unique(pictures: Iterable[Picture]) -> dict[tuple[int, int], Picture]:
    """Pictures by what a file keeps when it is renamed or moved; without those that have it in common."""
    listed = list(pictures)
    counts = Counter((picture.size, picture.mtime_ns) for picture in listed)
    return {
        signs: picture for picture in listed if counts[signs := (picture.size, picture.mtime_ns)] == 1 and picture.size
    }
