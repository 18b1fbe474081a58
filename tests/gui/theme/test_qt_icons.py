"""Icons as QIcon."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest
from PySide6.QtCore import QSize
from PySide6.QtGui import QPixmap
from PySide6.QtWidgets import QApplication

from resnet_studio.core.installation.application_icon import APPLICATION_SVG
from resnet_studio.gui.theme import qt_icons
from resnet_studio.gui.theme.manager import Theme, install
from resnet_studio.gui.theme.tokens import DARK, LIGHT

ROOT = Path(__file__).parents[3]


@pytest.fixture
def look(qapp: QApplication) -> Iterator[Theme]:
    installed = install(qapp)
    installed.choose("light")
    yield installed
    installed.choose("light")


def _colours(drawn: QPixmap) -> set[str]:
    image = drawn.toImage()
    pixels = (image.pixelColor(x, y) for x in range(image.width()) for y in range(image.height()))
    return {pixel.name() for pixel in pixels if pixel.alpha() == 255}


def test_icons_follow_theme_colour(look: Theme) -> None:
    made = qt_icons.icon("folder", "accent")
    assert LIGHT.accent in _colours(made.pixmap(QSize(64, 64)))
    look.choose("dark")
    assert DARK.accent in _colours(made.pixmap(QSize(64, 64)))
    assert LIGHT.accent not in _colours(made.pixmap(QSize(64, 64)))


def test_unknown_icon_error_names_it() -> None:
    with pytest.raises(KeyError, match="rocket"):
        qt_icons.icon("rocket")


def test_application_icon_equals_file_in_assets(look: Theme) -> None:
    assert (ROOT / "assets" / "icon.svg").read_text("utf-8").strip() == APPLICATION_SVG
    assert not qt_icons.application_icon().pixmap(QSize(64, 64)).isNull()
