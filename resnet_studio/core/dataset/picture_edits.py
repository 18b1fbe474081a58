"""Edits of single pictures: to a class or to none, left out and taken back, a label confirmed, a part chosen,
pictures that are added.

No file is touched.

A path that is not in the dataset, or a class that is not, changes nothing: the folder may have changed since the edit.
"""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace
from pathlib import PureWindowsPath
from typing import Final, TypeVar

from resnet_studio.core.basics.errors import ConfigError
from resnet_studio.core.basics.message import Message, message, plural
from resnet_studio.core.dataset.catalogue import PARTS, UNLABELLED, Catalogue, Part, Picture
from resnet_studio.core.dataset.contents import Contents
from resnet_studio.core.dataset.keep_finding import KeepFinding
from resnet_studio.core.dataset.split import in_part

V = TypeVar("V")


@dataclass(frozen=True, slots=True)
class MovePictures:
    """Give pictures the label of another class. A person has looked at them, so the label counts as confirmed.

    Attributes:
        paths: of the pictures.
        to: the name of the class.

    Raises:
        ConfigError: a value is of the wrong kind.
    """

    paths: tuple[str, ...]
    to: str

    def __post_init__(self) -> None:
        _check(self.paths)
        if not isinstance(self.to, str):
            raise ConfigError("to", self.to, message("the name of a class"))

    def change(self, contents: Contents, _catalogue: Catalogue) -> Contents:
        """The contents with the pictures in that class."""
        if self.to not in contents.classes:
            return contents
        label, paths = contents.classes.index(self.to), frozenset(self.paths)
        pictures = tuple(replace(one, label=label) if one.path in paths else one for one in contents.pictures)
        return replace(contents, pictures=pictures, confirmed=contents.confirmed | paths)

    @property
    def label(self) -> Message:
        """What it does, in a few words."""
        return plural(
            "Move {count} picture to {name:name}", "Move {count} pictures to {name:name}", len(self.paths), name=self.to
        )


@dataclass(frozen=True, slots=True)
class _OfPictures:
    """What an edit of single pictures has.

    Attributes:
        paths: of the pictures.

    Raises:
        ConfigError: it is not a list of paths.
    """

    paths: tuple[str, ...]

    def __post_init__(self) -> None:
        _check(self.paths)


@dataclass(frozen=True, slots=True)
class LeaveOut(_OfPictures):
    """Leave pictures out of the dataset."""

    def change(self, contents: Contents, _catalogue: Catalogue) -> Contents:
        """The contents without the pictures."""
        return replace(contents, left_out=contents.left_out | frozenset(self.paths))

    @property
    def label(self) -> Message:
        """What it does, in a few words."""
        return plural("Leave {count} picture out", "Leave {count} pictures out", len(self.paths))


@dataclass(frozen=True, slots=True)
class TakeBack(_OfPictures):
    """Take pictures back that were left out."""

    def change(self, contents: Contents, _catalogue: Catalogue) -> Contents:
        """The contents with the pictures again."""
        return replace(contents, left_out=contents.left_out - frozenset(self.paths))

    @property
    def label(self) -> Message:
        """What it does, in a few words."""
        return plural("Take {count} picture back", "Take {count} pictures back", len(self.paths))


@dataclass(frozen=True, slots=True)
class KeepLabels(_OfPictures):
    """Confirm labels: these pictures are not listed as suspect again."""

    def change(self, contents: Contents, _catalogue: Catalogue) -> Contents:
        """The contents with the labels confirmed."""
        return replace(contents, confirmed=contents.confirmed | frozenset(self.paths))

    @property
    def label(self) -> Message:
        """What it does, in a few words."""
        return plural("Keep the label of {count} picture", "Keep the labels of {count} pictures", len(self.paths))


@dataclass(frozen=True, slots=True)
class ClearLabels(_OfPictures):
    """Take pictures out of their classes: they wait for a label again."""

    def change(self, contents: Contents, _catalogue: Catalogue) -> Contents:
        """The contents with the pictures in no class."""
        paths = frozenset(self.paths)
        pictures = tuple(replace(one, label=UNLABELLED) if one.path in paths else one for one in contents.pictures)
        return replace(contents, pictures=pictures, confirmed=contents.confirmed - paths)

    @property
    def label(self) -> Message:
        """What it does, in a few words."""
        return plural(
            "Take {count} picture out of its class", "Take {count} pictures out of their classes", len(self.paths)
        )


@dataclass(frozen=True, slots=True)
class PinPictures:
    """Choose the part of pictures; no split changes it.

    Attributes:
        paths: of the pictures.
        part: that they are in from now on; None to leave it to the next split again.

    Raises:
        ConfigError: a value is of the wrong kind.
    """

    paths: tuple[str, ...]
    part: Part | None

    def __post_init__(self) -> None:
        _check(self.paths)
        if self.part is not None and self.part not in PARTS:
            raise ConfigError("part", self.part, message("one of {names}", names=PARTS))

    def change(self, contents: Contents, _catalogue: Catalogue) -> Contents:
        """The contents with the pictures in that part."""
        paths = frozenset(self.paths)
        if self.part is None:
            pinned = {path: part for path, part in contents.pinned.items() if path not in paths}
            return replace(contents, pinned=pinned)
        pictures = tuple(in_part(one, self.part) if one.path in paths else one for one in contents.pictures)
        return replace(contents, pictures=pictures, pinned={**contents.pinned, **dict.fromkeys(paths, self.part)})

    @property
    def label(self) -> Message:
        """What it does, in a few words."""
        if self.part is None:
            return plural("Unpin {count} picture", "Unpin {count} pictures", len(self.paths))
        return plural(
            "Pin {count} picture to {part}",
            "Pin {count} pictures to {part}",
            len(self.paths),
            part=_PART_NAMES[self.part],
        )


