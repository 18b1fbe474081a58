"""Whether the files of a recorded dataset are still what the record says, without reading one of them."""

import os
import stat
from collections import Counter
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Literal

from resnet_studio.core.basics import files, formatting, safe_text
from resnet_studio.core.basics.errors import DatasetError
from resnet_studio.core.dataset.catalogue import Dataset

MOST_LISTED = 20
How = Literal["missing", "changed", "touched"]
_MEANINGS: dict[How, str] = {
    "missing": "missing",
    "changed": "changed, it has another size",
    "touched": "touched, it has the same size but was written at another time",
}


@dataclass(frozen=True, slots=True)
class Change:
    """One file that is not as it was recorded.

    Attributes:
        path: relative to the dataset's root, with forward slashes.
        how: "missing" (or out of reach), "changed" (another size), or "touched" (written at another time, but of the
            same size: often the same picture, copied or unpacked anew).
    """

    path: str
    how: How


def compare(dataset: Dataset) -> tuple[Dataset, tuple[Change, ...]]:
    """Look at every file of a dataset that was read from a run's `dataset.json`.

    Returns:
        The dataset with sizes and times as they are now, and what differs from the record, in its order. A missing
        file stays in the catalogue, so that training names it; the catalogue and the split stay as they were.

    Raises:
        DatasetError: the dataset's folder is gone.
    """
    if not files.is_dir(dataset.root):
        raise DatasetError(
            dataset.root,
            f"The pictures of the run are not there: its dataset.json names {dataset.root} as root, and there is no "
            "such folder.",
        )
    pictures, changes = [], []
    for picture in dataset.pictures:
        status = _status(dataset.absolute(picture))
        if status is None:
            changes.append(Change(picture.path, "missing"))
            pictures.append(picture)
            continue
        if status.st_size != picture.size:
            changes.append(Change(picture.path, "changed"))
        elif status.st_mtime_ns != picture.mtime_ns:
            changes.append(Change(picture.path, "touched"))
        pictures.append(replace(picture, size=status.st_size, mtime_ns=status.st_mtime_ns))
    return replace(dataset, pictures=tuple(pictures)), tuple(changes)


def _status(file: Path) -> os.stat_result | None:
    """Size and time of a file; None where there is none that can be reached."""
    try:
        status = file.stat()
    except (OSError, ValueError):  # ValueError: a name that this system cannot even spell
        return None
    return status if stat.S_ISREG(status.st_mode) else None


def listed(changes: tuple[Change, ...]) -> list[str]:
    """A line for each of the first 20 changes, and one that counts the others."""
    lines = [f"{safe_text.printable(change.path)}: {_MEANINGS[change.how]}" for change in changes[:MOST_LISTED]]
    if len(changes) > MOST_LISTED:
        lines.append(f"and {formatting.count(len(changes) - MOST_LISTED)} more")
    return lines


def summary(dataset: Dataset, changes: tuple[Change, ...], run: str) -> str:
    """The changes since a run of that name in one sentence: how many of how many, and of what kind."""
    counts = Counter(change.how for change in changes)
    kinds = ", ".join(f"{formatting.count(counts[how])} {how}" for how in _MEANINGS if counts[how])
    pictures = formatting.counted(len(dataset.pictures), "picture")
    name = safe_text.elide_middle(safe_text.printable(run), 60)
    differ = "differs" if len(changes) == 1 else "differ"
    return f"Of {pictures}, {formatting.count(len(changes))} {differ} from what the run {name} had: {kinds}."


def noted(dataset: Dataset, changes: tuple[Change, ...], run: str) -> Dataset:
    """The dataset with a notice of the changes since that run, where there are any: it is told when training begins."""
    if not changes:
        return dataset
    notice = f"{summary(dataset, changes, run)} Training takes them as they are now."
    return replace(dataset, notices=(*dataset.notices, notice))
