"""The part of a picture that a map is laid over is the part that the network was given, whatever the picture is."""

from collections.abc import Callable
from pathlib import Path

import numpy as np
import pytest
from numpy.typing import NDArray
from PIL import Image

from resnet_studio.core.network.architecture import SMALL_DEPTHS
from resnet_studio.core.pictures.decode import reduced
from resnet_studio.core.pictures.heat_map import seen_square
from resnet_studio.core.protocol.jobs.explain import Explain, Explained
from resnet_studio.core.runs.run import ModelInfo
from resnet_studio.engine.inputs.pictures import PictureSource
from resnet_studio.engine.inputs.view import PHOTO_CROP, View
from resnet_studio.engine.run_job import run_job

SCREEN = 2560  # as many pixels as the window decodes of a picture that is shown large


def dark(width: int, height: int, dtype: type = np.uint8) -> NDArray[np.generic]:
    """A dark picture with a bright square, a tenth of the shorter side, off the middle to the upper right."""
    pixels = np.zeros((height, width), dtype)
    side = max(1, min(width, height) // 10)
    top, left = height // 2 - round(2.5 * side), width // 2 + round(1.5 * side)
    pixels[max(0, top) : max(0, top) + side, left : left + side] = np.iinfo(dtype).max
    return pixels


def large(folder: Path) -> Path:
    Image.fromarray(np.asarray(dark(4000, 3000))).save(folder / "large.jpg", quality=90)
    return folder / "large.jpg"


def turned(folder: Path) -> Path:
    exif = Image.Exif()
    exif[0x0112] = 6  # turned by 90° when it is shown
    Image.fromarray(np.rot90(np.asarray(dark(300, 500)))).convert("RGB").save(folder / "turned.jpg", exif=exif)
    return folder / "turned.jpg"


def deep(folder: Path) -> Path:
    Image.fromarray(np.asarray(dark(640, 480, np.uint16))).save(folder / "deep.png")
    return folder / "deep.png"


def wide(folder: Path) -> Path:
    Image.fromarray(np.asarray(dark(3000, 700))).save(folder / "wide.png")
    return folder / "wide.png"


def middle_of_bright(pixels: NDArray[np.generic]) -> tuple[float, float]:
    """Column and row of the middle of what is bright, as shares of the width and the height."""
    grey = np.asarray(pixels, np.float64).mean(2)
    rows, columns = np.nonzero(grey > grey.max() / 2)
    return (float(columns.mean()) + 0.5) / grey.shape[1], (float(rows.mean()) + 0.5) / grey.shape[0]


@pytest.mark.parametrize("make", [large, turned, deep, wide])
@pytest.mark.parametrize(("size", "small"), [(224, False), (32, True)])
def test_place_in_the_network_is_the_same_place_in_the_picture_that_is_shown(
    make: Callable[[Path], Path], size: int, small: bool, tmp_path: Path
) -> None:
    path = make(tmp_path)
    source = PictureSource("", [str(path)], View(size, small))
    column, row = middle_of_bright(np.asarray(source.load(0, np.random.default_rng(0))))
    shown = reduced(path, SCREEN)
    height, width, _ = shown.shape
    left, top, side = seen_square(width, height, 1.0 if small else PHOTO_CROP)
    found = (left + column * side) / width, (top + row * side) / height
    assert found == pytest.approx(middle_of_bright(shown), abs=side / size / min(width, height))


@pytest.mark.parametrize("size", [(2000, 1), (1, 2000), (1, 1)])
def test_line_of_pixels_has_a_map_of_the_one_pixel_that_is_seen(
    colours_run: Path, tmp_path: Path, size: tuple[int, int]
) -> None:
    path = tmp_path / "line.png"
    Image.new("RGB", size, "red").save(path)
    (found,) = [event for event in run_job(Explain(str(colours_run), (str(path),))) if isinstance(event, Explained)]
    assert ModelInfo.read(colours_run).depth in SMALL_DEPTHS
    assert found.share == 1.0
    assert found.values().shape == (8, 8)
    assert seen_square(*size, found.share) == (max(0, (size[0] - 1) // 2), max(0, (size[1] - 1) // 2), 1)
