"""Reading the folder of the open dataset again, while a person goes on editing the dataset."""

import os
import shutil
from pathlib import Path

import pytest
from PySide6.QtCore import QObject, QSettings
from PySide6.QtWidgets import QApplication
from pytestqt.qtbot import QtBot

from resnet_studio.core.dataset.picture_edits import AddPictures, LeaveOut
from tests.gui.work.test_opening import Opened, in_folders


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
    root = in_folders(tmp_path / "data", "a", "b")
    opened.until_open(lambda: opened.opening.open(root))
    root.rename(tmp_path / "away")
    opened.until_failed(opened.opening.reload)
    opened.session.edit_dataset(LeaveOut(("a/1.png",)))
    (tmp_path / "away").rename(root)
    assert opened.until_open(opened.opening.retry).last_edit == LeaveOut(("a/1.png",))


def test_copies_that_were_made_for_the_dataset_are_no_news(opened: Opened, tmp_path: Path) -> None:
    root = in_folders(tmp_path / "data", "a", "b")
    os.utime(root / "a", (1e9, 1e9))
    opened.until_open(lambda: opened.opening.open(root))
    (root / "a" / "copy.png").touch()
    opened.session.edit_dataset(AddPictures(("a/copy.png",), "a", (0,), (0,)))
    assert opened.news() == ""
    opened.session.undo_edit()
    assert opened.news() == "The folder has changed since it was read: 1 picture was added."
