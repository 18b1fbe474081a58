"""The name of a dataset, the same wherever the window says it."""

from collections.abc import Sequence
from pathlib import Path

from resnet_studio.core.basics import safe_text
from resnet_studio.core.basics.message import tr
from resnet_studio.core.dataset.dataset import Dataset
from resnet_studio.core.dataset.findings import few


def folder_name(folder: Path) -> str:
    """A folder's own name, or its whole path where it has none, as the root of a drive."""
    return safe_text.printable(folder.name or str(folder))


def chosen_name(folder: Path, chosen: Sequence[str]) -> str:
    """The name of a dataset that is a folder, or some of the folders in one."""
    return tr("{names} in {folder}", names=few(chosen), folder=folder_name(folder)) if chosen else folder_name(folder)


def name_of(dataset: Dataset) -> str:
    """A dataset's name."""
    return chosen_name(dataset.root, dataset.catalogue.chosen)
