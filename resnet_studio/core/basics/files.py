"""Reading files within limits, and writing them atomically: a crash or a full disk never leaves half a file.

Files of a run may come from anyone, so that all are opened here, and links are not followed: what is behind one is
another file of the person's.
"""

import errno
import json
import os
import re
import stat
import sys
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from io import BufferedRandom, BufferedReader
from pathlib import Path
from typing import IO, Any

from resnet_studio.core.basics import json_text
from resnet_studio.core.basics.errors import StudioError
from resnet_studio.core.basics.message import Message, joined, message
from resnet_studio.core.basics.safe_text import encodable

_RESERVED = {"con", "prn", "aux", "nul", *(f"com{n}" for n in range(10)), *(f"lpt{n}" for n in range(10))}
_FORBIDDEN = re.compile(r'[<>:"/\\|?*\x00-\x1f\x7f\u200e\u200f\u202a-\u202e\u2066-\u2069\ud800-\udfff]+')
_BLOCK = 1 << 16
_MAX_NAME_BYTES = 200  # file systems allow 255, and " (2)" or a suffix may follow
_REPLACE_TRIES = 20
# Of what a system has: Windows lacks most. O_NONBLOCK: opening a pipe must not wait for its other end.
_NO_FOLLOW: int = getattr(os, "O_NOFOLLOW", 0)
_SAFE_FLAGS: int = getattr(os, "O_NONBLOCK", 0) | getattr(os, "O_BINARY", 0)
_MAX_RECORD_BYTES = 2_000_000  # the names of 20,000 classes take a quarter of it


@contextmanager
def atomic_write(path: Path, target: Callable[[], Path | None] | None = None) -> Iterator[Path]:
    """Yield a new, empty file beside `path`; on success it is fsynced and renamed to `path`, which may be a link: the
    link is replaced, not the file behind it.

    Args:
        path: the file.
        target: asked at the end for another name in the same folder, or None, where nothing is to be kept.

    Raises:
        OSError: the file cannot be written; `path` is unchanged.
    """
    temporary = path.with_name(f".{path.name}.{os.getpid()}.tmp")
    # What has that name is of a killed process, or a link that came with the run: it is not written through.
    temporary.unlink(missing_ok=True)
    os.close(os.open(temporary, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o666))
    try:
        yield temporary
        with temporary.open("rb+") as file:
            os.fsync(file.fileno())
        if (kept := path if target is None else target()) is not None:
            replace(temporary, kept)
    finally:
        temporary.unlink(missing_ok=True)


def clear_temporary(folder: Path) -> None:
    """Delete temporary files that a killed `atomic_write` left in a folder; no other process may be writing there."""
    with suppress(OSError):
        for left in folder.glob(".*.tmp"):
            left.unlink(missing_ok=True)


def write_text(path: Path, text: str) -> None:
    """Write `text` atomically, as UTF-8."""
    with atomic_write(path) as temporary:
        temporary.write_text(text, encoding="utf-8", newline="\n")


def write_json(path: Path, record: object) -> None:
    """Write `record` atomically, as indented JSON."""
    write_text(path, encodable(json.dumps(record, ensure_ascii=False, indent=1, allow_nan=False)) + "\n")


def open_file(path: Path, *, follow: bool = False) -> BufferedReader:
    """Open a regular file for reading in binary mode.

    Args:
        path: the file. Its folder may lie behind a link in any case.
        follow: whether `path` may be a link: only for a file that the person chose, never for one of a run.

    Raises:
        OSError: it cannot be opened, is a link, or is not a regular file: a pipe would block forever, a device never
            end.
    """
    return os.fdopen(_descriptor(path, os.O_RDONLY, follow=follow), "rb")


def read_small(path: Path | str, most: int) -> bytes:
    """The bytes of a regular file that has `most` at most, in the fewest calls of the system; a link is followed.

    Raises:
        OSError: it cannot be read, is not a regular file, or has more.
    """
    descriptor = os.open(path, os.O_RDONLY | _SAFE_FLAGS)
    try:
        found = os.fstat(descriptor)
        if not stat.S_ISREG(found.st_mode) or found.st_size > most:
            raise OSError(errno.EFBIG, "it is not a small file", str(path))
        data = os.read(descriptor, most + 1)
    finally:
        os.close(descriptor)
    if len(data) != found.st_size:
        raise OSError(errno.EIO, "it was read in part, or is being written", str(path))
    return data


def open_to_append(path: Path) -> IO[str]:
    """Open a file for text at its end; it is made if need be.

    Raises:
        OSError: it cannot be opened, is a link of either kind, or is not a regular file.
    """
    descriptor = _descriptor(path, os.O_WRONLY | os.O_APPEND | os.O_CREAT)
    try:
        if os.fstat(descriptor).st_nlink > 1:
            raise OSError(errno.EMLINK, "it is a hard link, so that another file would change with it", str(path))
        return os.fdopen(descriptor, "a", encoding="utf-8", newline="\n")
    except BaseException:
        os.close(descriptor)
        raise


def open_to_lock(path: Path) -> BufferedRandom:
    """Open an existing file so that it can be locked, for which some systems demand the right to write.

    Raises:
        OSError: as `open_file`.
    """
    return os.fdopen(_descriptor(path, os.O_RDWR), "r+b")


def cut_torn_line(file: IO[bytes], end: bytes = b"\n") -> None:
    """Take away what comes after the last end of a line: a writer that was killed has left it."""
    size = whole = file.seek(0, os.SEEK_END)
    while whole:
        start = max(0, whole - _BLOCK)
        file.seek(start)
        found = file.read(_BLOCK + len(end) - 1).rfind(end)  # the end may be across two blocks
        if found >= 0:
            whole = start + found + len(end)
            break
        whole = start
    if whole < size:
        file.truncate(whole)


