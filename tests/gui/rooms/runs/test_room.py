"""The Runs room: the list, the chosen run, and what can be done with it."""

import os
import threading
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from PySide6.QtCore import QPoint, QRect, Qt
from PySide6.QtWidgets import QApplication, QLineEdit, QMessageBox, QWidget
from pytestqt.qtbot import QtBot

from resnet_studio.core.protocol.events import EpochEnd, Event, RunPaused, RunStopped
from resnet_studio.core.runs.history import RunHistory
from resnet_studio.core.runs.run_log import EventLog
from resnet_studio.core.runs.summary import RunSummary, list_runs
from resnet_studio.gui.rooms.runs.columns import ACCURACY, EPOCHS, STATE, TIME
from resnet_studio.gui.rooms.runs.room import RunsRoom
from resnet_studio.gui.theme.manager import install

Helper = Callable[..., Any]


def place(room: RunsRoom, widget: QWidget) -> QRect:
    return QRect(widget.mapTo(room, QPoint()), widget.size())


def test_empty_room_leads_to_data(empty_room: RunsRoom, qtbot: QtBot, runs: Path, list_runs_of: Helper) -> None:
    list_runs_of(empty_room, qtbot, runs)
    assert empty_room.empty.isVisible()
    assert empty_room.empty.sentence().startswith("No runs here yet")
    assert not empty_room.use.isVisible()
    with qtbot.waitSignal(empty_room.data_wanted):
        qtbot.mouseClick(empty_room.empty.button, Qt.MouseButton.LeftButton)


def test_runs_are_listed_newest_first_and_the_newest_is_shown(room: RunsRoom, names: Helper) -> None:
    assert names(room) == ["run 10", "run 9", "run 1"]
    total = sum(run.size for run in room.summaries())
    assert room.header.facts() == f"3 runs  ·  {total / 1000:.0f} KB"
    current = room.table.current()
    assert current is not None
    assert current.name == "run 10"
    assert room.details.name.text() == "run 10"


def test_damaged_run_is_listed_with_its_problem(
    empty_room: RunsRoom, qtbot: QtBot, runs: Path, cell: Helper, list_runs_of: Helper, make_run: Helper
) -> None:
    (make_run(runs, "broken") / "config.json").write_text("{")
    list_runs_of(empty_room, qtbot, runs)
    assert cell(empty_room, 0, STATE) == "damaged"
    assert "not valid JSON" in empty_room.details.problem.sentence()
    assert not empty_room.use.isEnabled()
    assert "not valid JSON" in empty_room.use.toolTip()
    assert not empty_room.details.settings.isVisible()


def test_run_of_a_newer_version_is_not_called_damaged(
    empty_room: RunsRoom, qtbot: QtBot, runs: Path, cell: Helper, list_runs_of: Helper, make_run: Helper
) -> None:
    (make_run(runs, "of tomorrow") / "config.json").write_text('{"format": 2, "program": "9.1"}')
    list_runs_of(empty_room, qtbot, runs)
    assert cell(empty_room, 0, STATE) == "newer"
    assert "was made by ResNet Studio 9.1" in empty_room.details.problem.sentence()


def test_refresh_keeps_the_choice_and_adds_new_runs(
    room: RunsRoom, qtbot: QtBot, runs: Path, choose: Helper, make_run: Helper, names: Helper
) -> None:
    choose(room, qtbot, "run 9")
    make_run(runs, "new one", created="2026-11-23T18:45:00+00:00")
    with qtbot.waitSignal(room.runs_changed):
        qtbot.keyClick(room, Qt.Key.Key_F5)
    assert names(room)[0] == "new one"
    current = room.table.current()
    assert current is not None
    assert current.name == "run 9"


def test_showing_the_room_reads_the_list_again(
    room: RunsRoom, qtbot: QtBot, runs: Path, make_run: Helper, names: Helper
) -> None:
    room.hide()
    make_run(runs, "by the command line")
    with qtbot.waitSignal(room.runs_changed):
        room.show()
    assert "by the command line" in names(room)


def test_list_is_read_in_another_thread(
    empty_room: RunsRoom, qtbot: QtBot, runs: Path, monkeypatch: pytest.MonkeyPatch, make_run: Helper, names: Helper
) -> None:
    make_run(runs, "slow")
    go = threading.Event()

    def slow(folder: Path, _: object) -> list[RunSummary]:
        assert threading.current_thread() is not threading.main_thread()
        assert go.wait(10)
        return list_runs(folder)

    monkeypatch.setattr("resnet_studio.gui.rooms.runs.room.list_runs", slow)
    empty_room.set_folder(runs)
    assert names(empty_room) == []
    with qtbot.waitSignal(empty_room.runs_changed):
        go.set()
    assert names(empty_room) == ["slow"]


