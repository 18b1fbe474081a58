"""Edits: what a person changes in a dataset after it was scanned. Files are never changed; undo is a shorter list.

To add a kind of edit, write its class, with `change` and `label`, and add it to `Edit`. Edits that name single pictures
are in `picture_edits`, those of classes in `class_edits`. Its fields are plain JSON values or tuples of them, so that
its record follows; `__post_init__` checks them, because records may come from anyone.
"""

import dataclasses
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Any, Literal, get_args

from resnet_studio.core.basics import safe_text
from resnet_studio.core.basics.errors import ConfigError
from resnet_studio.core.basics.message import Message, message
from resnet_studio.core.dataset.catalogue import UNLABELLED, Catalogue, Part, Picture
from resnet_studio.core.dataset.class_edits import ClassEdit
from resnet_studio.core.dataset.contents import Contents
from resnet_studio.core.dataset.picture_edits import PictureEdit, merged
from resnet_studio.core.dataset.split import Split, check, in_part, in_percent, split

GroupedBy = Literal["near_duplicates", "names", "folders"]

_LARGEST = 2**63  # numbers in a record are smaller


class UnknownEditError(ValueError):
    """A record has a kind of edit that only a newer version knows."""


@dataclass(frozen=True, slots=True)
class SplitBySeed:
    """Pool training and validation pictures, and split a share of each class off for validation; test stays.

    Pictures that are left out count for no share, and go into training.

    Attributes:
        fraction: share of each class for validation, between 0 and 1.
        seed: chooses the pictures; a whole number from 0.

    Raises:
        ConfigError: the fraction or the seed is out of range.
    """

    fraction: float
    seed: int

    def __post_init__(self) -> None:
        check(self.fraction, self.seed)

    def change(self, contents: Contents, _catalogue: Catalogue) -> Contents:
        """The contents in other parts."""
        used = [one for one in contents.pictures if one.path not in contents.left_out and one.label != UNLABELLED]
        drawn = split(
            [one for one in used if one.path not in contents.pinned], contents.classes, self.fraction, self.seed
        )
        divided = {one.path: one for one in drawn}
        pictures = tuple(
            one if one.path in contents.pinned else divided.get(one.path) or _not_drawn(one)
            for one in contents.pictures
        )
        return _divided(contents, pictures, Split("seed", self.seed, float(self.fraction)))

    @property
    def label(self) -> Message:
        """What it does, in a few words."""
        return message(
            "Split {share} % off for validation, seed {seed:plain}", share=in_percent(self.fraction), seed=self.seed
        )


@dataclass(frozen=True, slots=True)
class KeptSplit:
    """The outcome of a split by seed, kept although pictures were added or removed since it was made; test stays.

    Attributes:
        fraction, seed: of that split; see `SplitBySeed`.
        validation: the paths of the validation pictures. All others are for training.
        later: how many of the edits before it are later than the split; undo takes these back first.

    Raises:
        ConfigError: a value is out of range.
    """

    fraction: float
    seed: int
    validation: tuple[str, ...]
    later: int = 0

    def __post_init__(self) -> None:
        check(self.fraction, self.seed)
        _check_later(self.later)
        if not isinstance(self.validation, tuple) or not all(isinstance(path, str) for path in self.validation):
            raise ConfigError("validation", self.validation, message("a list of paths"))

    def change(self, contents: Contents, _catalogue: Catalogue) -> Contents:
        """The contents in the parts that are kept."""
        chosen = frozenset(self.validation)
        pictures = tuple(
            one
            if one.part == "test" or one.path in contents.pinned
            else in_part(one, "validation" if one.path in chosen else "train")
            for one in contents.pictures
        )
        return _divided(contents, pictures, Split("seed", self.seed, float(self.fraction)))

    @property
    def label(self) -> Message:
        """What it does, in a few words."""
        return message(
            "Keep the split of {share} % for validation, seed {seed:plain}",
            share=in_percent(self.fraction),
            seed=self.seed,
        )


@dataclass(frozen=True, slots=True)
class FolderSplit:
    """Put each picture into the part that it has in the dataset's folder."""

    def change(self, contents: Contents, catalogue: Catalogue) -> Contents:
        """The contents in the folder's parts."""
        part_of = {picture.path: picture.part for picture in catalogue.pictures}
        pictures = tuple(
            one if one.path in contents.pinned else in_part(one, part_of.get(one.path, one.part))
            for one in contents.pictures
        )
        return _divided(contents, pictures, folder_split(catalogue))

    @property
    def label(self) -> Message:
        """What it does, in a few words."""
        return message("Use the folder's own split")


