"""The window's size on screens of any size."""

from collections.abc import Callable
from pathlib import Path

import pytest
from PySide6.QtCore import QSettings, QSize
from PySide6.QtWidgets import QWidget
from pytestqt.qtbot import QtBot

from resnet_studio.gui.shell import geometry
from resnet_studio.gui.shell.geometry import SMALLEST, USUAL, largest, restore, store


@pytest.fixture
def settings(tmp_path: Path) -> QSettings:
    return QSettings(str(tmp_path / "window.ini"), QSettings.Format.IniFormat)


@pytest.fixture
def on_screen(qtbot: QtBot, monkeypatch: pytest.MonkeyPatch, settings: QSettings) -> Callable[[int, int], QWidget]:
    """A function that restores a window on a screen with so much space."""

    def make(width: int, height: int) -> QWidget:
        monkeypatch.setattr(geometry, "available", lambda _: QSize(width, height))
        window = QWidget()
        qtbot.addWidget(window)
        restore(window, settings)
        return window

    return make


def test_window_has_its_usual_size_where_there_is_room(on_screen: Callable[[int, int], QWidget]) -> None:
    window = on_screen(1920, 1040)
    assert window.size().toTuple() == USUAL
    assert window.minimumSize().toTuple() == SMALLEST


@pytest.mark.parametrize(
    ("width", "height"),
    [(1366, 728), (1280, 680), (910, 472)],
    ids=["a screen of 1366 x 768", "1920 x 1080 at a scale of 1.5", "1366 x 768 at a scale of 1.5"],
)
def test_window_and_its_frame_fit_a_small_screen(
    on_screen: Callable[[int, int], QWidget], width: int, height: int
) -> None:
    window = on_screen(width, height)
    room = largest(QSize(width, height))
    assert window.size() == QSize(*USUAL).boundedTo(room)
    assert window.height() < height
    assert window.minimumSize() == QSize(*SMALLEST).boundedTo(room)


# The virtual screen of tests has 800 x 800 px, and Qt puts a window back onto it.
def test_size_of_a_larger_screen_is_cut_to_this_one(
    on_screen: Callable[[int, int], QWidget], settings: QSettings
) -> None:
    before = on_screen(800, 800)
    before.resize(780, 750)
    store(before, settings)
    assert on_screen(720, 600).size() == QSize(704, 560)


def test_smaller_window_is_remembered(on_screen: Callable[[int, int], QWidget], settings: QSettings) -> None:
    before = on_screen(700, 700)
    before.resize(684, 650)
    store(before, settings)
    assert on_screen(700, 700).size() == QSize(684, 650)
