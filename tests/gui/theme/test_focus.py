"""The focus ring."""

from __future__ import annotations

from collections.abc import Iterator

import pytest
from PySide6.QtCore import QRect, Qt
from PySide6.QtWidgets import QApplication, QLineEdit, QPushButton, QScrollArea, QVBoxLayout, QWidget
from pytestqt.qtbot import QtBot

from resnet_studio.gui.theme.manager import Theme, install


@pytest.fixture
def look(qapp: QApplication) -> Iterator[Theme]:
    installed = install(qapp)
    installed.choose("light")
    yield installed
    installed.choose("light")


@pytest.fixture
def form(look: Theme, qtbot: QtBot) -> QWidget:
    window = QWidget()
    column = QVBoxLayout(window)
    column.setContentsMargins(20, 20, 20, 20)
    for name in ("one", "two"):
        column.addWidget(QPushButton(name))
    column.addWidget(QLineEdit())
    qtbot.addWidget(window)
    with qtbot.waitActive(window):
        window.show()
        window.activateWindow()
    return window


def _rings(window: QWidget) -> list[QWidget]:
    return [ring for ring in window.findChildren(QWidget, "focusRing") if ring.isVisible()]


def test_focus_ring_appears_on_tab_not_on_click(form: QWidget, qtbot: QtBot) -> None:
    one, two = form.findChildren(QPushButton)
    qtbot.mouseClick(one, Qt.MouseButton.LeftButton)
    assert not _rings(form)
    qtbot.keyClick(one, Qt.Key.Key_Tab)
    (ring,) = _rings(form)
    assert ring.geometry() == two.geometry().adjusted(-4, -4, 4, 4)
    qtbot.mouseClick(form.findChild(QLineEdit), Qt.MouseButton.LeftButton)
    assert not _rings(form)


def test_focus_ring_follows_widget(form: QWidget, qtbot: QtBot) -> None:
    one, two = form.findChildren(QPushButton)
    one.setFocus()
    qtbot.keyClick(one, Qt.Key.Key_Tab)
    two.setGeometry(40, 50, 90, 30)
    (ring,) = _rings(form)
    assert ring.geometry() == QRect(36, 46, 98, 38)


def test_focus_ring_belongs_to_scrolling_viewport(look: Theme, qtbot: QtBot) -> None:
    area = QScrollArea()
    inside = QWidget()
    column = QVBoxLayout(inside)
    buttons = [QPushButton(str(number)) for number in range(30)]
    for button in buttons:
        column.addWidget(button)
    area.setWidget(inside)
    area.resize(200, 200)
    qtbot.addWidget(area)
    with qtbot.waitActive(area):
        area.show()
        area.activateWindow()
    buttons[0].setFocus()
    qtbot.keyClick(buttons[0], Qt.Key.Key_Tab)
    (ring,) = _rings(area)
    assert ring.parentWidget() is area.viewport()
    before = ring.y()
    area.verticalScrollBar().setValue(40)
    assert ring.y() == before - 40
