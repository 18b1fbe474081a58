"""Random changes of the values of pixels: turned, other light, blurred, partly erased.

What happens is drawn from the caller's generator, so that it is the same on every system and after a pause. It is
computed by torchvision, on Pillow's pictures where that is faster; blur by Pillow itself.
"""

import importlib
import math
from typing import Any, Final

import numpy as np
import torch
from numpy.random import Generator
from PIL import Image, ImageFilter

from resnet_studio.core.pictures.decode import Pixels
from resnet_studio.core.runs.augmentation import Augmentation

_BLURRED: Final = 0.5  # of the pictures
_LEAST_BLUR: Final = 0.1  # px
_ERASED: Final = (0.02, 0.2)  # share of the area, as small as in Zhong et al. 2017, and no more than leaves the subject
_PROPORTION: Final = 0.3  # of a rectangle, or its inverse; Zhong et al.


def functional() -> Any:
    """torchvision's functions for single pictures.

    Importing them takes seconds, so it is done where a run needs them (decision 0032), and not while the time of a
    picture is measured.
    """
    return importlib.import_module("torchvision.transforms.v2.functional")


def changed_values(square: Pixels, random: Generator, changes: Augmentation) -> Pixels:
    """The picture after all of `changes` that compute values, uint8 `[H, W, 3]`; only these draw from `random`."""
    image = Image.fromarray(np.ascontiguousarray(square))
    image = _in_other_light(_turned(image, square, random, changes), random, changes)
    image = _blurred(image, random, changes)
    return _erased(np.array(image), random, changes) if changes.erasing else np.asarray(image)


def _turned(image: Image.Image, square: Pixels, random: Generator, changes: Augmentation) -> Image.Image:
    """Turned about its middle; corners get the mean colour, which is that of nothing."""
    if not changes.rotation:
        return image
    angle = random.uniform(-changes.rotation, changes.rotation)
    fill = [int(value) for value in square.mean(axis=(0, 1))]
    f = functional()
    turned: Image.Image = f.rotate(image, angle, interpolation=f.InterpolationMode.BILINEAR, fill=fill)
    return turned


def _in_other_light(image: Image.Image, random: Generator, changes: Augmentation) -> Image.Image:
    f = functional()
    for most, adjust in (
        (changes.brightness, f.adjust_brightness),
        (changes.contrast, f.adjust_contrast),
        (changes.colour, f.adjust_saturation),
    ):
        if most:
            image = adjust(image, random.uniform(1 - most, 1 + most))
    return image


def _blurred(image: Image.Image, random: Generator, changes: Augmentation) -> Image.Image:
    """Blurred by Pillow, which takes as long for any standard deviation; torchvision's kernels grow with its square."""
    if not changes.blur or random.random() >= _BLURRED:
        return image
    return image.filter(ImageFilter.GaussianBlur(random.uniform(min(_LEAST_BLUR, changes.blur), changes.blur)))


def _erased(square: Pixels, random: Generator, changes: Augmentation) -> Pixels:
    """Without a rectangle, which gets the mean colour (Zhong et al. 2017, arXiv:1708.04896)."""
    if random.random() >= changes.erasing:
        return square
    side = len(square)
    area = side * side * random.uniform(*_ERASED)
    ratio = math.exp(random.uniform(math.log(_PROPORTION), -math.log(_PROPORTION)))
    height = min(side, max(1, round(math.sqrt(area * ratio))))
    width = min(side, max(1, round(math.sqrt(area / ratio))))
    top = int(random.integers(0, side - height, endpoint=True))
    left = int(random.integers(0, side - width, endpoint=True))
    mean = torch.from_numpy(square.mean(axis=(0, 1)).astype(np.uint8)).reshape(3, 1, 1)
    values = functional().erase(torch.from_numpy(square).permute(2, 0, 1), top, left, height, width, mean)
    return np.ascontiguousarray(values.permute(1, 2, 0).numpy())
