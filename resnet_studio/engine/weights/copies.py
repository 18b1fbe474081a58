"""Untrusted files in PyTorch's format: a process of its own reads one and writes a plain copy, which is kept.

The engine opens such a file only to compute its hash, by which the copy is found again. The process has limits of
memory and time, neither torch nor pickle, and ends as soon as the job is asked to end.
"""

import hashlib
import os
import tempfile
import time
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from pathlib import Path
from typing import Any, Final

from torch import Tensor

from resnet_studio.core.basics import json_text
from resnet_studio.core.basics.errors import WeightsError
from resnet_studio.core.basics.files import file_identity, is_file, open_file, replace
from resnet_studio.core.basics.limited_process import Death, LimitedProcess, ProcessDiedError
from resnet_studio.core.basics.message import Message, message
from resnet_studio.core.basics.places import cache_folder
from resnet_studio.core.protocol.commands import ShouldStop, check_halt, never
from resnet_studio.engine.machine.budget import budget
from resnet_studio.engine.weights import refusals
from resnet_studio.engine.weights.checked_file import LARGEST_HEADER, read_checked
from resnet_studio.engine.weights.plain_copy import NOTE, CopyRequest, work

MOST_SHARE: Final = 8
"""The copies have at most this part of the disk's budget."""

_SPARE_MEMORY: Final = 128_000_000  # for what describes the tensors
_SPARE_SECONDS: Final = 30.0
_SLOWEST: Final = 5_000_000  # bytes per second, of a disk or a network
_AT_ONCE: Final = 1_000_000
_MOST_VALUES: Final = 1_000_000
_VERSION: Final = 1  # of copies: others are made again
_LEFT_SECONDS: Final = 86_400.0
_SUFFIX: Final = ".safetensors"


def read_untrusted(path: Path, size: int, *, whole: bool = False, should_stop: ShouldStop = never) -> Any:
    """What a file in PyTorch's format holds: dictionaries, lists, plain values, and tensors in memory of their own.

    Args:
        path: the file.
        size: its bytes.
        whole: whether an optimiser's state and long lists are wanted too.
        should_stop: ends the process that reads it.

    Raises:
        WeightsError: it is refused, or took more memory or time than it can need.
        Halted: the job was asked to end.
        OSError: it cannot be read.
    """
    before = file_identity(path)
    name = f"{_digest(path, should_stop)}-{_VERSION}{'-whole' if whole else ''}{_SUFFIX}"
    kept = copies_folder() / name
    most = 2 * size + LARGEST_HEADER
    if is_file(kept):
        with suppress(WeightsError, OSError):  # then it is made again
            content = _content(kept, most)
            os.utime(kept)  # used now, so others make room first
            return content
    with _new_file() as made:
        _copy(CopyRequest(path.absolute(), made, whole), size, should_stop)
        if file_identity(path) != before:
            raise WeightsError(message("{file} changed while it was read. Try again.", file=path.name))
        content = _content(made, most)
        _keep(made, kept)
    return content


def copies_folder() -> Path:
    """The folder of the copies."""
    return cache_folder() / "weights"


def _digest(path: Path, should_stop: ShouldStop) -> str:
    hashed = hashlib.sha256()
    with open_file(path, follow=True) as file:
        while piece := file.read(_AT_ONCE):
            check_halt(should_stop)
            hashed.update(piece)
    return hashed.hexdigest()


@contextmanager
def _new_file() -> Iterator[Path]:
    """An empty file that no other user can read, in the folder of the copies where that can be written."""
    folder = copies_folder()
    try:
        folder.mkdir(parents=True, exist_ok=True)
        handle, name = tempfile.mkstemp(".tmp", dir=folder)
    except OSError:
        handle, name = tempfile.mkstemp(".tmp")
    os.close(handle)
    try:
        yield Path(name)
    finally:
        with suppress(OSError):
            Path(name).unlink(missing_ok=True)


def _copy(request: CopyRequest, size: int, should_stop: ShouldStop) -> None:
    """Have a process of its own write the copy."""
    seconds = _SPARE_SECONDS + size / _SLOWEST
    try:
        with LimitedProcess(work, 2 * size + _SPARE_MEMORY) as process:
            reply = process.ask(request, seconds, should_stop)
    except ProcessDiedError as error:
        check_halt(should_stop)
        raise WeightsError(_why_not(request.source.name, error, seconds)) from error
    if reply:
        raise WeightsError(_reason(request.source.name, reply))


def _reason(file: str, reply: bytes) -> Message:
    try:
        return Message.from_record(json_text.parse(reply))
    except ValueError:
        return message("{file} could not be read.", file=file)


def _why_not(file: str, error: ProcessDiedError, seconds: float) -> Message:
    match error.death:
        case Death.MEMORY:
            return message("{file} was not read: it takes far more memory than a file of its size can need.", file=file)
        case Death.TIME:
            return message("{file} was not read: it takes longer than {limit:duration}.", file=file, limit=seconds)
        case Death.START:
            return message(
                "{file} was not read, because the process that reads such files could not start. Close other programs, "
                "and try again.",
                file=file,
            )
        case _:
            return message(
                "{file} was not read: the process that reads such files ended (exit code {code:plain}).",
                file=file,
                code=error.exitcode,
            )


def _content(copy: Path, most: int) -> Any:
    """What a copy holds.

    Raises:
        WeightsError: it is damaged.
        OSError: it cannot be read.
    """
    found = read_checked(copy, most)
    try:
        nodes = json_text.parse(found.notes[NOTE], _MOST_VALUES)
        return _Nodes(nodes, found.tensors).made[0]
    except (KeyError, IndexError, TypeError, ValueError, AttributeError) as error:
        raise refusals.damaged(copy.name, message("Its note is not as it was written.")) from error


class _Nodes:
    """Makes the dictionaries and lists that the note of a copy describes; `made` has them in its order."""

    def __init__(self, nodes: list[dict[str, Any]], tensors: dict[str, Tensor]) -> None:
        self._tensors = tensors
        self.made: list[dict[Any, Any] | list[Any]] = [{} if "dict" in node else [] for node in nodes]
        for node, made in zip(nodes, self.made, strict=True):
            if isinstance(made, dict):
                made.update({key: self._value(value) for key, value in node["dict"]})
            else:
                made.extend(self._value(value) for value in node["list"])

    def _value(self, value: Any) -> Any:
        if not isinstance(value, dict):
            return value
        return self._tensors[value["tensor"]] if "tensor" in value else self.made[value["node"]]


def _keep(made: Path, kept: Path) -> None:
    """Put a copy into the cache, if it fits; the least recently used others make room for it."""
    most = budget().disk // MOST_SHARE - made.stat().st_size
    if made.parent != kept.parent or most < 0:
        return
    _make_room(kept.parent, most)
    with suppress(OSError):
        replace(made, kept)


def _make_room(folder: Path, most: int) -> None:
    """Delete the least recently used copies until they have `most` bytes, and what a killed process left."""
    found = []
    for file in folder.iterdir():
        with suppress(OSError):
            about = file.stat()
            if file.suffix == _SUFFIX:
                found.append((about.st_mtime_ns, about.st_size, file))
            elif time.time() - about.st_mtime > _LEFT_SECONDS:
                file.unlink()
    total = sum(size for _, size, _ in found)
    for _, size, file in sorted(found):
        if total <= most:
            return
        with suppress(OSError):  # Windows keeps a file that is in use
            file.unlink()
            total -= size
