"""Edits of single pictures: to a class or to none, left out and taken back, a label confirmed, a part chosen,
pictures that are added.

No file is touched.

A path that is not in the dataset, or a class that is not, changes nothing: the folder may have changed since the edit.
"""

from dataclasses import dataclass, replace
from typing import Final

from resnet_studio.core.basics.errors import ConfigError
from resnet_studio.core.basics.message import Message, message, plural
from resnet_studio.core.dataset.catalogue import PARTS, UNLABELLED, Catalogue, Part, Picture
from resnet_studio.core.dataset.contents import Contents
from resnet_studio.core.dataset.keep_finding import KeepFinding, KeepFindings
from resnet_studio.core.dataset.of_pictures import OfPictures, check_added, check_finding, check_paths
from resnet_studio.core.dataset.set_aside import SetAside
from resnet_studio.core.dataset.split import in_part


@dataclass(frozen=True, slots=True)
class MovePictures:
    """Give pictures the label of another class. A person has looked at them, so the label counts as confirmed.

    Attributes:
        paths: of the pictures.
        to: the name of the class.
        finding: the key of the finding that it deals with, or empty.

    Raises:
        ConfigError: a value is of the wrong kind.
    """

    paths: tuple[str, ...]
    to: str
    finding: str = ""

    def __post_init__(self) -> None:
        check_paths(self.paths)
        check_finding(self.finding)
        if not isinstance(self.to, str):
            raise ConfigError("to", self.to, message("the name of a class"))

    def change(self, contents: Contents, catalogue: Catalogue) -> Contents:
        """The contents with the pictures in that class."""
        if self.to not in contents.classes:
            return contents
        label, paths = contents.classes.index(self.to), frozenset(self.paths)
        pictures = list(contents.pictures)
        for place in contents.places(paths, catalogue):
            pictures[place] = replace(pictures[place], label=label)
        return replace(contents, pictures=tuple(pictures), confirmed=contents.confirmed | paths)

    @property
    def label(self) -> Message:
        """What it does, in a few words."""
        return plural(
            "Label {count} picture as {name:name}",
            "Label {count} pictures as {name:name}",
            len(self.paths),
            name=self.to,
        )


@dataclass(frozen=True, slots=True)
class SortPictures:
    """Give pictures the labels of several classes at once, as `MovePictures` does of one.

    Attributes:
        paths: of the pictures.
        to: the name of the class of each.
        finding: as of `MovePictures`.

    Raises:
        ConfigError: a value is of the wrong kind.
    """

    paths: tuple[str, ...]
    to: tuple[str, ...]
    finding: str = ""

    def __post_init__(self) -> None:
        check_paths(self.paths)
        check_finding(self.finding)
        if not isinstance(self.to, tuple) or not all(isinstance(name, str) for name in self.to):
            raise ConfigError("to", self.to, message("a list of names of classes"))
        if len(self.to) != len(self.paths):
            raise ConfigError("to", self.to, message("one class for each path"))

    def change(self, contents: Contents, catalogue: Catalogue) -> Contents:
        """The contents with the pictures in these classes."""
        for name in dict.fromkeys(self.to):
            paths = tuple(path for path, own in zip(self.paths, self.to, strict=True) if own == name)
            contents = MovePictures(paths, name).change(contents, catalogue)
        return contents

    @property
    def label(self) -> Message:
        """What it does, in a few words."""
        return plural(
            "Sort {count} picture", "Sort {count} pictures into {classes} classes", len(self.paths),
            classes=len(set(self.to)),
        )  # fmt: skip


@dataclass(frozen=True, slots=True)
class LeaveOut(OfPictures):
    """Leave pictures out of the dataset; `finding` as of `MovePictures`."""

    finding: str = ""

    def __post_init__(self) -> None:
        check_paths(self.paths)
        check_finding(self.finding)

    def change(self, contents: Contents, _catalogue: Catalogue) -> Contents:
        """The contents without the pictures."""
        paths = frozenset(self.paths)
        return replace(contents, left_out=contents.left_out | paths, out_with_class=contents.out_with_class - paths)

    @property
    def label(self) -> Message:
        """What it does, in a few words."""
        return plural("Leave {count} picture out", "Leave {count} pictures out", len(self.paths))


