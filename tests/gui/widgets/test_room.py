"""The frame of a room: width classes and header."""

from __future__ import annotations

import pytest
from PySide6.QtWidgets import QApplication, QWidget
from pytestqt.qtbot import QtBot

from resnet_studio.gui.theme.manager import install
from resnet_studio.gui.widgets.button import Button
from resnet_studio.gui.widgets.room import RoomPage
from resnet_studio.gui.widgets.text import Label
from tests.gui.widgets.shown import shown


@pytest.fixture(autouse=True)
def look(qapp: QApplication) -> None:
    install(qapp).choose("light")


@pytest.mark.parametrize(("width", "name", "margin"), [(1024, "narrow", 16), (1280, "normal", 24), (1920, "wide", 24)])
def test_room_page_follows_window_width_class(qtbot: QtBot, width: int, name: str, margin: int) -> None:
    room = RoomPage("Model", "facts", scrolling=True)
    room.set_footer(Label("cost"))
    room.resize(width, 700)
    shown(qtbot, room)
    assert (room.width_class(), room.margin()) == (name, margin)
    assert room.content.contentsMargins().left() == margin
    assert room.header.height() == 64


def test_header_elides_facts_and_keeps_actions(qtbot: QtBot) -> None:
    room = RoomPage("Data")
    room.header.set_facts("/a/very/long/path" * 40)
    room.header.add_action(Button("Choose a model", "main"))
    room.resize(500, 300)
    shown(qtbot, room)
    assert room.width() == 500
    assert room.header.facts() == "/a/very/long/path" * 40


def test_main_action_is_the_last_one_in_sight_and_for_the_keyboard(qtbot: QtBot) -> None:
    room = RoomPage("Train")
    qtbot.addWidget(room)
    one, two = Button("Use", "main"), Button("Resume", "action")
    room.header.add_action(one)
    room.header.add_action(two)
    room.content.addWidget(Button("below"))
    room.resize(900, 300)
    room.show()
    for main, other in ((one, two), (two, one), (two, one), (one, two)):
        room.header.set_main(main, other)
        qtbot.waitUntil(lambda main=main, other=other: main.x() > other.x())
        assert (main.height(), other.height()) == (40, 40)
        assert other.nextInFocusChain() is main
    three = Button("Watch", "action")
    room.header.add_action(three, before=two)
    assert (three.nextInFocusChain(), two.nextInFocusChain()) == (two, one)
    two.setFocus()
    room.prefer_main()
    assert room.focusWidget() is one
    one.hide()
    next_step = Button("Train a model", "main")
    room.content.addWidget(next_step)
    next_step.show()
    two.setFocus()
    room.prefer_main()
    assert room.focusWidget() is next_step


def test_banner_stays_in_sight_and_takes_no_room_while_hidden(qtbot: QtBot) -> None:
    room, banner, tall = RoomPage("Results", scrolling=True), Label("The report is there."), QWidget()
    tall.setFixedHeight(2000)
    room.content.addWidget(tall)
    room.set_banner(banner)
    room.resize(800, 400)
    shown(qtbot, room)
    area = room.scroll_area
    assert area is not None
    area.verticalScrollBar().setValue(500)
    assert banner.visibleRegion().boundingRect() == banner.rect()
    assert banner.x() == room.margin()
    banner.hide()
    qtbot.waitUntil(lambda: area.y() == room.header.height())
