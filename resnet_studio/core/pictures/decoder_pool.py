"""A few decoder processes, which threads use in turn; one that ended is replaced."""

import threading
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from typing import Final

from resnet_studio.core.basics.limited_process import Death, ProcessDiedError
from resnet_studio.core.pictures.decoder_link import Link

_LOOK_SECONDS: Final = 0.05
_IDLE_SECONDS: Final = 30.0  # without work, after which all but one process end


class DecodeStoppedError(Exception):
    """The picture is not wanted any more, or the decoder was closed."""


class Pool:
    """Starts processes when they are needed, at most `most` at a time; `memory` and `also` as for `Link`.

    Attributes:
        closed: whether it was closed.
    """

    def __init__(self, most: int, memory: int, also: Callable[[], object] | None) -> None:
        self.closed = False
        self._most, self._memory, self._also = most, memory, also
        self._changed = threading.Condition()
        self._idle: list[Link] = []  # the one that was used last is at the end
        self._busy: set[Link] = set()
        self._starting = 0

    @contextmanager
    def use(self, should_stop: Callable[[], object]) -> Iterator[Link]:
        """Wait for a process, and use it.

        Raises:
            DecodeStoppedError: `should_stop` said so while no process was free, or the pool is closed.
            ProcessDiedError: the system refuses another process.
        """
        link = self._take(should_stop) or self._start()
        try:
            yield link
        finally:
            self._give_back(link)

    def close(self) -> None:
        """End all processes; a thread that uses one gets a `ProcessDiedError`."""
        with self._changed:
            self.closed = True
            idle, self._idle = self._idle, []
            for link in self._busy:
                link.limited.kill()  # the thread that uses it waits for its end
            self._changed.notify_all()
        for link in idle:
            link.limited.close()

    def pids(self) -> list[int]:
        """Numbers of the processes, for diagnosis."""
        with self._changed:
            return [link.limited.pid or 0 for link in (*self._idle, *self._busy)]

    def _take(self, should_stop: Callable[[], object]) -> Link | None:
        """A process that waits for work; None where another may be started, which is then counted."""
        with self._changed:
            while True:
                if self.closed:
                    raise DecodeStoppedError
                if self._idle:
                    link = self._idle.pop()
                    self._busy.add(link)
                    return link
                if len(self._busy) + self._starting < self._most:
                    self._starting += 1
                    return None
                if should_stop():
                    raise DecodeStoppedError
                self._changed.wait(_LOOK_SECONDS)

    def _start(self) -> Link:
        link = None
        try:
            link = Link(self._memory, self._also)
        except OSError:
            raise ProcessDiedError(Death.START) from None
        finally:
            with self._changed:
                self._starting -= 1
                if link is not None:
                    self._busy.add(link)
                    if self.closed:
                        link.limited.kill()
                self._changed.notify()
        return link

    def _give_back(self, link: Link) -> None:
        link.used = time.monotonic()
        keep = link.fit and link.limited.alive
        over = []
        with self._changed:
            self._busy.discard(link)
            if keep and not self.closed:
                self._idle.append(link)
            else:
                over.append(link)
            while len(self._idle) > 1 and link.used - self._idle[0].used > _IDLE_SECONDS:
                over.append(self._idle.pop(0))
            self._changed.notify()
        for one in over:
            one.limited.close()
