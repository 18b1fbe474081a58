"""Where the list of runs and the details of one stand in windows of every size."""

import pytest
from PySide6.QtCore import QPoint, QRect
from PySide6.QtWidgets import QScrollBar, QWidget
from pytestqt.qtbot import QtBot

from resnet_studio.gui.rooms.runs.columns import ACCURACY, NAME, STATE
from resnet_studio.gui.rooms.runs.room import RunsRoom
from resnet_studio.gui.theme.tokens import ROW_HEIGHT, SCROLL_BAR


def place(room: RunsRoom, widget: QWidget) -> QRect:
    return QRect(widget.mapTo(room, QPoint()), widget.size())


def test_details_are_below_the_table_in_a_narrow_window(room: RunsRoom, qtbot: QtBot) -> None:
    details = room.panes.area
    room.resize(1024, 612)
    qtbot.waitUntil(lambda: place(room, details).top() > place(room, room.table).bottom())
    assert details.verticalScrollBar().maximum() > 0
    assert details.height() > room.table.height()
    room.resize(1280, 732)
    qtbot.waitUntil(lambda: place(room, details).left() > place(room, room.table).right())


def test_details_are_beside_the_table_in_a_window_that_is_short_too(room: RunsRoom, qtbot: QtBot) -> None:
    room.setMinimumSize(1, 1)
    room.resize(838, 444)  # on a screen of 1366 x 768 at a scale of 1.5
    details = room.panes.area
    qtbot.waitUntil(lambda: place(room, details).left() > place(room, room.table).right())
    qtbot.waitUntil(lambda: abs(details.width() - room.table.width()) < 20)
    assert [room.table.isColumnHidden(column) for column in (NAME, ACCURACY, STATE)] == [False] * 3


@pytest.mark.parametrize("size", [(1024, 612), (838, 444), (1280, 732)])
def test_nothing_that_scrolls_is_inside_something_that_scrolls(room: RunsRoom, size: tuple[int, int]) -> None:
    room.setMinimumSize(1, 1)
    room.resize(*size)
    assert room.scroll_area is None
    assert not room.panes.area.isAncestorOf(room.table)


@pytest.mark.parametrize("size", [(1024, 612), (838, 444), (1280, 732)])
def test_where_no_run_is_found_nothing_else_shows(room: RunsRoom, qtbot: QtBot, size: tuple[int, int]) -> None:
    room.setMinimumSize(1, 1)
    room.resize(*size)
    qtbot.waitUntil(room.panes.area.isVisible)
    room.filters.search.setText("no such run")
    assert room.none_found.isVisible()
    assert [bar for bar in room.findChildren(QScrollBar) if bar.isVisible() and bar.isEnabled()] == []
    qtbot.waitUntil(lambda: room.none_found.width() == room.panes.width() - SCROLL_BAR)
    qtbot.waitUntil(lambda: room.none_found.height() > room.panes.height() / 2)
    room.filters.search.clear()
    assert room.panes.area.isVisible()
    qtbot.waitUntil(lambda: room.table.isVisible() and room.panes.place.height() < room.panes.height())


def test_table_is_no_higher_than_its_rows_above_the_details(room: RunsRoom, qtbot: QtBot) -> None:
    room.resize(1024, 612)
    rows = room.table.model().rowCount() + 1
    qtbot.waitUntil(room.panes.is_stacked)
    assert room.table.height() == rows * ROW_HEIGHT
    assert room.table.verticalScrollBar().maximum() == 0


@pytest.mark.parametrize("height", [732, 2400])
def test_cards_end_where_the_header_does_with_a_scroll_bar_and_without(
    room: RunsRoom, qtbot: QtBot, height: int
) -> None:
    room.setMinimumSize(1, 1)
    room.resize(1280, height)
    bar = room.panes.area.verticalScrollBar()
    qtbot.waitUntil(lambda: (bar.maximum() > 0) == (height < 1000))
    card = place(room, room.details.result)
    assert card.right() + 1 == room.width() - room.margin() == place(room, room.buttons.use).right() + 1
