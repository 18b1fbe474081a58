"""Rows of the table of runs."""

from dataclasses import replace
from typing import Any

import pytest
from PySide6.QtCore import Qt

from resnet_studio.gui.rooms.runs.columns import NAME
from resnet_studio.gui.rooms.runs.room import RunsRoom
from resnet_studio.gui.rooms.runs.rows import Rows, tags_that_fit
from resnet_studio.gui.theme.manager import theme


@pytest.mark.parametrize(
    ("widths", "room", "fitting"),
    [((), 0, 0), ((40,), 46, 1), ((40,), 45, 0), ((40, 40), 92, 2), ((40, 40), 91, 1), ((40, 40), 20, 0)],
)
def test_no_tag_is_cut_off(widths: tuple[int, ...], room: int, fitting: int) -> None:
    assert tags_that_fit(widths, room) == fitting


def test_cells_are_painted_again_only_where_something_in_them_has_changed(
    room: RunsRoom, monkeypatch: pytest.MonkeyPatch
) -> None:
    painted: list[str] = []
    original = Rows._paint_cell

    def counted(rows: Rows, painter: Any, rect: Any, index: Any, run: Any, *, selected: bool) -> None:
        painted.append(run.name)
        original(rows, painter, rect, index, run, selected=selected)

    monkeypatch.setattr(Rows, "_paint_cell", counted)
    room.table.grab()
    painted.clear()
    before = room.table.grab().toImage()
    assert painted == [], "nothing has changed"
    run = next(run for run in room.summaries() if run.name == "run 9")
    room.table.exchange(run.path, replace(run, best_val_top1=0.5))
    assert room.table.grab().toImage() != before
    assert "run 9" in painted
    theme().choose("dark")
    painted.clear()
    room.table.grab()
    assert {run.name for run in room.summaries()} == set(painted)
    theme().choose("light")


def test_run_that_trains_is_marked_in_a_row_that_was_painted_before(room: RunsRoom) -> None:
    before = room.table.grab().toImage()
    run = room.summaries()[1]
    room.table.runs.set_busy(run.path)
    assert room.table.grab().toImage() != before


def test_run_whose_model_is_in_use_is_marked_and_the_mark_follows_a_change_at_once(room: RunsRoom) -> None:
    table, (first, second, *_) = room.table, room.summaries()
    grabs = [table.grab().toImage()]
    for used in (first, second, None):
        table.runs.set_used(used)
        grabs.append(table.grab().toImage())
        for row, run in enumerate(table.runs.runs):
            tip = str(table.runs.data(table.runs.index(row, NAME), Qt.ItemDataRole.ToolTipRole))
            assert ("Its model is in use." in tip) == (used is not None and run.path == used.path)
    assert grabs[0] != grabs[1] != grabs[2]
    assert grabs[0] == grabs[3]
