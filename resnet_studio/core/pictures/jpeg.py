"""JPEG: what stands before its pixels, read within bounds, and the same JPEG without metadata."""

import io
from dataclasses import dataclass
from typing import BinaryIO, Final

from resnet_studio.core.pictures.colour_profile import LARGEST

SIGNATURE: Final = b"\xff\xd8\xff"
_CHUNK: Final = 1 << 12  # of most, all that stands before the pixels
_START_OF_SCAN, _END = 0xDA, 0xD9
_WITHOUT_LENGTH: Final = frozenset({0x01, *range(0xD0, 0xD9)})
_FRAMES: Final = frozenset({*range(0xC0, 0xD0)} - {0xC4, 0xC8, 0xCC})
_PROGRESSIVE: Final = frozenset({0xC2, 0xC6, 0xCA, 0xCE})
_METADATA: Final = frozenset({*range(0xE0, 0xF0), 0xFE})
_EXIF, _XMP, _PROFILE = b"Exif\0\0", b"http://ns.adobe.com/xap/1.0/\0", b"ICC_PROFILE\0"
_NEEDED: Final = {0xE0: (b"JFIF",), 0xE1: (_EXIF, _XMP), 0xE2: (_PROFILE,), 0xEE: (b"Adobe",)}


@dataclass(frozen=True, slots=True)
class Head:
    """What stands before the first scan.

    Attributes:
        segments: their number.
        metadata: bytes of the segments that hold no part of the picture.
        needed: position and length of the segments that are needed to show it.
        scan: where the first scan begins.
        progressive: whether each scan refines the ones before.
        buffered: whether the whole picture is kept while it is decoded, since each scan holds a part of all pixels.
    """

    segments: int
    metadata: int
    needed: tuple[tuple[int, int], ...]
    scan: int
    progressive: bool
    buffered: bool


def head(file: BinaryIO, most: int | None = None) -> Head | None:
    """What stands before the first scan of a file; None where it is more than `most` segments, or damaged."""
    file.seek(0)
    base, data, at = 0, file.read(_CHUNK), 2
    segments = metadata = profile = channels = 0
    progressive, oriented = False, set[bytes]()  # oriented: the kinds of blocks found that say which way up it is
    needed: list[tuple[int, int]] = []
    while most is None or segments <= most:
        if at + 36 > base + len(data):  # a marker, a length, and the longest name behind them
            file.seek(at)
            base, data = at, file.read(_CHUNK)
        here = at - base
        if len(data) < here + 6 or data[here] != 0xFF:
            return None
        marker = data[here + 1]
        segments += 1
        if marker == 0xFF or marker in _WITHOUT_LENGTH:
            at += 1 if marker == 0xFF else 2
            continue
        length = 2 + (data[here + 2] << 8 | data[here + 3])
        if marker == _START_OF_SCAN:
            buffered = progressive or data[here + 4] < channels
            return Head(segments, metadata, tuple(needed), at, progressive, buffered)
        if marker == _END or length < 4:
            return None
        wanted = marker not in _METADATA
        if marker in _FRAMES:
            progressive, channels = marker in _PROGRESSIVE, data[here + 9] if len(data) > here + 9 else 0
        elif not wanted:
            metadata += length
            name = next((name for name in _NEEDED.get(marker, ()) if data.startswith(name, here + 4)), None)
            wanted = name is not None and name not in oriented
            if name in {_EXIF, _XMP}:
                oriented.add(name)  # of several blocks the first counts
            elif name == _PROFILE:
                profile += length
                wanted = profile <= LARGEST
        if wanted:
            needed.append((at, length))
        at += length
    return None


def without_metadata(file: BinaryIO, found: Head) -> io.BytesIO:
    """The same JPEG with nothing but the segments that are needed to show it; it takes the memory of its pixels."""
    bare = io.BytesIO()
    bare.write(SIGNATURE[:2])
    for start, length in found.needed:
        file.seek(start)
        bare.write(file.read(length))
    file.seek(found.scan)
    while piece := file.read(1 << 20):
        bare.write(piece)
    bare.seek(0)
    return bare


def scans(file: BinaryIO, most: int) -> int:
    """How many scans a JPEG has, as its bytes show; `most` where there are more. Pixels never look like a marker."""
    file.seek(0)
    found, last = 0, b""
    while found < most and (piece := file.read(1 << 20)):
        found += (last + piece).count(b"\xff\xda")
        last = piece[-1:]
    return min(found, most)
