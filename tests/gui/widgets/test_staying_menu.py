"""A menu of switches that stays open."""

import pytest
from PySide6.QtCore import QPoint, Qt
from PySide6.QtGui import QAction
from PySide6.QtWidgets import QWidget
from pytestqt.qtbot import QtBot

from resnet_studio.gui.widgets.staying_menu import StayingMenu


@pytest.fixture
def menu(parent: QWidget, qtbot: QtBot) -> StayingMenu:
    """Open, with a switch, one that cannot be used, and an entry that is not a switch."""
    menu = StayingMenu("Format", parent)
    for words in ("PNG", "JPEG"):
        menu.addAction(words).setCheckable(True)
    menu.actions()[1].setEnabled(False)
    menu.addAction("Clear")
    menu.popup(parent.mapToGlobal(QPoint(5, 5)))
    qtbot.waitUntil(menu.isVisible)
    return menu


def click(menu: StayingMenu, qtbot: QtBot, action: QAction) -> None:
    where = menu.actionGeometry(action).center()
    qtbot.mouseMove(menu, where)
    qtbot.mouseClick(menu, Qt.MouseButton.LeftButton, pos=where)


def test_click_and_space_switch_and_the_menu_stays(menu: StayingMenu, qtbot: QtBot) -> None:
    png = menu.actions()[0]
    click(menu, qtbot, png)
    assert (png.isChecked(), menu.isVisible()) == (True, True)
    qtbot.keyClick(menu, Qt.Key.Key_Space)
    assert (png.isChecked(), menu.isVisible()) == (False, True)


def test_enter_switches_and_closes(menu: StayingMenu, qtbot: QtBot) -> None:
    png = menu.actions()[0]
    menu.setActiveAction(png)
    qtbot.keyClick(menu, Qt.Key.Key_Return)
    assert (png.isChecked(), menu.isVisible()) == (True, False)


def test_what_is_not_a_switch_closes_and_what_cannot_be_used_stays_off(menu: StayingMenu, qtbot: QtBot) -> None:
    _, jpeg, clear = menu.actions()
    click(menu, qtbot, jpeg)
    assert not jpeg.isChecked()
    with qtbot.waitSignal(clear.triggered):
        click(menu, qtbot, clear)
    assert not menu.isVisible()
