"""Icons."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from xml.etree import ElementTree

import pytest
from PySide6.QtCore import QSize
from PySide6.QtGui import QPixmap
from PySide6.QtWidgets import QApplication

from resnet_studio.gui.theme import icons
from resnet_studio.gui.theme.manager import Theme, install

ROOT = Path(__file__).parents[3]


@pytest.fixture
def look(qapp: QApplication) -> Iterator[Theme]:
    installed = install(qapp)
    installed.choose("light")
    yield installed
    installed.choose("light")


def _inked(drawn: QPixmap) -> int:
    image = drawn.toImage()
    return sum(image.pixelColor(x, y).alpha() > 128 for x in range(image.width()) for y in range(image.height()))


@pytest.mark.parametrize("name", icons.ICONS)
def test_every_icon_is_valid_svg_and_paints(look: Theme, name: str) -> None:
    document = icons.svg(name, "#123456")
    tags = {element.tag.rpartition("}")[2] for element in ElementTree.fromstring(document).iter()}
    assert tags <= {"svg", "path", "rect", "circle"}
    drawn = icons.pixmap(name, 20, "text2", 2.0)
    assert drawn.size() == QSize(40, 40)
    assert _inked(drawn) > 10
