"""Reading and writing in threads: one for each kind of work, and only the newest request of a kind counts."""

from __future__ import annotations

import threading
from collections import deque
from collections.abc import Callable
from typing import Any

from PySide6.QtCore import QObject, QTimer

_LOOK_MS = 20

Stale = Callable[[], bool]
"""Returns whether the result is no longer wanted, so that long work can end early."""


class _Work:
    def __init__(
        self, work: Callable[[Stale], Any], done: Callable[[Any], None], failed: Callable[[Exception], None]
    ) -> None:
        self.work, self.done, self.failed = work, done, failed
        self.stale = threading.Event()


class Background(QObject):
    """Runs work in plain threads and calls back in the window's thread.

    The threads do not use Qt: a timer, which runs only while work is under way, fetches their results. So no thread
    can touch a widget that was deleted, and no room has to wait for a thread when it closes.
    """

    def __init__(self, parent: QObject) -> None:
        super().__init__(parent)
        self._running: dict[str, _Work] = {}
        self._next: dict[str, _Work] = {}
        self._results: deque[tuple[str, _Work, Any, Exception | None]] = deque()
        self._clock = QTimer(self, interval=_LOOK_MS)
        self._clock.timeout.connect(self._fetch)

    def do(
        self,
        kind: str,
        work: Callable[[Stale], Any],
        done: Callable[[Any], None],
        failed: Callable[[Exception], None],
    ) -> None:
        """Run ``work(stale)``; later call ``done(result)`` or ``failed(error)``, unless it was superseded.

        Work of one ``kind`` runs one at a time. A newer request makes the running one stale and replaces the
        one that waits; work that must not be superseded needs a kind of its own.
        """
        self._next[kind] = _Work(work, done, failed)
        running = self._running.get(kind)
        if running:
            running.stale.set()
        else:
            self._start(kind)

    def cancel(self, kind: str) -> None:
        """Discard the result of that kind."""
        self._next.pop(kind, None)
        if kind in self._running:
            self._running[kind].stale.set()

    def busy(self, kind: str) -> bool:
        """Return whether a result of that kind is still to come."""
        running = self._running.get(kind)
        return kind in self._next or (running is not None and not running.stale.is_set())

    def _start(self, kind: str) -> None:
        job = self._running[kind] = self._next.pop(kind)
        results = self._results

        def run() -> None:
            try:
                results.append((kind, job, job.work(job.stale.is_set), None))
            except Exception as error:  # any error is reported where the result would be
                results.append((kind, job, None, error))

        threading.Thread(target=run, name=f"window: {kind}", daemon=True).start()
        self._clock.start()

    def _fetch(self) -> None:
        while True:
            try:
                kind, job, result, error = self._results.popleft()
            except IndexError:
                break
            del self._running[kind]
            if kind in self._next:
                self._start(kind)
            if job.stale.is_set():
                continue
            if error is None:
                job.done(result)
            else:
                job.failed(error)
        if not self._running:
            self._clock.stop()
