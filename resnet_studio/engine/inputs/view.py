"""From an upright picture to the square that the network sees, with or without random changes."""

import math
from dataclasses import dataclass

import numpy as np
import torch
from numpy.random import Generator
from torch.nn.functional import interpolate

from resnet_studio.core.pictures.decode import Pixels
from resnet_studio.core.runs.augmentation import UNCHANGED, Augmentation
from resnet_studio.engine.inputs.changed_values import changed_values

PHOTO_CROP = 224 / 256
"""Photographs are evaluated on their central 7/8, as in torchvision's published figures; small pictures are not cut."""
NARROWEST = 3 / 4  # the proportion of a random crop, or its inverse


@dataclass(frozen=True, slots=True)
class View:
    """From uint8 `[H, W, 3]` to uint8 `[image_size, image_size, 3]`.

    Without changes, the central square, resized: the view of validation and prediction. A random crop takes the place
    of the central square; then the picture is moved, mirrored, turned, and its values are changed.

    Attributes:
        image_size: side of the square in pixels.
        small: whether the network is one for small pictures.
        changes: what may be changed at random.
    """

    image_size: int
    small: bool
    changes: Augmentation = UNCHANGED

    @property
    def smallest_side(self) -> int:
        """Shorter side in pixels below which decoding would lose detail that the view shows."""
        if self.changes.smallest_crop < 1:
            # Of a square picture, the smallest crop at its narrowest has a side of sqrt(share * proportion).
            return math.ceil(self.image_size / math.sqrt(self.changes.smallest_crop * NARROWEST))
        return math.ceil(self.image_size / self._central_share)

    def __call__(self, pixels: Pixels, random: Generator) -> Pixels:
        """The square; nothing is drawn from `random` for what is not changed."""
        changes = self.changes
        if changes.smallest_crop < 1:
            square = _random_crop(pixels, random, changes.smallest_crop, self.image_size)
        else:
            square = self._central(pixels)
        if changes.shift:
            square = _shifted(square, random, changes.shift)
        if changes.mirror in ("sideways", "both") and random.random() < 0.5:
            square = square[:, ::-1]
        if changes.mirror in ("upside-down", "both") and random.random() < 0.5:
            square = square[::-1]
        if changes.quarter_turns:
            square = np.rot90(square, int(random.integers(0, 4)))
        if changes.computes_values:
            return changed_values(square, random, changes)
        return np.ascontiguousarray(square)

    @property
    def _central_share(self) -> float:
        return 1.0 if self.small else PHOTO_CROP

    def _central(self, pixels: Pixels) -> Pixels:
        height, width, _ = pixels.shape
        side = round(min(height, width) * self._central_share)
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


def _shifted(square: Pixels, random: Generator, share: float) -> Pixels:
    """Moved by up to a share of its side; the border is repeated outwards, so that no frame shows."""
    side = len(square)
    most = max(1, int(side * share))
    down, right = random.integers(-most, most + 1, 2)
    along = np.arange(side)
    moved: Pixels = square.take(along + down, axis=0, mode="clip").take(along + right, axis=1, mode="clip")
    return moved
