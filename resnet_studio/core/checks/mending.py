"""The program's own split, in which near-duplicates are on both sides: divided again by itself, once."""

from collections.abc import Sequence
from dataclasses import dataclass, replace

from resnet_studio.core.basics.message import Message, plural
from resnet_studio.core.checks.crossing import Group, leaks
from resnet_studio.core.checks.find import split_apart
from resnet_studio.core.checks.kinds import CheckKind
from resnet_studio.core.dataset.dataset import Dataset
from resnet_studio.core.dataset.edits import SplitBySeed, SplitEdit
from resnet_studio.core.dataset.grouped_edit import GroupedSplit


@dataclass(frozen=True, slots=True)
class Mending:
    """A split after which near-duplicates are on one side, and how many groups of them are on several now."""

    edit: GroupedSplit
    groups: int

    @property
    def said(self) -> Message:
        """What was done, once it is."""
        return plural(
            "{count} group of nearly the same pictures stood on both sides of the split. It is on one side now.",
            "{count} groups of nearly the same pictures stood on both sides of the split. They are on one side now.",
            self.groups,
        )


def mending(dataset: Dataset, alike: Sequence[Group]) -> Mending | None:
    """What mends the program's own split by itself; None where a person has a say in it, or nothing is to be mended.

    A split that the folder, a table or a person has made is theirs: there it is a finding, and mended by a click. It
    also is where the split was mended before, where pictures still have no class, as a person sorts them then, and
    where a class could not be learned, or not be checked, after it.

    Args:
        dataset: from which no model has learned.
        alike: its groups of near-duplicates.
    """
    if not may_be_mended(dataset):
        return None
    key = str(CheckKind.LEAK)
    groups = leaks({one.path: one for one in dataset.pictures}, alike)
    across = sum(any(f"{key} {path}" not in dataset.accepted for path in group) for group in groups)
    edit = split_apart(dataset, "near_duplicates", alike) if across else None
    if edit is None or not _all_divided(dataset, edit):
        return None
    return Mending(replace(edit, finding=key), across)


def mended(dataset: Dataset, done: Mending) -> Dataset:
    """The dataset with its split mended, which cannot happen to it again, also where that is taken back."""
    first, *others = dataset.edits
    assert isinstance(first, SplitBySeed)
    return dataset.with_edits((replace(first, mended=True), *others, done.edit))


def may_be_mended(dataset: Dataset) -> bool:
    """Whether the program alone has decided about the parts, and has not mended its split before."""
    first, others = next(iter(dataset.edits), None), dataset.edits[1:]
    if not isinstance(first, SplitBySeed) or first != SplitBySeed(first.fraction, first.seed):
        return False
    said = dataset.pinned or dataset.unlabelled or any(isinstance(edit, SplitEdit) for edit in others)
    return not said and all(one.part == "train" for one in dataset.catalogue.pictures)


def _all_divided(dataset: Dataset, edit: GroupedSplit) -> bool:
    """Whether each class keeps pictures in both parts that it has some in now."""
    after = dataset.with_edit(edit)
    return all(
        now or not before
        for part in ("train", "validation")
        for before, now in zip(dataset.counts(part), after.counts(part), strict=True)
    )
