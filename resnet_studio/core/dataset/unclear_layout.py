"""The question whether the folders in a dataset's folder are its parts or its classes."""

from collections.abc import Mapping
from pathlib import Path

from resnet_studio.core.archives.known import origin
from resnet_studio.core.basics import places
from resnet_studio.core.basics.errors import DatasetError
from resnet_studio.core.basics.message import Message, joined, message
from resnet_studio.core.basics.natural_order import natural_key
from resnet_studio.core.dataset.catalogue import Part
from resnet_studio.core.dataset.findings import few


class TableBesideError(DatasetError):
    """A folder has no classes, but a table that may say them.

    Attributes:
        table: its path.
    """

    def __init__(self, root: Path, problem: Message, table: Path) -> None:
        self.table = table
        hint = message("If the table {table} says the classes, open that in place of the folder.", table=table.name)
        if origin(root) != root:
            hint = message("If the table {table} in it says the classes, unpack it, and open that.", table=table.name)
        super().__init__(root, joined(problem, hint))


class UnclearLayoutError(DatasetError):
    """The folders in a dataset's folder may be its parts or its classes, and only a person knows which.

    Attributes:
        folders: their names, in natural order.
        parts: which of them would be in which part.
        classes: the classes that the parts would have: the names of the folders in them. There are none where the
            folders are named like parts but hold pictures alone: then they can only be classes.
    """

    def __init__(self, root: Path, parts: Mapping[Part, tuple[str, ...]], classes: tuple[str, ...]) -> None:
        self.parts = dict(parts)
        self.classes = classes
        self.folders = tuple(sorted((name for names in parts.values() for name in names), key=natural_key))
        super().__init__(root, self._sentence(root))

    def _sentence(self, root: Path) -> Message:
        if places.is_together(root) and self.classes:
            return message(
                "The folders {folders} may be parts of one dataset with the classes {classes}, or classes themselves.",
                folders=few(self.folders),
                classes=few(self.classes),
            )
        root = origin(root)
        if not self.classes:
            return message(
                "The folders {folders} in {root} are named like parts of a dataset but hold no class folders. They may "
                "be classes themselves.",
                folders=few(self.folders),
                root=root,
            )
        return message(
            "The folders {folders} in {root} may be parts of one dataset with the classes {classes}, or classes "
            "themselves.",
            folders=few(self.folders),
            root=root,
            classes=few(self.classes),
        )
