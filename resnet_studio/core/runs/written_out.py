"""A dataset as a person has sorted it, written out as a folder for each class, in those of its parts if it has some."""

from collections.abc import Iterator
from pathlib import Path
from typing import Final, Literal

from resnet_studio.core.dataset.catalogue import Part
from resnet_studio.core.dataset.dataset import Dataset
from resnet_studio.core.runs.sorted_folders import folder_names

Way = Literal["copy", "link", "move"]
"""How a picture gets into its folder: as a copy, as a second name of the same file, or for good."""
_PARTS: Final[dict[Part, str]] = {"train": "train", "validation": "val", "test": "test"}  # not a text: folders


def placements(dataset: Dataset, root: Path) -> Iterator[tuple[Path, Path]]:
    """Each picture that has a class, and the folder in `root` that it belongs into.

    What is left out, or has no class, is not among them. Only a split that the folder brings is kept in folders: one by
    seed can be made again.
    """
    folders = folder_names(dataset.classes)
    for one in dataset.pictures:
        home = root / _PARTS[one.part] if dataset.split.source == "folder" else root
        yield dataset.absolute(one), home / folders[one.label]
