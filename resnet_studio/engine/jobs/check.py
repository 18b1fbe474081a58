"""Measuring a folder's pictures for checks: only those that are new, in threads that give way to everything else."""

import hashlib
import os
import stat
import sys
import threading
import time
from collections import defaultdict
from collections.abc import Iterator, Sequence, Set
from contextlib import closing, suppress
from functools import partial
from pathlib import Path
from typing import Final

import numpy as np

from resnet_studio.core.basics.files import is_file, open_file
from resnet_studio.core.checks.facts import AGAIN, PRINT_BYTES, Facts
from resnet_studio.core.checks.store import Measured, Pair, Store, StoreDamagedError, remove_store
from resnet_studio.core.checks.thresholds import LEAST_ALIKE
from resnet_studio.core.dataset.catalogue import UNLABELLED, Picture
from resnet_studio.core.dataset.scan import ScanStopped, catalogue_of
from resnet_studio.core.pictures import limits
from resnet_studio.core.protocol.commands import Halt, Halted, ShouldStop, check_halt, stopping
from resnet_studio.core.protocol.events import Phase, Progress
from resnet_studio.core.protocol.jobs.check import CheckPictures, PicturesChecked
from resnet_studio.engine.checking.measure import Sight, facts_of, see
from resnet_studio.engine.checking.near_duplicates import near_duplicates
from resnet_studio.engine.inputs.workers import Work, Workers
from resnet_studio.engine.machine.devices import cores
from resnet_studio.engine.run_job import Events

_SLICE: Final = 32  # pictures that a thread measures at a time: what is computed of many at once costs less
_KEEP_SECONDS: Final = 5.0  # between two writes: what was measured since is lost if the process is ended
_NICE: Final = 10
_MOST_THREADS: Final = 8


def run(command: CheckPictures, should_stop: ShouldStop) -> Events:
    """Measure what is new in a folder, and find which pictures are alike.

    Yields:
        `Progress`, and `PicturesChecked`.

    Raises:
        DatasetError: the folder cannot be used.
        StoreError: what was measured can be neither read nor kept.
    """
    check_halt(should_stop)
    root = Path(command.root)
    try:
        catalogue = catalogue_of(
            root,
            measure=True,
            unsorted=True,
            reading=command.reading,
            chosen=command.chosen,
            should_stop=stopping(should_stop),
        )
    except ScanStopped:
        raise Halted(should_stop() or Halt.STOP) from None
    pictures = [*catalogue.pictures, *_added(root, command.added, {one.path for one in catalogue.pictures})]
    try:
        yield from _in_store(command, pictures, should_stop)
    except StoreDamagedError:
        remove_store(root)
        yield from _in_store(command, pictures, should_stop)


def _in_store(command: CheckPictures, pictures: Sequence[Picture], should_stop: ShouldStop) -> Events:
    root = Path(command.root)
    with closing(Store.opened(root)) as store:
        known = store.read()
        new = [one for one in pictures if not _is_known(known.facts.get(one.path), one)]
        yield Progress(Phase.CHECKING, len(pictures) - len(new), len(pictures))
        yield from _measured(root, new, len(pictures), store, command.threads, should_stop)
        others = known.facts.keys() - {one.path for one in pictures}  # some are of another part of the folder, or added
        store.forget([path for path in others if not is_file(root / path)])
        known = store.read()
        yield Progress(Phase.ALIKE, len(pictures), 0)
        _digest(root, known, store, should_stop)
        check_halt(should_stop)
        if known.unpaired:
            store.replace_pairs(_pairs(known, known.unpaired, should_stop))
    yield PicturesChecked(command.root, len(pictures), len(new))


def _added(root: Path, paths: Sequence[str], known: Set[str]) -> Iterator[Picture]:
    """Pictures that a person has added, as they are now."""
    for path in dict.fromkeys(paths):
        if path not in known:
            with suppress(OSError, ValueError):  # it is gone
                found = (root / path).stat()
                if stat.S_ISREG(found.st_mode):
                    yield Picture(path, UNLABELLED, "train", found.st_size, found.st_mtime_ns)


