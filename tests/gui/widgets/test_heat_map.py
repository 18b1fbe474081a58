"""A map over a picture: in its place over what the network sees, and a veil over the rest."""

import numpy as np
import pytest
from PySide6.QtCore import QRectF, Qt
from PySide6.QtGui import QColor, QImage, QPainter, QPixmap

from resnet_studio.gui.widgets.heat_map import HeatMap, paint_looked


def hot(row: int, column: int, side: int = 7, share: float = 0.875) -> HeatMap:
    values = np.zeros((side, side), np.float32)
    values[row, column] = 1
    return HeatMap(values, share)


def painted(heat_map: HeatMap, width: int, height: int, opacity: float = 1.0) -> QImage:
    image = QImage(width, height, QImage.Format.Format_RGB32)
    image.fill(QColor(128, 128, 128))
    painter = QPainter(image)
    heat_map.paint(painter, QRectF(image.rect()), opacity)
    painter.end()
    return image


def yellowest(image: QImage) -> tuple[int, int]:
    places = [(x, y) for x in range(image.width()) for y in range(image.height())]
    return max(places, key=lambda place: _yellow(image.pixelColor(*place)))


def _yellow(found: QColor) -> int:
    return found.red() + found.green() - 2 * found.blue()


@pytest.mark.parametrize(("width", "height"), [(320, 160), (160, 320), (200, 200)])
def test_map_is_over_the_central_square_that_the_network_sees(width: int, height: int) -> None:
    heat_map = hot(1, 5)
    seen = heat_map.seen(QRectF(0, 0, width, height))
    assert seen.width() == seen.height() == min(width, height) * 0.875
    x, y = yellowest(painted(heat_map, width, height))
    assert abs(x - (seen.left() + seen.width() * 5.5 / 7)) < seen.width() / 14
    assert abs(y - (seen.top() + seen.height() * 1.5 / 7)) < seen.height() / 14


def test_part_that_is_not_seen_is_veiled_and_has_no_colour_of_the_map() -> None:
    image = painted(hot(0, 0, share=0.5), 200, 200)
    veiled, seen = image.pixelColor(10, 10), image.pixelColor(140, 140)
    assert veiled.lightness() > 128 + 60 or veiled.lightness() < 128 - 60  # the ground of a theme shows through
    assert max(veiled.red(), veiled.green(), veiled.blue()) - min(veiled.red(), veiled.green(), veiled.blue()) < 12
    assert seen.lightness() < 128


def test_small_pictures_are_seen_whole() -> None:
    image = painted(hot(3, 3, share=1.0), 32, 32)
    assert image.pixelColor(0, 0).lightness() < 128


def test_opacity_takes_the_map_away_but_not_the_veil() -> None:
    image = painted(hot(3, 3, share=0.5), 200, 200, opacity=0.0)
    assert image.pixelColor(100, 120) == QColor(128, 128, 128)
    assert image.pixelColor(10, 10) != QColor(128, 128, 128)


@pytest.mark.parametrize(("side", "corner"), [(140, True), (60, False)])
def test_tile_has_the_untouched_picture_in_its_corner_where_there_is_room(side: int, corner: bool) -> None:
    untouched = QPixmap(side, side)
    untouched.fill(Qt.GlobalColor.red)
    image = QImage(side, side, QImage.Format.Format_RGB32)
    image.fill(Qt.GlobalColor.red)
    painter = QPainter(image)
    paint_looked(painter, QRectF(image.rect()), untouched, hot(0, 6))
    painter.end()
    pure = image.pixelColor(round(side * 0.065 + side * 0.16), round(side - side * 0.065 - side * 0.16))
    assert (pure == QColor(Qt.GlobalColor.red)) is corner
