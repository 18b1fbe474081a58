"""Measuring many pictures in processes of their own: Python that measures in threads waits for the interpreter's lock.

A process measures a piece of the pictures at a time. What is not an ordinary picture, or fails, and every piece that a
process does not answer for within its limits, is left to the caller. What comes from a process is checked: a picture
may have taken it over.
"""

import json
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager, suppress
from pathlib import Path
from queue import Empty, SimpleQueue
from typing import Final

import numpy as np
import psutil
from PIL import Image

from resnet_studio.core.basics.limited_process import LimitedProcess, ProcessDiedError, silence_libraries
from resnet_studio.core.basics.priority import give_way
from resnet_studio.core.checks.facts import LARGEST_RECORD, PRINT_BYTES, Kept
from resnet_studio.core.pictures import limits
from resnet_studio.core.pictures.decode import Pixels, decode
from resnet_studio.core.pictures.examine import Header, examined
from resnet_studio.core.pictures.formats import pillow_formats
from resnet_studio.core.pictures.limits import at_most
from resnet_studio.engine.checking.sight import SIDE, Sight, facts_of, seen

_SHARE: Final = 6  # of the computer's memory for the pictures of all processes together
_PATIENCE: Final = 6  # times as long as one picture may compute, for a piece
_NICE: Final = 10
_AT_ONCE: Final = 4_000_000  # pixels that are decoded before their figures: in turns, each evicts the other's code

File = tuple[str, int, int]
"""Path, size and time."""
Piece = tuple[Sequence[File], int]
"""Files, and the memory that pictures may take."""


class Measurers:
    """So many processes. One that ended is not replaced."""

    def __init__(self, count: int) -> None:
        self._memory = min(limits.MEMORY, psutil.virtual_memory().total // _SHARE) // max(1, count)
        self._free: SimpleQueue[LimitedProcess] = SimpleQueue()
        self._all: list[LimitedProcess] = []
        for _ in range(count):
            with suppress(ProcessDiedError):
                self._all.append(LimitedProcess(_work, self._memory, prepare=_prepare))
                self._free.put(self._all[-1])

    def measure(self, files: Sequence[File], should_stop: Callable[[], object]) -> dict[int, Kept]:
        """What is known now of files, by their place among these; those that are left to the caller are missing, and
        they are all of them where no process is free."""
        try:
            process = self._free.get_nowait()
        except Empty:
            return {}
        try:
            answer = process.ask((files, self._memory), _PATIENCE * limits.seconds(), should_stop)
            return dict(_parsed(answer, files))
        except ProcessDiedError:
            return {}
        except ValueError:
            process.kill()
            return {}
        finally:
            if process.alive:
                self._free.put(process)

    def close(self) -> None:
        """End all processes, also while they measure."""
        for process in self._all:
            process.kill()
        for process in self._all:
            process.close()


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


# In the process ------------------------------------------------------------------------------------------------------


def _prepare() -> None:
    give_way(_NICE)
    silence_libraries()
    pillow_formats()


@contextmanager
def _left_to_caller() -> Iterator[None]:
    """Pass over a picture that fails; where memory for its figures runs out, the process ends, and its limit with it.

    Where memory for its pixels runs out, decoding has failed.
    """
    try:
        yield
    except MemoryError:
        raise
    except Exception:  # the caller finds out what it is
        pass


def _work(piece: Piece) -> bytes:
    """Number of the files that were measured, their places, their fingerprints, and a line with the record of each."""
    files, memory = piece
    claim = at_most(memory)

    def examine(path: Path, side: int) -> tuple[Header, Image.Image]:
        return examined(path, smallest_side=side, claim=claim, odd=False)

    def read(path: Path, side: int) -> Pixels:
        return decode(path, smallest_side=side, claim=claim, odd=False)

    sights: list[tuple[int, Sight]] = []
    waiting: list[tuple[int, Header, Image.Image]] = []
    pixels = 0
    for place, (path, _, _) in enumerate(files):
        with _left_to_caller():
            header, grey = examine(Path(path), SIDE)
            waiting.append((place, header, grey))
            pixels += grey.width * grey.height
        if pixels > _AT_ONCE or place == len(files) - 1:
            for number, header, grey in waiting:
                with _left_to_caller():
                    sights.append((number, seen(files[number], header, grey, read)))
            waiting, pixels = [], 0
    places = np.array([place for place, _ in sights], "<u4")
    facts = facts_of([sight for _, sight in sights])
    head = len(sights).to_bytes(4, "little") + places.tobytes() + b"".join(one.print for one in facts)
    return head + "\n".join(json.dumps(one.to_record()) for one in facts).encode()
