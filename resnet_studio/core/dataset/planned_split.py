"""What a split by groups would give before it is made, and by what a dataset's pictures can be kept together."""

from collections import Counter
from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from types import MappingProxyType

from resnet_studio.core.basics.message import NOTHING, Message, plural
from resnet_studio.core.dataset.catalogue import PARTS, Part, Picture
from resnet_studio.core.dataset.dataset import Dataset
from resnet_studio.core.dataset.group_split import Shares, joined
from resnet_studio.core.dataset.grouped import grouped_split, groups_for
from resnet_studio.core.dataset.grouped_edit import GroupedBy, GroupedSplit
from resnet_studio.core.dataset.name_groups import NameGroups, folder_groups, name_groups
from resnet_studio.core.dataset.name_pattern import pattern_groups
from resnet_studio.core.tables.columns import columns_of

Group = Sequence[str]


@dataclass(frozen=True)
class KeptTogether:
    """By what pictures can be kept together.

    Attributes:
        names: what the names of files say; None where they say nothing.
        folders: how many subfolders of classes have several pictures.
        column: the column of a table that says what stays together; "" where there is none.
        of_column: how many groups it has.
        alike: how many groups of near-duplicates are known; None where pictures were not checked yet.
    """

    names: NameGroups | None
    folders: int
    column: str
    of_column: int
    alike: int | None

    @property
    def best(self) -> GroupedBy:
        """What is proposed, where a person has chosen nothing."""
        return "column" if self.of_column else "names" if self.names else "near_duplicates"


@dataclass(frozen=True)
class PlannedSplit:
    """A split by groups, and what follows from it.

    Attributes:
        edit: that makes it.
        pictures, groups: of each part, of what can be read. A picture that is alone is a group.
        pictures_now: the same of the split that is in force.
        moved: pictures that would be in another part than now.
        across: groups of what can be read that would be in several parts, because pictures of them are pinned there.
        now: groups of what can be read that are in several parts as the dataset is.
        named: what a pattern makes of the names; None without one.
        without_test: pictures that are for testing now, where none would be.
        learned: as `known_by` gives it, of the pictures that would leave training.
    """

    edit: GroupedSplit
    pictures: Mapping[Part, int]
    groups: Mapping[Part, int]
    pictures_now: Mapping[Part, int]
    moved: int
    across: int
    now: int = 0
    named: NameGroups | None = None
    without_test: int = 0
    learned: tuple[int, str] | None = None


def kept_together(dataset: Dataset, alike: Sequence[Group] | None, unreadable: Collection[str] = ()) -> KeptTogether:
    """By what the pictures of a dataset can be kept together; `unreadable` are paths of those that do not count."""
    everything = _readable(dataset, unreadable)
    columns, groups = columns_of(dataset.catalogue.reading), dataset.catalogue.groups
    return KeptTogether(
        name_groups(everything),
        len(folder_groups(everything, dataset.catalogue)),
        columns.group if columns and groups else "",
        len(groups),
        None if alike is None else len(alike),
    )


def planned(
    dataset: Dataset,
    by: GroupedBy,
    alike: Sequence[Group],
    shares: Shares,
    seed: int,
    pattern: str = "",
    learned: Mapping[str, Collection[str]] = MappingProxyType({}),
    unreadable: Collection[str] = (),
) -> PlannedSplit:
    """What a split would give; `learned`, by the names of runs, the paths of pictures that they have learned from.

    `unreadable` are paths of pictures that are not counted.

    Raises:
        ConfigError: a value is out of range.
    """
    edit = grouped_split(dataset, by, alike, shares, seed, pattern)
    after = {one.path: one.part for one in dataset.with_edit(edit).pictures}
    now = {one.path: one.part for one in dataset.pictures}
    everything = (*dataset.pictures, *dataset.unlabelled)
    kept = groups_for(by, everything, dataset.catalogue, pattern)
    units = [[path for path in unit if path not in unreadable] for unit in joined([*alike, *kept], sorted(after))]
    where = [{after[path] for path in unit} for unit in units]
    pictures, pictures_now = (
        Counter(part for path, part in parts.items() if path not in unreadable) for parts in (after, now)
    )
    groups = Counter(part for parts in where for part in parts)
    return PlannedSplit(
        edit,
        {part: pictures[part] for part in PARTS},
        {part: groups[part] for part in PARTS},
        {part: pictures_now[part] for part in PARTS},
        sum(after[one.path] != one.part for one in dataset.pictures if one.path not in unreadable),
        sum(len(parts) > 1 for parts in where),
        sum(len({now[path] for path in unit}) > 1 for unit in units),
        pattern_groups(pattern, _readable(dataset, unreadable)) if by == "pattern" else None,
        0 if pictures["test"] else pictures_now["test"],
        known_by(leaving(dataset, {path for path, part in after.items() if part != "train"}), learned),
    )


def _readable(dataset: Dataset, unreadable: Collection[str]) -> tuple[Picture, ...]:
    return tuple(one for one in (*dataset.pictures, *dataset.unlabelled) if one.path not in unreadable)


def leaving(dataset: Dataset, held_back: Collection[str]) -> Iterator[str]:
    """Those of these paths, of pictures that would be for validation or testing, that are for training now."""
    return (one.path for one in dataset.part("train") if one.path in held_back)


def known_by(paths: Iterable[str], learned: Mapping[str, Collection[str]]) -> tuple[int, str] | None:
    """From how many of these pictures a run has learned: the run with most of them; None without any.

    Args:
        paths: of pictures for validation or testing. Measured on them, the run would seem better than it is.
        learned: by the names of runs, the paths of pictures that they have learned from.
    """
    held_back = tuple(paths) if learned else ()
    counts = {run: sum(map(known.__contains__, held_back)) for run, known in learned.items()}
    most = max(counts, key=counts.__getitem__, default="")
    return (counts[most], most) if counts.get(most) else None


def learned_from(known: tuple[int, str] | None) -> Message:
    """What follows where pictures leave training that a run has learned from, as `known_by` gives it."""
    if known is None:
        return NOTHING
    return plural(
        "{run:name} has learned from {count} picture that leaves training: measured there, it would seem better than "
        "it is.",
        "{run:name} has learned from {count} pictures that leave training: measured there, it would seem better than "
        "it is.",
        known[0],
        run=known[1],
    )
