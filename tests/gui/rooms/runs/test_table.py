"""Order and columns of the table of runs."""

from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from PySide6.QtCore import Qt
from PySide6.QtWidgets import QStyleOptionHeader
from pytestqt.qtbot import QtBot

from resnet_studio.gui.rooms.runs.model import COLUMNS, DATE, SORT_ROLE
from resnet_studio.gui.rooms.runs.room import RunsRoom

Helper = Callable[..., Any]


@pytest.mark.parametrize(
    ("title", "ascending"),
    [
        ("Name", ["run 1", "run 9", "run 10"]),
        ("Accuracy", ["run 1", "run 10", "run 9"]),
        ("Size", ["run 1", "run 9", "run 10"]),
        ("Date", ["run 1", "run 9", "run 10"]),
    ],
)
def test_table_sorts_by_column(room: RunsRoom, title: str, ascending: list[str], names: Helper) -> None:
    column = [str(column.title) for column in COLUMNS].index(title)
    room.table.sortByColumn(column, Qt.SortOrder.AscendingOrder)
    assert names(room) == ascending
    room.table.sortByColumn(column, Qt.SortOrder.DescendingOrder)
    assert names(room) == ascending[::-1]


def test_sort_mark_points_down_in_descending_order(room: RunsRoom) -> None:
    option = QStyleOptionHeader()
    room.table.horizontalHeader().initStyleOptionForIndex(option, DATE)
    assert option.sortIndicator == QStyleOptionHeader.SortIndicator.SortDown
    room.table.sortByColumn(DATE, Qt.SortOrder.AscendingOrder)
    room.table.horizontalHeader().initStyleOptionForIndex(option, DATE)
    assert option.sortIndicator == QStyleOptionHeader.SortIndicator.SortUp


def test_every_column_sorts_runs_that_lack_figures(
    empty_room: RunsRoom, qtbot: QtBot, runs: Path, cell: Helper, list_runs_of: Helper, make_run: Helper
) -> None:
    make_run(runs, "none", epochs=0)
    make_run(runs, "some")
    (make_run(runs, "broken") / "config.json").write_text("{")
    list_runs_of(empty_room, qtbot, runs)
    model = empty_room.table.model()
    for column in range(len(COLUMNS)):
        kinds = {type(model.index(row, column).data(SORT_ROLE)) for row in range(3)}
        assert kinds <= {int, float} or kinds == {str}
        empty_room.table.sortByColumn(column, Qt.SortOrder.AscendingOrder)
    assert "–" in [cell(empty_room, row, 3) for row in range(3)]


def visible_columns(room: RunsRoom) -> list[str]:
    return [str(column.title) for number, column in enumerate(COLUMNS) if not room.table.isColumnHidden(number)]


def test_narrow_table_hides_less_important_columns(room: RunsRoom) -> None:
    room.table.resize(500, 300)
    few = visible_columns(room)
    assert few[0] == "Name"
    assert {"Accuracy", "State"} <= set(few)
    room.table.resize(1200, 300)
    assert visible_columns(room) == [str(column.title) for column in COLUMNS]
