"""From an upright picture to the square that the network sees, with or without random changes."""

import math
from collections.abc import Callable

import numpy as np
from numpy.random import Generator
from numpy.typing import NDArray
from PIL import Image, ImageEnhance

Pixels = NDArray[np.uint8]
View = Callable[[Pixels, Generator], Pixels]

# Photographs are evaluated on their central 7/8, as torchvision's published figures are; small images are whole.
PHOTO_CROP = 224 / 256


def smallest_side(image_size: int, small: bool) -> int:
    """Shorter side in pixels below which decoding would lose detail that a view shows."""
    return image_size if small else math.ceil(image_size / PHOTO_CROP)


def central(image_size: int, small: bool) -> View:
    """The deterministic view of validation and prediction: the central square, resized.

    Returns:
        a view from uint8 `[H, W, 3]` to uint8 `[image_size, image_size, 3]`; it draws nothing from its generator.
    """

    def view(pixels: Pixels, _: Generator) -> Pixels:
        height, width, _channels = pixels.shape
        side = min(height, width) * (1.0 if small else PHOTO_CROP)
        return _resized(pixels, (width - side) / 2, (height - side) / 2, side, side, image_size)

    return view


def training_view(augment: str, image_size: int, small: bool) -> View:
    """The random view of training.

    "light" crops between half and all of a photograph and mirrors every other; small images are shifted by up to
    an eighth (He et al. 2015, section 4.2, pad 4 of 32) and never mirrored, since a mirrored digit is no digit.
    "strong" crops down to a fifth, mirrors, turns by up to 15°, and changes brightness, contrast and colour.
    """
    if augment == "none":
        return central(image_size, small)
    strong = augment == "strong"

    def view(pixels: Pixels, random: Generator) -> Pixels:
        if small:
            square = _shifted(central(image_size, small)(pixels, random), random)
        else:
            square = _random_crop(pixels, random, 0.2 if strong else 0.5, image_size)
        if (strong or not small) and random.random() < 0.5:
            square = square[:, ::-1]
        return _strongly_changed(square, random) if strong else np.ascontiguousarray(square)

    return view


def _resized(pixels: Pixels, left: float, top: float, width: float, height: float, side: int) -> Pixels:
    """The box, resized to a square in one antialiased step."""
    image = Image.fromarray(pixels)
    box = (left, top, left + width, top + height)
    return np.asarray(image.resize((side, side), Image.Resampling.BILINEAR, box=box, reducing_gap=3.0))


def _random_crop(pixels: Pixels, random: Generator, smallest: float, side: int) -> Pixels:
    """A box of random area (share `smallest` to 1) and proportion (3:4 to 4:3), after Szegedy et al. 2014."""
    height, width, _ = pixels.shape
    area = height * width * random.uniform(smallest, 1.0)
    ratio = math.exp(random.uniform(math.log(3 / 4), math.log(4 / 3)))
    box_width = min(float(width), math.sqrt(area * ratio))
    box_height = min(float(height), math.sqrt(area / ratio))
    left = random.uniform(0, width - box_width)
    top = random.uniform(0, height - box_height)
    return _resized(pixels, left, top, box_width, box_height, side)


def _shifted(square: Pixels, random: Generator) -> Pixels:
    """Moved by up to an eighth of its side; the border is repeated outwards, so that no frame is learnt."""
    most = max(1, len(square) // 8)
    padded = np.pad(square, ((most, most), (most, most), (0, 0)), mode="edge")
    top, left = random.integers(0, 2 * most + 1, 2)
    return padded[top : top + len(square), left : left + len(square)]


def _strongly_changed(square: Pixels, random: Generator) -> Pixels:
    mean = tuple(int(value) for value in square.mean(axis=(0, 1)))
    image = Image.fromarray(np.ascontiguousarray(square))
    image = image.rotate(random.uniform(-15, 15), Image.Resampling.BILINEAR, fillcolor=mean)
    for change in (ImageEnhance.Brightness, ImageEnhance.Contrast, ImageEnhance.Color):
        image = change(image).enhance(random.uniform(0.6, 1.4))
    return np.asarray(image)
