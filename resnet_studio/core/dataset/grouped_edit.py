"""The edit that divides pictures by groups, and what every split does with pictures that have no class yet."""

from collections.abc import Collection
from dataclasses import dataclass, replace
from typing import Literal, get_args

from resnet_studio.core.basics.errors import ConfigError
from resnet_studio.core.basics.json_text import is_number, is_whole
from resnet_studio.core.basics.message import Message, message
from resnet_studio.core.dataset.catalogue import UNLABELLED, Catalogue, Part, Picture
from resnet_studio.core.dataset.contents import Contents
from resnet_studio.core.dataset.name_pattern import pattern_problem
from resnet_studio.core.dataset.split import Split, check, in_part

GroupedBy = Literal["near_duplicates", "names", "folders", "column", "pattern"]


@dataclass(frozen=True, slots=True)
class GroupedSplit:
    """The outcome of a split in which what belongs together stays in one part, also of the folder's own test part.

    Attributes:
        by: what stays together: "near_duplicates", "names", "folders", "column", as a table says, or "pattern", as a
            person says of names; near-duplicates do in any case.
        fraction, test_fraction: shares of each class that were asked for.
        seed: that chose among groups; a whole number from 0.
        validation, test: the paths of the pictures of these parts. All others are for training.
        together: groups with pictures that had no class yet: they join the others of their group when they get one.
        later: as in `KeptSplit`.
        fold: as in `Split`.
        pattern: of names, where these are meant.
        finding: the key of the finding that it deals with, or empty.
        learned: as in `KeptSplit`.

    Raises:
        ConfigError: a value is out of range.
    """

    by: GroupedBy
    fraction: float
    test_fraction: float
    seed: int
    validation: tuple[str, ...]
    test: tuple[str, ...] = ()
    together: tuple[tuple[str, ...], ...] = ()
    later: int = 0
    fold: str = ""
    pattern: str = ""
    finding: str = ""
    learned: tuple[str, ...] = ()

    def __post_init__(self) -> None:
        check(self.fraction, self.seed)
        check_later(self.later)
        if self.by not in get_args(GroupedBy):
            raise ConfigError("by", self.by, message("one of {names}", names=get_args(GroupedBy)))
        rest = self.test_fraction
        if not is_number(rest) or not 0 <= rest < 1 - self.fraction:
            raise ConfigError("test_fraction", rest, message("a number from 0 that leaves some for training"))
        for name, text in (("fold", self.fold), ("pattern", self.pattern), ("finding", self.finding)):
            if not isinstance(text, str):
                raise ConfigError(name, text, message("a text"))
        if self.by == "pattern" and pattern_problem(self.pattern):
            raise ConfigError(
                "pattern", self.pattern, message("how names begin, with * for what differs, such as patient*_")
            )
        together = self.together if isinstance(self.together, tuple) else (None,)
        check_lists(validation=self.validation, test=self.test, learned=self.learned)
        for group in together:
            check_lists(together=group)

    def change(self, contents: Contents, _catalogue: Catalogue) -> Contents:
        """The contents in these parts."""
        parts: dict[str, Part] = {
            **dict.fromkeys(self.validation, "validation"), **dict.fromkeys(self.test, "test")
        }  # fmt: skip
        pictures = tuple(
            one if one.path in contents.pinned else in_part(one, parts.get(one.path, "train"))
            for one in contents.pictures
        )
        how = Split("groups", self.seed, float(self.fraction), self.fold)
        divided = after_split(contents, pictures, how, self.learned)
        return replace(divided, together=self.together)

    @property
    def label(self) -> Message:
        """What it does, in a few words."""
        return message("Split again, and keep together what belongs together")


def check_later(later: object) -> None:
    """Raise `ConfigError` unless it is a whole number from 0."""
    if not is_whole(later) or later < 0:
        raise ConfigError("later", later, message("a whole number from 0"))


def check_lists(**lists: object) -> None:
    """Raise `ConfigError` unless each is a list of paths."""
    for name, paths in lists.items():
        if not isinstance(paths, tuple) or not all(isinstance(path, str) for path in paths):
            raise ConfigError(name, paths, message("a list of paths"))


def after_split(
    contents: Contents, pictures: tuple[Picture, ...], how: Split, learned: Collection[str] = ()
) -> Contents:
    """The contents after a split; those that have no class yet are divided when they get one, unless they are for
    testing already, or a model has learned from them: these stay in training.
    """
    waiting = frozenset(one.path for one in pictures if one.label == UNLABELLED and one.part != "test")
    return replace(contents, pictures=pictures, split=how, undivided=waiting.difference(learned), together=())
