"""A map of values from 0 to 1 laid over a picture."""

import numpy as np
from numpy.typing import NDArray
from PIL import Image

from resnet_studio.core.pictures.decode import Pixels

# Colours of values in equal steps from 0 to 1: dark violet, red, orange, pale yellow, as in Matplotlib's "inferno",
# which stays readable in grey and for people who cannot tell red from green.
_COLOURS = np.array([(0, 0, 4), (87, 16, 110), (188, 55, 84), (249, 142, 9), (252, 255, 164)], np.float32)
_STRONGEST = 0.75  # opacity of the value 1


def central_square(pixels: Pixels, share: float) -> Pixels:
    """What a network sees of a picture uint8 `[H, W, 3]`: a square whose side is this share of the shorter side."""
    height, width, _ = pixels.shape
    side = max(1, round(min(height, width) * share))
    top, left = (height - side) // 2, (width - side) // 2
    return pixels[top : top + side, left : left + side]


def overlay(pixels: Pixels, values: NDArray[np.float32]) -> Pixels:
    """A picture uint8 `[H, W, 3]` with a map `[rows, columns]` stretched over it: clearer where the value is higher."""
    height, width, _ = pixels.shape
    stretched = Image.fromarray(np.ascontiguousarray(values, np.float32)).resize(
        (width, height), Image.Resampling.BILINEAR
    )
    at = np.clip(np.asarray(stretched), 0, 1)
    steps = np.linspace(0, 1, len(_COLOURS))
    colours = np.stack([np.interp(at, steps, channel) for channel in _COLOURS.T], axis=2)
    opacity = _STRONGEST * at[..., None]
    mixed: Pixels = np.rint(pixels * (1 - opacity) + colours * opacity).astype(np.uint8)
    return mixed
