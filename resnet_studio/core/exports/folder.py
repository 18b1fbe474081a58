"""The folder of an export: it appears under its name when all that is in it is written, or not at all."""

import errno
import hashlib
import os
import re
import shutil
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from pathlib import Path, PurePosixPath
from typing import Any, Final

from resnet_studio.core.basics import files
from resnet_studio.core.basics.errors import ExportError, Failure, StudioError
from resnet_studio.core.basics.message import message
from resnet_studio.core.basics.scratch import new_unfinished
from resnet_studio.core.protocol.commands import Halted

REPORT: Final = "report.json"
PAGE: Final = "report.html"
KIND: Final = "resnet-studio export"  # not a text
"""By which an earlier export is known."""
_MADE_BY_ITSELF: Final = frozenset({"__pycache__", ".DS_Store", "Thumbs.db", "desktop.ini"})
"""What Python and systems put into a folder, and make again."""
_NO_SPACE: Final = re.compile(r"No space left|not enough space|os error (28|112|122)\b", re.IGNORECASE)
"""How libraries that write files themselves say that a disk is full, on the three systems."""
_AS_GOOD_AS_FULL: Final = 1_000_000  # bytes
_UNFINISHED = ".export-"


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
        ExportError: naming it. An earlier export is refused where a file in it is not as it was written.
    """
    if not os.path.lexists(folder):
        return
    kind, named = Failure.SETTING, {"folder": str(folder)}
    if not overwrite:
        text = message(
            "{folder} exists already. Choose another folder with --output, or replace it with --overwrite.", **named
        )
    elif folder.is_symlink() or not is_export(folder):
        text = message(
            "{folder} is not an earlier export. It is left as it is; choose another folder with --output.", **named
        )
    elif foreign := not_of_export(folder):
        kind = Failure.OCCUPIED
        text = message(
            "{file} in {folder} was added or changed after the export. The folder is left as it is; choose another one "
            "with --output.",
            file=foreign,
            **named,
        )
    else:
        return
    error = ExportError(text)
    error.kind = kind
    raise error


def contents(folder: Path) -> dict[str, dict[str, Any]]:
    """Size and SHA-256 of all files in a folder, by their paths in it; without the report, which lists them."""
    found = {}
    for file in sorted(folder.rglob("*")):
        name = file.relative_to(folder).as_posix()
        if name != REPORT and file.is_file():
            found[name] = {"size": file.stat().st_size, "sha256": _digest(file)}
    return found


def not_of_export(folder: Path) -> str:
    """The first file or folder in an export that is not as it was written, as its path in it; empty without one."""
    listed = files.read_json(folder / REPORT, ExportError).get("files")
    known: dict[str, Any] = listed if isinstance(listed, dict) else {}
    parents = {parent.as_posix() for name in known for parent in PurePosixPath(name).parents}
    for place, folders, names in os.walk(folder):
        inside = Path(place).relative_to(folder)
        folders[:] = sorted(name for name in folders if name not in _MADE_BY_ITSELF)
        for name in folders:
            if (path := (inside / name).as_posix()) not in parents or Path(place, name).is_symlink():
                return path
        for name in sorted(set(names) - _MADE_BY_ITSELF):
            path = (inside / name).as_posix()
            if path != REPORT and not _is_as_listed(Path(place, name), known.get(path)):
                return path
    return ""


def _is_as_listed(file: Path, listed: Any) -> bool:
    if not isinstance(listed, dict) or file.is_symlink() or not file.is_file():
        return False
    return bool(file.stat().st_size == listed.get("size") and _digest(file) == listed.get("sha256"))


def _digest(file: Path) -> str:
    with file.open("rb") as opened:
        return hashlib.file_digest(opened, "sha256").hexdigest()


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
    new: list[Path] = []
    try:
        new = [parent for parent in folder.parents if not parent.exists()]
        folder.parent.mkdir(parents=True, exist_ok=True)
        made = new_unfinished(folder.parent, _UNFINISHED)
        free = shutil.disk_usage(folder.parent).free
        if free < needed:
            raise _full(folder, needed, free)
        with _full_disk_said(folder, needed):
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
        for parent in new:
            with suppress(OSError):  # it holds the export
                parent.rmdir()


@contextmanager
def _full_disk_said(folder: Path, needed: int) -> Iterator[None]:
    """Make an error of a library that could not write into one that a person understands; what it wrote is there."""
    try:
        yield
    except (StudioError, Halted, OSError):
        raise
    except Exception as error:  # libraries have errors of their own for it; others are raised again
        free = shutil.disk_usage(folder.parent).free
        if free < _AS_GOOD_AS_FULL or _NO_SPACE.search(str(error)):
            raise _full(folder, needed, free) from error
        raise


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
