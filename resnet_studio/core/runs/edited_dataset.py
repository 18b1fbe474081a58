"""What a person has changed in a dataset, kept for when it is opened again, whether or not it was trained on since.

One file for each dataset, a record like a run's `dataset.json`, in `datasets` in the program's own folder. Nothing that
is in such a file is lost without a word: of a damaged one the changes before the damage are used, and the next write
sets it aside; one of a newer version stays as it is; and what another window kept meanwhile is written with one's own.
"""

import hashlib
import json
import threading
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import resnet_studio
from resnet_studio.core.basics import file_lock, files, places
from resnet_studio.core.basics.errors import DatasetError, RunError, StudioError
from resnet_studio.core.dataset import record
from resnet_studio.core.dataset.catalogue import DatasetKey
from resnet_studio.core.dataset.dataset import Dataset, apply
from resnet_studio.core.dataset.edits import Edit
from resnet_studio.core.dataset.findings import Finding
from resnet_studio.core.dataset.joined_edits import joined_edits
from resnet_studio.core.dataset.undone import States, from_record, opened_again, to_record
from resnet_studio.core.runs.damaged_edits import PROGRAM, damage, made_by_newer, newer, not_opened, read_before_damage
from resnet_studio.core.runs.run import LARGEST_DATASET, MOST_PICTURES

_UNDONE = "undone"
_writing = threading.Lock()  # the window writes in a thread, and once more when it closes
_known: dict[Path, tuple[str, Sequence[Edit]]] = {}
"""Files that this process has read or written; their identity and their edits then."""


@dataclass(frozen=True, slots=True)
class Edited:
    """A dataset as a person left it.

    Attributes:
        dataset: with its edits, and the files that it had then; None where none of them can be read.
        saved: when, in seconds since 1970.
        undone: the edits that it had before some were taken back, which can be made again.
        finding: what is wrong with the file; None where nothing is.
        whole: whether these are all edits; of a damaged file, there may have been more.
    """

    dataset: Dataset | None
    saved: float
    undone: States = ()
    finding: Finding | None = None
    whole: bool = True

    def undone_of(self, opened: Dataset) -> States:
        """What can be made again of the dataset as it was opened: nothing where that is not as a person left it."""
        if self.dataset is None or not self.dataset.catalogue.same_pictures(opened.catalogue):
            return ()
        return opened_again(self.undone, self.dataset.edits, opened.edits)


def write_edited(dataset: Dataset, undone: States = (), stale: Callable[[], bool] = lambda: False) -> Dataset | None:
    """Keep what a person has changed in a dataset, and what was taken back of it; not when it is `stale` by then.

    Returns:
        What was kept, where another process has kept changes since this one read or wrote the file: the dataset with
        those of both, of which nothing can be made again. None otherwise.

    Raises:
        OSError: it cannot be written.
        DatasetError: a newer version of the program has kept something, which is not written over.
    """
    file = _file(dataset.key)
    with _alone():
        if stale():
            return None
        other = _kept_by_another(file, dataset.key)
        if other is None:
            _make_room(file)
            _write(file, dataset, to_record(dataset.edits, undone))
            return None
        _, before = _known.get(file, ("", ()))
        both = joined_edits(dataset, other.edits, other.edits, before)
        _write(file, both, [])
        return both


def is_changed_elsewhere(dataset: Dataset) -> bool:
    """Whether another process has kept changes of a dataset that this one has not seen."""
    return _kept_by_another(_file(dataset.key), dataset.key) is not None


def read_edited(dataset: Dataset) -> Edited | None:
    """What a person last changed in a dataset that was just read; None where nothing was."""
    file = _file(dataset.key)
    try:
        saved = file.stat().st_mtime
        file.open("rb").close()
    except (FileNotFoundError, NotADirectoryError):
        return None
    except OSError as error:
        return Edited(None, 0, finding=not_opened(file, error))
    identity = files.file_identity(file)
    with suppress(StudioError):
        found = _read(file)
        left = record.from_record(found, file)
        if left.key == dataset.key:
            _known[file] = identity, left.edits
            return Edited(left, saved, from_record(found.get(_UNDONE), left.edits))
    before = read_before_damage(file)
    if made_by_newer(before):
        return Edited(None, saved, finding=newer(file, before))
    kept = apply(dataset.catalogue, before.edits) if before.edits else None
    return Edited(kept, saved, finding=damage(file, before), whole=before.complete)