def test_arrow_keys_choose_runs(room: RunsRoom, qtbot: QtBot, wait_until_read: Helper) -> None:
    room.table.setFocus()
    qtbot.keyClick(room.table, Qt.Key.Key_Down)
    wait_until_read(room, qtbot)
    assert room.details.name.text() == "run 9"


def test_use_button_emits_the_chosen_run(room: RunsRoom, qtbot: QtBot, choose: Helper) -> None:
    choose(room, qtbot, "run 9")
    with qtbot.waitSignal(room.use_wanted) as caught:
        qtbot.mouseClick(room.use, Qt.MouseButton.LeftButton)
    assert caught.args is not None
    assert caught.args[0].name == "run 9"


def test_run_without_a_model_cannot_be_used_and_shows_reason(
    empty_room: RunsRoom, qtbot: QtBot, runs: Path, list_runs_of: Helper, make_run: Helper
) -> None:
    make_run(runs, "short", epochs=0)
    list_runs_of(empty_room, qtbot, runs)
    assert not empty_room.use.isEnabled()
    assert "before its first epoch" in empty_room.use.toolTip()
    assert empty_room.details.state.text() == "Finished. There is no model to use."
    with qtbot.assertNotEmitted(empty_room.use_wanted):
        empty_room.table.used.emit()


def test_unfinished_run_can_be_resumed(room: RunsRoom, qtbot: QtBot, choose: Helper) -> None:
    choose(room, qtbot, "run 10")
    assert not room.resume.isVisible()
    choose(room, qtbot, "run 1")
    assert room.resume.isVisible()
    with qtbot.waitSignal(room.resume_wanted) as wanted:
        room.resume.click()
    assert wanted.args is not None
    assert wanted.args[0].name == "run 1"
    room.set_busy_run(room.summaries()[0].path)
    assert not room.resume.isEnabled()
    assert "in training" in room.resume.toolTip()


def test_run_in_training_is_marked_and_cannot_be_renamed_or_deleted(
    room: RunsRoom, qtbot: QtBot, runs: Path, cell: Helper, wait_until_read: Helper
) -> None:
    room.set_busy_run(runs / "run 10")
    wait_until_read(room, qtbot)
    assert cell(room, 0, STATE) == "training"
    room.set_waits(True)
    assert cell(room, 0, STATE) == "waiting"
    room.set_waits(False)
    assert cell(room, 0, STATE) == "training"
    assert not room.details.rename.isEnabled()
    assert not room.details.delete.isEnabled()
    assert "in training" in room.details.delete.toolTip()
    room.table.setFocus()
    qtbot.keyClick(room.table, Qt.Key.Key_F2)
    assert room.table.findChild(QLineEdit) is None
    qtbot.keyClick(room.table, Qt.Key.Key_Delete)
    assert room.findChildren(QMessageBox) == []
    room.set_busy_run(None)
    wait_until_read(room, qtbot)
    assert cell(room, 0, STATE) == "finished"
    assert room.details.delete.isEnabled()


def test_run_that_waits_says_so_in_its_details(
    room: RunsRoom, qtbot: QtBot, runs: Path, choose: Helper, wait_until_read: Helper
) -> None:
    choose(room, qtbot, "run 10")
    room.set_waits(True)
    room.set_busy_run(runs / "run 10")
    wait_until_read(room, qtbot)
    assert room.details.state.text().startswith("Waits for its training to begin")
    assert "It waits" in room.details.delete.toolTip()
    room.set_waits(False)
    assert room.details.state.text() == "In training now; the Train room shows it live."
    choose(room, qtbot, "run 9")
    assert room.details.state.text() == "Finished."


def test_run_that_trains_in_another_window_cannot_be_renamed_or_deleted(
    empty_room: RunsRoom, qtbot: QtBot, runs: Path, cell: Helper, list_runs_of: Helper, make_run: Helper
) -> None:
    room = empty_room
    log = EventLog(make_run(runs, "one", ending=RunPaused("r", 2, 0.95)))
    list_runs_of(room, qtbot, runs)
    assert cell(room, 0, STATE) == "in training"
    assert "another window or program" in room.details.state.text()
    for button in (room.details.rename, room.details.delete):
        assert not button.isEnabled()
        assert "another window or program" in button.toolTip()
    room.table.setFocus()
    qtbot.keyClick(room.table, Qt.Key.Key_F2)
    assert room.table.findChild(QLineEdit) is None
    qtbot.keyClick(room.table, Qt.Key.Key_Delete)
    assert room.findChildren(QMessageBox) == []
    log.close()
    list_runs_of(room, qtbot, runs)
    assert cell(room, 0, STATE) == "paused"
    assert room.details.delete.isEnabled()


