"""Order and columns of the table of runs."""

from collections.abc import Callable
from dataclasses import replace
from datetime import datetime
from pathlib import Path
from typing import Any

import pytest
from PySide6.QtCore import Qt
from PySide6.QtGui import QFontMetrics
from PySide6.QtWidgets import QStyleOptionHeader
from pytestqt.qtbot import QtBot

from resnet_studio.core.runs.states import RunState
from resnet_studio.gui.rooms.runs.columns import ACCURACY, COLUMNS, DATE, INTERVAL, NAME, STATE
from resnet_studio.gui.rooms.runs.model import SORT_ROLE
from resnet_studio.gui.rooms.runs.room import RunsRoom
from resnet_studio.gui.rooms.runs.rows import PADDING, STATE_ICON

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
    assert "–" in [cell(empty_room, row, ACCURACY) for row in range(3)]


def visible_columns(room: RunsRoom) -> list[str]:
    return [str(column.title) for number, column in enumerate(COLUMNS) if not room.table.isColumnHidden(number)]


@pytest.mark.parametrize("width", [644, 698, 754, 934], ids=["1200", "1280", "1366", "1024"])
def test_columns_that_say_what_a_run_is_are_in_windows_of_every_usual_width(room: RunsRoom, width: int) -> None:
    room.table.resize(width, 300)
    shown = visible_columns(room)
    assert {"A and B", "Date", "Name", "Network", "Accuracy", "95 % interval", "State"} <= set(shown)
    assert ("Frozen" in shown) is (width >= 698)
    assert room.table.columnWidth(NAME) >= 124


def test_state_that_changes_is_not_cut_off(room: RunsRoom) -> None:
    table = room.table
    table.show_runs([run for run in table.listed() if run.state == RunState.FINISHED])
    for change in (
        lambda run: table.exchange(run.path, replace(run, state=RunState.FAILED)),
        lambda run: table.runs.set_busy(run.path),
    ):
        change(table.listed()[0])
        for row in range(2):
            cell = table.model().index(row, STATE)
            text = QFontMetrics(cell.data(Qt.ItemDataRole.FontRole)).horizontalAdvance(cell.data())
            assert text <= table.columnWidth(STATE) - STATE_ICON - 2 * PADDING


def test_a_name_has_the_room_that_other_columns_do_not_need(room: RunsRoom) -> None:
    room.table.resize(698, 300)
    shown = [number for number in range(len(COLUMNS)) if not room.table.isColumnHidden(number)]
    nominal = sum(max(COLUMNS[number].width, room.table.columnWidth(number)) for number in shown if number != NAME)
    assert room.table.columnWidth(NAME) > room.table.viewport().width() - nominal


def test_table_has_two_thirds_of_the_room(room: RunsRoom, qtbot: QtBot) -> None:
    qtbot.waitUntil(lambda: room.table.width() > 1.9 * room.panes.area.width())


def test_large_window_repeats_dataset_and_network_in_columns(room: RunsRoom, qtbot: QtBot) -> None:
    room.resize(1920, 900)
    qtbot.wait(0)
    assert visible_columns(room) == [str(column.title) for column in COLUMNS]


def test_name_does_not_repeat_the_date(
    empty_room: RunsRoom, qtbot: QtBot, runs: Path, list_runs_of: Helper, make_run: Helper, names: Helper
) -> None:
    created = datetime(2026, 3, 4, 5, 6).astimezone()
    make_run(runs, "2026-03-04 05-06 ants-bees resnet18", created=created.isoformat())
    list_runs_of(empty_room, qtbot, runs)
    assert names(empty_room) == ["ants-bees resnet18"]
    cell = empty_room.table.model().index(0, NAME)
    assert cell.data(Qt.ItemDataRole.ToolTipRole) == "2026-03-04 05-06 ants-bees resnet18"
    assert cell.data(Qt.ItemDataRole.EditRole) == "2026-03-04 05-06 ants-bees resnet18"
    assert str(empty_room.table.model().index(0, DATE).data()).startswith("4 Mar")


def test_narrow_table_hides_less_important_columns(room: RunsRoom) -> None:
    room.table.resize(500, 300)
    few = visible_columns(room)
    assert "Name" in few
    assert {"Accuracy", "State"} <= set(few)
    room.table.resize(1200, 300)
    assert visible_columns(room) == [str(column.title) for column in COLUMNS]


def test_figures_of_the_axis_are_drawn_again_when_the_first_accuracy_comes(
    empty_room: RunsRoom, qtbot: QtBot, runs: Path, list_runs_of: Helper, make_run: Helper
) -> None:
    make_run(runs, "begun", epochs=0)
    list_runs_of(empty_room, qtbot, runs)
    table = empty_room.table
    assert table.runs.axis.ticks == (0, 50, 100)
    run = table.listed()[0]
    with qtbot.waitSignal(table.model().headerDataChanged) as changed:
        table.exchange(run.path, replace(run, best_val_top1=0.9, validation=153))
    assert changed.args == [Qt.Orientation.Horizontal, INTERVAL, INTERVAL]
    assert table.runs.axis.ticks[0] >= 80
