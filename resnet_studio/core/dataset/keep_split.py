"""Keeping a split by seed when pictures are added to a folder or removed from it: who was in a part stays there.

Drawn again, the parts would change: a model could be checked on pictures that an earlier one has learned from, and
figures of two runs could not be compared.
"""

from collections import Counter
from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace

from resnet_studio.core.basics.message import plural
from resnet_studio.core.dataset.catalogue import UNLABELLED, Catalogue, Part, Picture
from resnet_studio.core.dataset.dataset import Dataset, apply
from resnet_studio.core.dataset.edits import (
    Edit,
    FolderSplit,
    KeptSplit,
    SplitBySeed,
    SplitEdit,
    last_split,
    moved_behind,
    without_splits,
)
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
    by_seed = last_split(before.edits)
    if not isinstance(by_seed, SplitBySeed | KeptSplit):
        return apply(now, before.edits)
    kept = _kept(before, by_seed, now)
    if kept.new:
        sentence = plural(
            "{count} picture is new and was divided; all others keep their part.",
            "{count} pictures are new and were divided; all others keep their part.",
            kept.new,
        )
        now = replace(now, findings=(*now.findings, Finding(FindingKind.NEW_DIVIDED, sentence)))
    return apply(now, _replaced(before.edits, kept.edit))


def _with_grouped_split(before: Dataset, last: GroupedSplit, now: Catalogue) -> Dataset:
    """The same after a split by groups: new pictures join the part of their group, or are divided by their shares."""
    known = _known_parts(before, now)
    edited = apply(now, without_splits(before.edits))
    waiting = [*edited.unlabelled, *(one for one in edited.left_out if one.label == UNLABELLED)]
    groups = groups_for(last.by, (*edited.pictures, *waiting), now, last.pattern)
    together = with_one_of([*last.together, *groups], waiting)
    shares = Shares(last.fraction, last.test_fraction)
    of_column = last.by == "column"
    parts = (divide_but_test if of_column else divide)(edited.pictures, groups, shares, last.seed, known)
    lost = {one.path: known[one.path] for one in _lost(before) if one.path in known}
    parts |= {one.path: known.get(one.path, "train") for one in edited.left_out} | lost
    learned = {*last.learned, *(path for path, part in lost.items() if part == "train")}
    last = replace(last, learned=tuple(sorted(learned)))
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


def with_parts_kept(dataset: Dataset, learned: Collection[str], seen: Collection[str]) -> Dataset:
    """The dataset that a model was made of, of which no part changes when more pictures get a class.

    Args:
        dataset: in which they may have a class by now.
        learned: paths of training pictures of a run.
        seen: paths of its pictures in all parts.
    """
    kept = with_learned(dataset, learned)
    return kept if _undivided(dataset).isdisjoint(seen) else with_kept_split(kept, kept.catalogue)


def with_learned(dataset: Dataset, learned: Collection[str], *, again: bool = False) -> Dataset:
    """The dataset in which these pictures stay in training, although they had no class when the split was made.

    Otherwise other labels, or labels that are taken back, could move what a model has learned from into validation.

    Args:
        dataset: in which they may have a class by now.
        learned: paths of training pictures of a run.
        again: of pictures that have no class in the folder, say so of those, too, that the split has divided: its class
            may be taken back when it is no longer known what was learned.
    """
    last, waiting = last_split(dataset.edits), _undivided(dataset)
    if again:
        waiting = waiting.union(one.path for one in dataset.catalogue.pictures if one.label == UNLABELLED)
    if last is None or isinstance(last, FolderSplit) or not waiting:
        return dataset
    more = waiting.intersection(learned).difference(last.learned)
    if not more:
        return dataset
    now = replace(last, learned=tuple(sorted(more.union(last.learned))))
    return apply(dataset.catalogue, tuple(now if edit is last else edit for edit in dataset.edits))


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
    last = last_split(dataset.edits)
    if isinstance(last, SplitBySeed | KeptSplit):
        everything = (*dataset.pictures, *dataset.left_out)
        chosen = sorted(one.path for one in everything if one.part == "validation")
        again = not isinstance(last, KeptSplit) or last.again
        last = KeptSplit(last.fraction, last.seed, tuple(chosen), 0, last.test, last.learned, again)
    elif isinstance(last, GroupedSplit):
        added = {path for edit in dataset.edits if isinstance(edit, AddPictures) for path in edit.paths}
        parts: dict[str, Part] = {
            **dict.fromkeys(last.validation, "validation"), **dict.fromkeys(last.test, "test")
        }  # fmt: skip
        parts |= {one.path: one.part for one in (*dataset.pictures, *dataset.left_out) if one.path in added}
        last = with_parts(last, parts)
    # Pictures that are added are in the part that this says, so what says otherwise comes after them.
    at = 1 + max((place for place, edit in enumerate(wanted) if isinstance(edit, AddPictures)), default=-1)
    if isinstance(last, KeptSplit | GroupedSplit):
        last = replace(last, later=at)
    return apply(dataset.catalogue, (*wanted[:at], *([last] if last else []), *wanted[at:]))


