"""Reading the folder of the open dataset again, while a person goes on editing the dataset."""

import os
import shutil
import threading
from pathlib import Path
from typing import Any

import pytest
from PySide6.QtCore import QObject, QSettings
from PySide6.QtWidgets import QApplication
from pytestqt.qtbot import QtBot

from resnet_studio import __version__
from resnet_studio.core.dataset.dataset import Dataset
from resnet_studio.core.dataset.picture_edits import AddPictures, LeaveOut
from resnet_studio.core.dataset.rescan import Look, look
from resnet_studio.core.dataset.scan import scan
from resnet_studio.core.runs import moved_pictures
from resnet_studio.core.runs.edited_dataset import write_edited
from resnet_studio.gui.threads import scanner
from tests.gui.work.test_opening import Opened
from tests.made_folders import class_folders


@pytest.fixture
def opened(qtbot: QtBot, qapp: QApplication, tmp_path: Path, studio_home: Path) -> Opened:
    return Opened(qtbot, QSettings(str(tmp_path / "window.ini"), QSettings.Format.IniFormat), QObject(qapp))


@pytest.mark.parametrize("again", ["reload", "open"])
def test_edit_that_is_made_while_the_folder_is_read_stays(opened: Opened, copied_colours: Path, again: str) -> None:
    before = opened.until_open(lambda: opened.opening.open(copied_colours))
    edit = LeaveOut(("red/red 1.png",))
    shutil.copy(copied_colours / "red" / "red 1.png", copied_colours / "red" / "new.png")
    if again == "reload":
        opened.opening.reload()
    else:
        opened.opening.open(copied_colours)
    opened.session.edit_dataset(edit)
    after = opened.until_open(lambda: None)
    assert after.last_edit == edit
    assert len(after.pictures) + len(after.left_out) == len(before.pictures) + 1
    assert opened.begun == [copied_colours] * 2


def test_edit_that_is_made_before_a_failed_reload_is_tried_again_stays(opened: Opened, tmp_path: Path) -> None:
    root = class_folders(tmp_path / "data", "a", "b", each=4)
    opened.until_open(lambda: opened.opening.open(root))
    root.rename(tmp_path / "away")
    opened.until_failed(opened.opening.reload)
    opened.session.edit_dataset(LeaveOut(("a/1.png",)))
    (tmp_path / "away").rename(root)
    assert opened.until_open(opened.opening.retry).last_edit == LeaveOut(("a/1.png",))


def test_copies_that_were_made_for_the_dataset_are_no_news(opened: Opened, tmp_path: Path) -> None:
    root = class_folders(tmp_path / "data", "a", "b", each=4)
    os.utime(root / "a", (1e9, 1e9))
    opened.until_open(lambda: opened.opening.open(root))
    (root / "a" / "copy.png").touch()
    opened.session.edit_dataset(AddPictures(("a/copy.png",), "a", (0,), (0,)))
    assert opened.news() == ""
    opened.session.undo_edit()
    assert opened.news() == "The folder has changed since it was read: 1 picture was added."


def test_look_during_which_files_were_moved_and_put_back_is_done_again(
    opened: Opened, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    root = class_folders(tmp_path / "data", "a", "b", each=4)
    os.utime(root / "a", (1e9, 1e9))
    opened.until_open(lambda: opened.opening.open(root))
    seen, goes_on = threading.Event(), threading.Event()

    def slow(*args: Any) -> Look:
        found = look(*args)
        seen.set()
        goes_on.wait(20)
        return found

    monkeypatch.setattr(moved_pictures, "look", slow)
    (root / "a" / "1.png").rename(tmp_path / "1.png")
    opened.opening.look()
    assert seen.wait(20)
    (tmp_path / "1.png").rename(root / "a" / "1.png")
    with opened.qtbot.waitSignal(opened.opening.news) as news:
        opened.opening.look()
        goes_on.set()
    assert news.args == [None]


def test_wish_to_read_outlives_a_look_that_comes_before_its_result(opened: Opened, tmp_path: Path) -> None:
    root = class_folders(tmp_path / "data", "a", "b", each=4)
    os.utime(root / "a", (1e9, 1e9))
    opened.until_open(lambda: opened.opening.open(root))
    (root / "a" / "back.png").touch()

    def put_back_and_come_to_the_window() -> None:
        opened.opening.look(read=True)
        opened.opening.look()

    assert len(opened.until_open(put_back_and_come_to_the_window).pictures) == 9


def test_pictures_that_are_put_back_while_their_folder_is_read_are_read_too(
    opened: Opened, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    root = class_folders(tmp_path / "data", "a", "b", each=4)
    os.utime(root / "a", (1e9, 1e9))
    opened.until_open(lambda: opened.opening.open(root))
    listed, goes_on = threading.Event(), threading.Event()

    def slow(*args: Any, **how: Any) -> Dataset:
        found = scan(*args, **how)
        listed.set()
        goes_on.wait(20)
        return found

    monkeypatch.setattr(scanner, "scan", slow)
    opened.opening.reload()
    assert listed.wait(20)
    (root / "a" / "back.png").touch()
    opened.opening.look(read=True)
    assert len(opened.until_open(goes_on.set).pictures) == 8
    assert len(opened.until_open(lambda: None).pictures) == 9


def test_folder_that_lacks_pictures_is_not_read_without_a_question(opened: Opened, tmp_path: Path) -> None:
    root = class_folders(tmp_path / "data", "a", "b", "c", each=4)
    opened.until_open(lambda: opened.opening.open(root))
    shutil.rmtree(root / "c")
    with opened.qtbot.waitSignal(opened.opening.news) as news:
        opened.opening.look(read=True)
    assert news.args is not None
    assert "4 are gone" in str(news.args[0])
    assert len(opened.dataset.pictures) == 12
    assert opened.begun == [root]


def test_damaged_file_of_changes_is_said_and_a_newer_ones_is_not_written_over(
    opened: Opened, copied_colours: Path, studio_home: Path, qtbot: QtBot
) -> None:
    dataset = opened.until_open(lambda: opened.opening.open(copied_colours))
    opened.opening.finish()  # what it writes of the dataset itself is written
    write_edited(dataset.with_edit(LeaveOut(("red/red 1.png",))).with_edit(LeaveOut(("red/red 2.png",))))
    (file,) = (studio_home / "data" / "datasets").iterdir()
    file.write_text(file.read_text().partition('"red/red 2.png"')[0])
    damaged = opened.until_open(lambda: opened.opening.open(copied_colours))
    assert "is damaged" in str(damaged.findings[0].message)
    assert [one.path for one in damaged.left_out] == ["red/red 1.png"]
    opened.session.edit_dataset(LeaveOut(("red/red 3.png",)))
    opened.opening.finish()
    assert file.with_name(f"{file.name}.damaged").is_file()
    newer = file.read_text().replace('"LeaveOut"', '"Rotate"').replace(__version__, "99.0")
    file.write_text(newer)
    found = opened.until_open(lambda: opened.opening.open(copied_colours))
    assert "ResNet Studio 99.0 wrote" in str(found.findings[0].message)
    with qtbot.waitSignal(opened.opening.refused, timeout=20_000) as refused:
        opened.session.edit_dataset(LeaveOut(("red/red 4.png",)))
    assert refused.args is not None
    assert "will be lost when the program closes" in str(refused.args[0])
    assert file.read_text() == newer
