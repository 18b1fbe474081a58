"""What a person has changed in a dataset, kept for when it is opened again, whether or not it was trained on since.

One file for each dataset, a record like a run's `dataset.json`, in `datasets` in the program's own folder.
"""

import hashlib
import json
import threading
from collections.abc import Callable
from contextlib import suppress
from dataclasses import dataclass
from pathlib import Path

from resnet_studio.core.basics import files, places
from resnet_studio.core.basics.errors import RunError, StudioError
from resnet_studio.core.dataset import record
from resnet_studio.core.dataset.catalogue import DatasetKey
from resnet_studio.core.dataset.dataset import Dataset
from resnet_studio.core.dataset.undone import States, from_record, to_record
from resnet_studio.core.runs.run import LARGEST_DATASET, MOST_PICTURES

_UNDONE = "undone"
_writing = threading.Lock()  # the window writes in a thread, and once more when it closes


@dataclass(frozen=True, slots=True)
class Edited:
    """A dataset as a person left it.

    Attributes:
        dataset: with its edits, and the files that it had then.
        saved: when, in seconds since 1970.
        undone: the edits that it had before some were taken back, which can be made again.
    """

    dataset: Dataset
    saved: float
    undone: States = ()


def write_edited(dataset: Dataset, undone: States = (), stale: Callable[[], bool] = lambda: False) -> None:
    """Keep what a person has changed in a dataset, and what was taken back of it; not when it is `stale` by then.

    Raises:
        OSError: it cannot be written.
    """
    file = _file(dataset.key)
    with _writing:
        if stale():
            return
        file.parent.mkdir(parents=True, exist_ok=True)
        files.write_json(file, record.to_record(dataset) | {_UNDONE: to_record(dataset.edits, undone)})


def read_edited(key: DatasetKey) -> Edited | None:
    """What a person last changed in a dataset; None where nothing was, or the file is damaged."""
    file = _file(key)
    try:
        saved = file.stat().st_mtime
        found = files.read_json(file, RunError, max_bytes=LARGEST_DATASET, max_values=MOST_PICTURES)
        dataset = record.from_record(found, file)
    except (OSError, StudioError):
        return None
    return Edited(dataset, saved, from_record(found.get(_UNDONE), dataset.edits)) if dataset.key == key else None


def move_edited(dataset: Dataset, root: Path) -> None:
    """Keep what was changed in a dataset for its folder's new place.

    Where something was changed there already, that stays, and what was changed at the old place stays with that.

    Raises:
        OSError: it cannot be written.
    """
    file = _file(dataset.key)
    target = _file((root, *dataset.key[1:]))
    with _writing:
        if files.is_file(target):
            return
        undone = files.read_json(file, RunError, max_bytes=LARGEST_DATASET, max_values=MOST_PICTURES).get(_UNDONE, [])
        files.write_json(target, record.to_record(dataset) | {"root": str(root), _UNDONE: undone})
        file.unlink(missing_ok=True)


def list_edited() -> list[Dataset]:
    """All datasets in which a person has changed something; damaged records are left out."""
    found = []
    for file in sorted(_folder().glob("*.json")):
        with suppress(StudioError):
            content = files.read_json(file, RunError, max_bytes=LARGEST_DATASET, max_values=MOST_PICTURES)
            found.append(record.from_record(content, file))
    return found


def _folder() -> Path:
    return places.data_folder() / "datasets"


def _file(key: DatasetKey) -> Path:
    root, reading, chosen = key
    facts = json.dumps([str(root), reading, list(chosen)]).encode()
    return _folder() / f"{hashlib.sha256(facts).hexdigest()[:32]}.json"
