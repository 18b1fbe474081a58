"""Folders for what is needed for a moment, and folders that are not whole yet: where the process was killed, they are
deleted later."""

import os
import secrets
import shutil
import tempfile
import time
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from pathlib import Path
from typing import Final

_ABANDONED_SECONDS: Final = 86_400.0
_AT_WORK_SECONDS: Final = 3600.0
_UNFINISHED: Final = ".tmp"
_MARK: Final = ".resnet-studio-scratch"
"""A file in each of these folders, which says whose process made it. Others with such a name are a person's."""


@contextmanager
def scratch(prefix: str, place: Path | None = None) -> Iterator[Path]:
    """A new folder; those with this prefix that killed processes left a day ago or earlier are deleted.

    Args:
        prefix: begins its name.
        place: the folder that it is made in, usually the system's for temporary files.
    """
    import psutil  # here, because the first paint does not need it

    _clear(prefix, place or Path(tempfile.gettempdir()))
    made = Path(tempfile.mkdtemp(prefix=prefix, dir=place))
    try:
        (made / _MARK).write_text(f"{os.getpid()} {psutil.Process().create_time()}", "ascii")
        yield made
    finally:
        shutil.rmtree(made, ignore_errors=True)


def new_unfinished(parent: Path, prefix: str) -> Path:
    """A new empty folder that gets its name when it is whole, "<prefix>….tmp" until then.

    Those that killed processes left are deleted; one younger than an hour may be at work.

    Raises:
        OSError: it cannot be made.
    """
    with suppress(OSError):
        for left in (one for one in parent.iterdir() if is_unfinished(one, prefix)):
            if not left.is_symlink() and time.time() - left.stat().st_mtime > _AT_WORK_SECONDS:
                shutil.rmtree(left, ignore_errors=True)
    made = parent / f"{prefix}{secrets.token_hex(8)}{_UNFINISHED}"
    made.mkdir()
    return made


def is_unfinished(folder: Path, prefix: str) -> bool:
    """Whether it is a folder of `new_unfinished`: it is just being made, or was when its process was killed."""
    return folder.name.startswith(prefix) and folder.name.endswith(_UNFINISHED)


def _clear(prefix: str, place: Path) -> None:
    with suppress(OSError):
        for left in place.glob(f"{prefix}*"):
            with suppress(OSError, ValueError):
                if not left.is_symlink() and _is_abandoned(left / _MARK):
                    shutil.rmtree(left, ignore_errors=True)  # which follows no links


def _is_abandoned(mark: Path) -> bool:
    """Whether a folder with this mark was made a day ago or earlier, and its process is gone.

    Raises:
        OSError, ValueError: there is no such mark, or something else is in it.
    """
    import psutil

    pid, started = mark.read_text("ascii").split()
    if time.time() - mark.stat().st_mtime <= _ABANDONED_SECONDS:
        return False
    try:
        return psutil.Process(int(pid)).create_time() != float(started)
    except psutil.NoSuchProcess:
        return True
    except psutil.Error:  # it runs, as another user
        return False