def _is_known(facts: Facts | None, picture: Picture) -> bool:
    return facts is not None and (facts.size, facts.mtime_ns) == (picture.size, picture.mtime_ns)


def _measured(
    root: Path, pictures: Sequence[Picture], total: int, store: Store, threads: int, should_stop: ShouldStop
) -> Events:
    """Measure pictures and keep what was measured, also where the job is asked to end."""
    ready: dict[str, Facts] = {}
    done, kept = total - len(pictures), time.monotonic()
    workers = Workers(threads or min(_MOST_THREADS, cores()), limits.seconds())
    pieces = (range(start, min(start + _SLICE, len(pictures))) for start in range(0, len(pictures), _SLICE))
    work = (
        Work(piece, partial(_seen, root, pictures), partial(_late, pictures), _facts, _give_way) for piece in pieces
    )
    try:
        with closing(workers.in_order(work, 4 * workers.count, lambda: check_halt(should_stop))) as results:
            for some in results:
                ready |= {pictures[index].path: facts for index, facts in some}
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


def _seen(root: Path, pictures: Sequence[Picture], index: int) -> Sight | Facts:
    picture = pictures[index]
    return see(root / picture.path, picture.size, picture.mtime_ns)


def _facts(loaded: Sequence[tuple[int, Sight | Facts]]) -> list[tuple[int, Facts]]:
    indices, seen = zip(*loaded, strict=True)
    return list(zip(indices, facts_of(seen), strict=True))


def _late(pictures: Sequence[Picture], index: int) -> Facts:
    return Facts(pictures[index].size, AGAIN, problem=limits.takes_long(limits.seconds()))


def _give_way() -> None:
    """Have the system prefer every other thread, where it can say so of one: of the process, it would be for good."""
    if sys.platform == "linux":
        with suppress(OSError):
            os.setpriority(os.PRIO_PROCESS, threading.get_native_id(), _NICE)


def _digest(root: Path, known: Measured, store: Store, should_stop: ShouldStop) -> None:
    """Keep what `_digests` gives, also where the job is asked to end."""
    found: dict[str, str] = {}
    try:
        found.update(_digests(root, known, should_stop))
    finally:
        store.add_digests(found)


def _digests(root: Path, known: Measured, should_stop: ShouldStop) -> Iterator[tuple[str, str]]:
    """SHA-256 of files that have as many bytes as another one: all others differ."""
    by_size: dict[int, list[str]] = defaultdict(list)
    for path, facts in known.facts.items():
        by_size[facts.size].append(path)
    for size, paths in by_size.items():
        if size and len(paths) > 1:
            for path in paths:
                check_halt(should_stop)
                if path not in known.digests:
                    with suppress(OSError), open_file(root / path, follow=True) as file:
                        yield path, hashlib.file_digest(file, "sha256").hexdigest()


def _pairs(known: Measured, new: frozenset[str], should_stop: ShouldStop) -> Iterator[Pair]:
    """Pictures that are alike: those that are known, of files that have not changed, and those that are new."""
    yield from (pair for pair in known.pairs if pair.one not in new and pair.other not in new)
    paths = sorted(path for path, facts in known.facts.items() if facts.print)
    joined = b"".join(known.facts[path].print for path in paths)
    prints = np.frombuffer(joined, np.uint8).reshape(-1, PRINT_BYTES)
    fresh = np.array([path in new for path in paths], bool)
    ones, others, alike = near_duplicates(prints, fresh, LEAST_ALIKE, lambda: check_halt(should_stop))
    for one, other, value in zip(ones.tolist(), others.tolist(), alike.tolist(), strict=True):
        yield Pair(paths[one], paths[other], round(value, 4))
