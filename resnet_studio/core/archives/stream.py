"""Reading a compressed file from its beginning, no further than is allowed: a small file can hold terabytes."""

import bz2
import lzma
import zlib
from collections.abc import Callable
from typing import IO, Any, Final

from resnet_studio.core.archives.known import Kind

_CHUNK: Final = 1 << 16
_MOST_MEMORY: Final = 512 << 20  # bytes that a file in xz may ask for


class TooMuchError(Exception):
    """More would be read than is allowed."""


class Stream:
    """What `tarfile` reads in its mode for streams.

    Attributes:
        position: bytes read so far, after decompression.
        allowed: bytes that may be read.
    """

    def __init__(self, file: IO[bytes], kind: Kind, check: Callable[[], object]) -> None:
        self._file, self._kind, self._check = file, kind, check
        self._decompressor: Any = _new(kind) if kind else None
        self._raw = b""
        self._ended = False
        self.position = 0
        self.allowed = 0

    def read(self, size: int) -> bytes:
        """At most so many bytes, and none at the end.

        Raises:
            TooMuchError: more than `allowed` would be read.
            EOFError: the file is cut off, or damaged.
            OSError: it cannot be read.
        """
        self._check()
        pieces: list[bytes] = []
        left = size
        while left > 0 and (piece := self._piece(left)):
            pieces.append(piece)
            left -= len(piece)
            self.position += len(piece)
            if self.position > self.allowed:
                raise TooMuchError
        return b"".join(pieces)

    def _piece(self, most: int) -> bytes:
        if not self._kind:
            return self._file.read(most)
        while not self._ended:
            if self._decompressor.eof:
                self._next_part()
                continue
            if not self._raw and getattr(self._decompressor, "needs_input", True):
                self._raw = self._file.read(_CHUNK)
                if not self._raw:
                    raise EOFError
            try:
                data: bytes = self._decompressor.decompress(self._raw, most)
            except (OSError, ValueError, zlib.error, lzma.LZMAError) as error:  # bz2 says OSError
                raise EOFError from error
            self._raw = self._decompressor.unconsumed_tail if self._kind == "gz" else b""
            if data:
                return data
        return b""

    def _next_part(self) -> None:
        """Go on with what follows in the file, if that is compressed too: some programs write several parts."""
        rest = self._decompressor.unused_data.lstrip(b"\0") or self._file.read(_CHUNK).lstrip(b"\0")
        if rest.startswith(_BEGINNINGS[self._kind]):
            self._decompressor, self._raw = _new(self._kind), rest
        else:
            self._ended = True


_BEGINNINGS: Final[dict[Kind, bytes]] = {"gz": b"\x1f\x8b", "bz2": b"BZh", "xz": b"\xfd7zXZ\0"}


def _new(kind: Kind) -> Any:
    match kind:
        case "gz":
            return zlib.decompressobj(wbits=31)
        case "bz2":
            return bz2.BZ2Decompressor()
        case _:
            return lzma.LZMADecompressor(memlimit=_MOST_MEMORY)
