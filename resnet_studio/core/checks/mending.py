"""The program's own split, in which near-duplicates are on both sides: divided again by itself, once."""

from collections.abc import Sequence
from dataclasses import dataclass, replace

from resnet_studio.core.basics.message import Message, message, plural
from resnet_studio.core.checks.crossing import Group, leaks
from resnet_studio.core.checks.find import split_apart
from resnet_studio.core.checks.kinds import CheckKind
from resnet_studio.core.dataset.catalogue import PARTS
from resnet_studio.core.dataset.dataset import Dataset
from resnet_studio.core.dataset.edits import Edit, SplitBySeed, SplitEdit, last_split


@dataclass(frozen=True, slots=True)
class Mending:
    """A dataset whose near-duplicates are on one side.

    Attributes:
        before: the dataset as it was.
        after: as it is then. The last edit is what mends it, and the first says that it is not to be done again.
        groups: that were on both sides.
    """

    before: Dataset
    after: Dataset
    groups: tuple[Group, ...]

    @property
    def said(self) -> Message:
        """What was done, once it is."""
        return plural(
            "{count} group of near-duplicates crossed from train to validation. The split was made again so that it "
            "stays on one side.",
            "{count} groups of near-duplicates crossed from train to validation. The split was made again so that each "
            "stays on one side.",
            len(self.groups),
        )

    @property
    def brief(self) -> tuple[Message, Message]:
        """The same in two short lines."""
        crossed = plural("{count} group crossed the split", "{count} groups crossed the split", len(self.groups))
        return crossed, message("Split again, so that each is on one side.")


def to_be_mended(groups: int) -> Message:
    """What a training will do about so many groups."""
    return plural(
        "{count} group of near-duplicates crosses from train to validation. A training makes the split again so that "
        "it stays on one side.",
        "{count} groups of near-duplicates cross from train to validation. A training makes the split again so that "
        "each stays on one side.",
        groups,
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
    across = tuple(one for one in groups if any(f"{key} {path}" not in dataset.accepted for path in one))
    edit = split_apart(dataset, "near_duplicates", alike) if across else None
    first, *others = dataset.edits
    if edit is None or not isinstance(first, SplitBySeed):
        return None
    after = dataset.with_edits((replace(first, mended=True), *others, replace(edit, finding=key)))
    return Mending(dataset, after, across) if _all_divided(dataset, after) else None


def mending_taken_back(edits: Sequence[Edit]) -> bool:
    """Whether a person has taken back what mends the split that is in force."""
    last = last_split(edits)
    return isinstance(last, SplitBySeed) and last.mended


def not_to_be_mended(dataset: Dataset) -> Dataset:
    """The dataset whose own split, also one by another seed, stays as it is, because a person has said so."""
    first, *others = dataset.edits or (None,)
    if not isinstance(first, SplitBySeed) or first.mended:
        return dataset
    return dataset.with_edits((replace(first, mended=True), *others))


def may_be_mended(dataset: Dataset) -> bool:
    """Whether the program alone has decided about the parts, and has not mended its split before."""
    first, others = next(iter(dataset.edits), None), dataset.edits[1:]
    if not isinstance(first, SplitBySeed) or first != SplitBySeed(first.fraction, first.seed):
        return False
    said = dataset.pinned or dataset.unlabelled or any(isinstance(edit, SplitEdit) for edit in others)
    return not said and all(one.part == "train" for one in dataset.catalogue.pictures)


def _all_divided(before: Dataset, after: Dataset) -> bool:
    """Whether each class has pictures in all parts in which it had some."""
    return all(
        now or not had for part in PARTS for had, now in zip(before.counts(part), after.counts(part), strict=True)
    )  # fmt: skip
