"""Menus that go when they close."""

import pytest
from PySide6.QtCore import QPoint, Qt
from PySide6.QtWidgets import QApplication, QWidget
from pytestqt.qtbot import QtBot

from resnet_studio.gui.widgets.passing_menu import passing_menu


@pytest.mark.parametrize("way", ["close", "hide", "escape", "click"])
def test_menu_is_deleted_after_it_closed_in_any_way(parent: QWidget, qtbot: QtBot, way: str) -> None:
    menu, seen, gone = passing_menu(parent), list[str](), list[bool]()
    entry = menu.addAction("Rename", lambda: seen.append("done"))
    menu.destroyed.connect(lambda: gone.append(True))
    menu.popup(parent.mapToGlobal(QPoint(5, 5)))
    qtbot.waitUntil(menu.isVisible)
    match way:
        case "escape":
            qtbot.keyClick(menu, Qt.Key.Key_Escape)
        case "click":
            qtbot.mouseClick(menu, Qt.MouseButton.LeftButton, pos=menu.actionGeometry(entry).center())
        case _:
            getattr(menu, way)()
    assert not gone  # what still asks the menu in the same event finds it
    qtbot.waitUntil(lambda: gone == [True])
    assert seen == (["done"] if way == "click" else [])


def test_menu_that_is_open_goes_with_its_parent(parent: QWidget, qtbot: QtBot) -> None:
    holder, gone = QWidget(parent), list[bool]()
    menu = passing_menu(holder)
    menu.addAction("Rename")
    menu.destroyed.connect(lambda: gone.append(True))
    menu.popup(parent.mapToGlobal(QPoint(5, 5)))
    qtbot.waitUntil(menu.isVisible)
    holder.deleteLater()
    qtbot.waitUntil(lambda: gone == [True])
    assert QApplication.activePopupWidget() is None
