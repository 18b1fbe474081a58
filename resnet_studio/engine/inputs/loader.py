"""Items become batches: loaded in threads ahead of the network, in an order that is fixed."""

import threading
import time
from collections.abc import Callable, Generator, Iterable, Sequence
from contextlib import closing
from functools import partial
from itertools import islice
from types import TracebackType
from typing import Self, TypeVar

import numpy as np
import torch
from torch import Tensor

from resnet_studio.core.basics.errors import DecodeError
from resnet_studio.core.pictures import limits
from resnet_studio.engine.inputs.ahead import in_thread
from resnet_studio.engine.inputs.batches import Batch, labels_of
from resnet_studio.engine.inputs.source import Item, Source
from resnet_studio.engine.inputs.workers import Work, Workers
from resnet_studio.engine.machine.devices import cores

T = TypeVar("T")
Failed = Callable[[int, DecodeError], None]
Failures = list[tuple[int, DecodeError]]
Loaded = list[tuple[int, Item | DecodeError]]

SLICE = 8  # items that a thread loads at a time: handing them over one by one costs more than a small picture does
READY = 2  # batches that wait for the network


class _EndedError(Exception):
    """The batches that an item is waited for are not wanted any more."""


class Loader:
    """Threads that load items, for as long as a job lasts.

    Threads, not processes: Pillow and torch release the interpreter's lock while they work, and worker processes are
    a known source of trouble in frozen applications. An item that takes longer than the limit of `limits.seconds` fails
    like one that cannot be read, and so does not hold up a run.

    Attributes:
        seconds_waiting: how long the consumer has waited for batches in all.
    """

    def __init__(
        self, device: torch.device, threads: int | None = None, check: Callable[[], object] = lambda: None
    ) -> None:
        """`check` is called now and then while the consumer waits; it raises to end."""
        self.threads = threads or min(8, cores())
        self.seconds_waiting = 0.0
        self._pin = device.type == "cuda"
        self._check = check
        self._seconds = limits.seconds()
        self._workers = Workers(self.threads, self._seconds)

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self._workers.close()

    def batches(
        self, source: Source, order: Iterable[int], batch_size: int, *, seed: int = 0, epoch: int = 0, failed: Failed
    ) -> Generator[Batch]:
        """Batches of `batch_size` items in the given order.

        The random changes of an item are drawn from (seed, epoch, index), so they do not depend on the number of
        threads. An item that cannot be read is reported to `failed`, before a later item is yielded, and left out. A
        single item left for the last batch joins the batch before, because BatchNorm needs at least two.
        """

        ended = threading.Event()

        def assembled() -> Generator[tuple[Batch | None, Failures]]:
            return self._assembled(source, self._loaded(source, order, batch_size, seed, epoch, ended), batch_size)

        def check() -> None:
            try:
                self._check()
            except BaseException:
                ended.set()
                raise

        with closing(self._timed(in_thread(assembled, READY, check))) as items:
            try:
                for batch, failures in items:
                    for failure in failures:
                        failed(*failure)
                    if batch is not None:
                        yield batch
            finally:
                ended.set()

    def _loaded(
        self, source: Source, order: Iterable[int], batch_size: int, seed: int, epoch: int, ended: threading.Event
    ) -> Generator[tuple[int, Item | DecodeError]]:
        """The items one by one, loaded in the pool far enough ahead to fill the batches that wait."""
        depth = -(-READY * batch_size // SLICE) + self.threads

        def piece(indices: Sequence[int]) -> Work[Loaded]:
            return Work(indices, partial(_load, source, seed, epoch, True), self._late(source), lambda loaded: loaded)

        def check() -> None:
            if ended.is_set():
                raise _EndedError

        with closing(self._workers.in_order(map(piece, _sliced(order, SLICE)), depth, check)) as slices:
            for some in slices:
                yield from some

    def _assembled(
        self, source: Source, items: Generator[tuple[int, Item | DecodeError]], batch_size: int
    ) -> Generator[tuple[Batch | None, Failures]]:
        """Full batches, each with the failures found since the batch before; at last perhaps failures alone."""
        ready: list[tuple[int, Item]] = []
        failures: Failures = []
        with closing(items):
            for index, loaded in items:
                if isinstance(loaded, DecodeError):
                    failures.append((index, loaded))
                    continue
                ready.append((index, loaded))
                if len(ready) >= batch_size + 2:  # so that at least two are left for the last batch
                    yield self._batch(source, ready[:batch_size]), failures
                    del ready[:batch_size]
                    failures = []
        if ready or failures:
            yield self._batch(source, ready) if ready else None, failures

    def mapped(
        self,
        source: Source,
        pieces: Iterable[Sequence[int]],
        make: Callable[[Batch], None],
        *,
        seed: int = 0,
        epoch: int = 0,
        again: bool = True,
        failed: Failed,
    ) -> Generator[Sequence[int]]:
        """Give each piece of the source to `make` as a batch, in the threads themselves.

        Each thread loads and computes by itself, so none waits for another: the fastest way to run a network that
        does not learn. Yields the pieces that are done, in order. `again`: whether the same items are loaded once
        more later.
        """

        def made(indices: Sequence[int], loaded: Loaded) -> tuple[Sequence[int], Failures]:
            good = [(index, item) for index, item in loaded if not isinstance(item, DecodeError)]
            if good:
                make(self._batch(source, good))
            failures = [(index, error) for index, error in loaded if isinstance(error, DecodeError)]
            return indices, failures

        def work(indices: Sequence[int]) -> Work[tuple[Sequence[int], Failures]]:
            # The number of threads is that of the thread or of all, depending on torch's version.
            load = partial(_load, source, seed, epoch, again)
            return Work(indices, load, self._late(source), partial(made, indices), lambda: torch.set_num_threads(1))

        usual = torch.get_num_threads()
        try:
            with closing(self._workers.in_order(map(work, pieces), self.threads, self._check)) as done:
                for piece, failures in done:
                    for failure in failures:
                        failed(*failure)
                    yield piece
        finally:
            torch.set_num_threads(usual)

    def _late(self, source: Source) -> Callable[[int], DecodeError]:
        return lambda index: source.late(index, self._seconds)

    def _batch(self, source: Source, ready: Sequence[tuple[int, Item]]) -> Batch:
        indices = tuple(index for index, _ in ready)
        return Batch(self.pinned(source.collate([item for _, item in ready])), labels_of(source, indices), indices)

    def pinned(self, values: Tensor) -> Tensor:
        """Values in pinned memory if a graphics card is to fetch them while it computes; others as they are."""
        return values.pin_memory() if self._pin else values

    def _timed(self, items: Generator[T]) -> Generator[T]:
        """The same items; the time spent waiting for them is added up."""
        with closing(items):
            while True:
                began = time.perf_counter()
                item = next(items, None)
                self.seconds_waiting += time.perf_counter() - began
                if item is None:
                    return
                yield item


def draws_of(seed: int, epoch: int, index: int) -> np.random.Generator:
    """What the random changes of an item in an epoch are drawn from."""
    return np.random.default_rng((seed, epoch, index))


def _load(source: Source, seed: int, epoch: int, again: bool, index: int) -> Item | DecodeError:
    try:
        return source.load(index, draws_of(seed, epoch, index), again=again)
    except DecodeError as error:
        return error


def _sliced(order: Iterable[int], size: int) -> Generator[Sequence[int]]:
    remaining = iter(order)
    while piece := list(islice(remaining, size)):
        yield piece
