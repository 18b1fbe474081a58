"""The focus ring."""

from __future__ import annotations

from collections.abc import Iterator

import pytest
from PySide6.QtCore import QPoint, QRect, Qt
from PySide6.QtWidgets import QApplication, QLineEdit, QMessageBox, QPushButton, QScrollArea, QVBoxLayout, QWidget
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


@pytest.fixture
def scrolled(look: Theme, qtbot: QtBot) -> Iterator[tuple[QScrollArea, list[QPushButton]]]:
    """Thirty buttons, flush with the edges of an area of 200 x 200 px in a larger window."""
    window = QWidget()
    window.resize(300, 300)
    area = QScrollArea(window)
    area.setGeometry(50, 50, 200, 200)
    area.setFrameShape(QScrollArea.Shape.NoFrame)
    inside = QWidget()
    column = QVBoxLayout(inside)
    column.setContentsMargins(0, 0, 0, 0)
    buttons = [QPushButton(str(number)) for number in range(30)]
    for button in buttons:
        column.addWidget(button)
    area.setWidget(inside)
    qtbot.addWidget(window)
    with qtbot.waitActive(window):
        window.show()
        window.activateWindow()
    yield area, buttons
    window.close()


def test_focus_ring_scrolls_with_its_widget_and_ends_where_that_is_cut(
    scrolled: tuple[QScrollArea, list[QPushButton]], qtbot: QtBot
) -> None:
    area, buttons = scrolled
    buttons[1].setFocus()
    qtbot.keyClick(buttons[1], Qt.Key.Key_Backtab)
    (ring,) = _rings(area.window())
    assert ring.geometry().topLeft() == QPoint(46, 46)  # whole, over the edges of the area
    height = ring.height()
    area.verticalScrollBar().setValue(20)
    assert ring.y() == 46
    assert ring.height() == height - 20
    area.verticalScrollBar().setValue(400)
    assert not _rings(area.window())
    area.verticalScrollBar().setValue(0)
    assert ring.geometry().topLeft() == QPoint(46, 46)
    assert ring.height() == height


def test_focus_that_comes_from_outside_scrolls_its_widget_into_sight(
    scrolled: tuple[QScrollArea, list[QPushButton]], qtbot: QtBot
) -> None:
    area, buttons = scrolled
    outside = QPushButton("outside", area.window())
    outside.show()
    QWidget.setTabOrder(outside, buttons[0])
    outside.setFocus()
    area.verticalScrollBar().setValue(400)
    qtbot.keyClick(outside, Qt.Key.Key_Tab)
    assert QApplication.focusWidget() is buttons[0]
    assert area.verticalScrollBar().value() == 0
    assert len(_rings(area.window())) == 1


def test_focus_ring_appears_when_an_arrow_key_moves_what_was_clicked(form: QWidget, qtbot: QtBot) -> None:
    one, two = form.findChildren(QPushButton)
    qtbot.mouseClick(one, Qt.MouseButton.LeftButton)
    qtbot.keyClick(one, Qt.Key.Key_A)
    assert not _rings(form)
    qtbot.keyClick(one, Qt.Key.Key_Down)
    assert QApplication.focusWidget() is two
    (ring,) = _rings(form)
    assert ring.geometry() == two.geometry().adjusted(-4, -4, 4, 4)


def test_focus_ring_does_not_appear_around_a_text_in_which_the_cursor_moves(form: QWidget, qtbot: QtBot) -> None:
    field = form.findChild(QLineEdit)
    assert isinstance(field, QLineEdit)
    qtbot.mouseClick(field, Qt.MouseButton.LeftButton)
    qtbot.keyClicks(field, "two words")
    qtbot.keyClick(field, Qt.Key.Key_Left)
    assert not _rings(form)


def test_focus_ring_stays_where_the_program_moves_the_focus_of_the_keyboard(form: QWidget, qtbot: QtBot) -> None:
    one, two = form.findChildren(QPushButton)
    one.setFocus()
    qtbot.keyClick(one, Qt.Key.Key_Tab)
    one.setFocus(Qt.FocusReason.OtherFocusReason)
    (ring,) = _rings(form)
    assert ring.geometry() == one.geometry().adjusted(-4, -4, 4, 4)
    qtbot.mouseClick(two, Qt.MouseButton.LeftButton)
    one.setFocus(Qt.FocusReason.OtherFocusReason)
    assert not _rings(form)


def test_dialog_that_a_key_opened_has_the_ring_at_once(form: QWidget, qtbot: QtBot) -> None:
    one = form.findChildren(QPushButton)[0]
    one.setFocus()
    qtbot.keyClick(one, Qt.Key.Key_Tab)
    box = QMessageBox(form)
    box.open()
    qtbot.waitUntil(lambda: box.isAncestorOf(QApplication.focusWidget()))
    assert len(_rings(box)) == 1
    box.close()


def test_tab_shows_the_ring_around_the_only_button_of_a_dialog(form: QWidget, qtbot: QtBot) -> None:
    qtbot.mouseClick(form.findChildren(QPushButton)[0], Qt.MouseButton.LeftButton)
    box = QMessageBox(form)
    box.open()
    qtbot.waitUntil(lambda: box.isAncestorOf(QApplication.focusWidget()))
    button = QApplication.focusWidget()
    assert isinstance(button, QPushButton)
    assert not _rings(box)
    qtbot.keyClick(button, Qt.Key.Key_Tab)
    assert len(_rings(box)) == 1
    box.close()