def test_room_paints_in_both_themes(room: RunsRoom, qapp: QApplication) -> None:
    light = room.grab().toImage()
    install(qapp).choose("dark")
    dark = room.grab().toImage()
    install(qapp).choose("light")
    assert light.pixelColor(4, 400).lightness() > 200 > 60 > dark.pixelColor(4, 400).lightness()


def test_run_name_is_shown_as_plain_text(
    empty_room: RunsRoom, qtbot: QtBot, runs: Path, list_runs_of: Helper, make_run: Helper, names: Helper
) -> None:
    name = "<b>bold\u202e" if os.name != "nt" else "bold"
    run = make_run(runs, "plain")
    run.rename(runs / name)
    list_runs_of(empty_room, qtbot, runs)
    assert names(empty_room) == [name.replace("\u202e", "\ufffd")]
    empty_room.table.select(runs / name)
    qtbot.mouseClick(empty_room.details.delete, Qt.MouseButton.LeftButton)
    box = next(box for box in empty_room.findChildren(QMessageBox) if box.isVisible())
    assert box.textFormat() == Qt.TextFormat.PlainText
    box.reject()


@pytest.mark.parametrize(
    ("ending", "resume_is_main"), [(RunPaused("r", 2, 0.95), True), (RunStopped("r", 2, 0.95), False)]
)
def test_paused_run_is_first_of_all_resumed(
    empty_room: RunsRoom,
    qtbot: QtBot,
    runs: Path,
    ending: Event,
    resume_is_main: bool,
    list_runs_of: Helper,
    make_run: Helper,
) -> None:
    make_run(runs, "one", ending=ending)
    list_runs_of(empty_room, qtbot, runs)
    assert empty_room.resume.isVisible()
    assert empty_room.use.isVisible()
    qtbot.waitUntil(lambda: (empty_room.resume.x() > empty_room.use.x()) is resume_is_main)


def test_row_of_the_run_in_training_follows_its_epochs_without_reading(
    empty_room: RunsRoom, qtbot: QtBot, runs: Path, cell: Helper, list_runs_of: Helper, make_run: Helper,
    monkeypatch: pytest.MonkeyPatch,
) -> None:  # fmt: skip
    path = make_run(runs, "new", epochs=0)
    empty_room.set_busy_run(path)
    list_runs_of(empty_room, qtbot, runs)
    assert [cell(empty_room, 0, column) for column in (ACCURACY, EPOCHS, TIME)] == ["–", "0", "–"]
    jobs: list[str] = []
    monkeypatch.setattr(empty_room._background, "do", lambda name, *_: jobs.append(name))
    history, shown = RunHistory(), empty_room.details.time
    for epoch, top1, accuracy, time in ((1, 0.75, "75.0 %", "7 s"), (2, 0.5, "75.0 %", "14 s")):
        history.apply(EpochEnd(epoch, epoch, 1.0, 0.9, top1, 7.0))
        empty_room.follow(path, history)
        row = [cell(empty_room, 0, column) for column in (ACCURACY, EPOCHS, TIME)]
        assert row == [accuracy, str(epoch), time]
        assert empty_room.details.time.figure() == time
    assert jobs == []
    assert empty_room.details.time is shown, "nothing flickers"
    qtbot.waitUntil(empty_room.details.time.isVisible)


def test_run_that_was_not_read_while_the_room_was_hidden_is_read_when_its_next_epoch_comes_first(
    empty_room: RunsRoom, qtbot: QtBot, runs: Path, list_runs_of: Helper, make_run: Helper,
    monkeypatch: pytest.MonkeyPatch,
) -> None:  # fmt: skip
    path = make_run(runs, "new", epochs=0)
    empty_room.hide()
    list_runs_of(empty_room, qtbot, runs)
    jobs: list[str] = []
    monkeypatch.setattr(empty_room._background, "do", lambda name, *_: jobs.append(name))
    empty_room.show()
    history = RunHistory()
    history.apply(EpochEnd(1, 1, 1.0, 0.9, 0.75, 7.0))
    empty_room.follow(path, history)
    assert "replay" in jobs
