"""A map of values from 0 to 1 laid over a picture: dark where nothing speaks for the class, then blue, then yellow."""

from functools import cache

import numpy as np
from numpy.typing import NDArray
from PIL import Image

from resnet_studio.core.pictures.decode import Pixels

# Value, red, green, blue, opacity. Sky blue and yellow are those of Okabe and Ito, which colour-blind people can
# distinguish, and they become brighter with the value, so that the steps are also clear in grey.
_STEPS = np.array(
    [
        (0.00, 14, 34, 54, 0.64),
        (0.30, 34, 92, 138, 0.58),
        (0.55, 86, 180, 233, 0.56),
        (0.80, 236, 222, 66, 0.72),
        (1.00, 245, 232, 60, 0.80),
    ],
    np.float32,
)


def seen_square(width: int, height: int, share: float) -> tuple[int, int, int]:
    """What a network sees of a picture: left, top and side of its central square, px.

    `share` is the part of the shorter side that the square's side is.
    """
    side = max(1, round(min(height, width) * share))
    return (width - side) // 2, (height - side) // 2, side


def central_square(pixels: Pixels, share: float) -> Pixels:
    """The `seen_square` of a picture uint8 `[H, W, 3]`."""
    height, width, _ = pixels.shape
    left, top, side = seen_square(width, height, share)
    return pixels[top : top + side, left : left + side]


def coloured(values: NDArray[np.float32], width: int, height: int) -> NDArray[np.uint8]:
    """A map `[rows, columns]`, stretched and in colour: uint8 `[height, width, 4]`, RGB and opacity."""
    map_ = Image.fromarray(np.ascontiguousarray(values, np.float32))
    stretched = np.asarray(map_.resize((width, height), Image.Resampling.BICUBIC))
    rows: NDArray[np.uint8] = _table()[np.clip(np.rint(stretched * 255), 0, 255).astype(np.uint8)]
    return rows


def overlay(pixels: Pixels, values: NDArray[np.float32]) -> Pixels:
    """A picture uint8 `[H, W, 3]` with a map `[rows, columns]` over it: brighter where the value is higher."""
    height, width, _ = pixels.shape
    colours = coloured(values, width, height)
    opacity = colours[..., 3:].astype(np.float32) / 255
    mixed: Pixels = np.rint(pixels * (1 - opacity) + colours[..., :3] * opacity).astype(np.uint8)
    return mixed


@cache
def _table() -> NDArray[np.uint8]:
    """The colour of each of 256 values, uint8 `[256, 4]`."""
    at = np.linspace(0, 1, 256)
    channels = [np.interp(at, _STEPS[:, 0], _STEPS[:, column]) for column in range(1, 5)]
    channels[3] *= 255
    return np.rint(np.stack(channels, 1)).astype(np.uint8)
