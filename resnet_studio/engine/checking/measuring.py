"""Measuring many files and keeping what was measured: in threads, and where there are many, in processes as well."""

import os
import time
from collections.abc import Callable, Generator, Iterator, Sequence
from contextlib import closing
from functools import partial
from pathlib import Path
from typing import Final

from resnet_studio.core.basics.priority import thread_gives_way
from resnet_studio.core.checks.facts import AGAIN, Facts, Kept
from resnet_studio.core.checks.store import Store, store_file
from resnet_studio.core.dataset.catalogue import Picture
from resnet_studio.core.pictures import limits
from resnet_studio.core.protocol.commands import ShouldStop, check_halt
from resnet_studio.core.protocol.events import Phase, Progress
from resnet_studio.engine.checking.apart import SEATS, Measurers
from resnet_studio.engine.checking.measure import all_facts, see
from resnet_studio.engine.checking.sight import Sight
from resnet_studio.engine.inputs.load_thread import waits_elsewhere
from resnet_studio.engine.inputs.workers import Work, Workers
from resnet_studio.engine.machine.devices import cores

_SLICE: Final = 128  # pictures that are measured at a time, at most: what is computed of many at once costs less
_LEAST_SLICE: Final = 8
_SLICE_BYTES: Final = 4_000_000  # of their files, from which they are enough
_SHARES: Final = 4  # of what is left, by which as many are measured at a time that all threads end at once
_MANY: Final = 1_500  # pictures from which on processes take less time, with that to start them
_KEEP_SECONDS: Final = 1.0  # between two writes, while others measure: what is left then, they wait for at the end
_MOST_THREADS: Final = 8

Some = list[tuple[int, Kept]]
"""Pictures, as their number, and what is known of them now."""


def measurers_for(threads: int) -> Measurers:
    """The processes for so many threads, of which one measures by itself, before these are ready."""
    return Measurers((threads or min(_MOST_THREADS, cores())) - 1)


def started_early(root: Path, measurers: Measurers) -> Callable[[int], None]:
    """To be called with the number of files seen while a folder is read. Where nothing is known of it, and it has
    many, the processes start then: they may be ready when it was read."""
    new = not store_file(root).is_file()

    def seen(files: int) -> None:
        if new and files >= _MANY:
            measurers.start()

    return seen


def measured(
    root: Path, pictures: Sequence[Picture], total: int, store: Store, measurers: Measurers, should_stop: ShouldStop
) -> Generator[Progress]:
    """Measure pictures and keep what was measured, also where the job is asked to end; there are `total` in all. The
    processes are closed at the end.

    Yields:
        `Progress`.
    """
    ready: dict[str, Kept] = {}
    done, kept = total - len(pictures), time.monotonic()
    threads = measurers.count + 1
    if len(pictures) >= _MANY:
        measurers.start()
        threads += (SEATS - 1) * measurers.count
    else:
        measurers.close()
    workers = Workers(threads, limits.seconds())
    try:
        with closing(_all(root, pictures, workers, measurers, lambda: check_halt(should_stop))) as results:
            for some in results:
                ready |= {pictures[index].path: one for index, one in some}
                done += len(some)
                if time.monotonic() - kept > _KEEP_SECONDS:
                    store.add(ready)
                    ready, kept = {}, time.monotonic()
                check_halt(should_stop)
                yield Progress(Phase.CHECKING, done, total)
    finally:
        try:
            store.add(ready)
        finally:
            workers.close()


def _all(
    root: Path, pictures: Sequence[Picture], workers: Workers, measurers: Measurers, check: Callable[[], object]
) -> Generator[Some]:
    """What is known of all pictures, in pieces."""
    late = partial(_late, pictures)
    pieces = (_Piece(root, pictures, places, measurers) for places in _slices(pictures, workers.count))
    work = (Work(piece.places, piece.load, late, _kept, thread_gives_way) for piece in pieces)
    with closing(measurers), closing(workers.in_order(work, 4 * workers.count, check)) as results:
        yield from results


def _slices(pictures: Sequence[Picture], threads: int) -> Iterator[range]:
    start = 0
    while start < len(pictures):
        most = min(_SLICE, max(_LEAST_SLICE, (len(pictures) - start) // (_SHARES * threads)))
        stop, size = start, 0
        while stop < min(start + most, len(pictures)) and size < _SLICE_BYTES:
            size += pictures[stop].size
            stop += 1
        yield range(start, stop)
        start = stop


class _Piece:
    """Pictures that are measured together: in a process where one is free, and what it leaves in this thread."""

    def __init__(self, root: Path, pictures: Sequence[Picture], places: range, measurers: Measurers) -> None:
        self._root, self._pictures, self.places, self._measurers = root, pictures, places, measurers
        self._apart: dict[int, Kept] | None = None

    def load(self, index: int) -> Kept | Sight | Facts:
        """What is known or seen of a picture; the first one asks the process for all."""
        if self._apart is None:
            files = [
                (os.fspath(self._root / one.path), one.size, one.mtime_ns)
                for one in self._pictures[self.places.start : self.places.stop]
            ]
            with waits_elsewhere() as should_stop:
                self._apart = self._measurers.measure(files, should_stop)
        picture = self._pictures[index]
        known = self._apart.get(index - self.places.start)
        return known or see(self._root / picture.path, picture.size, picture.mtime_ns)


def _kept(loaded: list[tuple[int, Kept | Sight | Facts]]) -> Some:
    facts = iter(all_facts([one for _, one in loaded if not isinstance(one, Kept)]))
    return [(index, one if isinstance(one, Kept) else next(facts).kept()) for index, one in loaded]


def _late(pictures: Sequence[Picture], index: int) -> Facts:
    return Facts(pictures[index].size, AGAIN, problem=limits.takes_long(limits.seconds()))
