"""Thumbnails, most of them square, newest request first, kept while they fit into a budget of bytes.

Threads ask the decoder's processes for them, so that no file can hold up the window or end it.
"""

from __future__ import annotations

import os
import threading
import time
import weakref
from bisect import bisect_left
from collections import OrderedDict, deque
from collections.abc import Callable
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING, Final

from PySide6.QtCore import QObject, QTimer, Signal
from PySide6.QtGui import QImage, QPixmap

from resnet_studio.core.basics.errors import DecodeError
from resnet_studio.core.basics.message import show, tr
from resnet_studio.core.basics.priority import thread_gives_way
from resnet_studio.core.pictures.value_scale import UNKNOWN_SCALE, ValueScale
from resnet_studio.gui.widgets.tile_pixmap import screen_bytes

if TYPE_CHECKING:
    from resnet_studio.core.pictures.decode import Pixels

_LEAST, _MOST = 16_000_000, 64_000_000  # bytes of kept thumbnails
_SIDES: Final = (48, 96, 160, 224, 320, 448, 640)  # few sizes, so that moving the size slider rarely decodes again
_MOST_WAITING: Final = 1_500  # more than one screen can show; older requests have scrolled away
_MOST_FAILURES: Final = 20_000
_LOOK_MS: Final = 16
_SLICE_S: Final = 0.006  # of one turn of the event loop, then the window has its say
_IN_SIGHT_S: Final = 1.0
_FLIGHT_MS: Final = 50
_NICE: Final = 5
_MOST_THREADS: Final = 2  # one less than the decoder has processes: the last is for a large picture

Wanted = tuple[str, ValueScale, bool]
Key = tuple[str, int, ValueScale, bool]  # path, side in device pixels, scale of deep pictures, whether it is whole


class _Shared:
    """What the threads share with the window: requests, newest last, and results."""

    def __init__(self, most_threads: int) -> None:
        self.most_threads = most_threads
        self.lock = threading.Lock()
        self.waiting: OrderedDict[Key, None] = OrderedDict()
        self.at_work: set[Key] = set()
        self.unwanted: set[Key] = set()  # of those at work
        self.again: set[Key] = set()  # of those at work that were unwanted meanwhile
        self.threads = 0
        self.held = False  # no request is taken up
        self.results: deque[tuple[Key, QImage | str]] = deque()

    def ask(self, key: Key) -> None:
        """Put a request on top, whether or not it waited already; start a thread if all are busy."""
        with self.lock:
            if key in self.at_work:
                if key in self.unwanted:
                    self.unwanted.discard(key)
                    self.again.add(key)
                return
            self.waiting[key] = None
            self.waiting.move_to_end(key)
            if len(self.waiting) > _MOST_WAITING:
                self.waiting.popitem(last=False)
            if self.held or self.threads >= self.most_threads:
                return
            self.threads += 1
        self._start(1)

    def go_on(self) -> None:
        """Take up what was asked for while it was `held`."""
        with self.lock:
            self.held = False
            more = min(self.most_threads - self.threads, len(self.waiting))
            self.threads += more
        self._start(more)

    def _start(self, threads: int) -> None:
        for _ in range(threads):
            threading.Thread(target=self.work, name="window: thumbnails", daemon=True).start()

    def work(self) -> None:
        """Have decoded what waits, the newest first, and end when nothing does."""
        thread_gives_way(_NICE)
        while True:
            with self.lock:
                key = None if self.held else self.next()
                if key is None:
                    self.threads -= 1
                    return
                del self.waiting[key]
                self.at_work.add(key)
            result = _decoded(key, partial(self.unwanted.__contains__, key))
            with self.lock:  # both under one lock: a thread that sees no work left also sees every result
                self.at_work.discard(key)
                self.unwanted.discard(key)
                if result is not None:
                    self.results.append((key, result))
                elif key in self.again:
                    self.waiting[key] = None
                self.again.discard(key)

    def next(self) -> Key | None:
        """The newest request, except for another size of a picture that is at work: if that takes long, this would too.

        The thread that is at work on it takes it later.
        """
        busy = {path for path, *_ in self.at_work}
        return next((key for key in reversed(self.waiting) if key[0] not in busy), None)

    def drop(self, *, hold: bool = False) -> None:
        """Forget what waits; what is being decoded is finished, unless it takes long."""
        with self.lock:
            self.held |= hold
            self.waiting.clear()
            self.unwanted |= self.at_work
            self.again.clear()

    def is_empty(self) -> bool:
        with self.lock:
            return not self.waiting and not self.at_work and not self.results


def _decoded(key: Key, should_stop: Callable[[], bool]) -> QImage | str | None:
    """The thumbnail, or why there is none; None where it is not wanted any more."""
    from resnet_studio.core.pictures.decoder import DecodeStoppedError  # here, because the first paint does not need it

    path, side, scale, whole = key
    try:
        return to_image((reduced if whole else thumbnail)(Path(path), side, scale, should_stop))
    except DecodeError as error:
        return show(error.problem)
    except DecodeStoppedError:
        return None
    except Exception as error:  # a tile that says so is better than a thread that ends
        return tr("It cannot be shown: {reason}", reason=str(error))


def thumbnail(path: Path, side: int, scale: ValueScale, should_stop: Callable[[], bool]) -> Pixels:
    """Have the centre square of a picture decoded, as by `core.pictures.decode.thumbnail`."""
    from resnet_studio.core.pictures import decoder

    return decoder.shared().thumbnail(path, side, scale, should_stop)


def reduced(path: Path, longest: int, scale: ValueScale, should_stop: Callable[[], bool]) -> Pixels:
    """Have a whole picture decoded, as by `core.pictures.decode.reduced`."""
    from resnet_studio.core.pictures import decoder

    return decoder.shared().reduced(path, longest, scale, should_stop)


