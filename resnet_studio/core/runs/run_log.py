"""The events of a run in its folder: appended while it trains, read later as the same events."""

import os
import sys
from collections.abc import Iterable, Iterator
from contextlib import ExitStack, contextmanager, suppress
from functools import partial
from io import BufferedReader
from pathlib import Path
from typing import IO

from resnet_studio.core.basics.errors import Failure, RunError
from resnet_studio.core.basics.file_lock import lock, lock_soon
from resnet_studio.core.basics.files import open_file, open_to_append, open_to_lock
from resnet_studio.core.basics.message import message
from resnet_studio.core.protocol.event_json import from_json, to_json
from resnet_studio.core.protocol.events import (
    BatchEnd,
    CheckpointSaved,
    EpochEnd,
    Event,
    EventError,
    Notice,
    Predictions,
    RunFailed,
    RunFinished,
    RunResumed,
    RunStarted,
)
from resnet_studio.core.runs.history import RunHistory
from resnet_studio.core.runs.run import EVENTS
from resnet_studio.core.runs.states import ENDINGS

LARGEST_LOG = 4_000_000_000
"""Bytes of a log that are read: a run that reports twenty steps a second writes so much in two weeks."""
LONGEST_LINE = 8_000_000
"""Bytes of one event: 24 pictures with the probabilities of 10,000 classes are less."""
_END_OF_LOG = 64 * 1024  # bytes: longer than the ending of a run, which has the path of its folder


def _beginnings(*kinds: type[Event]) -> tuple[bytes, ...]:
    return tuple(f'{{"event": "{kind.__name__}"'.encode() for kind in kinds)


_ENDINGS = _beginnings(*ENDINGS)
_OUTLINE = _beginnings(*ENDINGS, EpochEnd, CheckpointSaved, RunStarted, RunResumed)
_BATCH = _beginnings(BatchEnd)
_PREDICTIONS = _beginnings(Predictions)


class EventLog:
    """Appends events to `events.jsonl`; each is written before it is sent anywhere.

    The log is locked: two processes that train the same run would spoil it. The system releases the lock when the
    process ends, in whatever way.

    Raises:
        RunError: another process writes this run.
        OSError: the file cannot be written, or is a link.
    """

    def __init__(self, run: Path) -> None:
        self._file: IO[str] = open_to_append(run / EVENTS)
        if not lock_soon(self._file):
            self._file.close()
            raise _in_training(run)
        if _is_torn(run / EVENTS):
            self._file.write("\n")  # else the first new event would be lost with the incomplete line

    def append(self, event: Event) -> None:
        """Write one line and flush it to the operating system.

        That the run's folder is gone is not written: where the log is, the folder is too, and its run was cut off.
        """
        if isinstance(event, RunFailed) and event.kind is Failure.RUN_GONE:
            return
        self._file.write(to_json(event) + "\n")
        self._file.flush()

    def close(self) -> None:
        """Flush everything to the disk as far as possible: an error here must not end the run. Once is enough."""
        if self._file.closed:
            return
        with suppress(OSError):
            try:
                self._file.flush()
                os.fsync(self._file.fileno())
            finally:
                self._file.close()


def is_being_written(run: Path) -> bool:
    """Whether some process is training this run."""
    try:
        with open_to_lock(run / EVENTS) as file:
            return not lock(file, shared=True)  # closing the file releases it
    except OSError:
        return False


@contextmanager
def held(run: Path) -> Iterator[None]:
    """Keep a run as it is: no process can train it meanwhile.

    On Windows, where a folder with an open file cannot be moved, it is only made sure that no process trains it now.

    Raises:
        RunError: a process trains it.
    """
    with ExitStack() as opened:
        with suppress(OSError):  # there may be no log yet, or none that can be written
            file = opened.enter_context(open_to_lock(run / EVENTS))
            if not lock_soon(file):
                raise _in_training(run)
        if sys.platform == "win32":
            opened.close()
        yield


def _in_training(run: Path) -> RunError:
    return RunError(message("The run {run} is in training in another window or program.", run=run.name))


def _is_torn(file: Path) -> bool:
    """Whether the last line is incomplete, because its writer was killed."""
    with open_file(file) as written:
        if written.seek(0, os.SEEK_END) == 0:
            return False
        written.seek(-1, os.SEEK_END)
        return written.read(1) != b"\n"


