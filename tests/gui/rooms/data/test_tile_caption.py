"""The line below a picture."""

import pytest
from PySide6.QtCore import QRect
from PySide6.QtGui import QImage, QPainter
from PySide6.QtWidgets import QApplication

from resnet_studio.gui.rooms.data.tile_caption import CAPTION_HEIGHT, paint_caption
from resnet_studio.gui.theme.manager import install


def _inked(width: int, name: str, beside: str) -> tuple[int, int]:
    """How many pixels are not white in the left and in the right half of the line below a tile of that width."""
    tile = QRect(0, 0, width, 40)
    image = QImage(width, tile.height() + CAPTION_HEIGHT, QImage.Format.Format_RGB32)
    image.fill(0xFFFFFFFF)
    painter = QPainter(image)
    paint_caption(painter, tile, name, beside, strong=False)
    painter.end()
    rows = range(tile.height(), image.height())
    halves = range(width // 2), range(width // 2, width)
    left, right = (sum(image.pixel(x, y) != 0xFFFFFFFF for x in half for y in rows) for half in halves)
    return left, right


@pytest.fixture(autouse=True)
def _light(qapp: QApplication) -> None:
    install(qapp).choose("light")


def test_part_stands_at_the_right_end_where_the_tile_has_room_for_two_words() -> None:
    left, right = _inked(160, "bee", "train")
    assert left > 0
    assert right > 0
    assert _inked(160, "bee", "")[1] == 0
    assert _inked(90, "bee", "train")[1] == 0


def test_long_name_leaves_the_part_as_it_is() -> None:
    assert _inked(160, "", "train")[1] > 0
    assert _inked(160, "b" * 200, "train")[1] >= _inked(160, "", "train")[1]
