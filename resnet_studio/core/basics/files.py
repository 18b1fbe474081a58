"""Files read within bounds, and written so that a crash, a full disk or a virus scanner never leaves half of one."""

import errno
import json
import os
import re
import stat
import sys
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from pathlib import Path
from typing import Any, BinaryIO

from resnet_studio.core.basics import json_text
from resnet_studio.core.basics.errors import StudioError
from resnet_studio.core.basics.safe_text import encodable

_RESERVED = {"con", "prn", "aux", "nul", *(f"com{n}" for n in range(10)), *(f"lpt{n}" for n in range(10))}
_FORBIDDEN = re.compile(r'[<>:"/\\|?*\x00-\x1f\x7f\u200e\u200f\u202a-\u202e\u2066-\u2069\ud800-\udfff]+')
_LONGEST_BYTES = 200  # file systems allow 255, and " (2)" or an ending may follow
_REPLACE_TRIES = 20
_LARGEST_RECORD = 2_000_000  # bytes; the names of 20,000 classes are a quarter of it


@contextmanager
def written_whole(path: Path) -> Iterator[Path]:
    """Give a temporary path beside `path`; on success it is fsynced and takes the place of `path` at once.

    Raises:
        OSError: the file cannot be written; `path` is as it was.
    """
    temporary = path.with_name(f".{path.name}.{os.getpid()}.tmp")
    try:
        yield temporary
        with temporary.open("rb+") as file:
            os.fsync(file.fileno())
        replace(temporary, path)
    finally:
        temporary.unlink(missing_ok=True)


def clear_temporary(folder: Path) -> None:
    """Delete what `written_whole` left in a folder when its process was killed; nobody else may be writing there."""
    with suppress(OSError):
        for left in folder.glob(".*.tmp"):
            left.unlink(missing_ok=True)


def write_text(path: Path, text: str) -> None:
    """Write `text` (UTF-8) whole or not at all."""
    with written_whole(path) as temporary:
        temporary.write_text(text, encoding="utf-8", newline="\n")


def write_json(path: Path, record: object) -> None:
    """Write `record` as indented JSON, whole or not at all."""
    write_text(path, encodable(json.dumps(record, ensure_ascii=False, indent=1, allow_nan=False)) + "\n")


def open_file(path: Path) -> BinaryIO:
    """Open a file of bytes for reading; what only looks like one is refused.

    Raises:
        OSError: it cannot be opened, or is no file: a pipe would block for ever, and a device never end.
    """
    if not stat.S_ISREG(path.stat().st_mode):
        raise OSError(errno.EINVAL, "it is not a file", str(path))
    return path.open("rb")


def read_json(
    path: Path, error: Callable[[str], StudioError], *, largest: int = _LARGEST_RECORD, most: int = json_text.SMALL
) -> dict[str, Any]:
    """The JSON object in `path`; `error` makes the exception from a sentence where there is none.

    Args:
        path: the file, UTF-8.
        error: the kind of exception, from its sentence.
        largest: bytes that the file may have; not one more is read.
        most: values that it may hold.
    """
    try:
        with open_file(path) as file:
            data = file.read(largest + 1)
        if len(data) > largest:
            raise error(f"{path.name} in {path.parent} is too large to be what it should be.")
        record = json_text.parse(data, most)
    except FileNotFoundError:
        raise error(f"{path.name} is missing in {path.parent}.") from None
    except OSError as problem:
        raise error(f"{path} cannot be read: {problem.strerror or problem}.") from problem
    except json_text.TooMuchError as problem:
        raise error(f"{path.name} in {path.parent} is damaged: {problem}.") from problem
    except ValueError as problem:
        raise error(f"{path.name} in {path.parent} is damaged: it is not valid JSON.") from problem
    if not isinstance(record, dict):
        raise error(f"{path.name} in {path.parent} is damaged: it holds no JSON object.")
    return record


def replace(source: Path, target: Path) -> None:
    """Rename over `target`; on Windows a scanner or viewer may hold it for a moment, so it is tried again."""
    for attempt in range(_REPLACE_TRIES):
        try:
            source.replace(target)
            return
        except PermissionError:
            if sys.platform != "win32" or attempt == _REPLACE_TRIES - 1:
                raise
            time.sleep(0.05 * (attempt + 1))


def file_name(text: str, longest: int = 80) -> str:
    """`text` as a file's name that is valid on Linux, macOS and Windows; "untitled" if nothing is left."""
    name = _FORBIDDEN.sub("-", text).strip(" .-")[:longest]
    name = name.encode()[:_LONGEST_BYTES].decode("utf-8", "ignore").rstrip(" .-")
    if name.split(".")[0].rstrip().lower() in _RESERVED:
        name = f"_{name}"
    return name or "untitled"


def free_name(folder: Path, name: str) -> Path:
    """`folder/name`, or "name (2)", "name (3)" … where that exists."""
    candidate = folder / name
    number = 2
    while candidate.exists():
        candidate = folder / f"{name} ({number})"
        number += 1
    return candidate


def is_file(path: Path) -> bool:
    """Whether there is a file; what cannot be looked at, or cannot be a name at all, is none."""
    try:
        return path.is_file()
    except OSError:  # Python before 3.14 raises for a name that is too long and for a folder that is closed to us
        return False


def is_dir(path: Path) -> bool:
    """Whether there is a folder, as `is_file`."""
    try:
        return path.is_dir()
    except OSError:
        return False


def folder_size(folder: Path) -> int:
    """Bytes of all files below `folder`; what vanishes meanwhile counts as nothing."""
    total, folders = 0, [str(folder)]
    while folders:  # os.walk calls itself before Python 3.12, and folders can nest deeper than calls
        with suppress(OSError), os.scandir(folders.pop()) as entries:
            for entry in entries:
                if entry.is_dir(follow_symlinks=False):
                    folders.append(entry.path)
                    continue
                with suppress(OSError):
                    total += entry.stat(follow_symlinks=False).st_size
    return total
