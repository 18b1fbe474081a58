"""Threads that load items, of which those that an item holds for too long are left behind and replaced.

A thread cannot be ended. One that was left behind may go on for a while; what it makes is thrown away, and the process
does not wait for it when it ends. So a bad file costs a run a few seconds, and never its progress.
"""

import threading
import time
from collections import deque
from collections.abc import Callable, Generator, Iterable, Sequence
from concurrent.futures import Future, wait
from concurrent.futures import TimeoutError as NotYetError
from typing import Any, Final, Generic, TypeVar

from resnet_studio.engine.inputs.ahead import CHECK_SECONDS
from resnet_studio.engine.inputs.load_thread import LoadThread

T = TypeVar("T")

CLOSE_SECONDS: Final = 1.0
"""How long closing waits for items that are being loaded."""
_LONGEST_STEP: Final = 1.0  # counted between two looks: the process may have been stopped, or the computer asleep


class Work(Generic[T]):
    """Items to load one after the other in one thread, and what to make of them then.

    Attributes:
        items: their numbers.
        load: loads one; it may run in a thread that was left behind meanwhile.
        late: stands for an item that took too long.
        finish: makes the result of items and what was loaded of them. It runs in the thread, and is waited for.
        begin: called in each thread that does this.
        loaded: what there is so far.
        result: what `finish` made.
        dropped: whether nothing of it is wanted any more.
    """

    def __init__(
        self,
        items: Sequence[int],
        load: Callable[[int], Any],
        late: Callable[[int], Any],
        finish: Callable[[list[tuple[int, Any]]], T],
        begin: Callable[[], object] = lambda: None,
    ) -> None:
        self.items, self.load, self.late, self.finish, self.begin = items, load, late, finish, begin
        self.loaded: list[tuple[int, Any]] = []
        self.result: Future[T] = Future()
        self.dropped = False


class Workers:
    """So many threads, `count`. An item may compute for `seconds`, and take several times as long where the system is
    slow."""

    def __init__(self, count: int, seconds: float) -> None:
        self._seconds, self.count = seconds, count
        self._changed = threading.Condition()
        self._waiting: deque[Work[Any]] = deque()
        self._closed = False
        self._looked = time.monotonic()
        with self._changed:
            self._threads = [LoadThread(self._serve) for _ in range(count)]

    def in_order(
        self, pieces: Iterable[Work[T]], depth: int, check: Callable[[], object] = lambda: None
    ) -> Generator[T]:
        """The result of each piece, at most `depth` ahead, in the order of the pieces; `check` as for `in_thread`."""
        ahead: deque[Work[T]] = deque()
        try:
            for piece in pieces:
                with self._changed:
                    self._waiting.append(piece)
                    self._changed.notify()
                ahead.append(piece)
                if len(ahead) > depth:
                    yield self._result(ahead[0], check)
                    ahead.popleft()
            while ahead:
                yield self._result(ahead[0], check)
                ahead.popleft()
        finally:
            self._drop(ahead)

    def close(self) -> None:
        """End all threads but those that were left behind."""
        with self._changed:
            self._closed = True
            dropped = [*self._waiting, *(thread.work for thread in self._threads if thread.work is not None)]
            self._changed.notify_all()
        self._drop(dropped)
        for thread in self._threads:
            thread.join()

    # The consumer's side -----------------------------------------------------------------------------------------

    def _result(self, work: Work[T], check: Callable[[], object]) -> T:
        while True:
            try:
                return work.result.result(CHECK_SECONDS)
            except NotYetError:
                if work.result.done():  # it is an error of what was loaded
                    return work.result.result()
                self._look()
                check()

    def _look(self) -> None:
        """Replace threads whose item is late, and have others do the rest of their work."""
        with self._changed:
            now = time.monotonic()
            step, self._looked = min(_LONGEST_STEP, now - self._looked), now
            for thread in list(self._threads):
                work = thread.work
                if work is not None and thread.is_late(self._seconds, step):
                    self._replace(thread)
                    item = work.items[len(work.loaded)]
                    work.loaded.append((item, work.late(item)))
                    self._waiting.appendleft(work)
                    self._changed.notify()

    def _drop(self, pieces: Iterable[Work[Any]]) -> None:
        """End this work, at most a moment later: what begins now must not overlap with it."""
        works = list(pieces)
        with self._changed:
            for work in works:
                work.dropped = True
                if work in self._waiting:
                    self._waiting.remove(work)
                    _cancel(work)
        results = [work.result for work in works]
        wait(results, CLOSE_SECONDS)
        with self._changed:
            for thread in list(self._threads):
                if thread.loading and thread.work in works:
                    _cancel(thread.work)
                    self._replace(thread)
        wait(results)  # what computes is waited for

    def _replace(self, thread: LoadThread[Work[Any]]) -> None:
        thread.leave_behind()
        self._threads.remove(thread)
        if not self._closed:
            self._threads.append(LoadThread(self._serve))

    # The threads' side -------------------------------------------------------------------------------------------

    def _serve(self, thread: LoadThread[Work[Any]]) -> None:
        while True:
            with self._changed:
                thread.work = None
                self._changed.wait_for(lambda: self._waiting or self._closed)
                if not self._waiting:
                    return
                thread.work = work = self._waiting.popleft()
            if not self._do(thread, work):
                return

    def _do(self, thread: LoadThread[Work[Any]], work: Work[Any]) -> bool:
        """Whether the thread is still wanted."""
        try:
            work.begin()
            while self._begins(thread, work):
                item = work.items[len(work.loaded)]
                loaded = work.load(item)
                with self._changed:
                    if thread.left_behind:
                        return False
                    thread.loading = False
                    work.loaded.append((item, loaded))
            if work.dropped:
                _cancel(work)
            else:
                work.result.set_result(work.finish(work.loaded))
        except BaseException as error:  # raised again in the thread that waits for the result
            with self._changed:
                if thread.left_behind:
                    return False
                thread.loading = False
            work.result.set_exception(error)
        return True

    def _begins(self, thread: LoadThread[Work[Any]], work: Work[Any]) -> bool:
        """Whether there is another item to load."""
        with self._changed:
            if work.dropped or len(work.loaded) == len(work.items):
                return False
            thread.begin()
            return True


def _cancel(work: Work[Any]) -> None:
    work.result.cancel()
    work.result.set_running_or_notify_cancel()  # without this, what waits for it goes on waiting