def divided(dataset: Dataset, added: AddPictures) -> AddPictures:
    """The edit that adds pictures to a dataset, in the parts that new files of its folder would get."""
    last, now = last_split(dataset.edits), dataset.with_edit(added)
    if last is None or isinstance(last, FolderSplit) or added.to not in now.classes:
        return added
    there = (*dataset.pictures, *dataset.left_out)
    parts = {one.path: one.part for one in there}
    if isinstance(last, GroupedSplit):
        groups = [*last.together, *groups_for(last.by, now.pictures, now.catalogue, last.pattern)]
        divide_all = divide_but_test if last.by == "column" else divide
        parts |= divide_all(now.pictures, groups, Shares(last.fraction, last.test_fraction), last.seed, parts)
    else:
        members = members_of(now.pictures, len(now.classes))[now.classes.index(added.to)]
        chosen = _validation(members, parts, share(len(members), last.fraction), added.to, last.seed)
        parts = {**dict.fromkeys(chosen, "validation"), **parts}
    return replace(added, parts=tuple(parts.get(path, "train") for path in added.paths))


def _replaced(edits: tuple[Edit, ...], last: SplitEdit) -> tuple[Edit, ...]:
    """The edits with another one in place of the split that is in force.

    One that is kept comes last, so that it is not divided again what got its class after the split was made. It says
    how many edits it was moved behind.
    """
    position = max(number for number, edit in enumerate(edits) if isinstance(edit, SplitEdit))
    after = edits[position + 1 :]
    if not isinstance(last, KeptSplit | GroupedSplit):
        return (*edits[:position], last, *after)
    return (*edits[:position], *after, replace(last, later=moved_behind(edits[position]) + len(after)))


def _kept(before: Dataset, last: SplitBySeed | KeptSplit, now: Catalogue) -> _Kept:
    known, lost = _known_parts(before, now), [one.path for one in _lost(before)]
    parts: dict[str, Part] = {path: part for path, part in known.items() if part != "test"}
    test = last.test
    if test is not None:  # also where they were renamed
        moved = {path for path, part in known.items() if part == "test"}.difference(before.pinned)
        test = tuple(sorted(moved.union(test)))
    learned = tuple(sorted({*last.learned, *(path for path in lost if parts.get(path) == "train")}))
    mended = isinstance(last, SplitBySeed) and last.mended
    by_seed = SplitBySeed(last.fraction, last.seed, test, last.learned, mended)
    again = apply(now, _replaced(before.edits, by_seed))
    everything = (*again.pictures, *again.left_out, *again.unlabelled)
    drawn_again = {one.path for one in everything if one.part == "validation"}
    others = [*(one.path for one in again.left_out), *lost]
    chosen = [path for path in others if parts.get(path) == "validation"]
    for name, members in zip(again.classes, members_of(again.pictures, len(again.classes)), strict=True):
        chosen += _validation(members, parts, share(len(members), last.fraction), name, last.seed)
    if before.catalogue.same_pictures(now):  # a class without validation pictures has none by what a person did
        chosen = [path for path, part in parts.items() if part == "validation"]
    classes, new = set(before.catalogue.classes), 0
    for_test = {one.path for one in now.pictures if one.part == "test"} if test is None else set(test)
    for one in now.pictures:
        divided = one.path not in for_test and one.path not in parts
        new += divided and one.label != UNLABELLED and now.classes[one.label] in classes
    # What gets its class after a split is divided then, and must not be divided again with what gets one later. New
    # pictures make it a kept split also where a drawing gives the same: so the finding that they were divided holds.
    as_drawn = drawn_again == set(chosen) and all(one.label != UNLABELLED for one in now.pictures)
    replaced = now is before.catalogue and (not isinstance(last, KeptSplit) or last.again)  # more pictures have a class
    kept = KeptSplit(last.fraction, last.seed, tuple(sorted(chosen)), 0, test, learned, replaced)
    return _Kept(by_seed if as_drawn and not new else kept, new)


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


def _known_parts(before: Dataset, now: Catalogue) -> dict[str, Part]:
    """The part that each picture of `now` was in, by its path; without those that were in none."""
    divided = (*before.pictures, *before.left_out, *_lost(before))
    known: dict[str, Part] = {picture.path: picture.part for picture in divided}
    paths = {picture.path for picture in now.pictures}
    moved = _unique(picture for picture in divided if picture.path not in paths)
    added = {path for edit in before.edits if isinstance(edit, AddPictures) for path in edit.paths}
    parts = {path: part for path, part in known.items() if path in paths or path in added}
    for signs, picture in _unique(picture for picture in now.pictures if picture.path not in known).items():
        if signs in moved:
            parts[picture.path] = moved[signs].part
    return parts


def _undivided(dataset: Dataset) -> frozenset[str]:
    """The paths of pictures that had no class when the others were divided."""
    return dataset.contents.undivided if dataset.contents else frozenset()


def _lost(dataset: Dataset) -> Iterator[Picture]:
    """The pictures that have no class any more, but had one when they were divided."""
    waiting = _undivided(dataset)
    return (one for one in dataset.unlabelled if one.path not in waiting)


def _unique(pictures: Iterable[Picture]) -> dict[tuple[int, int], Picture]:
    """Pictures by what a file keeps when it is renamed or moved; without those that have it in common."""
    listed = list(pictures)
    counts = Counter((picture.size, picture.mtime_ns) for picture in listed)
    return {
        signs: picture for picture in listed if counts[signs := (picture.size, picture.mtime_ns)] == 1 and picture.size
    }
