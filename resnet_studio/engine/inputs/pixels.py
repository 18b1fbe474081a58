"""Decoded pixels kept between epochs, so that a picture is decoded once.

They are in files that are mapped into memory: the system writes out what it cannot hold, and the process's private
memory is as small with 60,000 pictures as with ten.
"""

import contextlib
import mmap
import tempfile
import threading
from typing import IO

import numpy as np
from numpy.typing import NDArray

from resnet_studio.core.basics.places import cache_folder
from resnet_studio.core.pictures.decode import Pixels
from resnet_studio.engine.inputs.reserve import reserve

SEGMENT = 64_000_000


class PixelCache:
    """Pixels of one run, in files without a name that disappear with it. Threads may add and read at once.

    Nothing is evicted: every epoch reads all pictures, so each picture that is kept saves one decoding per epoch.
    """

    def __init__(self, budget: int, segment: int = SEGMENT) -> None:
        self._left, self._segment = budget, segment
        self._maps: list[tuple[mmap.mmap, IO[bytes]]] = []
        self._used = segment
        self._lock = threading.Lock()

    def add(self, pixels: Pixels) -> NDArray[np.int64] | None:
        """Keep uint8 `[H, W, 3]`; returns its place (position, height, width), or None if it does not fit."""
        with self._lock:
            position = self._take(pixels.nbytes)
        if position is None:
            return None
        place = np.array([position, *pixels.shape[:2]], np.int64)
        self.read(place)[:] = pixels
        return place

    def read(self, place: NDArray[np.int64]) -> Pixels:
        """The pixels at a place that `add` gave, uint8 `[H, W, 3]`; not a copy."""
        position, height, width = place.tolist()
        segment, start = divmod(position, self._segment)
        size = height * width * 3
        found = np.frombuffer(self._maps[segment][0], np.uint8, size, start)
        return found.reshape(height, width, 3)

    def close(self) -> None:
        """Close the files; pixels that were read must not be used afterwards."""
        for mapped, file in self._maps:
            with contextlib.suppress(BufferError):  # pixels are still in use; the map goes with the last of them
                mapped.close()
            file.close()
        self._maps.clear()
        self._left = 0

    def _take(self, size: int) -> int | None:
        """Room for `size` bytes within one segment."""
        if size > min(self._left, self._segment):
            return None
        if self._used + size > self._segment and not self._grow():
            return None
        position = (len(self._maps) - 1) * self._segment + self._used
        self._used += size
        self._left -= size
        return position

    def _grow(self) -> bool:
        folder = cache_folder() / "pixels"
        try:
            folder.mkdir(parents=True, exist_ok=True)
            file = tempfile.TemporaryFile(dir=folder)  # noqa: SIM115 - closed with the cache
            try:
                reserve(file, self._segment, folder)
                self._maps.append((mmap.mmap(file.fileno(), self._segment), file))
            except BaseException:
                file.close()
                raise
        except OSError:  # no space or no permission: pictures are decoded each time, which is only slower
            self._left = 0
            return False
        self._used = 0
        return True
