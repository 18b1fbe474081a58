"""Deleting runs, the cache, and the folder for runs."""

import shutil
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from PySide6.QtCore import Qt
from PySide6.QtWidgets import QFileDialog, QMessageBox
from pytestqt.qtbot import QtBot

from resnet_studio.core.archives.cache import unpacked
from resnet_studio.core.basics import formatting, places
from resnet_studio.gui.rooms.runs import storage as runs_storage
from resnet_studio.gui.rooms.runs.room import RunsRoom
from tests.core.archives.made import made

Helper = Callable[..., Any]


def press(room: RunsRoom, qtbot: QtBot, words: str) -> None:
    box = next(box for box in room.findChildren(QMessageBox) if box.isVisible())
    button = next(button for button in box.buttons() if button.text() == words)
    qtbot.mouseClick(button, Qt.MouseButton.LeftButton)


def test_delete_asks_and_moves_to_the_bin(
    room: RunsRoom, qtbot: QtBot, runs: Path, monkeypatch: pytest.MonkeyPatch, names: Helper, wait_until_read: Helper
) -> None:
    binned: list[Path] = []

    def bin_it(run: Path) -> bool:
        binned.append(run)
        shutil.rmtree(run)
        return True

    monkeypatch.setattr(runs_storage, "move_to_bin", bin_it)
    room.table.setFocus()
    qtbot.keyClick(room.table, Qt.Key.Key_Delete)
    press(room, qtbot, "Keep")
    assert binned == []
    qtbot.mouseClick(room.details.delete, Qt.MouseButton.LeftButton)
    box = next(box for box in room.findChildren(QMessageBox) if box.isVisible())
    assert all(button.width() >= button.sizeHint().width() for button in box.buttons()), "words are cut"
    with qtbot.waitSignal(room.run_deleted) as caught:
        press(room, qtbot, "Move to bin")
    assert caught.args == [runs / "run 10"]
    assert binned == [runs / "run 10"]
    assert names(room) == ["run 9", "run 1"]
    wait_until_read(room, qtbot)
    assert room.details.name.text() in names(room)


