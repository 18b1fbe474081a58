"""Points, painted quickly, and which are inside an outline."""

import time

import numpy as np
import pytest
from PySide6.QtGui import QColor

from resnet_studio.gui.rooms.results.map_paint import Group, Shape, inside, paint_points

WHITE, RED = QColor("white"), QColor("red")


@pytest.mark.parametrize(
    ("shape", "middle", "corner"),
    [("disc", True, False), ("square", True, True), ("ring", False, False), ("cross", True, True)],
)
def test_shapes_differ_also_without_colour(shape: Shape, middle: bool, corner: bool) -> None:
    painted = paint_points(np.array([[20.0, 20.0]]), [Group(np.array([0]), shape, RED, 8.0)], 40, 40, 1.0, WHITE)
    assert (painted.pixelColor(20, 20) == RED) is middle
    assert (painted.pixelColor(26, 26).green() < 128) is corner


def test_later_groups_are_on_top_and_points_outside_are_left_out() -> None:
    places = np.array([[5.0, 5.0], [5.0, 5.0], [-900.0, 3.0], [1.0, 99.0]])
    groups = [Group(np.array([0, 2, 3]), "disc", RED, 3.0), Group(np.array([1]), "disc", QColor("blue"), 3.0)]
    painted = paint_points(places, groups, 20, 10, 2.0, WHITE)
    assert (painted.width(), painted.height()) == (40, 20)
    assert painted.pixelColor(10, 10) == QColor("blue")
    assert painted.pixelColor(35, 5) == WHITE


def test_ten_thousand_points_are_painted_within_a_frame() -> None:
    places = np.random.default_rng(0).uniform(0, 380, (10_000, 2)) * (1.8, 1)
    groups = [Group(np.arange(start, 10_000, 6), "disc", RED, 2.2) for start in range(6)]
    seconds = []
    for _ in range(7):
        began = time.process_time()
        paint_points(places, groups, 684, 380, 1.0, WHITE)
        seconds.append(time.process_time() - began)
    assert min(seconds) < 0.033


def test_inside_follows_the_outline() -> None:
    outline = np.array([[0.0, 0.0], [10.0, 0.0], [10.0, 10.0], [5.0, 2.0], [0.0, 10.0]])
    places = np.array([[2.0, 2.0], [5.0, 8.0], [9.0, 7.0], [11.0, 1.0]])
    assert list(inside(places, outline)) == [True, False, True, False]
    assert not inside(places, outline[:2]).any()
