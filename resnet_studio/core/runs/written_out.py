"""A dataset as a person has sorted it, written out as a folder for each class, in those of its parts if it has some."""

from collections.abc import Collection, Iterator
from pathlib import Path
from typing import Final, Literal

from resnet_studio.core.archives.known import origin
from resnet_studio.core.basics import places
from resnet_studio.core.basics.errors import DatasetError
from resnet_studio.core.basics.message import message
from resnet_studio.core.dataset.catalogue import Part
from resnet_studio.core.dataset.dataset import Dataset
from resnet_studio.core.dataset.edits import KeptSplit
from resnet_studio.core.runs.sorted_folders import first_within, folder_names, require_all_apart

Way = Literal["copy", "link", "move"]
"""How a picture gets into its folder: as a copy, as a second name of the same file, or for good."""
_PARTS: Final[dict[Part, str]] = {"train": "train", "validation": "val", "test": "test"}  # not a text: folders


def placements(dataset: Dataset, root: Path) -> Iterator[tuple[Path, Path]]:
    """Each picture that has a class, and the folder in `root` that it belongs into.

    What is left out, or has no class, is not among them. A split is kept in folders, unless a seed alone made it: then
    it is made again, of the new folders.
    """
    folders = folder_names(dataset.classes)
    chosen = dataset.split.source in ("folder", "groups") or dataset.pinned or dataset.size("test") > 0
    chosen = chosen or any(isinstance(edit, KeptSplit) for edit in dataset.edits)  # with pictures that were added later
    for one in dataset.pictures:
        home = root / _PARTS[one.part] if chosen else root
        yield dataset.absolute(one), home / folders[one.label]


def start_folder(dataset: Dataset) -> Path:
    """Where a person begins to choose a folder: beside what was opened, not in a folder of the program's own.

    That is where the archive is, or the first of the folders that were opened together.
    """
    root = dataset.root
    first = next(iter(dataset.catalogue.pictures), None)
    if first is not None and places.is_together(root):
        for folder in reversed(Path(first.path).parents):
            real = (root / folder).resolve()
            if real != root.resolve() / folder:
                return origin(real).parent
    return origin(root).parent


def require_lasting(dataset: Dataset, folders: Collection[Path], way: Way) -> None:
    """Refuse folders in which pictures would be lost, or be read a second time.

    Raises:
        DatasetError: one is in a folder of the program's own, which may be emptied; or copies would be in a folder
            that the dataset is read from.
    """
    own_folders = (places.cache_folder(), places.links_folder())
    if found := first_within(folders, own_folders):
        folder, own = found
        problem = message(
            "{folder} is in {own}, which belongs to this program and may be emptied. Choose another folder.",
            folder=str(folder),
            own=str(own),
        )
        raise DatasetError(folder, problem)
    if way != "move":  # links may lead to the folders that were read
        require_all_apart(folders, [dataset.root, *(dataset.root / one for one in dataset.catalogue.times)])
