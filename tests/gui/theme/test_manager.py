"""Light and dark scheme."""

from __future__ import annotations

import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest
from PySide6.QtCore import Qt
from PySide6.QtGui import QImage
from PySide6.QtWidgets import QApplication
from pytestqt.qtbot import QtBot

from resnet_studio.gui.theme import manager
from resnet_studio.gui.theme.manager import Scheme, Theme, install
from resnet_studio.gui.theme.palette import palette
from resnet_studio.gui.theme.tokens import DARK, LIGHT
from resnet_studio.gui.widgets.text import Label

ROOT = Path(__file__).parents[3]


@pytest.fixture
def look(qapp: QApplication) -> Iterator[Theme]:
    installed = install(qapp)
    installed.choose("light")
    yield installed
    installed.choose("light")


def _lightnesses(image: QImage) -> list[int]:
    return [image.pixelColor(x, y).lightness() for x in range(image.width()) for y in range(image.height())]


def _darkest(image: QImage) -> int:
    return min(_lightnesses(image))


def _brightest(image: QImage) -> int:
    return max(_lightnesses(image))


def test_scheme_change_repaints_and_emits_changed(look: Theme, qtbot: QtBot) -> None:
    label = Label("mmmm", 28, 600)
    qtbot.addWidget(label)
    light = label.grab().toImage()
    with qtbot.waitSignal(look.changed):
        look.choose("dark")
    assert palette() is DARK
    assert _darkest(light) < 80
    assert _brightest(label.grab().toImage()) > 200


def test_choosing_same_scheme_emits_nothing(look: Theme, qtbot: QtBot) -> None:
    with qtbot.assertNotEmitted(look.changed):
        look.choose("light")


@pytest.mark.parametrize("chosen", [None, "light"])
def test_system_scheme_is_followed_unless_one_is_chosen(
    look: Theme, qapp: QApplication, monkeypatch: pytest.MonkeyPatch, chosen: Scheme | None
) -> None:
    look.choose(chosen)
    monkeypatch.setattr(manager, "_system_is_dark", lambda _app: True)
    qapp.styleHints().colorSchemeChanged.emit(Qt.ColorScheme.Dark)
    assert palette() is (DARK if chosen is None else LIGHT)
    monkeypatch.undo()
    qapp.styleHints().colorSchemeChanged.emit(Qt.ColorScheme.Light)
    assert palette() is LIGHT


def test_importing_theme_renders_nothing() -> None:
    code = (
        "import sys, resnet_studio.gui.shell.rail, resnet_studio.gui.widgets.feedback;"
        "assert 'PySide6.QtSvg' not in sys.modules; assert 'torch' not in sys.modules"
    )
    subprocess.run([sys.executable, "-c", code], check=True, cwd=ROOT, timeout=60)