@contextmanager
def _opened(run: Path) -> Iterator[BufferedReader]:
    """The log, opened for reading.

    Raises:
        FileNotFoundError: there is none.
        RunError: the file cannot be read, or is too large.
    """
    try:
        with open_file(run / EVENTS) as file:
            size = os.fstat(file.fileno()).st_size
            if size > LARGEST_LOG:
                raise RunError(
                    message(
                        "{file} in {folder} holds {size:size}, which is too large to be what it should be.",
                        file=EVENTS,
                        folder=run,
                        size=size,
                    )
                )
            yield file
    except FileNotFoundError:
        raise
    except OSError as error:
        reason = error.strerror or str(error)
        raise RunError(
            message("{file} in {folder} cannot be read: {reason}.", file=EVENTS, folder=run, reason=reason)
        ) from error


def _lines(run: Path) -> Iterator[bytes]:
    """The lines of a run's events, the last perhaps incomplete; longer lines than any event are left out.

    Raises:
        RunError: the file cannot be read, or is too large.
    """
    try:
        with _opened(run) as file:
            whole = True
            for line in iter(partial(file.readline, LONGEST_LINE), b""):
                begins, whole = whole, line.endswith(b"\n")
                if begins and (whole or len(line) < LONGEST_LINE):
                    yield line
    except FileNotFoundError:
        return


def read_events(run: Path) -> Iterator[Event]:
    """The events of a run in order. Incomplete and unknown lines are left out: a crash may have cut the last one.

    Raises:
        RunError: the file cannot be read, or is too large.
    """
    return _events(_lines(run))


def read_outline(run: Path) -> Iterator[Event]:
    """The few events that say how far a run is; of the batches between two of them only the last.

    Of the predictions the last before an ending are among them: they say of how many pictures an accuracy is.

    Nearly all lines of a long log are batches, and these are skipped by their beginning: a hundred megabytes take a
    third of a second. Raises as `read_events`.
    """
    return _events(_outline(_lines(run)))


def _outline(lines: Iterable[bytes]) -> Iterator[bytes]:
    batch = predictions = b""
    for line in lines:
        if line.startswith(_BATCH):
            batch = line
        elif line.startswith(_PREDICTIONS):
            predictions = line
        elif line.startswith(_OUTLINE):
            if batch:
                yield batch
            if predictions and line.startswith(_ENDINGS):
                yield predictions
                predictions = b""
            batch = b""
            yield line
    yield from filter(None, (batch, predictions))


def read_predictions(run: Path) -> Iterator[Event]:
    """The predictions after each epoch. Raises as `read_events`."""
    return _events(line for line in _lines(run) if line.startswith(_PREDICTIONS))


def _events(lines: Iterable[bytes]) -> Iterator[Event]:
    for line in lines:
        try:
            yield from_json(line.decode("utf-8", "replace"))
        except EventError:
            continue


def read_history(run: Path, *, outline: bool = False) -> RunHistory:
    """Replay a run: the history that the window would have, had it been open.

    `outline`, without its curves, notices and most predictions, which is forty times as fast.
    """
    history = RunHistory()
    for event in read_outline(run) if outline else read_events(run):
        history.apply(event)
    return history


def is_finished(run: Path) -> bool:
    """Whether a run is finished, by the end of its log, which is all that is read of it.

    Raises:
        RunError: the file cannot be read, or is too large.
    """
    try:
        with _opened(run) as file:
            size = file.seek(0, os.SEEK_END)
            file.seek(max(0, size - _END_OF_LOG))
            lines = file.read().splitlines()
    except FileNotFoundError:
        return False
    last = next((event for event in _events(reversed(lines)) if not isinstance(event, Notice)), None)
    return isinstance(last, RunFinished)


def may_have_learned(run: Path) -> bool:
    """Whether a run has learned from pictures, or may yet: not one that has ended before its first batch. Of a log
    that was read, `RunHistory.begun` says whether it has.

    The log is read up to its first batch only.

    Raises:
        RunError: the file cannot be read, or is too large.
    """
    ended = False
    for event in read_events(run):
        if isinstance(event, BatchEnd | EpochEnd | CheckpointSaved):
            return True
        if isinstance(event, (RunStarted, RunResumed, *ENDINGS)):
            ended = isinstance(event, tuple(ENDINGS))
    return not ended
