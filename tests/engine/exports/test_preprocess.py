"""What is sealed into an export gives the pixels that prediction sees."""

import runpy

import numpy as np
import pytest
import torch
from PIL import Image

from resnet_studio.core.exports.companions import SOURCES
from resnet_studio.core.runs.run import ModelInfo
from resnet_studio.engine.exports.preprocess import Preprocess
from resnet_studio.engine.inputs.normalise import MEAN, STD, normalise
from resnet_studio.engine.inputs.view import View

SMALL_SIDE = 64  # a picture of 860 x 1140 px is then as large as one of 12 megapixels is for 224
PLAIN = ((0.0, 0.0, 0.0), (1 / 255, 1 / 255, 1 / 255))


def info(depth: int, side: int, mean: tuple[float, ...], std: tuple[float, ...]) -> ModelInfo:
    return ModelInfo(depth, True, ("a", "b"), side, mean, std)  # type: ignore[arg-type]


def levels(preprocess: Preprocess, pixels: np.ndarray) -> np.ndarray:
    with torch.inference_mode():
        return preprocess(torch.from_numpy(pixels.copy()))[0].permute(1, 2, 0).numpy().round(3)


@pytest.mark.parametrize(("depth", "side"), [(18, 224), (18, 160), (20, 32)])
def test_pixels_are_those_of_the_view_of_prediction(depth: int, side: int) -> None:
    random = np.random.default_rng(side)
    view = View(side, depth == 20)
    preprocess = Preprocess.of(info(depth, side, *PLAIN))
    smallest = view.smallest_side
    shapes = [
        (smallest, smallest),
        (side, side),
        (smallest + 1, 2 * smallest),
        (2 * smallest - 1, smallest),
        (1, 2000),
        (9, 7),
    ]
    shapes += [tuple(random.integers(smallest, 2 * smallest, 2)) for _ in range(6)]
    different = compared = 0
    for height, width in shapes:
        pixels = random.integers(0, 256, (height, width, 3), np.uint8)
        said, seen = levels(preprocess, pixels), view(pixels, random).astype(np.float32)
        assert np.abs(said - seen).max() <= 1, (height, width)
        different, compared = different + int((said != seen).sum()), compared + seen.size
    assert different <= compared / 100_000  # a weight exactly between two whole numbers


def test_normalised_values_are_those_of_prediction() -> None:
    pixels = np.random.default_rng(0).integers(0, 256, (300, 280, 3), np.uint8)
    view = View(224, False)
    seen = torch.from_numpy(view(pixels, np.random.default_rng(0))).permute(2, 0, 1)[None]
    own = Preprocess.of(info(18, 224, MEAN, STD))(torch.from_numpy(pixels))
    assert torch.equal(own, normalise(seen, torch.device("cpu")).contiguous())


@pytest.mark.parametrize("shape", [(860, 1140), (260, 210), (584, 2600)])
def test_large_picture_is_reduced_as_decoding_reduces_a_jpeg(shape: tuple[int, int]) -> None:
    """At 1/2, 1/4 or 1/8 and then over whole pixels; one rounding instead of three is a level or two."""
    coarse = np.random.default_rng(1).integers(0, 256, (24, 32, 3), np.uint8)
    picture = Image.fromarray(coarse).resize(shape[::-1], Image.Resampling.BICUBIC)
    view = View(SMALL_SIDE, False)
    reduced, smallest = picture, view.smallest_side
    once = max(step for step in (1, 2, 4, 8) if step <= max(1, min(shape) // smallest))
    for factor in (once, None):
        factor = factor or max(1, min(reduced.size) // smallest)
        reduced = reduced.reduce(factor) if factor > 1 else reduced
    said = levels(Preprocess.of(info(18, SMALL_SIDE, *PLAIN)), np.asarray(picture))
    assert np.abs(said - view(np.asarray(reduced), np.random.default_rng(0))).max() <= 2


@pytest.mark.parametrize(("side", "crop", "smallest"), [(224, 0.875, 256), (64, 0.875, 73), (32, 1.0, 32)])
@pytest.mark.parametrize(
    ("height", "width"), [(1.0, 1.0), (1.99, 1.99), (1.0, 2.0), (0.9, 1.2), (0.04, 3.0), (7.0, 0.01)]
)
def test_program_that_resizes_outside_of_the_file_gives_the_same_square(
    side: int, crop: float, smallest: int, height: float, width: float
) -> None:
    square = runpy.run_path(str(SOURCES / "python" / "picture.py.txt"))["square"]
    size = (max(1, int(height * smallest)), max(1, int(width * smallest)), 3)
    pixels = np.random.default_rng(side).integers(0, 256, size, np.uint8)
    own = Preprocess(side, crop, smallest, (0, 0, 0), (1 / 255,) * 3)(torch.from_numpy(pixels))[0]
    said = square(pixels, {"preprocessing": {"side": side, "crop": crop}})
    assert np.array_equal(said, own.permute(1, 2, 0).numpy())
