"""The settings of the Train room as a drawer."""

from collections.abc import Callable
from typing import Any

from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from pytestqt.qtbot import QtBot

from resnet_studio.core.dataset.dataset import Dataset
from resnet_studio.gui.rooms.train.room import TrainRoom

Helper = Callable[..., Any]


def test_settings_are_a_drawer_in_a_narrow_window(
    room: TrainRoom, dataset: Dataset, qtbot: QtBot, show_run: Helper, started: Helper
) -> None:
    show_run(room, dataset, started())
    assert room.panel.isVisible()
    assert not room.buttons.drawer.isVisible()
    room.resize(968, 612)
    qtbot.waitUntil(lambda: not room.panel.isVisible())
    assert room.buttons.drawer.isVisible()
    room.buttons.drawer.click()
    assert room.panel.isVisible()
    assert room.rect().contains(room.panel.geometry())
    QTest.keyClick(room.panel.form.close_button, Qt.Key.Key_Escape)
    assert not room.panel.isVisible()
    room.resize(1280, 732)
    qtbot.waitUntil(room.panel.isVisible)
    assert not room.buttons.drawer.isVisible()
