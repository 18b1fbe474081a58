"""Runs that another window began to train after this one listed them are neither renamed nor deleted."""

from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from PySide6.QtCore import QFile, Qt
from PySide6.QtWidgets import QLineEdit, QMessageBox
from pytestqt.qtbot import QtBot

from resnet_studio.core.protocol.events import RunPaused
from resnet_studio.core.runs.run_log import EventLog
from resnet_studio.gui.rooms.runs import storage as runs_storage
from resnet_studio.gui.rooms.runs.columns import STATE
from resnet_studio.gui.rooms.runs.room import RunsRoom

Helper = Callable[..., Any]
SENTENCE = "The run one is in training in another window or program."


@pytest.fixture
def listed(empty_room: RunsRoom, qtbot: QtBot, runs: Path, list_runs_of: Helper, make_run: Helper) -> RunsRoom:
    """A room with one paused run."""
    make_run(runs, "one", ending=RunPaused("r", 2, 0.95))
    list_runs_of(empty_room, qtbot, runs)
    return empty_room


def press(room: RunsRoom, qtbot: QtBot, words: str) -> None:
    box = next(box for box in room.findChildren(QMessageBox) if box.isVisible())
    qtbot.mouseClick(next(one for one in box.buttons() if one.text() == words), Qt.MouseButton.LeftButton)


def assert_refused(room: RunsRoom, qtbot: QtBot, runs: Path, cell: Helper, wait_until_read: Helper) -> None:
    qtbot.waitUntil(room.problem.isVisible)
    wait_until_read(room, qtbot)
    assert room.problem.sentence() == SENTENCE
    assert cell(room, 0, STATE) == "in training", "the list is read again"
    assert not room.details.delete.isEnabled()
    assert (runs / "one" / "best.safetensors").is_file()


def test_run_is_not_moved_to_the_bin(
    listed: RunsRoom, qtbot: QtBot, runs: Path, monkeypatch: pytest.MonkeyPatch, cell: Helper, wait_until_read: Helper
) -> None:
    monkeypatch.setattr(QFile, "moveToTrash", lambda _: pytest.fail("it was moved"))
    qtbot.mouseClick(listed.details.delete, Qt.MouseButton.LeftButton)
    log = EventLog(runs / "one")  # while the question is open
    press(listed, qtbot, "Move to bin")
    assert_refused(listed, qtbot, runs, cell, wait_until_read)
    log.close()


def test_run_is_not_deleted_for_good(
    listed: RunsRoom, qtbot: QtBot, runs: Path, monkeypatch: pytest.MonkeyPatch, cell: Helper, wait_until_read: Helper
) -> None:
    monkeypatch.setattr(runs_storage, "move_to_bin", lambda _: False)
    qtbot.mouseClick(listed.details.delete, Qt.MouseButton.LeftButton)
    press(listed, qtbot, "Move to bin")
    qtbot.waitUntil(lambda: any("no bin" in box.text() for box in listed.findChildren(QMessageBox)))
    log = EventLog(runs / "one")
    press(listed, qtbot, "Delete for good")
    assert_refused(listed, qtbot, runs, cell, wait_until_read)
    log.close()


def test_run_is_not_renamed(listed: RunsRoom, qtbot: QtBot, runs: Path, cell: Helper, wait_until_read: Helper) -> None:
    qtbot.mouseClick(listed.details.rename, Qt.MouseButton.LeftButton)
    log = EventLog(runs / "one")
    editor = listed.table.findChild(QLineEdit)
    assert editor is not None
    editor.setText("two")
    qtbot.keyClick(editor, Qt.Key.Key_Return)
    assert_refused(listed, qtbot, runs, cell, wait_until_read)
    log.close()


def test_refusal_is_gone_when_the_room_is_shown_again(listed: RunsRoom, qtbot: QtBot, wait_until_read: Helper) -> None:
    listed.changes.refused.emit(SENTENCE)
    wait_until_read(listed, qtbot)
    assert listed.problem.isVisible()
    listed.hide()
    listed.show()
    assert not listed.problem.isVisible()


def test_run_of_this_window_that_starts_while_the_question_is_open_is_not_deleted(
    listed: RunsRoom, qtbot: QtBot, runs: Path, monkeypatch: pytest.MonkeyPatch, wait_until_read: Helper
) -> None:
    monkeypatch.setattr(runs_storage, "move_to_bin", lambda _: pytest.fail("it was moved"))
    qtbot.mouseClick(listed.details.delete, Qt.MouseButton.LeftButton)
    listed.set_busy_run(runs / "one")
    press(listed, qtbot, "Move to bin")
    wait_until_read(listed, qtbot)
    assert (runs / "one").is_dir()
