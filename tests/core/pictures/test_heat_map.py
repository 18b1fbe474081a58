"""A map over a picture: brighter where its value is higher, over the part that the network sees."""

import numpy as np
import pytest

from resnet_studio.core.pictures.heat_map import central_square, coloured, overlay, seen_square


def test_overlay_is_brighter_where_the_value_is_higher() -> None:
    pixels = np.full((10, 256, 3), 60, np.uint8)
    laid = overlay(pixels, np.linspace(0, 1, 256, dtype=np.float32)[None].repeat(10, 0))
    grey = laid[5].astype(float) @ (0.299, 0.587, 0.114)
    assert laid.shape == pixels.shape
    assert grey[0] < 60
    assert (np.diff(grey) > -1).all()
    assert grey[-1] > 3 * grey[0]


def test_colours_of_a_map_stay_in_their_places_when_it_is_stretched() -> None:
    values = np.zeros((4, 8), np.float32)
    values[1, 6] = 1
    colours = coloured(values, 80, 40)
    assert colours.shape == (40, 80, 4)
    assert colours.dtype == np.uint8
    brightest = np.unravel_index(colours[..., :3].sum(2).argmax(), (40, 80))
    assert (brightest[0] // 10, brightest[1] // 10) == (1, 6)
    assert (colours[:, :40] == colours[0, 0]).all()


@pytest.mark.parametrize(
    ("size", "share", "square"),
    [
        ((101, 80), 0.875, (15, 5, 70)),
        ((80, 101), 0.875, (5, 15, 70)),
        ((2000, 1), 0.875, (999, 0, 1)),
        ((32, 32), 1.0, (0, 0, 32)),
    ],
)
def test_network_sees_the_central_square(size: tuple[int, int], share: float, square: tuple[int, int, int]) -> None:
    assert seen_square(*size, share) == square
    left, top, side = square
    pixels = np.arange(size[0] * size[1] * 3).reshape(size[1], size[0], 3).astype(np.uint8)
    assert (central_square(pixels, share) == pixels[top : top + side, left : left + side]).all()
