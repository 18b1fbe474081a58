"""Edits of classes: a new one, another name, two made one, one left out. No folder is touched.

A name that no class has, or that one has already, changes nothing: the folder may have changed since the edit.
"""

from collections.abc import Sequence
from dataclasses import dataclass, fields, replace

from resnet_studio.core.basics.errors import ConfigError
from resnet_studio.core.basics.message import Message, message
from resnet_studio.core.dataset.catalogue import UNLABELLED, Catalogue
from resnet_studio.core.dataset.contents import Contents
from resnet_studio.core.dataset.walk import class_name, is_text

LONGEST_NAME = 200
"""Characters of a class's name."""


@dataclass(frozen=True, slots=True)
class _OfClass:
    """What an edit of a class has.

    A folder can have any name, so a new name is looked at more closely than that of a class that there is.

    Attributes:
        name: of the class.

    Raises:
        ConfigError: a name is not text, or a new one is empty, too long, or has characters that cannot be seen.
    """

    name: str

    def __post_init__(self) -> None:
        for field in fields(self):
            value = getattr(self, field.name)
            if not isinstance(value, str):
                raise ConfigError(field.name, value, message("the name of a class"))
            if field.name == self.new and (problem := name_problem(value)) is not None:
                raise ConfigError(field.name, value, problem)

    @property
    def new(self) -> str:
        """The field with a name that is new."""
        return ""


@dataclass(frozen=True, slots=True)
class AddClass(_OfClass):
    """Make a class, without pictures as yet."""

    @property
    def new(self) -> str:
        """See `_OfClass`."""
        return "name"

    def change(self, contents: Contents, _catalogue: Catalogue) -> Contents:
        """The contents with the class."""
        if self.name in contents.classes:
            return contents
        return replace(contents, classes=(*contents.classes, self.name))

    @property
    def label(self) -> Message:
        """What it does, in a few words."""
        return message("New class {name:name}", name=self.name)


@dataclass(frozen=True, slots=True)
class RenameClass(_OfClass):
    """Give a class another name.

    Attributes:
        to: the new name.
    """

    to: str

    @property
    def new(self) -> str:
        """See `_OfClass`."""
        return "to"

    def change(self, contents: Contents, _catalogue: Catalogue) -> Contents:
        """The contents with the class of the new name."""
        if self.name not in contents.classes or self.to in contents.classes:
            return contents
        names = tuple(self.to if name == self.name else name for name in contents.classes)
        return replace(contents, classes=names)

    @property
    def label(self) -> Message:
        """What it does, in a few words."""
        return message("Rename {name:name} to {to:name}", name=self.name, to=self.to)


@dataclass(frozen=True, slots=True)
class MergeClass(_OfClass):
    """Move all pictures of a class into another, and remove the class.

    Attributes:
        into: the class that stays.
    """

    into: str

    def change(self, contents: Contents, _catalogue: Catalogue) -> Contents:
        """The contents with one class in place of two."""
        if self.name == self.into or not {self.name, self.into} <= set(contents.classes):
            return contents
        return _without(contents, self.name, self.into)

    @property
    def label(self) -> Message:
        """What it does, in a few words."""
        return message("Merge {name:name} into {into:name}", name=self.name, into=self.into)


@dataclass(frozen=True, slots=True)
class RemoveClass(_OfClass):
    """Remove a class; its pictures have no class then."""

    def change(self, contents: Contents, _catalogue: Catalogue) -> Contents:
        """The contents without the class."""
        return _without(contents, self.name, None) if self.name in contents.classes else contents

    @property
    def label(self) -> Message:
        """What it does, in a few words."""
        return message("Remove the class {name:name}", name=self.name)


@dataclass(frozen=True, slots=True)
class LeaveClassOut(_OfClass):
    """Leave all pictures of a class out, also those that its folder gets later."""

    def change(self, contents: Contents, _catalogue: Catalogue) -> Contents:
        """The contents without the pictures of the class, which stays."""
        paths = _paths_of(contents, self.name) - contents.left_out
        return replace(
            contents, left_out=contents.left_out | paths, out_with_class=contents.out_with_class | paths
        )  # fmt: skip

    @property
    def label(self) -> Message:
        """What it does, in a few words."""
        return message("Leave out the class {name:name}", name=self.name)


@dataclass(frozen=True, slots=True)
class TakeClassBack(_OfClass):
    """Take the pictures of a class back that were left out with it; if none were, all that were left out."""

    def change(self, contents: Contents, _catalogue: Catalogue) -> Contents:
        """The contents with the pictures again."""
        paths = _paths_of(contents, self.name) & contents.left_out
        paths = paths & contents.out_with_class or paths
        return replace(
            contents, left_out=contents.left_out - paths, out_with_class=contents.out_with_class - paths
        )  # fmt: skip

    @property
    def label(self) -> Message:
        """What it does, in a few words."""
        return message("Take back the class {name:name}", name=self.name)


ClassEdit = AddClass | RenameClass | MergeClass | RemoveClass | LeaveClassOut | TakeClassBack
"""Edits of classes as a whole."""


def name_now(name: str, before: Sequence[object], now: Sequence[object]) -> str | None:
    """What a class is called after some edits of a dataset that was called so after others; None if it was removed.

    Args:
        name: of the class.
        before, now: the edits at both times. Only where edits were added since, classes are followed through these.
    """
    then, edits = ([one for one in some if isinstance(one, ClassEdit)] for some in (before, now))
    for edit in edits[len(then) :] if edits[: len(then)] == then else ():
        match edit:
            case RenameClass(name=old, to=new) | MergeClass(name=old, into=new) if old == name:
                name = new
            case RemoveClass(name=old) if old == name:
                return None
    return name


def name_problem(name: str) -> Message | None:
    """What the name of a new class must be, if this cannot be one."""
    if not name.strip() or len(name) > LONGEST_NAME or not is_text(name):
        return message("a name of 1 to {most} characters", most=LONGEST_NAME)
    if name != class_name(name) or name != name.strip() or not name.isprintable():
        return message("a name without characters that cannot be seen")
    return None


def _paths_of(contents: Contents, name: str) -> frozenset[str]:
    """The paths of the pictures of a class."""
    label = contents.classes.index(name) if name in contents.classes else None
    return frozenset(one.path for one in contents.pictures if one.label == label)


def _without(contents: Contents, name: str, into: str | None) -> Contents:
    """The contents without a class, its pictures in another one or in none."""
    left = tuple(one for one in contents.classes if one != name)
    label_of = {old: left.index(one) for old, one in enumerate(contents.classes) if one != name}
    label_of[contents.classes.index(name)] = UNLABELLED if into is None else left.index(into)
    label_of[UNLABELLED] = UNLABELLED
    pictures = tuple(
        one if label_of[one.label] == one.label else replace(one, label=label_of[one.label])
        for one in contents.pictures
    )
    gone = (
        one.path for one, now in zip(contents.pictures, pictures, strict=True) if now.label == UNLABELLED != one.label
    )
    return replace(contents, classes=left, pictures=pictures, confirmed=contents.confirmed.difference(gone))
