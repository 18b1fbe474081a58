"""Measuring many pictures in processes of their own: Python that measures in threads waits for the interpreter's lock.

A process measures a piece of the pictures at a time. What is not an ordinary picture, or fails, and every piece that a
process does not answer for within its limits, is left to the caller. What comes from a process is checked: a picture
may have taken it over.
"""

from collections.abc import Callable, Iterator, Sequence
from contextlib import suppress
from queue import Empty, SimpleQueue
from threading import Lock
from typing import Final

import numpy as np
import psutil

from resnet_studio.core.basics.limited_process import LimitedProcess, ProcessDiedError
from resnet_studio.core.checks.facts import LARGEST_RECORD, PRINT_BYTES, Kept
from resnet_studio.core.pictures import limits
from resnet_studio.engine.checking.measuring_process import prepare, work
from resnet_studio.engine.checking.piece import File

SEATS: Final = 2
"""While one thread reads an answer, which takes its time beside all other Python here, the process has a piece of the
other one."""
_SHARE: Final = 6  # of the computer's memory for the pictures of all processes together
_PATIENCE: Final = 6  # times as long as one picture may compute, for a piece


class Measurers:
    """So many processes, of which each is asked by `SEATS` threads in turn. One that ended is not replaced.

    Attributes:
        count: how many there are when they are started.
    """

    def __init__(self, count: int) -> None:
        self.count = count
        self._memory = min(limits.MEMORY, psutil.virtual_memory().total // _SHARE) // max(1, count)
        self._free: SimpleQueue[tuple[LimitedProcess, Lock]] = SimpleQueue()
        self._all: list[LimitedProcess] = []

    def start(self) -> None:
        """Start them, unless they were; it does not wait until they are ready."""
        for _ in range(len(self._all), self.count):
            with suppress(ProcessDiedError):
                self._all.append(LimitedProcess(work, self._memory, prepare=prepare))
                seat = self._all[-1], Lock()
                for _ in range(SEATS):
                    self._free.put(seat)

    def measure(self, files: Sequence[File], should_stop: Callable[[], object]) -> dict[int, Kept]:
        """What is known now of files, by their place among these; those that are left to the caller are missing, and
        they are all of them where no process is free."""
        try:
            process, turn = seat = self._free.get_nowait()
        except Empty:
            return {}
        try:
            with turn:
                answer = process.ask((files, self._memory), _PATIENCE * limits.seconds(), should_stop)
            return dict(_parsed(answer, files))
        except ProcessDiedError:
            return {}
        except ValueError:
            process.kill()
            return {}
        finally:
            if process.alive:
                self._free.put(seat)

    def close(self) -> None:
        """End all processes, also while they measure. Others can be started then."""
        for process in self._all:
            process.kill()
        for process in self._all:
            process.close()
        self._all, self._free = [], SimpleQueue()


def _parsed(answer: bytes, files: Sequence[File]) -> Iterator[tuple[int, Kept]]:
    """Raises ValueError where it is not an answer."""
    count = int.from_bytes(answer[:4], "little")
    records = 4 + count * (4 + PRINT_BYTES)
    if count > len(files) or len(answer) < records:
        raise ValueError("cut off")
    places = np.frombuffer(answer, "<u4", count, 4).tolist()
    lines = answer[records:].decode().split("\n") if count else []
    if len(lines) != count or any(place >= len(files) for place in places):
        raise ValueError("other files")
    for number, (place, line) in enumerate(zip(places, lines, strict=True)):
        if len(line) > LARGEST_RECORD:
            raise ValueError("a record that cannot be")
        start = 4 + 4 * count + number * PRINT_BYTES
        _, size, mtime_ns = files[place]
        yield place, Kept(size, mtime_ns, line, answer[start : start + PRINT_BYTES])
