"""The Runs room acts on the run that is on show elsewhere, until a person chooses another."""

from collections.abc import Callable
from dataclasses import replace
from pathlib import Path
from typing import Any

from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from pytestqt.qtbot import QtBot

from resnet_studio.core.runs.summary import summarise
from resnet_studio.gui.rooms.runs.columns import NAME
from resnet_studio.gui.rooms.runs.table import RunsTable
from resnet_studio.gui.shell.window import StudioWindow

Helper = Callable[..., Any]


def chosen(table: RunsTable) -> Path | None:
    run = table.current()
    return run.path if run else None


def click(table: RunsTable, path: Path, keys: Qt.KeyboardModifier = Qt.KeyboardModifier.NoModifier) -> None:
    row = next(row for row, run in enumerate(table.listed()) if run.path == path)
    place = table.visualRect(table.model().index(row, NAME)).center()
    QTest.mouseClick(table.viewport(), Qt.MouseButton.LeftButton, keys, place)


def test_a_is_the_run_that_was_started_since_and_then_what_a_person_chooses(
    make_window: Callable[[], StudioWindow], qtbot: QtBot, colours: Path, usable_run: Helper, start_run: Helper
) -> None:
    earlier = usable_run(colours, "earlier")
    window = make_window()
    table = window.runs_room.table
    qtbot.waitUntil(lambda: chosen(table) == earlier)
    run = start_run(window, colours)
    qtbot.waitUntil(lambda: len(table.listed()) == 2)
    window.go_to("runs")
    assert chosen(table) == run.path
    assert window.runs_room.details.name.text() == summarise(run.path).title
    click(table, earlier)
    window.go_to("data")
    window.go_to("runs")
    assert chosen(table) == earlier


def test_a_stays_where_a_person_looks_at_it_or_compares(
    make_window: Callable[[], StudioWindow], qtbot: QtBot, colours: Path, usable_run: Helper, start_run: Helper
) -> None:
    one, other = usable_run(colours, "one"), usable_run(colours, "other")
    window = make_window()
    table = window.runs_room.table
    run = start_run(window, colours)
    qtbot.waitUntil(lambda: len(table.listed()) == 3)
    window.go_to("runs")
    click(table, one)
    window.session.show_run(replace(run, path=other))  # as the next fold, which begins by itself
    assert chosen(table) == one
    click(table, other, Qt.KeyboardModifier.ControlModifier)
    window.go_to("data")
    window.runs_room.refresh()
    window.go_to("runs")
    assert [run.path for run in table.selected()] == [one, other]
