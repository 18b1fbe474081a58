"""The edit that makes a class for some pictures: one step, so that one Undo takes both back."""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass

from resnet_studio.core.basics.message import Message, plural
from resnet_studio.core.dataset.catalogue import Catalogue
from resnet_studio.core.dataset.class_edits import AddClass, ClassEdit
from resnet_studio.core.dataset.contents import Contents
from resnet_studio.core.dataset.picture_edits import MovePictures


@dataclass(frozen=True, slots=True)
class LabelAsNew:
    """Make a class, and give pictures its label.

    Attributes:
        paths: of the pictures.
        to: the name of the class.

    Raises:
        ConfigError: a value is of the wrong kind, or no class can have the name.
    """

    paths: tuple[str, ...]
    to: str

    def __post_init__(self) -> None:
        AddClass(self.to)
        MovePictures(self.paths, self.to)

    def change(self, contents: Contents, catalogue: Catalogue) -> Contents:
        """The contents with the class, and the pictures in it."""
        made = AddClass(self.to).change(contents, catalogue)
        return MovePictures(self.paths, self.to).change(made, catalogue)

    @property
    def label(self) -> Message:
        """What it does, in a few words."""
        return plural(
            "New class {name:name} with {count} picture",
            "New class {name:name} with {count} pictures",
            len(self.paths),
            name=self.to,
        )


def of_classes(edits: Iterable[object]) -> Iterator[ClassEdit]:
    """What edits say of classes, whatever pictures are in them."""
    for edit in edits:
        if isinstance(edit, LabelAsNew):
            yield AddClass(edit.to)
        elif isinstance(edit, ClassEdit):
            yield edit
