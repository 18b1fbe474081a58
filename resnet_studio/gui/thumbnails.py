"""Thumbnails for every room: decoded in a few threads of low priority, the newest request first, kept by bytes."""

from __future__ import annotations

import os
import threading
from collections import OrderedDict
from pathlib import Path

import numpy as np
from numpy.typing import NDArray
from PySide6.QtCore import QObject, QTimer, Signal
from PySide6.QtGui import QImage, QPixmap

from resnet_studio.core.decode import thumbnail
from resnet_studio.core.errors import DecodeError

CACHE_BYTES = 64_000_000
MOST_FAILURES = 10_000
_DELIVER_MS = 15

Key = tuple[str, int]
Answer = NDArray[np.uint8] | str


class _Queue:
    """Requests newest first, and answers; shared by the threads and the window."""

    def __init__(self) -> None:
        self.changed = threading.Condition()
        self.wanted: OrderedDict[Key, None] = OrderedDict()
        self.answers: list[tuple[Key, Answer]] = []
        self.closed = False

    def take(self) -> Key | None:
        """Wait for a request; None when there will be no more."""
        with self.changed:
            self.changed.wait_for(lambda: self.wanted or self.closed)
            return None if self.closed else self.wanted.popitem(last=True)[0]

    def answer(self, key: Key, answer: Answer) -> None:
        with self.changed:
            self.answers.append((key, answer))


class ThumbnailLoader(QObject):
    """Square pictures of files, on request.

    Signals:
        loaded(str): a path whose picture, or failure, is there now; ask again.
    """

    loaded = Signal(str)

    def __init__(self, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._queue = _Queue()
        self._pixmaps: OrderedDict[Key, QPixmap] = OrderedDict()
        self._bytes = 0
        self._pending: set[Key] = set()
        self._failures: dict[str, str] = {}
        self._threads: list[threading.Thread] = []
        # Threads know nothing of Qt; a clock that runs only while something is under way fetches what they made.
        self._clock = QTimer(self, interval=_DELIVER_MS)
        self._clock.timeout.connect(self._deliver)
        queue = self._queue
        self.destroyed.connect(lambda: _close(queue))

    def pixmap(self, path: Path, side: int, ratio: float = 1.0) -> QPixmap | None:
        """The picture of a file as a square of `side` px at a device-pixel ratio; None while it is on its way."""
        key = (str(path), round(side * ratio))
        known = self._pixmaps.get(key)
        if known is not None:
            self._pixmaps.move_to_end(key)
            known.setDevicePixelRatio(ratio)
            return known
        if key[0] not in self._failures:
            self._request(key)
        return None

    def failed(self, path: Path) -> str | None:
        """Why a file has no picture, in a sentence; None if it has one or was not tried."""
        return self._failures.get(str(path))

    def cancel_pending(self) -> None:
        """Drop requests that no thread has begun: what scrolled away is not wanted any more."""
        with self._queue.changed:
            for key in self._queue.wanted:
                self._pending.discard(key)
            self._queue.wanted.clear()

    def forget(self) -> None:
        """Drop everything that is known: files may have changed."""
        self.cancel_pending()
        self._pixmaps.clear()
        self._failures.clear()
        self._bytes = 0

    def _request(self, key: Key) -> None:
        with self._queue.changed:
            if key in self._pending:
                if key in self._queue.wanted:
                    self._queue.wanted.move_to_end(key)
                return
            self._pending.add(key)
            self._queue.wanted[key] = None
            self._queue.changed.notify()
        self._start_threads()
        self._clock.start()

    def _start_threads(self) -> None:
        if self._threads:
            return
        queue = self._queue
        for number in range(max(1, min(4, (os.cpu_count() or 2) // 2))):
            thread = threading.Thread(target=_work, args=(queue,), name=f"thumbnails {number}", daemon=True)
            thread.start()
            self._threads.append(thread)

    def _deliver(self) -> None:
        with self._queue.changed:
            answers, self._queue.answers = self._queue.answers, []
        for key, answer in answers:
            self._pending.discard(key)
            if isinstance(answer, str):
                if len(self._failures) < MOST_FAILURES:
                    self._failures[key[0]] = answer
            else:
                self._keep(key, answer)
            self.loaded.emit(key[0])
        if not self._pending:
            self._clock.stop()

    def _keep(self, key: Key, pixels: NDArray[np.uint8]) -> None:
        height, width, _ = pixels.shape
        image = QImage(pixels.data, width, height, 3 * width, QImage.Format.Format_RGB888)
        self._pixmaps[key] = QPixmap.fromImage(image)  # copies, so that `pixels` may go
        self._bytes += 4 * width * height
        while self._bytes > CACHE_BYTES and len(self._pixmaps) > 1:
            _, oldest = self._pixmaps.popitem(last=False)
            self._bytes -= 4 * oldest.width() * oldest.height()


def _work(queue: _Queue) -> None:
    while (key := queue.take()) is not None:
        path, side = key
        try:
            queue.answer(key, thumbnail(Path(path), side))
        except DecodeError as error:
            queue.answer(key, str(error))
        except Exception as error:  # a thread that dies would leave every later tile grey
            queue.answer(key, f"{Path(path).name} could not be shown: {error}")


def _close(queue: _Queue) -> None:
    with queue.changed:
        queue.closed = True
        queue.changed.notify_all()
