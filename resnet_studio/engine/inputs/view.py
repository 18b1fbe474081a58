"""From an upright picture to the square that the network sees, with or without random changes."""

import math
from dataclasses import dataclass

import numpy as np
import torch
from numpy.random import Generator
from numpy.typing import NDArray
from PIL import Image
from torch.nn.functional import interpolate

from resnet_studio.core.pictures.decode import Pixels

PHOTO_CROP = 224 / 256
"""Photographs are evaluated on their central 7/8, as in torchvision's published figures; small pictures are not cut."""
SMALLEST_CROP = {"light": 0.5, "strong": 0.2}
"""The smallest share of a photograph's area that a random crop takes."""
NARROWEST = 3 / 4  # the proportion of a random crop, or its inverse

_GREY = np.array([0.299, 0.587, 0.114])  # ITU-R BT.601, as Pillow's "L"


@dataclass(frozen=True, slots=True)
class View:
    """From uint8 `[H, W, 3]` to uint8 `[image_size, image_size, 3]`.

    Without augmentation, the central square, resized: the view of validation and prediction. "light" crops between
    half and all of a photograph and mirrors every other; small pictures are shifted by up to an eighth (He et al. 2015,
    section 4.2, pad 4 of 32) and never mirrored, since a mirrored digit is another sign. "strong" crops down to a
    fifth, mirrors, turns by up to 15°, and changes brightness, contrast and colour.

    Attributes:
        image_size: side of the square in pixels.
        small: whether the network is one for small pictures.
        augment: "none", "light" or "strong".
    """

    image_size: int
    small: bool
    augment: str = "none"

    @property
    def smallest_side(self) -> int:
        """Shorter side in pixels below which decoding would lose detail that the view shows."""
        if self.small:
            return self.image_size
        # Of a square picture, the smallest crop at its narrowest has a side of sqrt(share * proportion).
        crop = PHOTO_CROP if self.augment == "none" else math.sqrt(SMALLEST_CROP[self.augment] * NARROWEST)
        return math.ceil(self.image_size / crop)

    def __call__(self, pixels: Pixels, random: Generator) -> Pixels:
        """The square; without augmentation, nothing is drawn from `random`."""
        if self.augment == "none":
            return self._central(pixels)
        strong = self.augment == "strong"
        if self.small:
            square = _shifted(self._central(pixels), random)
        else:
            square = _random_crop(pixels, random, SMALLEST_CROP[self.augment], self.image_size)
        if (strong or not self.small) and random.random() < 0.5:
            square = square[:, ::-1]
        return _strongly_changed(square, random) if strong else np.ascontiguousarray(square)

    def _central(self, pixels: Pixels) -> Pixels:
        height, width, _ = pixels.shape
        side = round(min(height, width) * (1.0 if self.small else PHOTO_CROP))
        return _resized(pixels, (height - side) // 2, (width - side) // 2, side, side, self.image_size)


def _resized(pixels: Pixels, top: int, left: int, height: int, width: int, side: int) -> Pixels:
    """The box, resized to a square in one antialiased step.

    On 8-bit pixels, torch gives Pillow's result within two levels of 255, in a third of the time.
    """
    box = np.ascontiguousarray(pixels[top : top + height, left : left + width])
    if height == width == side:
        return box
    image = torch.from_numpy(box).permute(2, 0, 1).unsqueeze(0)
    resized = interpolate(image, (side, side), mode="bilinear", antialias=True)
    square: Pixels = resized.squeeze(0).permute(1, 2, 0).numpy()
    return square


def _random_crop(pixels: Pixels, random: Generator, smallest: float, side: int) -> Pixels:
    """A box of random area (share `smallest` to 1) and proportion (3:4 to 4:3), after Szegedy et al. 2014."""
    height, width, _ = pixels.shape
    area = height * width * random.uniform(smallest, 1.0)
    ratio = math.exp(random.uniform(math.log(NARROWEST), -math.log(NARROWEST)))
    box_width = max(1, min(width, round(math.sqrt(area * ratio))))
    box_height = max(1, min(height, round(math.sqrt(area / ratio))))
    top = int(random.integers(0, height - box_height, endpoint=True))
    left = int(random.integers(0, width - box_width, endpoint=True))
    return _resized(pixels, top, left, box_height, box_width, side)


def _shifted(square: Pixels, random: Generator) -> Pixels:
    """Moved by up to an eighth of its side; the border is repeated outwards, so that no frame shows."""
    side = len(square)
    most = max(1, side // 8)
    down, right = random.integers(-most, most + 1, 2)
    along = np.arange(side)
    moved: Pixels = square.take(along + down, axis=0, mode="clip").take(along + right, axis=1, mode="clip")
    return moved


def _strongly_changed(square: Pixels, random: Generator) -> Pixels:
    """Turned by up to 15°, and brightness, contrast and colour each times 0.6 to 1.4."""
    mean = square.mean(axis=(0, 1))
    image = Image.fromarray(np.ascontiguousarray(square))
    image = image.rotate(random.uniform(-15, 15), Image.Resampling.BILINEAR, fillcolor=tuple(int(v) for v in mean))
    matrix = _colour_change(mean, *random.uniform(0.6, 1.4, 3).tolist())
    return np.asarray(image.convert("RGB", tuple(matrix.ravel().tolist())))


def _colour_change(mean: NDArray[np.float64], brightness: float, contrast: float, colour: float) -> NDArray[np.float64]:
    """Brightness, contrast and colour of Pillow's `ImageEnhance`, one after another, as one affine map of RGB.

    Args:
        mean: `[3]`, the picture's own; contrast is from its grey.
        brightness, contrast, colour: factors; 1 changes nothing.

    Returns:
        float64 `[3, 4]`: a matrix, and what is added.
    """
    mixed = colour * np.eye(3) + (1 - colour) * _GREY
    added = np.full(3, (1 - contrast) * brightness * (mean @ _GREY))
    return np.column_stack([mixed * contrast * brightness, added])
