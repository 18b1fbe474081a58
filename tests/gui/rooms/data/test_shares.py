"""Shares of the parts, dragged on the bar by mouse and by keys."""

import pytest
from PySide6.QtCore import QPoint, Qt
from pytestqt.qtbot import QtBot

from resnet_studio.core.dataset.group_split import Shares
from resnet_studio.gui.rooms.data.shares import SharesPart


@pytest.fixture
def shares(qtbot: QtBot) -> SharesPart:
    part = SharesPart()
    qtbot.addWidget(part)
    part.total = 200
    part.show_shares(20, 0)
    part.resize(308, 140)
    part.show()
    return part


def counts(shares: SharesPart) -> list[str]:
    return [then.text() for _, then in shares.counts.values()]


def test_border_that_is_dragged_changes_shares_and_counts_at_once(shares: SharesPart, qtbot: QtBot) -> None:
    handle, middle = shares.bar.handles[1], QPoint(4, 10)
    qtbot.mousePress(handle, Qt.MouseButton.LeftButton, pos=middle)
    with qtbot.waitSignal(shares.changed):
        qtbot.mouseMove(handle, middle - QPoint(30, 0))
    qtbot.mouseRelease(handle, Qt.MouseButton.LeftButton, pos=middle)
    assert shares.asked() == Shares(0.1, 0.1)
    assert counts(shares) == ["160", "20", "20"]
    assert shares.rest.text() == "80 %"


def test_keys_move_a_border_by_one_percent_and_not_over_the_other_one(shares: SharesPart, qtbot: QtBot) -> None:
    first, second = shares.bar.handles
    qtbot.keyClick(first, Qt.Key.Key_Left)
    assert shares.asked() == Shares(0.21)
    qtbot.keyClick(second, Qt.Key.Key_PageDown)
    assert shares.asked() == Shares(0.16, 0.05)
    qtbot.keyClick(first, Qt.Key.Key_End)
    assert shares.asked() == Shares(0.01, 0.05)
    qtbot.keyClick(first, Qt.Key.Key_Home)
    assert shares.asked() == Shares(0.94, 0.05)
    assert counts(shares) == ["2", "188", "10"]
