"""A glance at a file: whether it is an ordinary picture, which takes no longer to decode than its size says.

Metadata, tiny pieces and rare formats can make a small file take minutes. What is not surely ordinary is decoded in a
process that can be ended. The glance itself is bounded: thousands of fields at most, and a few microseconds usually.
"""

import io
from typing import BinaryIO, Final

from PIL import Image, ImageFile

from resnet_studio.core.pictures import icons, jpeg, png, tiff

SMALL_FILE: Final = 1 << 18
"""Bytes of a file that cannot take long before its pixels are decoded, whatever is in it."""
SMALL_PICTURE: Final = 1024 * 1024
"""Pixels that even a decoder in Python has decoded within seconds."""
MOST_SEGMENTS: Final = 1_000
"""Of a JPEG before its pixels; a profile of the largest size has 130."""
_MOST_GIF_BLOCKS: Final = 4_096
_MOST_TILES: Final = 20_000
_MOST_SCANNED: Final = 1_000_000_000
"""Pixels times scans of a JPEG: about ten seconds."""
_BYTES_FOR_A_PIXEL: Final = 32  # of four channels of 64 bits, the most that a format holds
_OTHER_BYTES: Final = 1_000_000
_LARGEST_FILE: Final = 1 << 29
_PNM_HEADER: Final = 4_096
_FIXED_HEADERS: Final = (b"BM", b"\x01\xda", b"qoif", b"DDS ", b"\x0a", b"\x59\xa6\x6a\x95", b"\xff\x4f\xff\x51")
_HOLDING_LOCK: Final = frozenset({"jpeg2k"})
"""Decoders that keep the interpreter's lock, so that no other thread works meanwhile."""


def opens_quickly(file: BinaryIO, header: bytes, size: int) -> bool:
    """Whether a file of `size` bytes that begins with `header` is opened quickly, whatever metadata it has.

    It leaves the file somewhere.
    """
    if size > _LARGEST_FILE:
        return False
    if header.startswith(tiff.PREFIXES):
        return tiff.is_plain(file)
    if icons.is_icon(header):
        inside = icons.pixels(file)
        return size <= SMALL_FILE and inside is not None and inside <= SMALL_PICTURE
    if size <= SMALL_FILE:
        return True
    if header.startswith(png.SIGNATURE):
        return png.is_plain(file, size)
    if header.startswith(b"GIF8"):
        return _plain_gif(file)
    if header[:1] == b"P" and header[1:2] in b"123456fF":
        return _plain_pnm(file)
    if header[4:8] == b"ftyp" or (header[:4] == b"RIFF" and header[8:12] == b"WEBP"):
        return True  # HEIC, AVIF and WebP are read by libraries in C, which skip what they do not need
    return header.startswith((jpeg.SIGNATURE, *_FIXED_HEADERS))  # of a JPEG, decode.py looks at the segments


def _plain_gif(file: BinaryIO) -> bool:
    """Whether the first picture of a GIF stands behind few comments and other blocks."""
    file.seek(0)
    screen = file.read(13)
    at = 13 + (3 << (screen[10] & 7) + 1 if len(screen) == 13 and screen[10] & 128 else 0)
    file.seek(at)
    inside = False  # an extension, whose blocks follow
    for _ in range(_MOST_GIF_BLOCKS):
        length = file.read(1)
        if inside:
            inside = length not in (b"", b"\0")
            file.seek(length[0] if inside else 0, io.SEEK_CUR)
        elif length == b"!":
            inside = True
            file.read(1)
        else:
            return True
    return False


def _plain_pnm(file: BinaryIO) -> bool:
    """Whether a PNM's sizes stand in its first bytes, whatever comments are among them."""
    file.seek(0)
    lines = (line.partition(b"#")[0] for line in file.read(_PNM_HEADER).split(b"\n")[:-1])
    words = b" ".join(lines).split()
    return len(words) >= 4 or (words[:1] in ([b"P1"], [b"P4"]) and len(words) >= 3)


def loads_quickly(file: BinaryIO, image: ImageFile.ImageFile, size: int) -> bool:
    """Whether an opened picture, not loaded yet, is decoded in a time that follows from its pixels.

    Args:
        file: what it was opened from; it stays where it is.
        image: as it was opened, before `draft`.
        size: of the file in bytes.
    """
    pixels = image.width * image.height
    if size > _OTHER_BYTES + _BYTES_FOR_A_PIXEL * pixels or len(image.tile) > _MOST_TILES:
        return False
    codecs = {tile.codec_name for tile in image.tile}
    if codecs & (_HOLDING_LOCK | Image.DECODERS.keys()):
        return pixels <= SMALL_PICTURE and size <= SMALL_FILE
    if image.format == "JPEG" and image.info.get("progressive"):
        at = file.tell()
        most = _MOST_SCANNED // max(1, pixels) + 1
        scans = jpeg.scans(file, most)
        file.seek(at)
        return scans < most
    return True
