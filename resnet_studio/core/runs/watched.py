"""A watched folder: its pictures are answered as they arrive, each once, also over restarts of the program.

The folder is looked at again and again, which works on every system and every network drive. A file is asked about
when it has not changed for a moment; one that cannot be read is waited for: it may still be written. Each answer
goes into a journal in the run's folder before anything else is done with it: nothing is lost or answered twice.
"""

import hashlib
import os
import threading
import time
from collections.abc import Callable, Iterator
from contextlib import ExitStack, suppress
from dataclasses import dataclass
from pathlib import Path

from resnet_studio.core.basics import places
from resnet_studio.core.basics.errors import DatasetError, RunError
from resnet_studio.core.basics.file_lock import lock
from resnet_studio.core.basics.files import cut_torn_line, open_file, open_to_append, open_to_lock, refuse_link
from resnet_studio.core.basics.message import Message, message
from resnet_studio.core.dataset.loose_pictures import found_in
from resnet_studio.core.protocol.event_json import from_json, to_json
from resnet_studio.core.protocol.events import EventError
from resnet_studio.core.protocol.jobs.predict import Prediction, PredictionFailed
from resnet_studio.core.runs.predictions import Result
from resnet_studio.core.runs.run_log import LONGEST_LINE

FOLDER = "watched"  # in a run's folder
SETTLE = 1.0
"""Seconds for which a file must not have changed before it is asked about."""
PATIENCE = 20.0
"""Seconds for which a file that cannot be read must not have changed before that is its answer."""
_TRY_AGAIN = 2.0  # seconds after which a file that could not be read is asked about again for the first time
_SHARE = 10  # a look takes at most so small a part of the time
_Identity = tuple[int, int]  # size and time of a file


@dataclass(slots=True)
class _Seen:
    """A file that has no answer yet: as what it was seen since when, and when it is asked about."""

    identity: _Identity
    since: float
    due: float


