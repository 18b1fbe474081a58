"""Renaming a run in the table."""

import shutil
from collections.abc import Callable
from pathlib import Path
from typing import Any

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QLineEdit
from pytestqt.qtbot import QtBot

from resnet_studio.gui.rooms.runs.room import RunsRoom

Helper = Callable[..., Any]


def rename_by_keyboard(room: RunsRoom, qtbot: QtBot, name: str) -> None:
    room.table.setFocus()
    qtbot.keyClick(room.table, Qt.Key.Key_F2)
    editor = room.table.findChild(QLineEdit)
    assert editor is not None
    editor.selectAll()
    qtbot.keyClicks(editor, name)
    qtbot.keyClick(editor, Qt.Key.Key_Return)


def test_f2_renames_run_in_place(
    room: RunsRoom, qtbot: QtBot, runs: Path, names: Helper, wait_until_read: Helper
) -> None:
    said = list[str]()
    room.changes.adjusted.connect(said.append)
    with qtbot.waitSignal(room.run_renamed) as caught:
        rename_by_keyboard(room, qtbot, "best: of all")
    assert caught.args is not None
    assert caught.args[0] == runs / "run 10"
    assert caught.args[1].path == runs / "best- of all"
    assert (runs / "best- of all" / "best.safetensors").is_file()
    wait_until_read(room, qtbot)
    assert "best- of all" in names(room)
    assert room.details.name.text() == "best- of all"
    assert said == [
        "The run is called best- of all, because not every system allows best: of all as the name of a folder."
    ]


def test_name_of_another_run_is_refused_with_reason(room: RunsRoom, qtbot: QtBot, runs: Path) -> None:
    qtbot.mouseClick(room.details.rename, Qt.MouseButton.LeftButton)
    editor = room.table.findChild(QLineEdit)
    assert editor is not None
    editor.setText("run 9")
    qtbot.keyClick(editor, Qt.Key.Key_Return)
    qtbot.waitUntil(room.problem.isVisible)
    assert room.problem.sentence() == "There is already a run called run 9. Choose another name."
    assert (runs / "run 10").is_dir()


def test_f2_on_a_run_in_training_opens_no_editor(room: RunsRoom, qtbot: QtBot, runs: Path, qtlog: Any) -> None:
    room.set_busy_run(runs / "run 10")
    room.table.setFocus()
    qtbot.keyClick(room.table, Qt.Key.Key_F2)
    assert room.table.findChild(QLineEdit) is None
    assert not [record for record in qtlog.records if "edit" in record.message]


def test_run_that_another_program_renames_stays_b(room: RunsRoom, qtbot: QtBot, runs: Path, choose: Helper) -> None:
    choose(room, qtbot, "run 1")
    room.table.choose_others([runs / "run 10"])
    (runs / "run 10").rename(runs / "a new name")
    with qtbot.waitSignal(room.runs_changed):
        room.refresh()
    assert [run.name for run in room.table.selected()] == ["run 1", "a new name"]


def test_copy_takes_no_place_of_a_run_that_another_program_deletes(
    room: RunsRoom, qtbot: QtBot, runs: Path, choose: Helper
) -> None:
    shutil.copytree(runs / "run 10", runs / "copy of 10")
    with qtbot.waitSignal(room.runs_changed):
        room.refresh()
    choose(room, qtbot, "run 1")
    room.table.choose_others([runs / "run 10", runs / "copy of 10"])
    shutil.rmtree(runs / "run 10")
    with qtbot.waitSignal(room.runs_changed):
        room.refresh()
    assert [run.name for run in room.table.selected()] == ["run 1", "copy of 10"]


def test_run_that_another_program_renames_stays_a(room: RunsRoom, qtbot: QtBot, runs: Path, choose: Helper) -> None:
    choose(room, qtbot, "run 1")
    (runs / "run 1").rename(runs / "a new name")
    with qtbot.waitSignal(room.runs_changed):
        room.refresh()
    assert room.details.name.text() == "a new name"
    with qtbot.waitSignal(room.resume_wanted) as wanted:
        qtbot.mouseClick(room.resume, Qt.MouseButton.LeftButton)
    assert wanted.args is not None
    assert wanted.args[0].path == runs / "a new name"