def test_without_a_bin_permanent_deletion_is_asked_separately(
    room: RunsRoom, qtbot: QtBot, runs: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(runs_storage, "move_to_bin", lambda _: False)
    qtbot.mouseClick(room.details.delete, Qt.MouseButton.LeftButton)
    press(room, qtbot, "Move to bin")
    qtbot.waitUntil(lambda: any("no bin" in box.text() for box in room.findChildren(QMessageBox)))
    assert (runs / "run 10").is_dir()
    with qtbot.waitSignal(room.run_deleted):
        press(room, qtbot, "Delete for good")
    assert not (runs / "run 10").exists()
    assert (runs / "run 9").is_dir()


def test_deleting_the_last_run_empties_the_room(
    empty_room: RunsRoom,
    qtbot: QtBot,
    runs: Path,
    monkeypatch: pytest.MonkeyPatch,
    list_runs_of: Helper,
    make_run: Helper,
) -> None:
    make_run(runs, "only")
    list_runs_of(empty_room, qtbot, runs)
    monkeypatch.setattr(runs_storage, "move_to_bin", lambda _: True)
    qtbot.mouseClick(empty_room.details.delete, Qt.MouseButton.LeftButton)
    with qtbot.waitSignal(empty_room.run_deleted):
        press(empty_room, qtbot, "Move to bin")
    assert empty_room.empty.isVisible()
    assert empty_room.header.facts() == ""


def test_folder_that_is_not_a_run_is_never_deleted(tmp_path: Path) -> None:
    folder = tmp_path / "pictures"
    folder.mkdir()
    (folder / "a.jpg").write_bytes(b"x")
    with pytest.raises(OSError, match="is not a run"):
        runs_storage.delete_for_good(folder)
    assert (folder / "a.jpg").is_file()


def test_cache_is_measured_and_cleared(
    empty_room: RunsRoom, qtbot: QtBot, runs: Path, tmp_path: Path, list_runs_of: Helper
) -> None:
    cache = places.cache_folder()
    (cache / "thumbnails").mkdir(parents=True)
    (cache / "thumbnails" / "a").write_bytes(b"x" * 2_500_000)
    outside = tmp_path / "outside"
    outside.mkdir()
    (outside / "mine.jpg").write_bytes(b"x")
    (cache / "link").symlink_to(outside)
    list_runs_of(empty_room, qtbot, runs)
    assert empty_room.storage.cache.text() == "Cache 2.5 MB"
    qtbot.mouseClick(empty_room.storage.clear, Qt.MouseButton.LeftButton)
    qtbot.waitUntil(lambda: empty_room.storage.cache.text() == "Cache 0 B")
    assert list(cache.iterdir()) == []
    assert (outside / "mine.jpg").is_file()
    assert not empty_room.storage.clear.isEnabled()


def test_cleared_cache_keeps_what_is_being_unpacked_or_in_use(
    empty_room: RunsRoom, qtbot: QtBot, runs: Path, tmp_path: Path, list_runs_of: Helper
) -> None:
    archives = places.cache_folder() / "archives"
    unpacking = archives / ".unpacking-abc" / "pets"
    unpacking.mkdir(parents=True)
    (unpacking / "1.jpg").write_bytes(b"x")
    used, other = (unpacked(made(tmp_path / name, {"a/1.jpg": name.encode()})) for name in ("used.zip", "other.zip"))
    empty_room.storage.used = lambda: [used, tmp_path]
    list_runs_of(empty_room, qtbot, runs)
    qtbot.mouseClick(empty_room.storage.clear, Qt.MouseButton.LeftButton)
    qtbot.waitUntil(lambda: not other.exists())
    qtbot.waitUntil(empty_room.storage.clear.isEnabled)
    assert (used / "1.jpg").read_bytes() == b"used.zip"
    assert (unpacking / "1.jpg").is_file()


def test_other_folder_for_runs_is_listed_and_reported(
    room: RunsRoom, qtbot: QtBot, tmp_path: Path, make_run: Helper, names: Helper
) -> None:
    other = tmp_path / "other"
    make_run(other, "elsewhere")
    qtbot.mouseClick(room.storage.change, Qt.MouseButton.LeftButton)
    dialog = room.findChild(QFileDialog)
    assert dialog is not None
    with qtbot.waitSignals([room.folder_changed, room.runs_changed]):
        dialog.fileSelected.emit(str(other))
    dialog.close()
    assert names(room) == ["elsewhere"]
    assert formatting.place(other) in room.storage.folder.text()


def test_runs_of_the_folder_before_are_said_to_be_there_and_one_press_leads_back(
    room: RunsRoom, qtbot: QtBot, tmp_path: Path, names: Helper
) -> None:
    before, known = room.folder, names(room)
    (tmp_path / "empty").mkdir()
    with qtbot.waitSignals([room.folder_changed, room.runs_changed]):
        room.storage.folder_chosen.emit(tmp_path / "empty")
    assert names(room) == []
    assert room.notice.isVisible()
    assert f"still in {formatting.place(before)}" in room.notice.sentence()
    with qtbot.waitSignals([room.folder_changed, room.runs_changed]):
        qtbot.mouseClick(room.notice.button, Qt.MouseButton.LeftButton)
    assert names(room) == known
    assert not room.notice.isVisible()


def test_question_before_deleting_says_that_the_model_is_in_use(room: RunsRoom) -> None:
    run, *others = room.summaries()
    in_use = "predicts with"
    assert in_use not in runs_storage.bin_question(room, [run]).informativeText()
    for ask in (runs_storage.bin_question, runs_storage.permanent_question):
        assert in_use in ask(room, [run], run.path).informativeText()
        assert in_use in ask(room, [run, *others], run.path).informativeText()