@dataclass(frozen=True, slots=True)
class TakeBack(OfPictures):
    """Take pictures back that were left out."""

    def change(self, contents: Contents, _catalogue: Catalogue) -> Contents:
        """The contents with the pictures again."""
        paths = frozenset(self.paths)
        return replace(contents, left_out=contents.left_out - paths, out_with_class=contents.out_with_class - paths)

    @property
    def label(self) -> Message:
        """What it does, in a few words."""
        return plural("Take {count} picture back", "Take {count} pictures back", len(self.paths))


@dataclass(frozen=True, slots=True)
class KeepLabels(OfPictures):
    """Confirm labels: these pictures are not listed as suspect again."""

    def change(self, contents: Contents, _catalogue: Catalogue) -> Contents:
        """The contents with the labels confirmed."""
        return replace(contents, confirmed=contents.confirmed | frozenset(self.paths))

    @property
    def label(self) -> Message:
        """What it does, in a few words."""
        return plural("Keep the label of {count} picture", "Keep the labels of {count} pictures", len(self.paths))


@dataclass(frozen=True, slots=True)
class ClearLabels(OfPictures):
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
        finding: as of `MovePictures`.

    Raises:
        ConfigError: a value is of the wrong kind.
    """

    paths: tuple[str, ...]
    part: Part | None
    finding: str = ""

    def __post_init__(self) -> None:
        check_paths(self.paths)
        check_finding(self.finding)
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
            part=PART_WORDS[self.part],
        )


@dataclass(frozen=True, slots=True)
class AddPictures:
    """Add pictures to a class. They stay where they are, which may be outside of the folder.

    One that the folder has already gets the label instead.

    Attributes:
        paths: of the pictures: relative to the root where they are in it, else absolute; with forward slashes.
        to: the name of the class.
        sizes, times: of the files, in bytes and nanoseconds since 1970, when they were added.
        parts: of each picture until it is divided again; none where all are for training.

    Raises:
        ConfigError: a value is of the wrong kind.
    """

    paths: tuple[str, ...]
    to: str
    sizes: tuple[int, ...]
    times: tuple[int, ...]
    parts: tuple[Part, ...] = ()

    def __post_init__(self) -> None:
        MovePictures(self.paths, self.to)
        check_added(self.paths, self.sizes, self.times, self.parts)

    def change(self, contents: Contents, catalogue: Catalogue) -> Contents:
        """The contents with the pictures in that class."""
        if self.to not in contents.classes:
            return contents
        label, there = contents.classes.index(self.to), {picture.path for picture in contents.pictures}
        added = tuple(
            Picture(path, label, part, size, time)
            for path, size, time, part in zip(self.paths, self.sizes, self.times, self.part_of_each, strict=True)
            if path not in there
        )
        moved = MovePictures(self.paths, self.to).change(contents, catalogue)
        return replace(moved, pictures=(*moved.pictures, *added))

    @property
    def part_of_each(self) -> tuple[Part, ...]:
        """The part of each picture."""
        training: Part = "train"
        return self.parts or (training,) * len(self.paths)

    @property
    def label(self) -> Message:
        """What it does, in a few words."""
        return plural(
            "Add {count} picture to {name:name}", "Add {count} pictures to {name:name}", len(self.paths), name=self.to
        )


PART_WORDS: Final[dict[Part, Message]] = {
    "train": message("training"), "validation": message("validation"), "test": message("test"),
}  # fmt: skip
"""What a picture is used for."""
PictureEdit = (
    MovePictures
    | SortPictures
    | LeaveOut
    | TakeBack
    | KeepLabels
    | ClearLabels
    | PinPictures
    | AddPictures
    | KeepFinding
    | KeepFindings
    | SetAside
)
"""Edits that name single pictures."""
