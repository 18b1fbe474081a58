"""A map over a picture: clear where its value is high, untouched where it is 0."""

import numpy as np

from resnet_studio.core.pictures.heat_map import central_square, overlay


def test_overlay_leaves_places_without_value_as_they_are() -> None:
    pixels = np.full((40, 60, 3), 200, np.uint8)
    values = np.zeros((4, 6), np.float32)
    assert (overlay(pixels, values) == pixels).all()
    values[:, 5] = 1
    laid = overlay(pixels, values)
    assert laid.shape == pixels.shape
    assert (laid[:, :40] == pixels[:, :40]).all()
    assert (laid[:, -1] != 200).any()


def test_central_square_is_the_share_of_the_shorter_side() -> None:
    pixels = np.zeros((80, 101, 3), np.uint8)
    assert central_square(pixels, 0.875).shape == (70, 70, 3)
    assert central_square(pixels[:1, :1], 0.875).shape == (1, 1, 3)
