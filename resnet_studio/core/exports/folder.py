"""The folder of an export: it appears under its name when all that is in it is written, or not at all."""

import errno
import os
import secrets
import shutil
import time
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from pathlib import Path
from typing import Final

from resnet_studio.core.basics import files
from resnet_studio.core.basics.errors import ExportError, Failure
from resnet_studio.core.basics.message import message

REPORT: Final = "report.json"
PAGE: Final = "report.html"
KIND: Final = "resnet-studio export"  # not a text
"""By which an earlier export is known."""
_UNFINISHED = ".export-"
_ABANDONED_SECONDS = 3600


def is_export(folder: Path) -> bool:
    """Whether a folder is an earlier export, which may be replaced."""
    try:
        record = files.read_json(folder / REPORT, ExportError)
    except ExportError:
        return False
    return record.get("kind") == KIND


def require_free(folder: Path, *, overwrite: bool) -> None:
    """Refuse a place that holds something else.

    Raises:
        ExportError: naming it.
    """
    if not os.path.lexists(folder):
        return
    if not overwrite:
        text = message("{folder} exists already. Choose another name, or replace it.", folder=str(folder))
    elif folder.is_symlink() or not is_export(folder):
        text = message(
            "{folder} is not an earlier export. It is left as it is; choose another name.", folder=str(folder)
        )
    else:
        return
    error = ExportError(text)
    error.kind = Failure.SETTING
    raise error


@contextmanager
def made_whole(folder: Path, *, overwrite: bool, needed: int) -> Iterator[Path]:
    """Yield an empty folder beside `folder`; on success it is flushed and gets its name. An earlier export is replaced.

    Args:
        folder: of the export.
        overwrite: whether there may be an earlier export.
        needed: bytes that it will have at most.

    Raises:
        ExportError: it cannot be written; what was there before is unchanged.
    """
    require_free(folder, overwrite=overwrite)
    made: Path | None = None
    try:
        folder.parent.mkdir(parents=True, exist_ok=True)
        _clear_unfinished(folder.parent)
        free = shutil.disk_usage(folder.parent).free
        if free < needed:
            raise _full(folder, needed, free)
        made = folder.parent / f"{_UNFINISHED}{secrets.token_hex(8)}.tmp"
        made.mkdir()
        yield made
        _flush(made)
        require_free(folder, overwrite=overwrite)
        _put(made, folder)
    except OSError as error:
        if error.errno in (errno.ENOSPC, errno.EDQUOT):
            raise _full(folder, needed, 0) from error
        reason = error.strerror or str(error)
        raise ExportError(
            message("{folder} cannot be written: {reason}. Nothing was exported.", folder=str(folder), reason=reason)
        ) from error
    finally:
        if made is not None:  # it is there if it was not whole
            shutil.rmtree(made, ignore_errors=True)


def _put(made: Path, folder: Path) -> None:
    """Give the folder its name; an earlier one is kept until that has succeeded."""
    before = made.with_name(f"{made.name}.before.tmp")
    if folder.exists():
        files.replace(folder, before)
    try:
        files.replace(made, folder)
    except OSError:
        if before.exists():
            files.replace(before, folder)
        raise
    shutil.rmtree(before, ignore_errors=True)


def _flush(folder: Path) -> None:
    for file in folder.rglob("*"):
        if file.is_file():
            with file.open("rb+") as opened:
                os.fsync(opened.fileno())


def _full(folder: Path, needed: int, free: int) -> ExportError:
    error = ExportError(
        message(
            "The disk with {folder} is full: the export needs {needed:size}, and {free:size} are free. Nothing was "
            "exported. Free some space, or choose another folder.",
            folder=str(folder),
            needed=needed,
            free=free,
        )
    )
    error.kind = Failure.DISK_FULL
    return error


def _clear_unfinished(parent: Path) -> None:
    """Delete what killed processes left; what is young may be at work."""
    with suppress(OSError):
        for left in parent.glob(f"{_UNFINISHED}*.tmp"):
            if not left.is_symlink() and time.time() - left.stat().st_mtime > _ABANDONED_SECONDS:
                shutil.rmtree(left, ignore_errors=True)
