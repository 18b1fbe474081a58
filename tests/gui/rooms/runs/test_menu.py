"""The menu of runs."""

import shutil
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from PySide6.QtCore import QPoint, Qt
from PySide6.QtGui import QContextMenuEvent
from PySide6.QtWidgets import QApplication, QMenu, QMessageBox
from pytestqt.qtbot import QtBot

from resnet_studio.gui.rooms.runs import storage as runs_storage
from resnet_studio.gui.rooms.runs.room import RunsRoom
from resnet_studio.gui.widgets import file_dialogs

Helper = Callable[..., Any]


def texts(menu: QMenu) -> list[str]:
    return [action.text() for action in menu.actions() if not action.isSeparator()]


def entry(room: RunsRoom, words: str) -> Any:
    return next(action for action in room.commands.menu().actions() if action.text() == words)


def test_menu_of_one_run(room: RunsRoom) -> None:
    assert texts(room.commands.menu()) == [
        "Show results", "Use this model", "Train further", "Tag…", "Note…", "Rename", "Open folder",
        "Export for TensorBoard…", "Delete…",
        "Delete the failed run in the list…",
    ]  # fmt: skip


def test_menu_of_two_runs_says_which_it_takes(room: RunsRoom, runs: Path) -> None:
    room.table.choose_others([runs / "run 9"])
    assert texts(room.commands.menu()) == [
        "Show results of A", "Use model A", "Swap A and B", "Tag…", "Delete 2 runs…",
        "Delete the failed run in the list…",
    ]  # fmt: skip


def test_unfinished_run_is_resumed_from_the_menu(room: RunsRoom, qtbot: QtBot, choose: Helper) -> None:
    choose(room, qtbot, "run 1")
    with qtbot.waitSignal(room.resume_wanted):
        entry(room, "Resume").trigger()


def test_what_cannot_be_done_says_why(room: RunsRoom, runs: Path) -> None:
    room.set_busy_run(runs / "run 10")
    menu = room.commands.menu()
    delete = next(action for action in menu.actions() if action.text() == "Delete…")
    assert not delete.isEnabled()
    assert "in training" in delete.toolTip()
    assert menu.toolTipsVisible()


def test_menu_opens_at_the_pointer_and_with_the_key(room: RunsRoom, qtbot: QtBot) -> None:
    for reason in (QContextMenuEvent.Reason.Mouse, QContextMenuEvent.Reason.Keyboard):
        event = QContextMenuEvent(reason, QPoint(80, 50), room.table.viewport().mapToGlobal(QPoint(80, 50)))
        QApplication.sendEvent(room.table.viewport(), event)
        menu = QApplication.activePopupWidget()
        assert isinstance(menu, QMenu)
        assert "Tag…" in texts(menu)
        menu.close()


def test_menu_closes_when_its_run_has_gone_and_stays_when_another_has(
    room: RunsRoom, qtbot: QtBot, runs: Path, choose: Helper
) -> None:
    choose(room, qtbot, "run 1")
    room.commands.pop_up(QPoint(80, 50))
    menu = QApplication.activePopupWidget()
    assert isinstance(menu, QMenu)
    for name in ("run 9", "run 1"):
        assert menu.isVisible(), "the run that it is about is still there"
        shutil.rmtree(runs / name)
        with qtbot.waitSignal(room.runs_changed):
            room.refresh()
    assert room.table.current() is not None
    assert room.table.current().name == "run 10"
    assert not menu.isVisible(), "Resume and Delete would be about run 10 now"