def _descriptor(path: Path, flags: int, *, follow: bool = False) -> int:
    if not follow:
        refuse_link(path)
    with suppress(FileNotFoundError):
        _require_regular(path.stat().st_mode, path)
    descriptor = os.open(path, flags | _SAFE_FLAGS | (0 if follow else _NO_FOLLOW), 0o666)
    try:
        _require_regular(os.fstat(descriptor).st_mode, path)
    except BaseException:
        os.close(descriptor)
        raise
    return descriptor


def _require_regular(mode: int, path: Path) -> None:
    if not stat.S_ISREG(mode):
        raise OSError(errno.EINVAL, "it is not a file", str(path))


def refuse_link(path: Path) -> None:
    """Refuse a file or folder that is a link, on Windows also a junction; one that does not exist is none.

    Raises:
        OSError: it is a link.
    """
    try:
        found = path.lstat()
    except FileNotFoundError:
        return
    junction = getattr(found, "st_reparse_tag", 0) == getattr(stat, "IO_REPARSE_TAG_MOUNT_POINT", -1)
    if stat.S_ISLNK(found.st_mode) or junction:
        raise OSError(errno.ELOOP, "it is a link, and links in a run's folder are not followed", str(path))


def read_json(
    path: Path,
    error: Callable[[Message], StudioError],
    *,
    max_bytes: int = _MAX_RECORD_BYTES,
    max_values: int = json_text.MAX_VALUES,
) -> dict[str, Any]:
    """Read a JSON object.

    Args:
        path: the file, UTF-8.
        error: makes the exception to raise from its message.
        max_bytes: size limit of the file.
        max_values: limit on the number of JSON values.
    """
    names = {"file": path.name, "folder": str(path.parent)}
    try:
        with open_file(path) as file:
            data = file.read(max_bytes + 1)
        if len(data) > max_bytes:
            raise error(message("{file} in {folder} is damaged: it is far too large.", **names))
        record = json_text.parse(data, max_values)
    except FileNotFoundError:
        raise error(message("{file} is missing in {folder}.", **names)) from None
    except OSError as problem:
        reason = problem.strerror or str(problem)
        raise error(message("{file} cannot be read: {reason}.", file=str(path), reason=reason)) from problem
    except json_text.JsonLimitError as problem:
        raise error(joined(message("{file} in {folder} is damaged.", **names), problem.message)) from problem
    except ValueError as problem:
        raise error(message("{file} in {folder} is damaged: it is not valid JSON.", **names)) from problem
    if not isinstance(record, dict):
        raise error(message("{file} in {folder} is damaged: it does not hold a JSON object.", **names))
    return record


def file_identity(path: Path) -> str:
    """A text that changes when a file does: its path, its size, and the time of its last change in nanoseconds."""
    try:
        found = path.stat()
    except (OSError, ValueError):  # ValueError: a name that this system cannot even spell
        return f"{path} -"
    return f"{path} {found.st_size} {found.st_mtime_ns}"


def replace(source: Path, target: Path) -> None:
    """Rename over `target`, with retries on Windows, where a virus scanner or viewer may hold the file briefly."""
    for attempt in range(_REPLACE_TRIES):
        try:
            source.replace(target)
            return
        except PermissionError:
            if sys.platform != "win32" or attempt == _REPLACE_TRIES - 1:
                raise
            time.sleep(0.05 * (attempt + 1))


def file_name(text: str, longest: int = 80) -> str:
    """`text` as a file name that is valid on Linux, macOS and Windows; "untitled" if nothing remains."""
    name = _FORBIDDEN.sub("-", text).strip(" .-")[:longest]
    name = name.encode()[:_MAX_NAME_BYTES].decode("utf-8", "ignore").rstrip(" .-")
    if name.split(".")[0].rstrip().lower() in _RESERVED:
        name = f"_{name}"
    return name or "untitled"


def free_name(folder: Path, name: str, ending: str = "") -> Path:
    """`folder/name` with an ending such as ".png", or "name (2).png", "name (3).png" … if that already exists."""
    candidate = folder / f"{name}{ending}"
    number = 2
    while candidate.exists():
        candidate = folder / f"{name} ({number}){ending}"
        number += 1
    return candidate


def is_file(path: Path) -> bool:
    """Whether the path is an existing file; False also if it is inaccessible or not a valid name."""
    try:
        return path.is_file()
    except OSError:  # Python before 3.14 raises if the name is too long or the folder is not accessible
        return False


def is_dir(path: Path) -> bool:
    """Whether the path is an existing folder; False also if it is inaccessible or not a valid name."""
    try:
        return path.is_dir()
    except OSError:
        return False


def holds_something(folder: Path) -> bool:
    """Return whether a folder is there and not empty: a drive that is not connected may leave an empty one."""
    try:
        with os.scandir(folder) as entries:
            return next(entries, None) is not None
    except (OSError, ValueError):
        return False


def folder_size(folder: Path) -> int:
    """Total bytes of all files below `folder`; files that disappear meanwhile count as 0."""
    total, folders = 0, [str(folder)]
    while folders:  # before Python 3.12 os.walk is recursive, and folders can nest deeper than the stack
        with suppress(OSError), os.scandir(folders.pop()) as entries:
            for entry in entries:
                if entry.is_dir(follow_symlinks=False):
                    folders.append(entry.path)
                    continue
                with suppress(OSError):
                    total += entry.stat(follow_symlinks=False).st_size
    return total
