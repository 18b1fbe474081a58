"""Notices of a room are watched for being shown and hidden."""

from PySide6.QtWidgets import QWidget
from pytestqt.qtbot import QtBot

from resnet_studio.gui.widgets.banners import Banners


def test_banners_report_what_is_shown_and_hidden_but_not_their_room(qtbot: QtBot) -> None:
    room = QWidget()
    qtbot.addWidget(room)
    first, second = QWidget(room), QWidget(room)
    for banner in (first, second):
        banner.hide()
    banners, seen = Banners(first, parent=room), list[tuple[QWidget, bool]]()
    banners.changed.connect(lambda banner: seen.append((banner, banners.any_shown())))
    banners.add(second)
    room.show()
    assert seen == []
    second.show()
    room.hide()
    assert banners.any_shown(), "it shows whenever the room does"
    assert seen == [(second, True)]
    second.hide()
    assert seen == [(second, True), (second, False)]
