"""The name of a dataset as the window shows it."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path
from typing import TYPE_CHECKING

from resnet_studio.core.archives.known import origin
from resnet_studio.core.basics import formatting, places
from resnet_studio.core.basics.message import show, tr
from resnet_studio.core.dataset.names import dataset_name, folder_name

if TYPE_CHECKING:
    from resnet_studio.core.dataset.dataset import Dataset
    from resnet_studio.core.runs.summary import RunSummary


def chosen_name(folder: Path, chosen: Sequence[str]) -> str:
    """The name of a dataset that is a folder, or some of the folders in one."""
    return show(dataset_name(folder_name(folder), chosen))


def name_of(dataset: Dataset) -> str:
    """A dataset's name."""
    return chosen_name(dataset.root, dataset.catalogue.chosen)


def place_of(root: Path, longest: int = 72) -> str:
    """Where a dataset's pictures are, as a person knows it: a folder, an archive, or the folders opened together.

    Each is shortened to `longest` characters.
    """
    if not places.is_together(root):
        return formatting.place(origin(root), longest)
    from resnet_studio.core.dataset.several_folders import folders_of  # here: a first start has no such folder

    return ", ".join(formatting.place(one, longest) for one in folders_of(root))


def trained_on(run: RunSummary) -> str:
    """The name of the dataset of a run."""
    return show(dataset_name(run.dataset, run.chosen))


def with_fold(name: str, fold: str) -> str:
    """The name of a run's dataset, with the fold that the run sets aside, as `Split` has it: "ants (fold 2 of 5)"."""
    number, _, count = fold.partition("/")
    if not count:
        return name
    return tr("{dataset} (fold {number:name} of {count:name})", dataset=name, number=number, count=count)
