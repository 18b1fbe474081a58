"""Pictures that a person added from elsewhere, copied into the folder of their class.

What was copied is kept in `copied` in the program's own folder, so that undo can delete the copies, also after a
restart. A copy that was changed since, or whose original is gone, is never deleted.
"""

import dataclasses
import hashlib
import os
import shutil
import threading
from collections.abc import Callable, Collection, Iterable, Mapping
from contextlib import suppress
from dataclasses import dataclass
from pathlib import Path
from typing import Final

from resnet_studio.core.basics import files, places
from resnet_studio.core.basics.errors import RunError, StudioError
from resnet_studio.core.dataset.by_hand import added_paths
from resnet_studio.core.dataset.class_folder import folder_of
from resnet_studio.core.dataset.dataset import Dataset
from resnet_studio.core.dataset.received import naming
from resnet_studio.core.runs.moved_pictures import placed_from
from resnet_studio.core.runs.put_back import put_back
from resnet_studio.core.runs.sorted_folders import Placed, names_in

_CHUNK: Final = 1 << 20
_LARGEST: Final = 100_000_000  # bytes of what is kept
_PICTURES: Final = "pictures"
_writing = threading.Lock()  # copies are made and deleted in several threads


@dataclass(frozen=True, slots=True)
class Copies:
    """What was copied.

    Attributes:
        new: the path in the dataset of each copy, by that of its original.
        placed: the copies, in this order.
    """

    new: Mapping[str, str]
    placed: tuple[Placed, ...]

    @property
    def times(self) -> dict[str, int]:
        """When each copy was written last, by its path in the dataset."""
        return {path: max(0, one.mtime_ns) for path, one in zip(self.new.values(), self.placed, strict=True)}


def elsewhere(dataset: Dataset) -> dict[str, Path]:
    """The pictures that were added from elsewhere, with the folder into which each can be copied.

    Those that are left out, or have no class, or of a class without a folder, are not among them.
    """
    added = {path for path in added_paths(dataset) if Path(path).is_absolute()}
    class_of = {one.path: dataset.classes[one.label] for one in dataset.pictures if one.path in added} if added else {}
    folders = {name: folder_of(dataset, name) for name in set(class_of.values())}
    return {path: folder for path, name in class_of.items() if (folder := folders[name]) is not None}


def copy_in(dataset: Dataset, paths: Collection[str], check: Callable[[], object] = lambda: None) -> Copies:
    """Copy pictures from elsewhere into the folders of their classes, under names that are free.

    Raises:
        OSError: one cannot be copied; those that were are deleted again.
    """
    name_of = naming(dataset)
    new: dict[str, str] = {}
    placed: list[Placed] = []
    try:
        for path, folder in elsewhere(dataset).items():
            check()
            if path in paths:
                target = _copy(Path(path), folder, check)
                found = target.stat()
                placed.append(Placed(path, str(target), False, found.st_size, found.st_mtime_ns))
                new[path] = name_of(target)
        if placed:
            with _writing:
                _keep(dataset.root, [*kept(dataset.root).values(), *placed])
    except BaseException:
        put_back(placed)
        raise
    return Copies(new, tuple(placed))


def kept(root: Path) -> dict[Path, Placed]:
    """The copies in a dataset's folder that this program has made, by where they are."""
    with suppress(StudioError):
        record = files.read_json(_file(root), RunError, max_bytes=_LARGEST)
        items = record.get(_PICTURES)
        some = [placed_from(one if isinstance(one, dict) else None) for one in items] if isinstance(items, list) else []
        return {Path(one.target): one for one in some if one is not None and not one.moved}
    return {}


def take_out(root: Path, copies: Iterable[Placed]) -> list[Placed]:
    """Delete copies. Returns those that were deleted: none that was changed since, or whose original is gone."""
    copies = list(copies)
    left = put_back(copies)
    gone = [one for one in copies if one not in left]
    if gone:
        with _writing, suppress(OSError):  # what is kept of a file that is gone does no harm
            _keep(root, [one for one in kept(root).values() if one not in gone])
    return gone


def _keep(root: Path, copies: Iterable[Placed]) -> None:
    file = _file(root)
    file.parent.mkdir(parents=True, exist_ok=True)
    files.write_json(file, {"root": str(root), _PICTURES: [dataclasses.asdict(one) for one in copies]})


def _file(root: Path) -> Path:
    name = hashlib.sha256(os.fsencode(root)).hexdigest()[:32]
    return places.data_folder() / "copied" / f"{name}.json"


def _copy(source: Path, folder: Path, check: Callable[[], object]) -> Path:
    folder.mkdir(parents=True, exist_ok=True)
    # Under a hidden name until it is whole: a program that is ended, or a full disk, leaves no half picture.
    hidden = folder / f".{source.name}.{os.getpid()}.tmp"
    try:
        with source.open("rb") as read, hidden.open("xb") as write:
            while data := read.read(_CHUNK):
                check()
                write.write(data)
        shutil.copystat(source, hidden)
        for target in names_in(source, folder):
            if not os.path.lexists(target) and _named(hidden, target):
                return target
    finally:
        hidden.unlink(missing_ok=True)
    raise AssertionError("numbers do not end")


def _named(hidden: Path, target: Path) -> bool:
    """Whether a whole file could be given its name, which another program may have taken meanwhile."""
    try:
        os.link(hidden, target)  # a rename would replace a file that has just appeared
    except FileExistsError:
        return False
    except OSError:  # this drive has no hard links
        hidden.rename(target)
    return True
