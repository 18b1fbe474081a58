"""What a run tells, kept in its folder: appended live, read again as the same events."""

import errno
import os
import sys
import time
from collections.abc import Iterator
from contextlib import suppress
from functools import partial
from pathlib import Path
from typing import IO, Any

from resnet_studio.core.basics import formatting
from resnet_studio.core.basics.errors import RunError
from resnet_studio.core.basics.files import open_file
from resnet_studio.core.protocol.event_json import from_json, to_json
from resnet_studio.core.protocol.events import Event, EventError
from resnet_studio.core.runs.history import RunHistory
from resnet_studio.core.runs.run import EVENTS

if sys.platform == "win32":
    import msvcrt
else:
    import fcntl


LARGEST_LOG = 4_000_000_000
"""Bytes of a log that are read: a run that reports twenty steps a second writes so much in two weeks."""
LONGEST_LINE = 8_000_000
"""Bytes of one event: 24 pictures with the probabilities of 10,000 classes are less."""
_TRIES = 10
_LOCKED_BYTE = 2**40  # beyond any log: on Windows the byte that is locked cannot be read by others


class EventLog:
    """Appends events to `events.jsonl`; each is on its way to the disk before it is sent anywhere.

    While one process has the log of a run, no other gets it: two that train the same run would spoil it. The system
    gives the lock back when the process ends, however it ends.

    Raises:
        RunError: another process writes this run.
        OSError: the file cannot be written.
    """

    def __init__(self, run: Path) -> None:
        self._file: IO[str] = (run / EVENTS).open("a", encoding="utf-8", newline="\n")
        if not _lock_soon(self._file):
            self._file.close()
            raise RunError(f"The run {run.name} is in training in another window or program.")
        if _is_torn(run / EVENTS):
            self._file.write("\n")  # or the first event of now would be lost with the torn line

    def append(self, event: Event) -> None:
        """Write one line and flush it to the operating system."""
        self._file.write(to_json(event) + "\n")
        self._file.flush()

    def close(self) -> None:
        """Flush everything to the disk, as far as it takes it: a log that cannot be ended ends no run."""
        with suppress(OSError):
            try:
                self._file.flush()
                os.fsync(self._file.fileno())
            finally:
                self._file.close()


def is_being_written(run: Path) -> bool:
    """Whether some process is in the middle of this run."""
    try:
        with (run / EVENTS).open("r+b") as file:
            return not _lock(file)  # which is given back with the file
    except OSError:
        return False


def _lock_soon(file: IO[Any]) -> bool:
    """As `_lock`, with patience: a list of runs takes the lock for a moment, to see whether somebody has it."""
    for _ in range(_TRIES):
        if _lock(file):
            return True
        time.sleep(0.05)
    return False


def _lock(file: IO[Any]) -> bool:
    """Take the file for this process alone; False if another has it."""
    try:
        if sys.platform == "win32":
            here = file.tell()
            file.seek(_LOCKED_BYTE)
            msvcrt.locking(file.fileno(), msvcrt.LK_NBLCK, 1)
            file.seek(here)
        else:
            fcntl.flock(file, fcntl.LOCK_EX | fcntl.LOCK_NB)
    except BlockingIOError:
        return False
    except OSError as error:
        # A file system without locks, as some network drives are, is no reason not to train.
        return error.errno not in {errno.EACCES, errno.EDEADLK}
    return True


def _is_torn(file: Path) -> bool:
    """Whether the writer before was killed within a line."""
    with file.open("rb") as written:
        if written.seek(0, os.SEEK_END) == 0:
            return False
        written.seek(-1, os.SEEK_END)
        return written.read(1) != b"\n"


def read_lines(run: Path) -> Iterator[bytes]:
    """The lines of a run's events, the last perhaps torn; what is longer than any event is left out.

    Raises:
        RunError: the file cannot be read, or is larger than any run makes it.
    """
    try:
        with open_file(run / EVENTS) as file:
            size = os.fstat(file.fileno()).st_size
            if size > LARGEST_LOG:
                raise RunError(f"{EVENTS} in {run} holds {formatting.size(size)}, more than a run can have to tell.")
            whole = True
            for line in iter(partial(file.readline, LONGEST_LINE), b""):
                begins, whole = whole, line.endswith(b"\n")
                if begins and (whole or len(line) < LONGEST_LINE):
                    yield line
    except FileNotFoundError:
        return
    except OSError as error:
        raise RunError(f"{EVENTS} in {run} cannot be read: {error.strerror or error}.") from error


def read_events(run: Path) -> Iterator[Event]:
    """The events of a run in order. A torn or foreign line is left out: a crash may have cut the last one.

    Raises:
        RunError: as `read_lines`.
    """
    for line in read_lines(run):
        try:
            yield from_json(line.decode("utf-8", "replace"))
        except EventError:
            continue


def read_history(run: Path) -> RunHistory:
    """Replay a run: what the window would show had it watched."""
    history = RunHistory()
    for event in read_events(run):
        history.apply(event)
    return history
