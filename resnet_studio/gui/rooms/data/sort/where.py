"""Where the labels and files of a dataset that is sorted are: what stands below its name."""

from __future__ import annotations

from resnet_studio.core.basics.message import tr, trn
from resnet_studio.core.dataset.dataset import Dataset
from resnet_studio.core.runs.moved_pictures import Moves
from resnet_studio.gui.work.names import place_of


def where_files_are(dataset: Dataset, moves: Moves | None) -> tuple[str, ...]:
    """Return that in a sentence, and in fewer words; ``moves``, which files were moved out of the dataset's folder."""
    place = place_of(dataset.root)
    if moves is None or moves.root != dataset.root:
        whole = tr("Labels are kept by the program, no file is moved  ·  {folder}", folder=place)
        return whole, tr("No file is moved  ·  {folder}", folder=place), tr("No file is moved")
    facts = trn(
        "Labels are kept by the program, {count} file was moved into {new:place}  ·  {folder}",
        "Labels are kept by the program, {count} files were moved into {new:place}  ·  {folder}",
        len(moves.placed),
        new=moves.folder,
        folder=place,
    )
    shorter = trn(
        "{count} file was moved into {new:name}",
        "{count} files were moved into {new:name}",
        len(moves.placed),
        new=moves.folder.name,
    )
    return facts, shorter
