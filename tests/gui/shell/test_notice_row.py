"""A notice above the rooms."""

import pytest
from pytestqt.qtbot import QtBot

from resnet_studio.gui.shell.drops import NOTHING, DropNotice


@pytest.mark.parametrize(("width", "margin"), [(1024, 16), (1280, 24)])
def test_notice_of_a_drop_has_the_margins_of_the_room_below(qtbot: QtBot, width: int, margin: int) -> None:
    row = DropNotice()
    qtbot.addWidget(row)
    row.resize(width, 60)
    row.say(NOTHING)
    assert row.notice.x() == margin
