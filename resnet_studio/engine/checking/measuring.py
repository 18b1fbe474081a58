"""Measuring many files and keeping what was measured: in processes where there are many, and in threads."""

import os
import time
from collections.abc import Callable, Generator, Sequence
from contextlib import closing
from functools import partial
from pathlib import Path
from typing import Final

from resnet_studio.core.basics.priority import thread_gives_way
from resnet_studio.core.checks.facts import AGAIN, Facts, Kept
from resnet_studio.core.checks.store import Store
from resnet_studio.core.dataset.catalogue import Picture
from resnet_studio.core.pictures import limits
from resnet_studio.core.protocol.commands import ShouldStop, check_halt
from resnet_studio.core.protocol.events import Phase, Progress
from resnet_studio.engine.checking.apart import Measurers
from resnet_studio.engine.checking.measure import all_facts, see
from resnet_studio.engine.checking.sight import Sight
from resnet_studio.engine.inputs.load_thread import waits_elsewhere
from resnet_studio.engine.inputs.workers import Work, Workers
from resnet_studio.engine.machine.devices import cores

_SLICE: Final = 32  # pictures that are measured at a time: what is computed of many at once costs less
_MANY: Final = 1_500  # pictures from which on processes take less time, with that to start them
_KEEP_SECONDS: Final = 5.0  # between two writes: what was measured since is lost if the process is ended
_MOST_THREADS: Final = 8

Some = list[tuple[int, Kept | None]]
"""Pictures, as their number, and what is known of them now; None: nothing yet."""


def measured(
    root: Path, pictures: Sequence[Picture], total: int, store: Store, threads: int, should_stop: ShouldStop
) -> Generator[Progress]:
    """Measure pictures and keep what was measured, also where the job is asked to end; there are `total` in all.

    Yields:
        `Progress`.
    """
    ready: dict[str, Kept] = {}
    done, kept = total - len(pictures), time.monotonic()
    workers = Workers(threads or min(_MOST_THREADS, cores()), limits.seconds())
    try:
        with closing(_all(root, pictures, workers, lambda: check_halt(should_stop))) as results:
            for some in results:
                known = {pictures[index].path: one for index, one in some if one is not None}
                ready |= known
                done += len(known)
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


def _all(root: Path, pictures: Sequence[Picture], workers: Workers, check: Callable[[], object]) -> Generator[Some]:
    """What is known of all pictures, in pieces; first what processes can do."""
    left: Sequence[int] = range(len(pictures))
    if len(pictures) >= _MANY:
        left, measurers = [], Measurers(workers.count)
        measure = partial(_apart, measurers, root, pictures)
        pieces = (Work([start], measure, _nothing, _first) for start in _starts(pictures))
        with closing(measurers), closing(workers.in_order(pieces, 2 * workers.count, check)) as results:
            for some in results:
                yield some
                left += [index for index, one in some if one is None]
    see_one, late = partial(_seen, root, pictures), partial(_late, pictures)
    work = (Work(left[start : start + _SLICE], see_one, late, _kept, thread_gives_way) for start in _starts(left))
    with closing(workers.in_order(work, 4 * workers.count, check)) as results:
        yield from results


def _starts(items: Sequence[object]) -> Sequence[int]:
    return range(0, len(items), _SLICE)


def _apart(measurers: Measurers, root: Path, pictures: Sequence[Picture], start: int) -> Some:
    piece = pictures[start : start + _SLICE]
    files = [(os.fspath(root / one.path), one.size, one.mtime_ns) for one in piece]
    with waits_elsewhere() as should_stop:
        found = measurers.measure(files, should_stop)
    return [(start + place, found.get(place)) for place in range(len(piece))]


def _nothing(start: int) -> Some:
    raise AssertionError(start)  # who waits for a process is not late


def _first(loaded: list[tuple[int, Some]]) -> Some:
    return loaded[0][1]


def _seen(root: Path, pictures: Sequence[Picture], index: int) -> Sight | Facts:
    picture = pictures[index]
    return see(root / picture.path, picture.size, picture.mtime_ns)


def _kept(loaded: list[tuple[int, Sight | Facts]]) -> Some:
    facts = all_facts([seen for _, seen in loaded])
    return [(index, one.kept()) for (index, _), one in zip(loaded, facts, strict=True)]


def _late(pictures: Sequence[Picture], index: int) -> Facts:
    return Facts(pictures[index].size, AGAIN, problem=limits.takes_long(limits.seconds()))
