"""Large pictures row by row: what is made of them is small, and no copy of the whole is needed on the way.

The result does not depend on the bands: they begin where blocks of averaged pixels begin.
"""

from collections.abc import Callable, Iterator
from typing import Any

import numpy as np
import numpy.typing as npt
from PIL import Image

PIXELS = 1_000_000
"""Pixels of a band, about; smaller pictures are one."""


def bands(image: Image.Image, factor: int = 1) -> Iterator[tuple[slice, Image.Image]]:
    """The rows of a picture in groups, each a multiple of `factor` but the last, and the pixels of these rows."""
    width, height = image.size
    rows = max(1, PIXELS // (width * factor)) * factor
    for top in range(0, height, rows):
        bottom = min(height, top + rows)
        yield slice(top, bottom), image if rows >= height else image.crop((0, top, width, bottom))


def reduced_in_bands(
    image: Image.Image, factor: int, visible: Callable[[slice, Image.Image], Image.Image]
) -> Image.Image:
    """What `visible` makes of rows and their pixels, averaged over blocks of `factor` x `factor` pixels."""
    result: Image.Image | None = None
    for rows, band in bands(image, factor):
        part = visible(rows, band)
        part = part.reduce(factor) if factor > 1 else part
        if rows.stop - rows.start == image.height:
            return part
        if result is None:
            result = Image.new(part.mode, (part.width, -(-image.height // factor)))
        result.paste(part, (0, rows.start // factor))
    assert result is not None
    return result


def as_array(image: Image.Image) -> npt.NDArray[Any]:
    """The pixels of a picture, `[H, W]` or `[H, W, channels]`, contiguous and writable.

    NumPy alone would hold them three times on the way.
    """
    if image.width * image.height <= PIXELS:
        return np.array(image)
    pixels: npt.NDArray[Any] | None = None
    for rows, band in bands(image):
        part = np.asarray(band)
        if pixels is None:
            pixels = np.empty((image.height, *part.shape[1:]), part.dtype)
        pixels[rows] = part
    assert pixels is not None
    return pixels
