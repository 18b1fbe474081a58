"""JPEG 2000: how often a picture can be halved while it is decoded, for those too large to be decoded whole."""

from typing import BinaryIO, Final

from PIL import ImageFile

_LARGE: Final = 60_000_000
"""Pixels up to which a picture is decoded whole, and then averaged as all others are."""
_START: Final = 1 << 16
_STREAM, _CODING = b"\xff\x4f\xff\x51", b"\xff\x52"
_LEVELS_AT: Final = 9  # bytes from the marker to the number of levels (ISO/IEC 15444-1, A.6.1)


def halvings(file: BinaryIO, image: ImageFile.ImageFile, factor: int) -> int:
    """How often a large picture may be halved where `factor` pixels each way become one; 0 for all others."""
    if image.format != "JPEG2000" or image.width * image.height <= _LARGE:
        return 0
    at = file.tell()
    file.seek(0)
    start = file.read(_START)
    file.seek(at)
    coding = start.find(_CODING, max(0, start.find(_STREAM)))
    levels = start[coding + _LEVELS_AT] if 0 <= coding < len(start) - _LEVELS_AT else 0
    return min(levels, factor.bit_length() - 1)


def load_halved(image: ImageFile.ImageFile, times: int) -> None:
    """Load a picture halved so often."""
    setattr(image, "reduce", times)  # noqa: B010 - of this one format, not the method of all pictures
    image.load()
    setattr(image, "reduce", 0)  # noqa: B010
