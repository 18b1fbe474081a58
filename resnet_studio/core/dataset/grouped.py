"""A split in which what belongs together stays in one part: proposed, and made as an edit."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import replace

from resnet_studio.core.basics.errors import DatasetError
from resnet_studio.core.basics.message import plural
from resnet_studio.core.dataset.catalogue import Catalogue, Part, Picture
from resnet_studio.core.dataset.dataset import Dataset
from resnet_studio.core.dataset.edits import KeptSplit, SplitBySeed, last_split
from resnet_studio.core.dataset.group_split import Shares, divide, joined
from resnet_studio.core.dataset.grouped_edit import GroupedBy, GroupedSplit
from resnet_studio.core.dataset.name_groups import folder_groups, name_groups
from resnet_studio.core.dataset.name_pattern import pattern_groups


def grouped_split(
    dataset: Dataset, by: GroupedBy, alike: Iterable[Sequence[str]], shares: Shares, seed: int, pattern: str = ""
) -> GroupedSplit:
    """The edit that divides a dataset's pictures again.

    Pinned pictures stay, and others of their group join them.

    Args:
        dataset: as it is now.
        by: what stays together beside near-duplicates.
        alike: groups of near-duplicates.
        shares: that are wanted of each class.
        seed: a whole number from 0.
        pattern: of names, where `by` is "pattern".

    Raises:
        ConfigError: a value is out of range.
    """
    everything = (*dataset.pictures, *dataset.unlabelled)
    empty = GroupedSplit(by, shares.validation, shares.test, seed, (), pattern=pattern)
    groups = [*alike, *groups_for(by, everything, dataset.catalogue, pattern)]
    empty = replace(empty, together=with_one_of(groups, dataset.unlabelled))
    pinned: dict[str, Part] = dict(dataset.pinned)
    return with_parts(empty, divide(dataset.pictures, groups, shares, seed, pinned))


def split_by_groups(dataset: Dataset) -> GroupedSplit | None:
    """The split that keeps together what belongs together, where it is the one in force."""
    last = last_split(dataset.edits)
    return last if isinstance(last, GroupedSplit) else None


def shares_of(dataset: Dataset) -> Shares:
    """The shares of all pictures that the split in force was asked for; of a folder's own split, those it has.

    Test pictures that no split has chosen, such as those of the folder, have the share that they are.
    """
    total, last = max(1, len(dataset.pictures)), last_split(dataset.edits)
    tested = dataset.size("test")
    chosen = tested > 0 and any(one.part == "test" and one.path not in dataset.pinned for one in dataset.pictures)
    test = round(tested / total, 4) if chosen else 0.0
    if isinstance(last, GroupedSplit):
        return Shares(last.fraction, last.test_fraction or test)
    if isinstance(last, SplitBySeed | KeptSplit):
        return Shares(round(last.fraction * (1 - test), 4), test)
    return Shares(round(dataset.size("validation") / total, 4), test)


def fraction_of_others(shares: Shares) -> float:
    """The share for validation of those pictures that are not for testing, as `SplitBySeed` counts it."""
    return shares.validation / max(0.01, 1 - shares.test)


def split_by_seed(dataset: Dataset, fraction: float, seed: int) -> SplitBySeed:
    """The edit that divides training and validation pictures again; the test part stays as it is.

    Args:
        dataset: as it is now.
        fraction: share of each class's other pictures for validation, between 0 and 1.
        seed: a whole number from 0.

    Raises:
        ConfigError: a value is out of range.
    """
    last = last_split(dataset.edits)
    test = last.test if isinstance(last, SplitBySeed | KeptSplit) else None
    if isinstance(last, GroupedSplit):
        everything = (*dataset.pictures, *dataset.unlabelled, *dataset.left_out)
        test = tuple(sorted(one.path for one in everything if one.part == "test" and one.path not in dataset.pinned))
    return SplitBySeed(fraction, seed, test)


def split_by_column(dataset: Dataset, column: str, fraction: float, seed: int) -> GroupedSplit:
    """The edit that sets groups of a table aside for validation; pictures of its own test part stay there.

    Raises:
        DatasetError: the column has too few groups to set one aside.
    """
    groups = dataset.catalogue.groups
    empty = GroupedSplit("column", fraction, 0.0, seed, (), (), with_one_of(groups, dataset.unlabelled))
    parts = divide_but_test(dataset.pictures, groups, Shares(fraction), seed, {})
    edit = with_parts(empty, {**parts, **test_of(dataset.unlabelled)})
    if not edit.validation or "train" not in parts.values():
        raise DatasetError(
            dataset.root,
            plural(
                "The column {column:name} puts all pictures into {count} group, so none can be set aside to check the "
                "result. Choose another column to keep together, or none.",
                "The column {column:name} has {count} groups, too few to set some aside to check the result. Choose "
                "another column to keep together, or none.",
                len(groups),
                column=column,
            ),
        )
    return edit


def divide_but_test(
    pictures: Sequence[Picture],
    groups: Iterable[Sequence[str]],
    shares: Shares,
    seed: int,
    fixed: Mapping[str, Part],
) -> dict[str, Part]:
    """The part of each picture as `divide` says, but where no test part is asked for, that of the dataset stays."""
    test = {one.path for one in pictures if one.part == "test"} if not shares.test else set[str]()
    others = [one for one in pictures if one.path not in test]
    kept = {path: part for path, part in fixed.items() if path not in test and (part != "test" or shares.test)}
    return {**divide(others, groups, shares, seed, kept), **dict.fromkeys(test, "test")}


def test_of(pictures: Iterable[Picture]) -> dict[str, Part]:
    """The part of those of these pictures that a table sets aside for testing."""
    return {one.path: "test" for one in pictures if one.part == "test"}


def with_one_of(groups: Iterable[Sequence[str]], pictures: Iterable[Picture]) -> tuple[tuple[str, ...], ...]:
    """The groups, joined where they have a picture in common, in which one of these pictures is."""
    among = frozenset(one.path for one in pictures)
    units = joined(groups, sorted({path for group in groups for path in group}))
    return tuple(unit for unit in units if not among.isdisjoint(unit))


def groups_for(
    by: GroupedBy, pictures: Sequence[Picture], catalogue: Catalogue, pattern: str = ""
) -> tuple[tuple[str, ...], ...]:
    """Groups of paths that names, folders or a table show; none for near-duplicates, which only a check knows."""
    match by:
        case "names":
            found = name_groups(pictures)
            return found.groups if found else ()
        case "pattern":
            return pattern_groups(pattern, pictures).groups
        case "folders":
            return folder_groups(pictures, catalogue)
        case "column":
            return catalogue.groups
        case _:
            return ()


def with_parts(edit: GroupedSplit, parts: Mapping[str, Part]) -> GroupedSplit:
    """The edit with pictures in these parts."""
    validation, test = (
        tuple(sorted(p for p, part in parts.items() if part == name)) for name in ("validation", "test")
    )
    return replace(edit, validation=validation, test=test)
