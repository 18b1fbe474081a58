"""Choosing several runs with keys and the pointer."""

from collections.abc import Callable
from typing import Any

import pytest
from PySide6.QtCore import QPoint, Qt
from pytestqt.qtbot import QtBot

from resnet_studio.gui.rooms.runs.columns import MARK, NAME
from resnet_studio.gui.rooms.runs.room import RunsRoom

Helper = Callable[..., Any]
CONTROL, SHIFT, NONE = (
    Qt.KeyboardModifier.ControlModifier, Qt.KeyboardModifier.ShiftModifier, Qt.KeyboardModifier.NoModifier,
)  # fmt: skip
NAMES = ("run 10", "run 9", "run 1")


@pytest.fixture
def click(room: RunsRoom, qtbot: QtBot) -> Callable[..., None]:
    def press(name: str, held: Qt.KeyboardModifier = NONE, column: int = NAME,
              button: Qt.MouseButton = Qt.MouseButton.LeftButton) -> None:  # fmt: skip
        rect = room.table.visualRect(room.table.model().index(NAMES.index(name), column))
        qtbot.mouseClick(room.table.viewport(), button, held, rect.center())

    return press


def letters(room: RunsRoom) -> str:
    return "".join(room.table.picked.letter(run.path) or "-" for run in room.table.listed())


def test_first_run_is_a_alone(room: RunsRoom) -> None:
    assert letters(room) == "A--"
    assert room.use.words() == "Use this model"


def test_control_click_adds_b_and_takes_it_away(room: RunsRoom, click: Callable[..., None]) -> None:
    click("run 1", CONTROL)
    assert letters(room) == "A-B"
    assert [run.name for run in room.table.selected()] == ["run 10", "run 1"]
    assert "2 selected" in room.header.facts()
    click("run 1", CONTROL)
    assert letters(room) == "A--"
    assert "selected" not in room.header.facts()


def test_click_on_the_circle_adds_b(room: RunsRoom, click: Callable[..., None]) -> None:
    click("run 9", column=MARK)
    assert letters(room) == "AB-"


def test_plain_click_chooses_one_run(room: RunsRoom, click: Callable[..., None]) -> None:
    click("run 9", CONTROL)
    click("run 1")
    assert letters(room) == "--A"


def test_shift_click_chooses_a_range(room: RunsRoom, click: Callable[..., None]) -> None:
    click("run 1", SHIFT)
    assert letters(room) == "ABC"


def test_space_keeps_a_run_as_b_while_arrows_choose_a(room: RunsRoom, qtbot: QtBot) -> None:
    room.table.setFocus()
    qtbot.keyClick(room.table, Qt.Key.Key_Space)
    assert letters(room) == "A--"
    qtbot.keyClick(room.table, Qt.Key.Key_Down)
    assert letters(room) == "BA-"
    qtbot.keyClick(room.table, Qt.Key.Key_Down)
    assert letters(room) == "B-A"
    qtbot.keyClick(room.table, Qt.Key.Key_Escape)
    assert letters(room) == "--A"


def test_x_swaps_a_and_b(room: RunsRoom, qtbot: QtBot, click: Callable[..., None]) -> None:
    click("run 9", CONTROL)
    room.table.setFocus()
    qtbot.keyClick(room.table, Qt.Key.Key_X)
    assert letters(room) == "BA-"
    current = room.table.current()
    assert current is not None
    assert current.name == "run 9"


def test_control_a_chooses_all_and_shift_with_arrows_adds(room: RunsRoom, qtbot: QtBot) -> None:
    room.table.setFocus()
    qtbot.keyClick(room.table, Qt.Key.Key_Down, SHIFT)
    assert letters(room) == "BA-"
    qtbot.keyClick(room.table, Qt.Key.Key_A, CONTROL)
    assert sorted(letters(room)) == ["A", "B", "C"]


def test_selection_is_what_screen_readers_and_the_tint_follow(room: RunsRoom, click: Callable[..., None]) -> None:
    click("run 1", CONTROL)
    rows = {index.row() for index in room.table.selectionModel().selectedRows()}
    assert rows == {0, 2}


def test_right_click_keeps_what_is_chosen_or_chooses_another_run(room: RunsRoom, click: Callable[..., None]) -> None:
    click("run 9", CONTROL)
    click("run 9", button=Qt.MouseButton.RightButton)
    assert letters(room) == "AB-"
    click("run 1", button=Qt.MouseButton.RightButton)
    assert letters(room) == "--A"


def test_dragging_chooses_nothing(room: RunsRoom, qtbot: QtBot) -> None:
    table, view = room.table, room.table.viewport()
    first, last = (table.visualRect(table.model().index(row, NAME)).center() for row in (0, 2))
    qtbot.mousePress(view, Qt.MouseButton.LeftButton, pos=first)
    qtbot.mouseMove(view, last)
    qtbot.mouseRelease(view, Qt.MouseButton.LeftButton, pos=last)
    assert letters(room) == "A--"


def test_buttons_say_that_they_take_a(room: RunsRoom, qtbot: QtBot, click: Callable[..., None]) -> None:
    click("run 9", CONTROL)
    assert room.use.words() == "Use model A"
    with qtbot.waitSignal(room.use_wanted) as caught:
        room.use.click()
    assert caught.args is not None
    assert caught.args[0].name == "run 10"


def test_what_is_chosen_stays_when_the_list_is_sorted_or_read_again(
    room: RunsRoom, qtbot: QtBot, click: Callable[..., None]
) -> None:
    click("run 1", CONTROL)
    room.table.sortByColumn(NAME, Qt.SortOrder.AscendingOrder)
    assert [run.name for run in room.table.listed()] == ["run 1", "run 9", "run 10"]
    assert letters(room) == "B-A"
    with qtbot.waitSignal(room.runs_changed):
        room.refresh()
    assert letters(room) == "B-A"


def test_marks_are_painted_for_a_and_b(room: RunsRoom, click: Callable[..., None]) -> None:
    def circle(row: int) -> tuple[int, ...]:
        rect = room.table.visualRect(room.table.model().index(row, MARK))
        image = room.table.viewport().grab(rect).toImage()
        return tuple(sorted({image.pixel(QPoint(x, 18)) for x in range(image.width())}))

    before = circle(2)
    assert circle(0) != before
    click("run 1", CONTROL)
    assert circle(2) not in (before, circle(0))
