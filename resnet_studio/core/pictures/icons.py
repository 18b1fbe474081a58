"""ICO and ICNS: the size of the pictures inside, which these files do not state truly and Pillow does not check."""

import struct
from typing import BinaryIO, Final

from resnet_studio.core.pictures import png

_ICO: Final = b"\0\0\1\0"
_ICNS: Final = b"icns"
_MOST_ENTRIES: Final = 256
_JPEG2000: Final = (b"\0\0\0\x0cjP  ", b"\xff\x4f\xff\x51")
_RAW: Final = 1024 * 1024
"""Pixels of the largest icon that is neither a PNG nor a JPEG 2000."""

MAX_PIXELS: Final = 4096 * 4096
"""Largest picture in an icon that is decoded; the largest icons of macOS have 1024 x 1024 pixels."""


def is_icon(header: bytes) -> bool:
    """Whether a file that begins so is one of these."""
    return header.startswith((_ICO, _ICNS))


def pixels(file: BinaryIO) -> int | None:
    """Pixels of the largest picture in an icon; None where there are too many pictures, or one that hides its size."""
    file.seek(0)
    starts = _in_ico(file) if file.read(4) == _ICO else _in_icns(file)
    if starts is None:
        return None
    largest = 0
    for start in starts:
        file.seek(start)
        found = _size(file.read(96))
        if found is None:
            return None
        largest = max(largest, found)
    return largest


def _in_ico(file: BinaryIO) -> list[int] | None:
    (count,) = struct.unpack("<H", file.read(2).ljust(2, b"\0"))
    if count > _MOST_ENTRIES:
        return None
    table = file.read(16 * count)
    return [struct.unpack_from("<I", table, at + 12)[0] for at in range(0, len(table) - 15, 16)]


def _in_icns(file: BinaryIO) -> list[int] | None:
    starts, at = list[int](), 8
    while len(starts) <= _MOST_ENTRIES:
        file.seek(at)
        head = file.read(8)
        size = int.from_bytes(head[4:], "big")
        if len(head) < 8 or size < 8:
            return starts
        starts.append(at + 8)
        at += size
    return None


def _size(start: bytes) -> int | None:
    """Pixels of the picture that begins so."""
    if start.startswith(png.SIGNATURE) and len(start) >= 24:
        width, height = struct.unpack_from(">II", start, 16)
        return int(width * height)
    if start.startswith(_JPEG2000):
        header, stream = start.find(b"ihdr"), start.find(b"\xff\x51")
        if 0 <= header <= len(start) - 12:
            height, width = struct.unpack_from(">II", start, header + 4)
        elif 0 <= stream <= len(start) - 14:
            width, height = struct.unpack_from(">II", start, stream + 6)
        else:
            return None
        return int(width * height)
    if start[:4] == b"\x28\0\0\0" and len(start) >= 12:  # a bitmap; its height counts pixels and mask
        width, height = struct.unpack_from("<ii", start, 4)
        return int(abs(width * height)) // 2
    return _RAW
