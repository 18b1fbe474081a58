"""Iterators that work ahead of their consumer, in threads."""

import contextlib
import threading
from collections import deque
from collections.abc import Callable, Generator, Iterable
from concurrent.futures import Executor, Future, wait
from queue import Empty, Full, Queue
from typing import TypeVar

T = TypeVar("T")
P = TypeVar("P")


def in_order(pool: Executor, work: Callable[[P], T], pieces: Iterable[P], depth: int) -> Generator[T]:
    """`work(piece)` for each piece, computed in the pool at most `depth` ahead, in the order of the pieces."""
    waiting: deque[Future[T]] = deque()
    try:
        for piece in pieces:
            waiting.append(pool.submit(work, piece))
            if len(waiting) > depth:
                yield waiting.popleft().result()
        while waiting:
            yield waiting.popleft().result()
    finally:
        for future in waiting:
            future.cancel()
        wait(waiting)  # what runs already ends soon, and must not overlap with the next pass


def in_thread(make: Callable[[], Generator[T]], depth: int) -> Generator[T]:
    """The items of a generator that runs in its own thread, at most `depth` items ahead.

    An error in the generator is raised here. When the consumer stops early, the generator is closed in its thread,
    and the thread has ended when this returns.
    """
    queue: Queue[tuple[T | None, BaseException | None]] = Queue(depth)
    abandoned = threading.Event()

    def put(item: T | None, error: BaseException | None = None) -> bool:
        while not abandoned.is_set():
            try:
                queue.put((item, error), timeout=0.1)
            except Full:
                continue
            return True
        return False

    def run() -> None:
        with contextlib.closing(make()) as items:
            try:
                for item in items:
                    if not put(item):
                        return
                put(None)
            except BaseException as error:
                put(None, error)

    thread = threading.Thread(target=run, name="load ahead", daemon=True)
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
        abandoned.set()
        with contextlib.suppress(Empty):
            queue.get_nowait()  # a thread that waits to put an item goes on at once and sees that it is abandoned
        thread.join()