def move_edited(dataset: Dataset, root: Path) -> None:
    """Keep what was changed in a dataset for its folder's new place.

    Where something was changed there already, that stays, and what was changed at the old place stays with that.

    Raises:
        OSError: it cannot be written.
    """
    file = _file(dataset.key)
    target = _file((root, *dataset.key[1:]))
    with _alone():
        if files.is_file(target):
            return
        _write(target, dataset.in_folder(root), _read(file).get(_UNDONE, []))
        file.unlink(missing_ok=True)


def move_damaged(before: Path, root: Path) -> None:
    """Take damaged files with changes of a dataset, whose folder was moved, for its new place.

    Those of a newer version stay where that looks for them.

    Raises:
        OSError: one cannot be renamed.
    """
    with _alone():
        for file in _files():
            if _readable(file):
                continue
            found = read_before_damage(file)
            if found.key is not None and found.key[0] == before and not made_by_newer(found):
                target = _file((root, *found.key[1:]))
                if not files.is_file(target):
                    file.rename(target)


def list_edited() -> list[Dataset]:
    """All datasets in which a person has changed something; damaged records are left out."""
    found = []
    for file in _files():
        with suppress(StudioError):
            found.append(record.from_record(_read(file), file))
    return found


@contextmanager
def _alone() -> Iterator[None]:
    """Let no other thread or process write meanwhile."""
    folder = _folder()
    folder.mkdir(parents=True, exist_ok=True)
    with _writing, folder.with_suffix(".lock").open("ab") as lock:
        file_lock.lock_soon(lock)  # if another holds it for long, it hangs: then writing is the smaller harm
        yield


def _kept_by_another(file: Path, key: DatasetKey) -> Dataset | None:
    """What another process has kept since this one read or wrote the file."""
    if not file.exists() or _is_known(file):
        return None
    with suppress(StudioError):
        found = record.from_record(_read(file), file)
        if found.key == key:
            return found
    return None


def _files() -> list[Path]:
    return sorted(_folder().glob("*.json"))


def _readable(file: Path) -> bool:
    """Whether a file can be read."""
    try:
        record.from_record(_read(file), file)
    except StudioError:
        return False
    return True


def _read(file: Path) -> dict[str, Any]:
    return files.read_json(file, RunError, max_bytes=LARGEST_DATASET, max_values=MOST_PICTURES)


def _write(file: Path, dataset: Dataset, undone: Sequence[Any]) -> None:
    content = {PROGRAM: resnet_studio.__version__} | record.to_record(dataset) | {_UNDONE: undone}
    files.write_json(file, content)
    _known[file] = files.file_identity(file), dataset.edits


def _is_known(file: Path) -> bool:
    """Whether a file is as this process has last read or written it."""
    identity, _ = _known.get(file, ("", ()))
    return identity == files.file_identity(file)


def _make_room(file: Path) -> None:
    """Set a file aside, beside itself, that cannot be read.

    Raises:
        DatasetError: a newer version of the program made it.
        OSError: it cannot be renamed.
    """
    if not file.exists() or _is_known(file):
        return
    file.open("rb").close()  # what cannot be opened now is not damaged
    before = read_before_damage(file)
    if made_by_newer(before):
        raise DatasetError(file, newer(file, before).message)
    file.rename(files.free_name(file.parent, f"{file.name}.damaged"))


def _folder() -> Path:
    return places.data_folder() / "datasets"


def _file(key: DatasetKey) -> Path:
    root, reading, chosen = key
    facts = json.dumps([str(root), reading, list(chosen)]).encode()
    return _folder() / f"{hashlib.sha256(facts).hexdigest()[:32]}.json"
