"""How the options of `train` and `crossvalidate` divide pictures: by shares and a seed, and what stays together."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Final

from resnet_studio.core.archives.known import origin
from resnet_studio.core.basics.errors import ConfigError
from resnet_studio.core.basics.message import Message, message
from resnet_studio.core.checks.find import alike_in
from resnet_studio.core.checks.store import read_measured
from resnet_studio.core.dataset.dataset import Dataset
from resnet_studio.core.dataset.edits import KeptSplit, SplitBySeed, last_split
from resnet_studio.core.dataset.group_split import Shares
from resnet_studio.core.dataset.grouped import grouped_split, shares_of, split_by_groups, split_by_seed
from resnet_studio.core.dataset.grouped_edit import GroupedBy
from resnet_studio.core.dataset.name_pattern import pattern_groups, pattern_problem
from resnet_studio.core.dataset.planned_split import kept_together
from resnet_studio.core.dataset.split import Split

_TOGETHER, _VALIDATION, _TEST = "--keep-together", "--validation-share", "--test-share"
WORDS: Final[Mapping[str, GroupedBy]] = {
    "names": "names", "folders": "folders", "column": "column", "near-duplicates": "near_duplicates",
}  # fmt: skip
"""What can stay together, as a person types it. A pattern has a star, so that none of these is one."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Division:
    """How pictures are to be divided; None where nothing was said.

    Attributes:
        validation, test: shares of each class, from 0 to 1.
        seed: that chooses the pictures; else that of the training.
        together: one of `WORDS`, or a pattern of names.
    """

    validation: float | None = None
    test: float | None = None
    seed: int | None = None
    together: str | None = None


AS_IT_WAS: Final = Division()


def divided(dataset: Dataset, how: Division, seed: int) -> Dataset:
    """The dataset divided so, unless it is already: its shares and what it keeps together stay where nothing is said.

    Args:
        dataset: as it was divided before.
        how: what is asked for.
        seed: where `how` has none.

    Raises:
        ConfigError: the pictures cannot be divided so.
    """
    if how == AS_IT_WAS:
        return dataset
    _check_shares(how)
    seed = seed if how.seed is None else how.seed
    last = split_by_groups(dataset)
    if how.together is None and how.test is None and last is None:
        return _by_seed(dataset, how.validation, seed)
    by, pattern = (last.by, last.pattern) if last else ("near_duplicates", "")
    if how.together is not None:
        by = WORDS.get(how.together, "pattern")
        pattern = how.together if by == "pattern" else ""
    if last is not None and not last.fold and (last.by, last.pattern, last.seed) == (by, pattern, seed):
        shares = how.validation in (None, last.fraction), how.test in (None, last.test_fraction)
        if all(shares):
            return dataset
    return _by_groups(dataset, by, pattern, how, seed)


def _check_shares(how: Division) -> None:
    """Raise `ConfigError` unless both leave something for training."""
    if how.validation is not None and not 0 < how.validation < 1:
        raise ConfigError(_VALIDATION, how.validation, message("a number above 0 and below 1, such as 0.2 for 20 %"))
    if how.test is not None and not 0 <= how.test < 1 - (how.validation or 0):
        allowed = message("a number from 0, such as 0.1 for 10 %, that leaves some for training")
        raise ConfigError(_TEST, how.test, allowed)


def _by_seed(dataset: Dataset, fraction: float | None, seed: int) -> Dataset:
    """Pictures for testing stay."""
    pooled = max(1, len(dataset.pictures) - dataset.size("test"))
    share = fraction or dataset.split.fraction or round(dataset.size("validation") / pooled, 4)
    last = last_split(dataset.edits)
    if isinstance(last, SplitBySeed | KeptSplit) and dataset.split == Split("seed", seed, share):
        return dataset
    return dataset.with_edit(split_by_seed(dataset, share, seed))


def _by_groups(dataset: Dataset, by: GroupedBy, pattern: str, how: Division, seed: int) -> Dataset:
    if by == "pattern" and pattern_problem(pattern):
        allowed = message(
            "how names begin, with * for what differs, such as patient*_, or one of {names:commas}", names=tuple(WORDS)
        )
        raise ConfigError(_TOGETHER, pattern, allowed)
    names = (*dataset.pictures, *dataset.unlabelled)
    if how.together is not None and by == "pattern" and not pattern_groups(pattern, names).number:
        raise ConfigError(_TOGETHER, pattern, message("how names here begin: not one of them begins so"))
    measured = read_measured(dataset.root)
    alike = alike_in(dataset, measured)
    if how.together in WORDS and (problem := _missing(dataset, by, checked=bool(measured.facts))):
        raise ConfigError(_TOGETHER, how.together, problem)
    now = shares_of(dataset)
    validation, test = how.validation or now.validation, now.test if how.test is None else how.test
    if validation + test >= 1:
        option, share = (_VALIDATION, validation) if how.test is None else (_TEST, test)
        raise ConfigError(option, share, message("a number that leaves some for validation and for training"))
    edit = grouped_split(dataset, by, alike.groups, Shares(validation, test), seed, pattern)
    if not edit.validation or len(edit.validation) + len(edit.test) >= len(dataset.pictures):
        few = message("a pattern that makes more groups: not enough of them can be set aside to check the result")
        if by != "pattern":
            few = message("something else here: there are too few groups to set some aside to check the result")
        if how.together is not None:
            raise ConfigError(_TOGETHER, how.together, few)
        option, share = (_VALIDATION, validation) if how.validation is not None else (_TEST, test)
        raise ConfigError(option, share, message("another share: too few pictures or groups can be set aside so"))
    if how.test and not edit.test:
        raise ConfigError(_TEST, how.test, message("a larger share: not one group fits into this one"))
    return dataset.with_edit(edit)


def _missing(dataset: Dataset, by: GroupedBy, *, checked: bool) -> Message | None:
    """Why nothing can be kept together by this; None where something can."""
    found = kept_together(dataset, ())
    if by == "names" and found.names is None:
        return message("something else here: the names do not end with numbers of several groups")
    if by == "folders" and not found.folders:
        return message("something else here: no class has a folder with several pictures")
    if by == "column" and not found.column:
        return message("something else here: no column of a table says what stays together")
    if by == "near_duplicates" and not checked:
        return message(
            "something else here, or the pictures must be checked first: resnet-studio check {folder} does that",
            folder=str(origin(dataset.root)),
        )
    return None
