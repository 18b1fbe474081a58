"""Finished pictures of tiles: made once for each size, theme and map, with round corners."""

import numpy as np
import pytest
from PySide6.QtCore import QSize, Qt
from PySide6.QtGui import QPixmap, QPixmapCache

from resnet_studio.gui.theme.manager import install
from resnet_studio.gui.widgets import tile_pixmap
from resnet_studio.gui.widgets.heat_map import HeatMap
from resnet_studio.gui.widgets.tile_pixmap import finished


@pytest.fixture
def picture() -> QPixmap:
    """Red, twice as wide as high."""
    QPixmapCache.clear()
    picture = QPixmap(200, 100)
    picture.fill(Qt.GlobalColor.red)
    return picture


def count(monkeypatch: pytest.MonkeyPatch) -> list[object]:
    made: list[object] = []
    original = tile_pixmap._made

    def counted(*what: object) -> object:
        made.append(what)
        return original(*what)  # type: ignore[arg-type]

    monkeypatch.setattr(tile_pixmap, "_made", counted)
    return made


def test_tile_has_round_corners_at_every_scale(picture: QPixmap) -> None:
    for ratio in (1.0, 1.5, 2.0):
        made = finished(picture, QSize(90, 90), ratio, 6)
        assert (made.width(), made.height()) == (round(90 * ratio), round(90 * ratio))
        assert made.devicePixelRatio() == ratio
        image = made.toImage()
        assert image.pixelColor(0, 0).alpha() == 0
        assert image.pixelColor(made.width() // 2, made.height() // 2) == Qt.GlobalColor.red


def test_tile_is_made_once_for_its_size_map_and_theme(
    picture: QPixmap, monkeypatch: pytest.MonkeyPatch, qapp: object
) -> None:
    made = count(monkeypatch)
    maps = [HeatMap(np.full((7, 7), value, np.float32), 0.875) for value in (0.1, 0.9)]
    theme = install(qapp)  # type: ignore[arg-type]
    for _ in range(2):
        theme.choose("light")
        finished(picture, QSize(90, 90), 1.0, 6)
        finished(picture, QSize(60, 60), 1.0, 6)
        for heat_map in maps:
            finished(picture, QSize(90, 90), 1.0, 6, heat_map)
        theme.choose("dark")
        finished(picture, QSize(90, 90), 1.0, 6)
        finished(picture, QSize(90, 90), 1.0, 6, maps[0])
    assert len(made) == 5, "a picture without a map looks the same in both themes"
    theme.choose("light")
