"""What a run tells, kept in its folder: appended live, read again as the same events."""

import os
from collections.abc import Iterator
from contextlib import suppress
from pathlib import Path
from typing import IO

from resnet_studio.core.errors import RunError
from resnet_studio.core.event_json import from_json, to_json
from resnet_studio.core.events import Event, EventError
from resnet_studio.core.history import RunHistory
from resnet_studio.core.run import EVENTS


class EventLog:
    """Appends events to `events.jsonl`; each is on its way to the disk before it is sent anywhere."""

    def __init__(self, run: Path) -> None:
        self._file: IO[str] = (run / EVENTS).open("a", encoding="utf-8", newline="\n")
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


def _is_torn(file: Path) -> bool:
    """Whether the writer before was killed within a line."""
    with file.open("rb") as written:
        if written.seek(0, os.SEEK_END) == 0:
            return False
        written.seek(-1, os.SEEK_END)
        return written.read(1) != b"\n"


def read_events(run: Path) -> Iterator[Event]:
    """The events of a run in order. A torn or foreign line is left out: a crash may have cut the last one."""
    try:
        with (run / EVENTS).open(encoding="utf-8", errors="replace") as file:
            for line in file:
                try:
                    yield from_json(line)
                except EventError:
                    continue
    except FileNotFoundError:
        return
    except OSError as error:
        raise RunError(f"{EVENTS} in {run} cannot be read: {error.strerror or error}.") from error


def read_history(run: Path) -> RunHistory:
    """Replay a run: what the window would show had it watched."""
    history = RunHistory()
    for event in read_events(run):
        history.apply(event)
    return history
