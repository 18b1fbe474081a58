"""Which folders of unpacked archives a process reads: the cache is not cleared under it, by whatever window."""

import atexit
import os
from contextlib import suppress
from pathlib import Path
from typing import IO, Any, Final

from resnet_studio.core.archives.known import DIGITS, known_of, records_folder
from resnet_studio.core.basics.file_lock import lock

ENDING: Final = ".used"
_held: dict[Path, IO[Any]] = {}
_own = [True]


def leave_to_window() -> None:
    """Hold nothing in this process: an engine reads what its window knows of, and is kept between jobs."""
    _own[0] = False


def hold(root: Path) -> None:
    """Keep the folder of an archive from being cleared by others, until this process ends; any other folder is left."""
    known = known_of(root)
    if known is None or not _own[0]:
        return
    mark = records_folder() / f"{known.sha256[:DIGITS]}.{os.getpid()}{ENDING}"
    if mark not in _held:
        with suppress(OSError):  # the folder may be on a drive that nothing can be written to
            file = mark.open("ab")
            if lock(file):
                _held[mark] = file
                atexit.register(_release, mark)
            else:
                file.close()


def _release(mark: Path) -> None:
    _held.pop(mark).close()
    with suppress(OSError):
        mark.unlink()


def used_elsewhere(folder: Path) -> bool:
    """Whether another process reads this folder of the cache. Marks of processes that have ended are deleted."""
    used = False
    for mark in records_folder().glob(f"{folder.name}.*{ENDING}"):
        if mark in _held:
            continue
        with suppress(OSError):
            with mark.open("ab") as file:
                ended = lock(file)
            if ended:
                mark.unlink()
            used = used or not ended
    return used