@pytest.fixture
def no_bin(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(runs_storage, "move_to_bin", runs_storage.delete_for_good)


def press(room: RunsRoom, qtbot: QtBot, words: str) -> str:
    box = next(box for box in room.findChildren(QMessageBox) if box.isVisible())
    qtbot.mouseClick(next(one for one in box.buttons() if one.text() == words), Qt.MouseButton.LeftButton)
    return f"{box.text()} {box.informativeText()}"


@pytest.mark.usefixtures("no_bin")
def test_failed_runs_are_deleted_at_once(
    room: RunsRoom, qtbot: QtBot, names: Helper, wait_until_read: Helper, runs: Path
) -> None:
    entry(room, "Delete the failed run in the list…").trigger()
    assert "run 1" in press(room, qtbot, "Move to bin")
    wait_until_read(room, qtbot)
    assert names(room) == ["run 10", "run 9"]
    assert not (runs / "run 1").exists()
    assert "Delete the failed run in the list…" not in texts(room.commands.menu())


@pytest.mark.usefixtures("no_bin")
def test_delete_bins_all_that_is_chosen_and_names_them(
    room: RunsRoom, qtbot: QtBot, names: Helper, wait_until_read: Helper, runs: Path
) -> None:
    room.table.choose_others([runs / "run 1"])
    room.table.setFocus()
    qtbot.keyClick(room.table, Qt.Key.Key_Delete)
    words = press(room, qtbot, "Move to bin")
    assert words.startswith("Move 2 runs to the bin?")
    assert "run 10 and run 1" in words
    wait_until_read(room, qtbot)
    assert names(room) == ["run 9"]


def test_runs_without_a_bin_are_asked_about_together(
    room: RunsRoom, qtbot: QtBot, names: Helper, wait_until_read: Helper, runs: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(runs_storage, "move_to_bin", lambda _: False)
    room.table.choose_others([runs / "run 1"])
    room.commands.delete()
    press(room, qtbot, "Move to bin")
    wait_until_read(room, qtbot)
    assert "There is no bin for 2 runs" in press(room, qtbot, "Delete for good")
    wait_until_read(room, qtbot)
    assert names(room) == ["run 9"]


def test_run_that_cannot_be_deleted_does_not_keep_the_others(
    room: RunsRoom, qtbot: QtBot, names: Helper, wait_until_read: Helper, runs: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def move(run: Path) -> bool:
        if run.name == "run 10":
            raise OSError("the disk is read-only")
        return runs_storage.delete_for_good(run)

    monkeypatch.setattr(runs_storage, "move_to_bin", move)
    room.table.choose_others([runs / "run 1"])
    room.commands.delete()
    press(room, qtbot, "Move to bin")
    qtbot.waitUntil(room.problem.isVisible)
    wait_until_read(room, qtbot)
    assert room.problem.sentence() == "the disk is read-only"
    assert names(room) == ["run 10", "run 9"]


def test_table_is_saved_as_it_is_shown(room: RunsRoom, qtbot: QtBot, tmp_path: Path, wait_until_read: Helper) -> None:
    room.filters.search.setText("finished")
    file = tmp_path / "Tabelle.csv"
    room.commands.save_table_as(file)
    wait_until_read(room, qtbot)
    lines = file.read_text(encoding="utf-8-sig").splitlines()
    assert [line.split(",")[0] for line in lines] == ["name", "run 10", "run 9"]


def test_table_with_a_filter_is_saved_as_shown_or_whole_as_a_person_chooses(
    room: RunsRoom, qtbot: QtBot, tmp_path: Path, wait_until_read: Helper, monkeypatch: pytest.MonkeyPatch
) -> None:
    file = tmp_path / "runs.csv"
    monkeypatch.setattr(file_dialogs, "choose_save_file", lambda *arguments: arguments[-1](file))
    room.filters.search.setText("finished")
    every = len(room.summaries())
    for number, lines in ((0, 2), (1, every)):
        menu = room.commands.save_table(QPoint())
        assert menu is not None
        assert texts(menu) == ["Save the 2 runs that are shown…", f"Save all {every} runs…"]
        menu.actions()[number].trigger()
        menu.close()
        wait_until_read(room, qtbot)
        assert len(file.read_text(encoding="utf-8-sig").splitlines()) == lines + 1
    room.filters.clear()
    assert room.commands.save_table(QPoint()) is None


def test_table_that_cannot_be_saved_says_why(room: RunsRoom, qtbot: QtBot, tmp_path: Path) -> None:
    room.commands.save_table_as(tmp_path / "gone" / "runs.csv")
    qtbot.waitUntil(room.problem.isVisible)
    assert room.problem.sentence().startswith("The table could not be saved as")