@dataclass(frozen=True, slots=True)
class GroupedSplit:
    """The outcome of a split in which what belongs together stays in one part, also of the folder's own test part.

    Attributes:
        by: what stays together: "near_duplicates", "names" or "folders"; near-duplicates do in any case.
        fraction, test_fraction: shares of each class that were asked for.
        seed: that chose among groups; a whole number from 0.
        validation, test: the paths of the pictures of these parts. All others are for training.
        together: groups with pictures that had no class yet: they join the others of their group when they get one.
        later: as in `KeptSplit`.

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

    def __post_init__(self) -> None:
        check(self.fraction, self.seed)
        _check_later(self.later)
        if self.by not in get_args(GroupedBy):
            raise ConfigError("by", self.by, message("one of {names}", names=get_args(GroupedBy)))
        rest = self.test_fraction
        if isinstance(rest, bool) or not isinstance(rest, int | float) or not 0 <= rest < 1 - self.fraction:
            raise ConfigError("test_fraction", rest, message("a number from 0 that leaves some for training"))
        together = self.together if isinstance(self.together, tuple) else (None,)
        lists = [("validation", self.validation), ("test", self.test), *(("together", group) for group in together)]
        for name, paths in lists:
            if not isinstance(paths, tuple) or not all(isinstance(path, str) for path in paths):
                raise ConfigError(name, paths, message("a list of paths"))

    def change(self, contents: Contents, _catalogue: Catalogue) -> Contents:
        """The contents in these parts."""
        parts: dict[str, Part] = {
            **dict.fromkeys(self.validation, "validation"), **dict.fromkeys(self.test, "test")
        }  # fmt: skip
        pictures = tuple(
            one if one.path in contents.pinned else in_part(one, parts.get(one.path, "train"))
            for one in contents.pictures
        )
        divided = _divided(contents, pictures, Split("groups", self.seed, float(self.fraction)))
        return replace(divided, together=self.together)

    @property
    def label(self) -> Message:
        """What it does, in a few words."""
        return message("Split again, and keep together what belongs together")


def _check_later(later: object) -> None:
    if isinstance(later, bool) or not isinstance(later, int) or later < 0:
        raise ConfigError("later", later, message("a whole number from 0"))


def _divided(contents: Contents, pictures: tuple[Picture, ...], how: Split) -> Contents:
    """The contents after a split; those that have no class yet are divided when they get one."""
    waiting = frozenset(one.path for one in pictures if one.label == UNLABELLED)
    return replace(contents, pictures=pictures, split=how, undivided=waiting, together=())


def _not_drawn(picture: Picture) -> Picture:
    return picture if picture.part == "test" else in_part(picture, "train")


SplitEdit = SplitBySeed | KeptSplit | GroupedSplit | FolderSplit
"""Edits that decide the part of every picture. Only the last one in a list has an effect."""
Edit = SplitEdit | PictureEdit | ClassEdit
KINDS: dict[str, type[Edit]] = {kind.__name__: kind for kind in get_args(Edit)}


def folder_split(catalogue: Catalogue) -> Split:
    """The split that the folder has before any edit."""
    return Split("folder" if catalogue.has_validation else "none")


def in_force(edits: Sequence[Edit]) -> list[Edit]:
    """A few edits that do the same: splits that a later one replaces have no effect, and others are merged.

    A split by seed draws from the classes that pictures have then, so edits before it stay before it. An edit of
    single pictures may name a class that an edit of classes makes, so these stay in their order too.
    """
    last = max((position for position, edit in enumerate(edits) if isinstance(edit, SplitEdit)), default=-1)
    return _merged(edit for position, edit in enumerate(edits) if position == last or not isinstance(edit, SplitEdit))


def without_splits(edits: Sequence[Edit]) -> list[Edit]:
    """What the edits say of single pictures and of classes, merged."""
    return _merged(edit for edit in edits if not isinstance(edit, SplitEdit))


def _merged(edits: Iterable[Edit]) -> list[Edit]:
    """The edits with those of single pictures merged between two others."""
    made: list[Edit] = []
    of_pictures: list[PictureEdit] = []
    for edit in edits:
        if isinstance(edit, PictureEdit):
            of_pictures.append(edit)
        else:
            made += [*merged(of_pictures), edit]
            of_pictures.clear()
    return made + merged(of_pictures)


def to_record(edit: Edit) -> dict[str, Any]:
    """A JSON-ready record: the kind and the fields."""
    return {"edit": type(edit).__name__, **dataclasses.asdict(edit)}


def from_record(record: Mapping[str, Any]) -> Edit:
    """The edit in a record that `to_record` made.

    Raises:
        UnknownEditError: this version does not know its kind.
        ValueError: a field is missing, unknown or not allowed.
    """
    name = record.get("edit")
    if not isinstance(name, str):
        raise ValueError("it has no kind")
    if name not in KINDS:
        raise UnknownEditError(f"this version does not know the edit {safe_text.shown(name)}")
    kind = KINDS[name]
    fields = {field: _value(value) for field, value in record.items() if field != "edit"}
    known = {field.name: field.default is dataclasses.MISSING for field in dataclasses.fields(kind)}
    if not fields.keys() <= known.keys() or any(needed and field not in fields for field, needed in known.items()):
        raise ValueError(f"its fields are not those of {name}")
    try:
        return kind(**fields)
    except ConfigError as error:
        raise ValueError(str(error).rstrip(".")) from error


def _value(value: Any) -> Any:
    """A value of a field: lists become tuples, which cannot change."""
    if isinstance(value, list):
        return tuple(map(_value, value))
    if isinstance(value, int) and abs(value) >= _LARGEST:
        raise ValueError(f"{safe_text.shown(value)} is too large")
    return value
