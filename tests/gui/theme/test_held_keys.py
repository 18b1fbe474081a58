"""Which presses of a key are those that a held one repeats."""

import pytest
from PySide6.QtCore import QEvent, Qt
from PySide6.QtGui import QKeyEvent
from PySide6.QtWidgets import QApplication, QPushButton, QWidget
from pytestqt.qtbot import QtBot

from resnet_studio.gui.theme.held_keys import is_repeat

PRESS, RELEASE = QEvent.Type.KeyPress, QEvent.Type.KeyRelease


def event(kind: QEvent.Type, at: int, key: Qt.Key = Qt.Key.Key_1, *, repeat: bool = False) -> QKeyEvent:
    made = QKeyEvent(kind, key, Qt.KeyboardModifier.NoModifier, "", repeat)
    made.setTimestamp(at)
    return made


@pytest.mark.parametrize("moves", [False, True])
def test_press_of_the_time_of_the_release_before_it_is_a_repeat_wherever_the_keyboard_is(
    qtbot: QtBot, *, moves: bool
) -> None:
    window = QWidget()
    first, second = QPushButton(window), QPushButton(window)
    qtbot.addWidget(window)
    window.show()
    window.activateWindow()
    first.setFocus()
    qtbot.waitUntil(first.hasFocus)
    if moves:
        second.setFocus()
        qtbot.waitUntil(second.hasFocus)
    QApplication.sendEvent(second if moves else first, event(RELEASE, 500))
    assert is_repeat(event(PRESS, 500))
    assert not is_repeat(event(PRESS, 501))
    assert not is_repeat(event(PRESS, 500, Qt.Key.Key_2))


def test_press_without_a_time_is_a_repeat_where_qt_says_so() -> None:
    assert not is_repeat(event(PRESS, 0))
    assert is_repeat(event(PRESS, 0, repeat=True))
