"""Decoded pixels kept between epochs, so that a picture is decoded once.

They are in files, which the system keeps in the memory that no program needs: the process's private memory is as small
with 60,000 pictures as with ten.
"""

import tempfile
import threading

import numpy as np
from numpy.typing import NDArray

from resnet_studio.core.basics.message import message
from resnet_studio.core.basics.places import cache_folder
from resnet_studio.core.pictures.decode import Pixels
from resnet_studio.engine.inputs.cache_damage import CacheDamage
from resnet_studio.engine.inputs.positioned import PositionedFile, checksum
from resnet_studio.engine.inputs.reserve import reserve

SEGMENT = 64_000_000


class PixelCache:
    """Pixels of one run, in files without a name that disappear with it. Threads may add and read at once.

    Nothing is evicted: every epoch reads all pictures, so each picture that is kept saves one decoding per epoch.
    """

    def __init__(self, budget: int, damage: CacheDamage | None = None, *, segment: int = SEGMENT) -> None:
        """`damage` is where a file that was changed is noted."""
        self._left, self._segment = budget, segment
        self._damage = damage or CacheDamage()
        self._files: list[PositionedFile] = []
        self._used = segment
        self._lock = threading.Lock()

    def add(self, pixels: Pixels) -> NDArray[np.int64] | None:
        """Keep uint8 `[H, W, 3]`; returns its place (position, height, width, checksum), or None if it does not fit."""
        with self._lock:
            position = self._take(pixels.nbytes)
        if position is None:
            return None
        content = np.ascontiguousarray(pixels)
        segment, start = divmod(position, self._segment)
        try:
            self._files[segment].write(content.reshape(-1), start)
        except OSError:  # the disk is full or fails: the picture is decoded each time, which is only slower
            return None
        return np.array([position, *pixels.shape[:2], checksum(content)], np.int64)

    def read(self, place: NDArray[np.int64]) -> Pixels | None:
        """The pixels at a place that `add` gave, uint8 `[H, W, 3]`; None if the file does not hold them any more."""
        position, height, width, recorded = place.tolist()
        segment, start = divmod(position, self._segment)
        content = np.empty(height * width * 3, np.uint8)
        if self._files[segment].read(content, start) and checksum(content) == recorded:
            return content.reshape(height, width, 3)
        self._damage.note(message("Decoded pictures that were kept on the disk are damaged, and are decoded again."))
        return None

    def close(self) -> None:
        """Let go of the files, which are closed when no thread uses them: the number of one that is closed is soon
        that of another, and a thread that was left behind would write there.
        """
        with self._lock:
            self._files.clear()
            self._left = 0

    def _take(self, size: int) -> int | None:
        """Room for `size` bytes within one segment."""
        if size > min(self._left, self._segment):
            return None
        if self._used + size > self._segment and not self._grow():
            return None
        position = (len(self._files) - 1) * self._segment + self._used
        self._used += size
        self._left -= size
        return position

    def _grow(self) -> bool:
        folder = cache_folder() / "pixels"
        try:
            folder.mkdir(parents=True, exist_ok=True)
            file = tempfile.TemporaryFile(dir=folder, buffering=0)  # noqa: SIM115 - closed with the cache
            try:
                reserve(file, self._segment, folder)
            except BaseException:
                file.close()
                raise
        except OSError:  # no space or no permission: pictures are decoded each time, which is only slower
            self._left = 0
            return False
        self._files.append(PositionedFile(file))
        self._used = 0
        return True
