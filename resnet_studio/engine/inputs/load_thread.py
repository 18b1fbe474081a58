"""One thread that loads items: how long the item at hand has taken, what it waits for, and the memory that it has."""

import threading
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from typing import Any, Final, Generic, TypeVar

import psutil

from resnet_studio.core.pictures.decoder_pool import DecodeStoppedError
from resnet_studio.core.pictures.limits import SharedMemory

W = TypeVar("W")

_PATIENCE: Final = 6
"""Times as long may pass on the clock: neither a slow drive nor a busy machine is the item's fault."""

_here = threading.local()


class LoadThread(Generic[W]):
    """A thread that cannot be ended, but left behind.

    Attributes:
        work: what it does.
        loading: whether an item of that is being loaded now.
        waiting: whether loading waits for memory, or for a process that has limits of its own.
        left_behind: whether nothing that it makes is wanted any more.
    """

    def __init__(self, run: Callable[["LoadThread[W]"], None]) -> None:
        self.work: W | None = None
        self.loading = self.waiting = self.left_behind = False
        self._give_back: Callable[[], None] | None = None
        self._passed = self._began = 0.0
        self._thread = threading.Thread(target=self._run, args=(run,), name="load", daemon=True)
        self._thread.start()

    def begin(self) -> None:
        """An item begins; called in the thread."""
        self._passed, self._began = 0.0, time.thread_time()
        self.loading = True

    def is_late(self, seconds: float, step: float) -> bool:
        """Whether the item has computed for longer; `step` seconds have passed since this was asked last."""
        if not self.loading or self.waiting:
            return False
        self._passed += step
        computed = _computed(self._thread)
        if computed is None:
            return self._passed > seconds
        return computed - self._began > seconds or self._passed > _PATIENCE * seconds

    def leave_behind(self) -> None:
        """Want nothing more from it. Others have its memory from now on, since it may never give it back."""
        self.left_behind = True
        if self._give_back is not None:
            self._give_back()

    def join(self, seconds: float | None = None) -> None:
        """Wait for its end."""
        self._thread.join(seconds)

    def _run(self, run: Callable[["LoadThread[W]"], None]) -> None:
        _here.thread = self
        run(self)

    @contextmanager
    def holding(self, memory: SharedMemory, needed: int) -> Iterator[None]:
        """See `claim_from`."""
        with self.pausing():
            self._give_back = give_back = memory.take(needed)
        try:
            if self.left_behind:
                raise DecodeStoppedError
            yield
        finally:
            give_back()
            self._give_back = None

    @contextmanager
    def pausing(self) -> Iterator[None]:
        """See `waits_elsewhere`."""
        self.waiting = True
        try:
            yield
        finally:
            self.waiting = False


@contextmanager
def claim_from(memory: SharedMemory, needed: int) -> Iterator[None]:
    """Memory for the item that this thread loads, as `SharedMemory.claim`; waiting is not counted as its time."""
    thread: LoadThread[Any] | None = getattr(_here, "thread", None)
    with memory.claim(needed) if thread is None else thread.holding(memory, needed):
        yield


@contextmanager
def waits_elsewhere() -> Iterator[Callable[[], bool]]:
    """While the item of this thread is done by something with limits of its own; gives whether to stop waiting."""
    thread: LoadThread[Any] | None = getattr(_here, "thread", None)
    if thread is None:
        yield lambda: False
        return
    with thread.pausing():
        yield lambda: thread.left_behind


def _computed(thread: threading.Thread) -> float | None:
    """Seconds that a living thread has computed; None where the system does not say."""
    clock = getattr(time, "pthread_getcpuclockid", None)
    if clock is not None and thread.ident is not None:
        return time.clock_gettime(clock(thread.ident))
    if psutil.WINDOWS:
        for found in psutil.Process().threads():
            if found.id == thread.native_id:
                return float(found.user_time + found.system_time)
    return None
