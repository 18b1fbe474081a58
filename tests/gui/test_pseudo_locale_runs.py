"""The Runs room in the pseudo-locale, with runs found, marked and compared: see `test_pseudo_locale`."""

import contextlib
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from PySide6.QtWidgets import QApplication, QDialog
from pytestqt.exceptions import TimeoutError as Timeout
from pytestqt.qtbot import QtBot

from resnet_studio.core.runs.marks import Marks
from resnet_studio.gui.shell.window import StudioWindow
from tests.gui.test_pseudo_locale import SIZES, misplaced, saved_run


@pytest.fixture
def window(pseudo_window: StudioWindow, colours: Path, qtbot: QtBot) -> StudioWindow:
    """Three runs with tags and a note."""
    for name, note in (("first", "1"), ("cut off", "2"), ("digits", "")):
        Marks.build([name], note).write(saved_run(colours, name, finished=name != "cut off"))
    room = pseudo_window.runs_room
    with qtbot.waitSignal(room.runs_changed):
        room.refresh()
    pseudo_window.go_to("runs")
    qtbot.waitUntil(lambda: not room._background._running)
    return pseudo_window


def compare(window: StudioWindow, others: int) -> None:
    table = window.runs_room.table
    table.choose_others([run.path for run in table.listed()[1 : others + 1]])


STATES: dict[str, Callable[[StudioWindow], object]] = {
    "one run": lambda window: compare(window, 0),
    "two runs": lambda window: compare(window, 1),
    "three runs": lambda window: compare(window, 2),
    "found": lambda window: window.runs_room.filters.tags.chips[0].click(),
    "not found": lambda window: window.runs_room.filters.search.setText("7777"),
}


@pytest.mark.parametrize("state", STATES)
def test_every_text_of_the_room_is_translated_and_fits(
    state: str, window: StudioWindow, collector: Any, qtbot: QtBot
) -> None:
    STATES[state](window)
    window.setMinimumSize(1, 1)
    for size in SIZES:
        window.resize(*size)
        QApplication.processEvents()
        qtbot.waitUntil(lambda: not window.runs_room._background._running)
        QApplication.processEvents()
        with contextlib.suppress(Timeout):
            qtbot.waitUntil(lambda: not misplaced(window), timeout=1000)
        assert misplaced(window) == [], size
        collector.collect(window)
    collector.check()


@pytest.mark.parametrize("others", [0, 1])
def test_menu_of_runs_is_translated(window: StudioWindow, collector: Any, others: int) -> None:
    compare(window, others)
    menu = window.runs_room.commands.menu()
    menu.popup(window.pos())
    collector.collect(menu)
    menu.close()
    collector.check()


@pytest.mark.parametrize("ask", ["tag", "note"])
def test_dialogs_of_marks_are_translated(window: StudioWindow, collector: Any, ask: str) -> None:
    compare(window, 2 if ask == "tag" else 0)
    getattr(window.runs_room.commands, ask)()
    dialog = next(one for one in QApplication.topLevelWidgets() if isinstance(one, QDialog) and one.isVisible())
    collector.collect(dialog)
    dialog.close()
    collector.check()
