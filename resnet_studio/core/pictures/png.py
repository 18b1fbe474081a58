"""PNG without its metadata, where there is more of it than Pillow reads."""

import io
import struct
import zlib
from typing import BinaryIO, Final

from resnet_studio.core.pictures.colour_profile import LARGEST

SIGNATURE: Final = b"\x89PNG\r\n\x1a\n"
_KEPT: Final = (b"tRNS", b"eXIf")  # beside the chunks without which there is no picture: those with a capital letter
_PROFILE: Final = b"iCCP"
_MOST_PIXEL_BYTES: Final = 1 << 31
_MOST_CHUNK: Final = (1 << 31) - 1
_USUAL_CHUNKS: Final = 512  # and one for each kilobyte: most programs write pieces of 8 or more


def is_plain(file: BinaryIO, size: int) -> bool:
    """Whether a PNG of `size` bytes comes in as few pieces as sound pictures do, since each takes time."""
    at = len(SIGNATURE)
    for _ in range(_USUAL_CHUNKS + size // 1024):
        file.seek(at)
        head = file.read(8)
        if len(head) < 8 or head[4:] == b"IEND":
            return True
        at += 12 + int.from_bytes(head[:4], "big")
    return False


def without_metadata(file: BinaryIO) -> tuple[io.BytesIO, bytes | None]:
    """A PNG without texts and profile, which Pillow refuses if they unpack to more than a megabyte.

    Args:
        file: at its beginning. Memory for the chunks that hold pixels is needed, whatever else the file holds.

    Returns:
        The same picture as a file, and its colour profile, if it has one that is not too large.

    Raises:
        ValueError: the pixels take more memory than any picture that can be opened.
    """
    bare, profile = io.BytesIO(), None
    bare.write(file.read(len(SIGNATURE)))
    while len(head := file.read(8)) == 8:
        length, kind = struct.unpack(">I4s", head)
        if length > _MOST_CHUNK:
            break
        if kind == _PROFILE and length <= LARGEST:
            profile = _unpacked(file.read(length))
            file.seek(4, io.SEEK_CUR)
        elif kind[:1].isupper() or kind in _KEPT:
            if bare.tell() + length > _MOST_PIXEL_BYTES:
                raise ValueError("too many bytes of pixels")
            bare.write(head)
            bare.write(file.read(length + 4))
        else:
            file.seek(length + 4, io.SEEK_CUR)
    bare.seek(0)
    return bare, profile


def _unpacked(chunk: bytes) -> bytes | None:
    """The profile in an iCCP chunk: name, zero, method, and the profile compressed (PNG, 11.3.2.3)."""
    _, _, rest = chunk.partition(b"\0")
    unpacking = zlib.decompressobj()
    try:
        profile = unpacking.decompress(rest[1:], LARGEST)
    except zlib.error:
        return None
    return None if unpacking.unconsumed_tail else profile or None