class Watched:
    """A folder, and which of its pictures a run's model has answered. Methods may be called from several threads.

    Attributes:
        folder: that is watched.
        problem: why it cannot be read at the moment, or None.
        pause: seconds to wait before the next look.
    """

    def __init__(
        self,
        run: Path,
        folder: Path,
        *,
        settle: float | None = None,
        patience: float | None = None,
        clock: Callable[[], float] = time.monotonic,
        mirrored: bool = False,
    ) -> None:
        """Begin, or go on where an earlier process ended. Answers for `mirrored` pictures are others, and kept apart.

        Raises:
            RunError: the journal cannot be written, or another process watches the folder with this run.
        """
        self.folder = Path(os.path.abspath(folder))  # noqa: PTH100 - a link stays a link
        self._settle = SETTLE if settle is None else settle
        self._patience = PATIENCE if patience is None else patience
        self._clock = clock
        self._lock = threading.Lock()
        self._known: dict[str, _Identity] = {}
        self._seen: dict[str, _Seen] = {}
        self._asked: dict[str, _Identity] = {}
        self.problem: Message | None = None
        self.pause = self._settle
        self._path = _journal(run, self.folder, "-mirrored" if mirrored else "")
        with ExitStack() as opened:
            try:
                held = opened.enter_context(open_to_lock(self._path))
                if not lock(held):
                    raise RunError(
                        message("{folder} is being watched already, by another window or terminal.", folder=str(folder))
                    )
                cut_torn_line(held)  # only now: another process may be writing this line
                self._file = opened.enter_context(open_to_append(self._path))
            except OSError as error:
                reason = error.strerror or str(error)
                raise RunError(
                    message("{file} cannot be written: {reason}.", file=str(self._path), reason=reason)
                ) from error
            self._opened = opened.pop_all()
        for identity, result in self._lines():
            self._known[result.path] = identity

    def close(self) -> None:
        """Stop; the journal stays."""
        with self._lock:
            self._opened.close()

    def answers(self) -> Iterator[Result]:
        """All answers so far, in their order."""
        return (result for _, result in self._lines())

    def unchanged(self) -> Iterator[Result]:
        """The answers so far for pictures that are still what was answered."""
        for identity, result in self._lines():
            if self._known.get(result.path) == identity == _identity(result.path):
                yield result

    def look(self) -> list[str]:
        """The pictures to ask about now: new or changed ones that are not being written. `take` gets their answers."""
        began = time.monotonic()
        try:
            names, _ = found_in(self.folder)
            found = {name: _identity(name) for name in names}  # before the lock: the window may wait for it
            self.problem = None
        except DatasetError as error:  # the drive may come back
            self.problem = error.message
            return []
        finally:
            self.pause = max(self._settle, _SHARE * (time.monotonic() - began))
        with self._lock:
            now = self._clock()
            ready = [name for name, identity in found.items() if self._is_ready(name, identity, now)]
            self._seen = {name: seen for name, seen in self._seen.items() if name in found}
        return ready

    def _is_ready(self, name: str, identity: _Identity | None, now: float) -> bool:
        if identity is None or name in self._asked or self._known.get(name) == identity:
            return False
        seen = self._seen.get(name)
        if seen is None or seen.identity != identity:
            self._seen[name] = _Seen(identity, now, now + self._settle)
            return False
        if now < seen.due:
            return False
        self._asked[name] = identity
        return True

    def take(self, result: Result) -> bool:
        """Whether a result is the answer for its picture: not where the file has changed meanwhile, is deleted, or
        cannot be read yet. An answer is in the journal when this returns.

        Raises:
            RunError: the journal cannot be written.
        """
        with self._lock:
            identity = self._asked.pop(result.path, None)
            if identity is None or self._file.closed:
                return False
            now = _identity(result.path)
            if isinstance(result, PredictionFailed) and (now is None or self._waits(result.path, identity)):
                return False
            if now is not None and now != identity:
                return False
            self._write(identity, result)
            self._known[result.path] = identity
            self._seen.pop(result.path, None)
        return True

    def is_asked(self, name: str) -> bool:
        """Whether `look` has given this picture, and its answer is still to come."""
        return name in self._asked

    @property
    def asked(self) -> bool:
        """Whether answers are still to come."""
        return bool(self._asked)

    @property
    def answered(self) -> int:
        """How many pictures have an answer."""
        return len(self._known)

    @property
    def waiting(self) -> int:
        """How many files have been seen and have no answer yet."""
        return len(self._seen)

    def give_back(self) -> None:
        """Ask again about what was asked about and has no answer, because the job has ended."""
        with self._lock:
            self._asked.clear()

    def _waits(self, name: str, identity: _Identity) -> bool:
        """Whether a file that cannot be read is waited for; then it is asked about again later."""
        seen, now = self._seen.get(name), self._clock()
        if seen is None or seen.identity != identity:
            return True
        seen.due = now + min(max(_TRY_AGAIN, now - seen.since), self._patience)  # ever more rarely
        return now - seen.since < self._patience

    def _write(self, identity: _Identity, result: Result) -> None:
        try:
            self._file.write(f"{identity[0]} {identity[1]} {to_json(result)}\n")
            self._file.flush()
        except OSError as error:
            reason = error.strerror or str(error)
            raise RunError(
                message("{file} cannot be written: {reason}.", file=str(self._path), reason=reason)
            ) from error

    def _lines(self) -> Iterator[tuple[_Identity, Result]]:
        with open_file(self._path) as file:
            while line := file.readline(LONGEST_LINE):
                size, _, rest = line.partition(b" ")
                mtime, _, event = rest.partition(b" ")
                with suppress(ValueError, EventError):  # not a line of ours
                    found = from_json(event.decode("utf-8", "replace"))
                    if isinstance(found, Prediction | PredictionFailed):
                        yield (int(size), int(mtime)), found


def _journal(run: Path, folder: Path, kind: str) -> Path:
    """Where the journal is: in the run's folder, else among the program's own files."""
    key = hashlib.sha256(os.fsencode(folder)).hexdigest()[:16] + kind
    for place in (run / FOLDER, places.data_folder() / FOLDER / hashlib.sha256(os.fsencode(run)).hexdigest()[:16]):
        try:
            refuse_link(place)
            place.mkdir(parents=True, exist_ok=True)
            with open_to_append(place / f"{key}.jsonl"):
                return place / f"{key}.jsonl"
        except OSError as error:
            problem = error
    reason = problem.strerror or str(problem)
    raise RunError(message("The answers cannot be kept in {folder}: {reason}.", folder=str(place), reason=reason))


def _identity(name: str) -> _Identity | None:
    try:
        found = os.stat(name)  # noqa: PTH116 - of 100,000 files, paths as objects take seconds
    except (OSError, ValueError):
        return None
    return found.st_size, found.st_mtime_ns
