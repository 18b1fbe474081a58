"""Buttons: keyboard, ampersands, reasons when disabled, and looks."""

from __future__ import annotations

import pytest
from PySide6.QtCore import Qt
from PySide6.QtWidgets import QApplication
from pytestqt.qtbot import QtBot

from resnet_studio.gui.theme.manager import install
from resnet_studio.gui.theme.tokens import LIGHT
from resnet_studio.gui.widgets.button import Button, IconButton
from tests.gui.widgets.shown import pixel


@pytest.fixture(autouse=True)
def look(qapp: QApplication) -> None:
    install(qapp).choose("light")


@pytest.mark.parametrize("key", [Qt.Key.Key_Return, Qt.Key.Key_Enter, Qt.Key.Key_Space])
def test_button_is_pressed_by_keyboard(qtbot: QtBot, key: Qt.Key) -> None:
    for button in (Button("Start", "main"), IconButton("trash", "Delete")):
        qtbot.addWidget(button)
        with qtbot.waitSignal(button.clicked):
            qtbot.keyClick(button, key)


def test_button_shows_ampersand_and_reason_when_disabled(qtbot: QtBot) -> None:
    button = Button("Cats & dogs", tip="Opens them")
    qtbot.addWidget(button)
    assert button.words() == "Cats & dogs"
    assert button.shortcut().isEmpty()
    button.set_available(False, "No dataset yet")
    assert not button.isEnabled()
    assert button.toolTip() == "No dataset yet"
    button.set_available(True)
    assert button.toolTip() == "Opens them"


def test_only_main_button_is_filled(qtbot: QtBot) -> None:
    main, other = Button("Go", "main"), Button("Go", "action")
    for button in (main, other):
        qtbot.addWidget(button)
        button.resize(button.sizeHint())
    assert (main.height(), other.height()) == (40, 40)
    assert pixel(main, 8, 20) == LIGHT.accent
    assert pixel(other, 8, 20) == LIGHT.surface
