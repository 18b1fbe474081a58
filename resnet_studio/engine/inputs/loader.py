"""Pictures become batches: decoded and changed in threads ahead of the network, in an order that is fixed."""

import contextlib
import threading
import time
from collections import deque
from collections.abc import Callable, Iterable, Iterator, Sequence
from concurrent.futures import Future, ThreadPoolExecutor, wait
from itertools import islice
from queue import Empty, Full, Queue
from types import TracebackType
from typing import Self, TypeVar

import numpy as np
import torch
from torch import Tensor

from resnet_studio.core.basics.errors import DecodeError
from resnet_studio.core.pictures.decode import Pixels, decode
from resnet_studio.engine.inputs.augment import View
from resnet_studio.engine.inputs.batches import Batch, Pictures
from resnet_studio.engine.inputs.pixels import PixelCache
from resnet_studio.engine.machine.devices import cores

T = TypeVar("T")
Failed = Callable[[int, DecodeError], None]
Loaded = list[tuple[int, Pixels | DecodeError]]

SLICE = 8  # pictures that a thread loads at a time: handing over one by one costs more than a small picture does
READY = 2  # batches that wait for the network


class Loader:
    """Threads that load pictures, for as long as a job lasts.

    Threads, not processes: Pillow and torch give up the interpreter's lock while they work, and worker processes are
    a known trouble in frozen applications.

    Attributes:
        seconds_waiting: how long batches were waited for in all.
    """

    def __init__(self, device: torch.device, keep: int = 0, threads: int | None = None) -> None:
        """`keep` is how many bytes of decoded pixels may be kept for the next pass."""
        self.threads = threads or min(8, cores())
        self.seconds_waiting = 0.0
        self._pin = device.type == "cuda"
        self._pixels = PixelCache(keep)
        self._alone = threading.Lock()
        self._pool = ThreadPoolExecutor(self.threads, thread_name_prefix="decode")

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self._pool.shutdown(wait=True, cancel_futures=True)
        self._pixels.close()

    def batches(
        self,
        pictures: Pictures,
        order: Iterable[int],
        batch_size: int,
        view: View,
        *,
        seed: int = 0,
        epoch: int = 0,
        failed: Failed,
    ) -> Iterator[Batch]:
        """Batches of `batch_size` pictures in the given order.

        Each picture's changes are drawn from (seed, epoch, picture), so they are the same whatever the number of
        threads. A picture that cannot be decoded is told to `failed` and left out. One that would be alone in the
        last batch joins the batch before, because BatchNorm cannot take a batch of one.
        """

        def load(indices: Sequence[int]) -> Loaded:
            return [(index, self._load(pictures, index, view, (seed, epoch, index))) for index in indices]

        def assembled() -> Iterator[Batch | tuple[int, DecodeError]]:
            ready: list[tuple[int, Pixels]] = []
            depth = -(-READY * batch_size // SLICE) + self.threads
            for index, loaded in (item for some in self._ahead(load, _sliced(order, SLICE), depth) for item in some):
                if isinstance(loaded, DecodeError):
                    yield index, loaded
                    continue
                ready.append((index, loaded))
                if len(ready) >= batch_size + 2:
                    yield self._batch(pictures, ready[:batch_size])
                    del ready[:batch_size]
            if ready:
                yield self._batch(pictures, ready)

        for item in self._waited(in_thread(assembled, READY)):
            if isinstance(item, Batch):
                yield item
            else:
                failed(*item)

    def mapped(
        self,
        pictures: Pictures,
        pieces: Iterable[Sequence[int]],
        view: View,
        make: Callable[[Batch], None],
        *,
        seed: int = 0,
        epoch: int = 0,
        again: bool = True,
        failed: Failed,
    ) -> Iterator[Sequence[int]]:
        """Give each piece of the pictures to `make` as a batch, in the threads themselves.

        Each thread loads and computes by itself, so none waits for another: the fastest way to run a network that
        does not learn. Yields the pieces that are done, in order. Unless the pictures are to be seen `again`, their
        pixels are not kept.
        """

        def work(indices: Sequence[int]) -> tuple[Sequence[int], list[tuple[int, DecodeError]]]:
            torch.set_num_threads(1)  # of this thread or of all, which depends on torch's version
            loaded = [(index, self._load(pictures, index, view, (seed, epoch, index), again)) for index in indices]
            good = [(index, pixels) for index, pixels in loaded if not isinstance(pixels, DecodeError)]
            if good:
                make(self._batch(pictures, good))
            return indices, [(index, error) for index, error in loaded if isinstance(error, DecodeError)]

        usual = torch.get_num_threads()
        try:
            for piece, failures in self._ahead(work, pieces, self.threads):
                for index, error in failures:
                    failed(index, error)
                yield piece
        finally:
            torch.set_num_threads(usual)

    def _load(
        self, pictures: Pictures, index: int, view: View, changes: tuple[int, int, int], again: bool = True
    ) -> Pixels | DecodeError:
        place = pictures.kept[index]
        if place[1]:
            return view(self._pixels.read(place), np.random.default_rng(changes))
        try:
            pixels = self._decoded(pictures, index)
        except DecodeError as error:
            return error
        kept = self._pixels.add(pixels) if again else None
        if kept is not None:
            pictures.kept[index] = kept
        return view(pixels, np.random.default_rng(changes))

    def _decoded(self, pictures: Pictures, index: int) -> Pixels:
        path, side = pictures.path(index), pictures.smallest_side
        try:
            return decode(path, smallest_side=side)
        except DecodeError as error:
            if not isinstance(error.__cause__, MemoryError):
                raise
        with self._alone:  # what several large pictures at once have no room for, one of them may have
            return decode(path, smallest_side=side)

    def _batch(self, pictures: Pictures, ready: Sequence[tuple[int, Pixels]]) -> Batch:
        # Stacked as [B, H, W, 3] and seen as [B, 3, H, W]: channels last without a copy.
        images = torch.from_numpy(np.stack([pixels for _, pixels in ready])).permute(0, 3, 1, 2)
        indices = tuple(index for index, _ in ready)
        return Batch(self.pinned(images), pictures.labels_of(indices), indices)

    def pinned(self, values: Tensor) -> Tensor:
        """Values on their way to a graphics card, where it can fetch them while it computes; others as they are."""
        return values.pin_memory() if self._pin else values

    def _ahead(self, work: Callable[[Sequence[int]], T], pieces: Iterable[Sequence[int]], depth: int) -> Iterator[T]:
        """Work on pieces in threads, at most `depth` ahead, and give the results back in order."""
        waiting: deque[Future[T]] = deque()
        try:
            for piece in pieces:
                waiting.append(self._pool.submit(work, piece))
                if len(waiting) > depth:
                    yield waiting.popleft().result()
            while waiting:
                yield waiting.popleft().result()
        finally:
            for future in waiting:
                future.cancel()
            wait(waiting)  # what runs is over soon, and must not meet what comes next

    def _waited(self, items: Iterator[T]) -> Iterator[T]:
        """The same items; the time that they took to come is counted."""
        try:
            while True:
                began = time.perf_counter()
                item = next(items, None)
                self.seconds_waiting += time.perf_counter() - began
                if item is None:
                    return
                yield item
        finally:
            items.close()  # type: ignore[attr-defined]  # a generator, so that its thread ends now


def in_thread(make: Callable[[], Iterator[T]], ready: int) -> Iterator[T]:
    """The items of an iterator that runs in a thread of its own, at most `ready` items ahead.

    An error there is raised here; when nobody wants more, the iterator is closed in its thread.
    """
    queue: Queue[tuple[T | None, BaseException | None]] = Queue(ready)
    unwanted = threading.Event()

    def put(item: T | None, error: BaseException | None = None) -> bool:
        while not unwanted.is_set():
            try:
                queue.put((item, error), timeout=0.1)
            except Full:
                continue
            return True
        return False

    def run() -> None:
        items = make()
        try:
            for item in items:
                if not put(item):
                    return
            put(None)
        except BaseException as error:
            put(None, error)
        finally:
            items.close()  # type: ignore[attr-defined]

    thread = threading.Thread(target=run, name="decode ahead", daemon=True)
    thread.start()
    try:
        while True:
            item, error = queue.get()
            if error is not None:
                raise error
            if item is None:
                return
            yield item
    finally:
        unwanted.set()
        with contextlib.suppress(Empty):
            queue.get_nowait()  # whoever waits to put something sees at once that it is not wanted
        thread.join()


def _sliced(order: Iterable[int], size: int) -> Iterator[Sequence[int]]:
    remaining = iter(order)
    while piece := list(islice(remaining, size)):
        yield piece
