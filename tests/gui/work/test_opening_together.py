"""Folders and archives that are dropped together."""

import shutil
from pathlib import Path

from PySide6.QtCore import QObject, QSettings
from PySide6.QtWidgets import QApplication
from pytestqt.qtbot import QtBot

from tests.gui.work.test_opening import WAIT, Opened


def test_folders_from_different_places_are_one_dataset(
    qtbot: QtBot, qapp: QApplication, colours: Path, tmp_path: Path, studio_home: Path
) -> None:
    opened = Opened(qtbot, QSettings(str(tmp_path / "window.ini"), QSettings.Format.IniFormat), QObject(qapp))
    shutil.copytree(colours / "blue", tmp_path / "sky")
    dataset = opened.until_open(lambda: opened.opening.open_dropped([colours / "red", tmp_path / "sky"]))
    assert dataset.classes == ("red", "sky")
    (recent,) = opened.opening.recents()
    assert opened.until_open(lambda: opened.opening.open_recent(recent)) == dataset


def test_archives_are_one_dataset_and_what_does_not_fit_is_refused_by_name(
    qtbot: QtBot, qapp: QApplication, colours: Path, tmp_path: Path, studio_home: Path
) -> None:
    opened = Opened(qtbot, QSettings(str(tmp_path / "window.ini"), QSettings.Format.IniFormat), QObject(qapp))
    drop = [Path(shutil.make_archive(str(tmp_path / name), "zip", colours / name)) for name in ("red", "blue")]
    assert opened.until_open(lambda: opened.opening.open_dropped(drop)).classes == ("blue", "red")
    with qtbot.waitSignal(opened.opening.refused, timeout=WAIT) as refused:
        opened.opening.open_dropped([*drop, colours / "red" / "red 1.png"])
    assert refused.args is not None
    assert str(refused.args[0]).startswith("red 1.png cannot be opened together with red.zip and blue.zip.")
