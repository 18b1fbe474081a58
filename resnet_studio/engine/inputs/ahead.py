"""Iterators that work ahead of their consumer, in a thread."""

import contextlib
import threading
from collections.abc import Callable, Generator
from queue import Empty, Full, Queue
from typing import Final, TypeVar

T = TypeVar("T")

CHECK_SECONDS: Final = 0.25
"""Between two checks whether what is waited for is still wanted."""


def in_thread(make: Callable[[], Generator[T]], depth: int, check: Callable[[], object] = lambda: None) -> Generator[T]:
    """The items of a generator that runs in its own thread, at most `depth` items ahead.

    While none is ready, `check` is called now and then by who waits; it raises to end.

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
            except BaseException as error:  # raised again in the thread that reads
                put(None, error)

    thread = threading.Thread(target=run, name="load ahead", daemon=True)
    thread.start()
    try:
        while True:
            item, error = _next(queue, check)
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


def _next(queue: Queue[T], check: Callable[[], object]) -> T:
    while True:
        try:
            return queue.get(timeout=CHECK_SECONDS)
        except Empty:
            check()