def to_image(pixels: Pixels) -> QImage:
    """Turn uint8 RGB `[H, W, 3]` into a QImage that owns its pixels, in the format that is painted fastest."""
    height, width = pixels.shape[:2]
    wrapped = QImage(pixels.data, width, height, 3 * width, QImage.Format.Format_RGB888)
    return wrapped.convertToFormat(QImage.Format.Format_RGB32)


class ThumbnailLoader(QObject):
    """Thumbnails on demand, for every room.

    Signals:
        loaded(str): the thumbnail of this path can be painted now, or `failed` says why it cannot.
    """

    loaded = Signal(str)

    def __init__(self, parent: QObject | None = None, *, budget: int | None = None, threads: int | None = None) -> None:
        super().__init__(parent)
        self._budget = budget or max(_LEAST, min(_MOST, 3 * screen_bytes()))
        self._shared = _Shared(threads or min(_MOST_THREADS, os.cpu_count() or 1))
        self._kept: OrderedDict[Key, tuple[QPixmap, float]] = OrderedDict()  # least recently asked for first
        self._bytes = 0
        self._best: dict[Wanted, Key] = {}  # the newest size of each picture, shown until the right one has come
        self._failed: dict[str, str] = {}
        self._clock = QTimer(self, interval=_LOOK_MS)
        self._clock.timeout.connect(self._fetch)
        self._in_sight = (0, 0)
        self._flight = QTimer(self, interval=_FLIGHT_MS, singleShot=True)
        self._flight.timeout.connect(self._shared.go_on)
        # Not by `destroyed`: it is also emitted while the requests are being freed, and would call into freed memory.
        weakref.finalize(self, self._shared.drop)

    def pixmap(
        self, path: Path, side: int, dpr: float = 1.0, scale: ValueScale = UNKNOWN_SCALE, *, whole: bool = False
    ) -> QPixmap | None:
        """Return the middle square of a picture, or the `whole`, to be painted into a square of `side` logical pixels.

        `scale` is that of the dataset, or of the model in use: what a person sees is what the network is given.
        It has at least `side * dpr` pixels, up to 640, or fewer while a sharper one is on its way. None: it was
        requested and `loaded` will follow, or `failed` says why it never comes.
        """
        name = str(path)
        if name in self._failed:
            return None
        wanted = side * dpr
        key = (name, _SIDES[min(bisect_left(_SIDES, wanted), len(_SIDES) - 1)], scale, whole)
        found = self._touch(key)
        if found is None:
            self._shared.ask(key)
            if not self._clock.isActive():
                self._clock.start()
            other = self._best.get((name, scale, whole))
            found = self._touch(other) if other else None
        return found

    def failed(self, path: Path) -> str | None:
        """Return why a picture cannot be read, as a sentence, or None if no reading has failed."""
        return self._failed.get(str(path))

    def forget_failures(self) -> None:
        """Try again what could not be read: the drive may be back."""
        self._failed.clear()

    @property
    def busy(self) -> bool:
        """Whether a thumbnail is still to come."""
        return not self._shared.is_empty()

    def cancel_pending(self) -> None:
        """Drop the requests that are not done; painting again requests them again."""
        self._shared.drop()

    def scrolled(self, first: int, last: int) -> None:
        """Drop the requests because other tiles are in sight than before.

        Where most of them are others, twice within 50 ms, pictures fly past faster than they are decoded. What is
        requested then waits until the movement is slower: decoding it would only make the window late.
        """
        (before, end), self._in_sight = self._in_sight, (first, last)
        far = min(last, end) - max(first, before) < (last - first) // 2
        self._shared.drop(hold=far and self._flight.isActive())
        if far:
            self._flight.start()

    def warm_up(self) -> None:
        """Start what decodes, so that the first thumbnail does not wait for it."""

        def start() -> None:
            from resnet_studio.core.pictures import decoder

            decoder.shared().start()

        threading.Thread(target=start, name="window: decoder", daemon=True).start()

    def _touch(self, key: Key) -> QPixmap | None:
        kept = self._kept.get(key)
        if kept is None:
            return None
        self._kept[key] = (kept[0], time.monotonic())
        self._kept.move_to_end(key)
        return kept[0]

    def _fetch(self) -> None:
        until = time.monotonic() + _SLICE_S
        arrived: list[str] = []
        while time.monotonic() < until:
            try:
                key, result = self._shared.results.popleft()
            except IndexError:
                break
            if isinstance(result, QImage):
                self._keep(key, QPixmap.fromImage(result))
            else:
                if len(self._failed) >= _MOST_FAILURES:
                    self._failed.pop(next(iter(self._failed)))
                self._failed[key[0]] = result
            arrived.append(key[0])
        if self._shared.is_empty():
            self._clock.stop()
        for name in arrived:
            self.loaded.emit(name)

    def _keep(self, key: Key, picture: QPixmap) -> None:
        now = time.monotonic()
        if key not in self._kept:  # asked for again before the first answer was fetched, it comes twice
            self._bytes += _size(key)
        self._kept[key] = (picture, now)
        self._best[key[0], *key[2:]] = key
        while self._bytes > self._budget:
            oldest, (_, asked) = next(iter(self._kept.items()))
            # A screen that needs more than the budget keeps what it shows, or it would decode endlessly.
            if now - asked < _IN_SIGHT_S:
                break
            del self._kept[oldest]
            self._bytes -= _size(oldest)
            if self._best.get((oldest[0], *oldest[2:])) == oldest:
                del self._best[oldest[0], *oldest[2:]]


def _size(key: Key) -> int:
    return key[1] * key[1] * (16 if key[3] else 4)  # of a whole one the longer side is less than twice as long
