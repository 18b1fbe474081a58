"""A map of values from 0 to 1 laid over a picture: dark where nothing speaks for the class, then blue, then yellow."""

from __future__ import annotations

from functools import cache
from typing import TYPE_CHECKING

import numpy as np
from numpy.typing import NDArray

if TYPE_CHECKING:
    from resnet_studio.core.pictures.decode import Pixels  # the window paints maps without what decodes pictures

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
    stretched = _weights(values.shape[0], height) @ values @ _weights(values.shape[1], width).T
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
def _weights(count: int, pixels: int) -> NDArray[np.float32]:
    """Cubic convolution (Keys 1981, a = -0.5) from `count` values to more `pixels` along a side, `[pixels, count]`.

    As in bicubic resizing, a value is in the middle of its share of the side, and those at the ends are repeated.
    """
    at = (np.arange(pixels) + 0.5) * count / pixels - 0.5
    weights = np.zeros((pixels, count), np.float32)
    for step in range(-1, 3):
        index = np.floor(at).astype(int) + step
        far = np.abs(at - index)
        near = np.where(far <= 1, 1.5 * far**3 - 2.5 * far**2 + 1, -0.5 * far**3 + 2.5 * far**2 - 4 * far + 2)
        np.add.at(weights, (np.arange(pixels), np.clip(index, 0, count - 1)), near)
    return weights


@cache
def _table() -> NDArray[np.uint8]:
    """The colour of each of 256 values, uint8 `[256, 4]`."""
    at = np.linspace(0, 1, 256)
    channels = [np.interp(at, _STEPS[:, 0], _STEPS[:, column]) for column in range(1, 5)]
    channels[3] *= 255
    return np.rint(np.stack(channels, 1)).astype(np.uint8)
