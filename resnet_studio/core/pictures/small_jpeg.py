"""Small JPEGs, as most files of datasets are: read whole, and decoded to grey values in the fewest calls.

Opening one of 300 x 200 pixels as any other takes half as long as decoding it at half its size.
"""

import os
from dataclasses import dataclass
from pathlib import Path
from typing import Final

from PIL import Image

from resnet_studio.core.basics.files import read_small
from resnet_studio.core.pictures import glance, jpeg
from resnet_studio.core.pictures.memory import reduction

_NAMES: Final = (".jpg", ".jpeg", ".JPG", ".JPEG")
_MOST_SEGMENTS: Final = 64
_SEQUENTIAL: Final = frozenset({0xC0, 0xC1})
_SCAN: Final = 0xDA
_PASSED_OVER: Final = frozenset({0xC4, 0xDB, 0xDD, 0xFE, *range(0xE0, 0xF0)} - {0xE1, 0xE2})
"""Segments that say nothing about how to show it: tables, a comment, and of metadata all but those that may hold EXIF,
XMP, a colour profile or more pictures."""
_MODES: Final = {1: "L", 3: "RGB"}


@dataclass(frozen=True, slots=True)
class SmallJpeg:
    """A JPEG of one scan, of which nothing beside its pixels says how to show it. It takes so little time and memory
    that neither is claimed.

    Attributes:
        data: the whole file.
        mode: "RGB" or "L".
        width, height: in pixels.
    """

    data: bytes
    mode: str
    width: int
    height: int

    def grey(self, smallest_side: int | None) -> Image.Image:
        """The grey values that `decode.picture_of` gives.

        Raises:
            Exception: almost any, where the pixels are damaged.
        """
        wanted = 1 if smallest_side is None else min(self.width, self.height) // max(1, smallest_side)
        scale = next((step for step in (8, 4, 2) if wanted >= step), 1)
        size = (self.width + scale - 1) // scale, (self.height + scale - 1) // scale
        grey = Image.frombytes("L", size, self.data, "jpeg", ("L", "", scale, 0))
        factor = reduction(grey, smallest_side)
        return grey.reduce(factor) if factor > 1 else grey


def small_jpeg(path: Path | str) -> SmallJpeg | None:
    """Read a small JPEG; None of any other file, and of one that is damaged before its pixels."""
    if not os.fspath(path).endswith(_NAMES):
        return None
    try:
        return _parsed(read_small(path, glance.SMALL_FILE))
    except (OSError, IndexError, ValueError):
        return None


def _parsed(data: bytes) -> SmallJpeg | None:
    if not data.startswith(jpeg.SIGNATURE):
        return None
    at, mode, width, height = 2, "", 0, 0
    for _ in range(_MOST_SEGMENTS):
        if data[at] != 0xFF:
            return None
        marker = data[at + 1]
        if marker == _SCAN:
            whole = _MODES.get(data[at + 4]) == mode and 0 < width * height <= glance.SMALL_PICTURE
            return SmallJpeg(data, mode, width, height) if whole else None
        if marker in _SEQUENTIAL:
            if mode or data[at + 4] != 8 or data[at + 9] not in _MODES:
                return None
            mode = _MODES[data[at + 9]]
            height, width = data[at + 5] << 8 | data[at + 6], data[at + 7] << 8 | data[at + 8]
        elif marker not in _PASSED_OVER:
            return None
        at += 2 + (data[at + 2] << 8 | data[at + 3])
    return None
