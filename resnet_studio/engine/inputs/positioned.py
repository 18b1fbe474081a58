"""Rows in a file of a cache, read and written at their positions, and a checksum of each.

Such a file is not mapped into memory. Reading a map of a file that someone cut off kills the process (SIGBUS), and so
does writing to a map with holes on a full disk; a call reports both.
"""

import os
import threading
import weakref
import zlib
from typing import IO, Final

import numpy as np
from numpy.typing import NDArray

Bytes = NDArray[np.uint8]
_AT_ONCE: Final[bool] = hasattr(os, "preadv") and hasattr(os, "pwrite")  # Windows has neither


def checksum(content: Bytes) -> int:
    """CRC-32 of contiguous bytes: accidents change it, and it takes half a microsecond for a kilobyte."""
    return zlib.crc32(content.data)


class PositionedFile:
    """An open file that several threads read and write at once, each at its own position."""

    def __init__(self, file: IO[bytes]) -> None:
        """`file` is open for reading and writing, without a buffer. It is closed at the latest when this goes."""
        self._descriptor = file.fileno()
        self._close = weakref.finalize(self, file.close)
        self._one_at_a_time = threading.Lock()

    def read(self, into: Bytes, position: int) -> bool:
        """Fill contiguous memory; False if the file ends before, or the disk fails."""
        view = into.data.cast("B")
        done = 0
        try:
            while done < len(view):
                count = self._read_some(view[done:], position + done)
                if not count:
                    return False
                done += count
        except OSError:
            return False
        return True

    def write(self, content: Bytes, position: int) -> None:
        """Write contiguous memory.

        Raises:
            OSError: it cannot be written.
        """
        view = content.data.cast("B")
        done = 0
        while done < len(view):
            done += self._write_some(view[done:], position + done)

    def close(self) -> None:
        """Close the file."""
        self._close()

    def _read_some(self, view: memoryview, position: int) -> int:
        if _AT_ONCE:
            return os.preadv(self._descriptor, [view], position)
        with self._one_at_a_time:
            os.lseek(self._descriptor, position, os.SEEK_SET)
            found = os.read(self._descriptor, len(view))
        view[: len(found)] = found
        return len(found)

    def _write_some(self, view: memoryview, position: int) -> int:
        if _AT_ONCE:
            return os.pwrite(self._descriptor, view, position)
        with self._one_at_a_time:
            os.lseek(self._descriptor, position, os.SEEK_SET)
            return os.write(self._descriptor, view)