@dataclass(frozen=True, slots=True)
class AddPictures:
    """Add pictures to the training part of a class. They stay where they are, which may be outside of the folder.

    One that the folder has already gets the label instead.

    Attributes:
        paths: of the pictures: relative to the root where they are in it, else absolute; with forward slashes.
        to: the name of the class.
        sizes, times: of the files, in bytes and nanoseconds since 1970, when they were added.

    Raises:
        ConfigError: a value is of the wrong kind.
    """

    paths: tuple[str, ...]
    to: str
    sizes: tuple[int, ...]
    times: tuple[int, ...]

    def __post_init__(self) -> None:
        MovePictures(self.paths, self.to)
        if not all(map(_is_plain, self.paths)):
            raise ConfigError("paths", self.paths, message("paths without steps up"))
        for name in ("sizes", "times"):
            numbers = getattr(self, name)
            if not isinstance(numbers, tuple) or not all(type(one) is int and one >= 0 for one in numbers):
                raise ConfigError(name, numbers, message("a list of whole numbers"))
            if len(numbers) != len(self.paths):
                raise ConfigError(name, numbers, message("one number for each path"))

    def change(self, contents: Contents, catalogue: Catalogue) -> Contents:
        """The contents with the pictures in that class."""
        if self.to not in contents.classes:
            return contents
        label, there = contents.classes.index(self.to), {picture.path for picture in contents.pictures}
        added = tuple(
            Picture(path, label, "train", size, time)
            for path, size, time in zip(self.paths, self.sizes, self.times, strict=True)
            if path not in there
        )
        moved = MovePictures(self.paths, self.to).change(contents, catalogue)
        return replace(moved, pictures=(*moved.pictures, *added))

    @property
    def label(self) -> Message:
        """What it does, in a few words."""
        return plural(
            "Add {count} picture to {name:name}", "Add {count} pictures to {name:name}", len(self.paths), name=self.to
        )


_PART_NAMES: Final[dict[Part, Message]] = {
    "train": message("training"), "validation": message("validation"), "test": message("test"),
}  # fmt: skip
PictureEdit = MovePictures | LeaveOut | TakeBack | KeepLabels | ClearLabels | PinPictures | AddPictures | KeepFinding
"""Edits that name single pictures."""


def merged(edits: Iterable[PictureEdit]) -> list[PictureEdit]:
    """A few edits that do the same: what was last said of a picture's class counts, and so for leaving it out."""
    classes: dict[str, str | None] = {}
    added: dict[str, tuple[str, int, int]] = {}
    out: dict[str, bool] = {}
    kept: dict[str, None] = {}
    pinned: dict[str, Part | None] = {}
    accepted: dict[str, dict[str, None]] = {}
    for edit in edits:
        match edit:
            case MovePictures():
                classes |= dict.fromkeys(edit.paths, edit.to)
            case AddPictures():
                for path, size, time in zip(edit.paths, edit.sizes, edit.times, strict=True):
                    added[path] = (edit.to, size, time)
                    classes.pop(path, None)
            case ClearLabels():
                classes |= dict.fromkeys(edit.paths)
                kept = {path: None for path in kept if path not in frozenset(edit.paths)}
            case LeaveOut() | TakeBack():
                out |= dict.fromkeys(edit.paths, isinstance(edit, LeaveOut))
            case KeepLabels():
                kept |= dict.fromkeys(edit.paths)
            case PinPictures():
                pinned |= dict.fromkeys(edit.paths, edit.part)
            case KeepFinding():
                accepted.setdefault(edit.finding, {}).update(dict.fromkeys(edit.paths))
    made: list[PictureEdit] = [_adding(name, added) for name in dict.fromkeys(to for to, _, _ in added.values())]
    made += [ClearLabels(paths) if name is None else MovePictures(paths, name) for name, paths in _by_value(classes)]
    made += [LeaveOut(paths) if is_out else TakeBack(paths) for is_out, paths in _by_value(out)]
    if kept:
        made.append(KeepLabels(tuple(kept)))
    made += [PinPictures(paths, part) for part, paths in _by_value(pinned)]
    return made + [KeepFinding(tuple(paths), finding) for finding, paths in accepted.items()]


def _by_value(values: Mapping[str, V]) -> list[tuple[V, tuple[str, ...]]]:
    """The paths of each value, in the order in which the values occur first."""
    paths: dict[V, list[str]] = {}
    for path, value in values.items():
        paths.setdefault(value, []).append(path)
    return [(value, tuple(found)) for value, found in paths.items()]


def _adding(name: str, added: Mapping[str, tuple[str, int, int]]) -> AddPictures:
    """The edit that adds pictures to one class."""
    own = {path: numbers for path, (to, *numbers) in added.items() if to == name}
    sizes, times = zip(*own.values(), strict=True)
    return AddPictures(tuple(own), name, sizes, times)


def _is_plain(path: str) -> bool:
    """Whether a path leads down from the dataset's folder, or from the root of a drive."""
    anchor = PureWindowsPath(path).anchor  # "/" and "C:/"; a record may be of another system
    steps = path.removeprefix(anchor.replace("\\", "/")).split("/")
    return "\0" not in path and not any(step in {"", ".", ".."} for step in steps)


def _check(paths: object) -> None:
    """Raise `ConfigError` unless it is a tuple of texts."""
    if not isinstance(paths, tuple) or not all(isinstance(path, str) for path in paths):
        raise ConfigError("paths", paths, message("a list of paths"))
