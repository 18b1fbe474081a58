"""Measuring a folder's pictures for checks: only those that are new, in threads that give way to everything else."""

import hashlib
import stat
from collections import defaultdict
from collections.abc import Callable, Iterator, Sequence, Set
from contextlib import closing, suppress
from pathlib import Path

import numpy as np

from resnet_studio.core.basics.cycles import looked_through_later
from resnet_studio.core.basics.files import is_file, open_file
from resnet_studio.core.checks.facts import PRINT_BYTES, Facts
from resnet_studio.core.checks.store import Pair, Printed, Store, StoreDamagedError, remove_store
from resnet_studio.core.checks.thresholds import LEAST_ALIKE
from resnet_studio.core.dataset.catalogue import UNLABELLED, Picture
from resnet_studio.core.dataset.scan import ScanStopped, catalogue_of
from resnet_studio.core.protocol.commands import Halt, Halted, ShouldStop, check_halt, stopping
from resnet_studio.core.protocol.events import Phase, Progress
from resnet_studio.core.protocol.jobs.check import CheckPictures, PicturesChecked
from resnet_studio.engine.checking.apart import Measurers
from resnet_studio.engine.checking.measuring import measured, measurers_for, started_early
from resnet_studio.engine.checking.near_duplicates import near_duplicates
from resnet_studio.engine.machine.devices import cores
from resnet_studio.engine.run_job import Events


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
    with looked_through_later(), closing(measurers_for(command.threads)) as measurers:
        pictures = _pictures(command, started_early(root, measurers), should_stop)
        try:
            yield from _in_store(command, pictures, measurers, should_stop)
        except StoreDamagedError:
            remove_store(root)
            yield from _in_store(command, pictures, measurers, should_stop)


def _pictures(command: CheckPictures, progress: Callable[[int], None], should_stop: ShouldStop) -> list[Picture]:
    """Those of the folder, and those that a person has added."""
    root = Path(command.root)
    try:
        catalogue = catalogue_of(
            root,
            measure=True,
            unsorted=True,
            reading=command.reading,
            chosen=command.chosen,
            should_stop=stopping(should_stop),
            progress=progress,
        )
    except ScanStopped:
        raise Halted(should_stop() or Halt.STOP) from None
    return [*catalogue.pictures, *_added(root, command.added, {one.path for one in catalogue.pictures})]


def _in_store(
    command: CheckPictures, pictures: Sequence[Picture], measurers: Measurers, should_stop: ShouldStop
) -> Events:
    root = Path(command.root)
    with closing(Store.opened(root)) as store:
        known = store.read()
        new = [one for one in pictures if not _is_known(known.facts.get(one.path), one)]
        yield Progress(Phase.CHECKING, len(pictures) - len(new), len(pictures))
        yield from measured(root, new, len(pictures), store, measurers, should_stop)
        others = known.facts.keys() - {one.path for one in pictures}  # some are of another part of the folder, or added
        store.forget([path for path in others if not is_file(root / path)])
        printed = store.read_prints()
        yield Progress(Phase.ALIKE, len(pictures), 0)
        _digest(root, printed, store, should_stop)
        check_halt(should_stop)
        if printed.unpaired:
            store.replace_pairs(_pairs(printed, command.threads or cores(), should_stop))
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


def _digest(root: Path, known: Printed, store: Store, should_stop: ShouldStop) -> None:
    """Keep what `_digests` gives, also where the job is asked to end."""
    found: dict[str, str] = {}
    try:
        found.update(_digests(root, known, should_stop))
    finally:
        store.add_digests(found)


def _digests(root: Path, known: Printed, should_stop: ShouldStop) -> Iterator[tuple[str, str]]:
    """SHA-256 of files that have as many bytes as another one, and look as it does: all others differ."""
    alike: dict[tuple[int, bytes], list[str]] = defaultdict(list)
    for path, size in known.sizes.items():
        alike[size, known.prints.get(path, b"")].append(path)
    for (size, _), paths in alike.items():
        if size and len(paths) > 1:
            for path in paths:
                check_halt(should_stop)
                if path not in known.digests:
                    with suppress(OSError), open_file(root / path, follow=True) as file:
                        yield path, hashlib.file_digest(file, "sha256").hexdigest()


def _pairs(known: Printed, threads: int, should_stop: ShouldStop) -> Iterator[Pair]:
    """Pictures that are alike: those that are known, of files that have not changed, and those that are new."""
    new = known.unpaired
    yield from (pair for pair in known.pairs if pair.one not in new and pair.other not in new)
    paths = sorted(known.prints)
    joined = b"".join(known.prints[path] for path in paths)
    prints = np.frombuffer(joined, np.uint8).reshape(-1, PRINT_BYTES)
    fresh = np.array([path in new for path in paths], bool)
    ones, others, alike = near_duplicates(prints, fresh, LEAST_ALIKE, lambda: check_halt(should_stop), threads)
    for one, other, value in zip(ones.tolist(), others.tolist(), alike.tolist(), strict=True):
        yield Pair(paths[one], paths[other], round(value, 4))
