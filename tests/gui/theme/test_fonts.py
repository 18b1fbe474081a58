"""Fonts."""

from __future__ import annotations

from collections.abc import Iterator

import pytest
from PySide6.QtWidgets import QApplication

from resnet_studio.gui.theme.fonts import font
from resnet_studio.gui.theme.manager import Theme, install
from resnet_studio.gui.widgets.text import Label


@pytest.fixture
def look(qapp: QApplication) -> Iterator[Theme]:
    installed = install(qapp)
    installed.choose("light")
    yield installed
    installed.choose("light")


def test_font_has_requested_size_and_weight(look: Theme) -> None:
    made = font(20, 600)
    assert (made.pixelSize(), made.weight()) == (20, 600)
    assert Label("x", 12, 500).font().pixelSize() == 12
