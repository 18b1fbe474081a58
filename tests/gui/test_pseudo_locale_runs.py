"""The Runs room in the pseudo-locale, with runs found, marked and compared: see `test_pseudo_locale`."""

import re
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from PySide6.QtWidgets import QApplication, QDialog
from pytestqt.qtbot import QtBot

from resnet_studio.core.basics.message import message
from resnet_studio.core.protocol.events import Event, JobFailed
from resnet_studio.core.protocol.jobs.compare import Compared
from resnet_studio.core.runs.marks import Marks
from resnet_studio.gui.shell.window import StudioWindow
from tests.gui.misplaced import misplaced_in_the_end
from tests.gui.test_pseudo_locale import SIZES, saved_run

_MARKUP = frozenset(
    re.findall(r"\w+", "a href both run other neither style color text decoration none font weight d c")
)
"""Of links in a text."""


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


def compared(window: StudioWindow, *events: Event) -> None:
    """The engine has answered about two runs."""
    compare(window, 1)
    window.runs_room.comparing.refresh()
    window.comparison._compare()
    job = window.comparison._job
    assert job is not None
    for event in events:
        window.worker.event_arrived.emit(job.number, event)


STATES: dict[str, Callable[[StudioWindow], object]] = {
    "one run": lambda window: compare(window, 0),
    "two runs": lambda window: compare(window, 1),
    "three runs": lambda window: compare(window, 2),
    "verdict": lambda window: compared(
        window, Compared("a", "b", "test", 153, 141, 5, 4, 0.95, 0.94, 1.0, -0.03, 0.04, "no_difference")
    ),
    "not compared": lambda window: compared(
        window,
        JobFailed(
            message(
                "{run} and {other} are not compared: only one of them has a test part.", run="first", other="cut off"
            )
        ),
    ),
    "found": lambda window: window.runs_room.filters.tags.chips[0].click(),
    "not found": lambda window: window.runs_room.filters.search.setText("7777"),
}


@pytest.mark.parametrize("state", STATES)
def test_every_text_of_the_room_is_translated_and_fits(
    state: str, window: StudioWindow, collector: Any, qtbot: QtBot
) -> None:
    STATES[state](window)
    collector.data |= _MARKUP
    window.setMinimumSize(1, 1)
    for size in SIZES:
        window.resize(*size)
        QApplication.processEvents()
        qtbot.waitUntil(lambda: not window.runs_room._background._running)
        QApplication.processEvents()
        assert misplaced_in_the_end(window, qtbot) == [], size
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
