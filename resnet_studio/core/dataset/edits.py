"""Edits: what a person changes in a dataset after it was scanned. Files are never changed; undo is a shorter list.

To add a kind of edit, write its class, with `change` and `label`, and add it to `Edit`. Edits that name single pictures
are in `picture_edits`, those of classes in `class_edits`. Its fields are plain JSON values or tuples of them, so that
its record follows; `__post_init__` checks them, because records may come from anyone.
"""

import dataclasses
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Any, get_args

from resnet_studio.core.basics import safe_text
from resnet_studio.core.basics.errors import ConfigError
from resnet_studio.core.basics.message import Message, message
from resnet_studio.core.dataset.catalogue import UNLABELLED, Catalogue, Picture
from resnet_studio.core.dataset.class_edits import ClassEdit
from resnet_studio.core.dataset.contents import Contents
from resnet_studio.core.dataset.grouped_edit import GroupedSplit, after_split, check_later, check_lists
from resnet_studio.core.dataset.label_as_new import LabelAsNew
from resnet_studio.core.dataset.merged_edits import merged
from resnet_studio.core.dataset.picture_edits import PictureEdit
from resnet_studio.core.dataset.split import Split, check, in_part, in_percent, split

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
        test: paths of the test pictures, as another split has chosen them; None, those of the folder.
        learned: as in `KeptSplit`.
        mended: whether the program has put near-duplicates on one side of it by itself. That is done once: where a
            person takes it back, it stays so.

    Raises:
        ConfigError: the fraction or the seed is out of range, or a list is not of texts.
    """

    fraction: float
    seed: int
    test: tuple[str, ...] | None = None
    learned: tuple[str, ...] = ()
    mended: bool = False

    def __post_init__(self) -> None:
        check(self.fraction, self.seed)
        _check_switch("mended", self.mended)
        check_lists(test=() if self.test is None else self.test, learned=self.learned)

    def change(self, contents: Contents, _catalogue: Catalogue) -> Contents:
        """The contents in other parts."""
        contents = _with_test(contents, self.test)
        apart = contents.left_out.union(contents.pinned)
        used = [one for one in contents.pictures if one.label != UNLABELLED and one.path not in apart]
        pictures = split(used, contents.classes, self.fraction, self.seed)
        if len(used) < len(contents.pictures):
            divided = {one.path: one for one in pictures}
            pictures = tuple(
                one if one.path in contents.pinned else divided.get(one.path) or _not_drawn(one)
                for one in contents.pictures
            )
        return after_split(contents, pictures, Split("seed", self.seed, float(self.fraction)), self.learned)

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
        test: as in `SplitBySeed`.
        learned: paths of pictures that a model has learned from. If they have no class now and get one later, they are
            in training again.
        again: whether it is kept from a split that was made after new pictures were divided, which that replaced.

    Raises:
        ConfigError: a value is out of range, or a list is not of texts.
    """

    fraction: float
    seed: int
    validation: tuple[str, ...]
    later: int = 0
    test: tuple[str, ...] | None = None
    learned: tuple[str, ...] = ()
    again: bool = False

    def __post_init__(self) -> None:
        check(self.fraction, self.seed)
        check_later(self.later)
        _check_switch("again", self.again)
        check_lists(validation=self.validation, test=() if self.test is None else self.test, learned=self.learned)

    def change(self, contents: Contents, _catalogue: Catalogue) -> Contents:
        """The contents in the parts that are kept."""
        contents = _with_test(contents, self.test)
        chosen = frozenset(self.validation)
        pictures = tuple(
            one
            if one.part == "test" or one.path in contents.pinned
            else in_part(one, "validation" if one.path in chosen else "train")
            for one in contents.pictures
        )
        return after_split(contents, pictures, Split("seed", self.seed, float(self.fraction)), self.learned)

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
        return after_split(contents, pictures, folder_split(catalogue))

    @property
    def label(self) -> Message:
        """What it does, in a few words."""
        return message("Use the dataset's own split")


def _check_switch(name: str, value: object) -> None:
    if not isinstance(value, bool):
        raise ConfigError(name, value, message("true or false"))


def _not_drawn(picture: Picture) -> Picture:
    return picture if picture.part == "test" else in_part(picture, "train")


def _with_test(contents: Contents, test: tuple[str, ...] | None) -> Contents:
    """The contents with these pictures for testing, where they are given, and no others."""
    if test is None:
        return contents
    chosen = frozenset(test)
    pictures = tuple(
        one
        if one.path in contents.pinned or (one.path in chosen) == (one.part == "test")
        else in_part(one, "test" if one.path in chosen else "train")
        for one in contents.pictures
    )
    return replace(contents, pictures=pictures)


SplitEdit = SplitBySeed | KeptSplit | GroupedSplit | FolderSplit
"""Edits that decide the part of every picture. Only the last one in a list has an effect."""
Edit = SplitEdit | PictureEdit | ClassEdit | LabelAsNew
KINDS: dict[str, type[Edit]] = {kind.__name__: kind for kind in get_args(Edit)}


def folder_split(catalogue: Catalogue) -> Split:
    """The split that the folder has before any edit."""
    return Split("folder" if catalogue.has_validation else "none")


def last_split(edits: Iterable[Edit]) -> SplitEdit | None:
    """The split that is in force; None where it is that of the folder, without an edit."""
    return next((edit for edit in reversed(tuple(edits)) if isinstance(edit, SplitEdit)), None)


def moved_behind(edit: Edit) -> int:
    """How many of the edits before it are later than it: those that a split which was kept was moved behind."""
    return edit.later if isinstance(edit, KeptSplit | GroupedSplit) else 0


def in_force(edits: Sequence[Edit]) -> list[Edit]:
    """A few edits that do the same: splits that a later one replaces have no effect, and others are merged."""
    before, after = around_split(edits)
    return before + after


def around_split(edits: Sequence[Edit]) -> tuple[list[Edit], list[Edit]]:
    """The edits in force: those up to the last split, and those after it.

    A split by seed draws from the classes that pictures have then, so edits before it stay before it. An edit of
    single pictures may name a class that an edit of classes makes, so these stay in their order too.
    """
    last = max((position for position, edit in enumerate(edits) if isinstance(edit, SplitEdit)), default=-1)
    before = [*without_splits(edits[: last + 1]), *edits[last : last + 1]]
    return before, without_splits(edits[last + 1 :])


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
