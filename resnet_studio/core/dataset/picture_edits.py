"""Edits of single pictures: to another class, left out and taken back, a label confirmed. No file is touched.

A path that is not in the dataset, or a class that is not, has no effect: the folder may have changed since the edit.
"""

from collections.abc import Iterable
from dataclasses import dataclass, replace

from resnet_studio.core.basics.errors import ConfigError
from resnet_studio.core.basics.message import Message, message, plural
from resnet_studio.core.dataset.catalogue import Catalogue
from resnet_studio.core.dataset.contents import Contents


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


PictureEdit = MovePictures | LeaveOut | TakeBack | KeepLabels
"""Edits that name single pictures."""


def merged(edits: Iterable[PictureEdit]) -> list[PictureEdit]:
    """A few edits that do the same: what was last said of a picture's class counts, and so for leaving it out."""
    classes: dict[str, str] = {}
    out: dict[str, bool] = {}
    kept: dict[str, None] = {}
    for edit in edits:
        match edit:
            case MovePictures():
                classes |= dict.fromkeys(edit.paths, edit.to)
            case LeaveOut() | TakeBack():
                out |= dict.fromkeys(edit.paths, isinstance(edit, LeaveOut))
            case KeepLabels():
                kept |= dict.fromkeys(edit.paths)
    targets: dict[str, list[str]] = {}
    for path, name in classes.items():
        targets.setdefault(name, []).append(path)
    made: list[PictureEdit] = [MovePictures(tuple(paths), name) for name, paths in targets.items()]
    if left := tuple(path for path, is_out in out.items() if is_out):
        made.append(LeaveOut(left))
    if back := tuple(path for path, is_out in out.items() if not is_out):
        made.append(TakeBack(back))
    if kept:
        made.append(KeepLabels(tuple(kept)))
    return made


def _check(paths: object) -> None:
    """Raise `ConfigError` unless it is a tuple of texts."""
    if not isinstance(paths, tuple) or not all(isinstance(path, str) for path in paths):
        raise ConfigError("paths", paths, message("a list of paths"))
