"""What a person changes in the open dataset is kept, also beside another window."""

import subprocess
import sys
import threading
from pathlib import Path
from typing import Any

import pytest
from PySide6.QtCore import QObject, QSettings
from PySide6.QtWidgets import QApplication
from pytestqt.qtbot import QtBot

from resnet_studio.core.dataset.edits import SplitBySeed
from resnet_studio.core.dataset.picture_edits import LeaveOut, MovePictures
from resnet_studio.core.dataset.scan import scan
from resnet_studio.core.runs import edited_dataset
from resnet_studio.core.runs.edited_dataset import read_edited
from tests.gui.work.test_opening import WAIT, Opened

ANOTHER_WINDOW = """
import sys
from pathlib import Path
from resnet_studio.core.dataset.picture_edits import LeaveOut
from resnet_studio.core.dataset.scan import scan
from resnet_studio.core.runs.edited_dataset import read_edited, write_edited
kept = read_edited(scan(Path(sys.argv[1])))
for path in sys.argv[2:]:
    write_edited(dataset := (kept.dataset if path == sys.argv[2] else dataset).with_edit(LeaveOut((path,))))
"""

TAKES_BACK = """
import sys
from pathlib import Path
from resnet_studio.core.dataset.scan import scan
from resnet_studio.core.runs.edited_dataset import read_edited, write_edited
write_edited(read_edited(scan(Path(sys.argv[1]))).dataset.without_last_edit())
"""


@pytest.fixture
def opened(qtbot: QtBot, qapp: QApplication, tmp_path: Path, studio_home: Path) -> Opened:
    return Opened(qtbot, QSettings(str(tmp_path / "window.ini"), QSettings.Format.IniFormat), QObject(qapp))


def test_edits_and_what_was_taken_back_are_there_again_after_a_restart(
    opened: Opened, colours: Path, qtbot: QtBot, qapp: QApplication, tmp_path: Path
) -> None:
    opened.until_open(lambda: opened.opening.open(colours))
    opened.session.edit_dataset(SplitBySeed(0.4, 7))
    opened.session.edit_dataset(LeaveOut(("red/red 1.png",)))
    opened.session.edit_dataset(MovePictures(("red/red 2.png",), "blue"))
    edited = opened.dataset
    opened.opening.finish()
    later = Opened(qtbot, QSettings(str(tmp_path / "window.ini"), QSettings.Format.IniFormat), QObject(qapp))
    assert later.until_open(lambda: later.opening.open(colours)) == edited
    later.session.undo_edit()
    later.session.undo_edit()
    assert later.dataset == edited.without_last_edit().without_last_edit()
    later.opening.finish()
    last = Opened(qtbot, QSettings(str(tmp_path / "window.ini"), QSettings.Format.IniFormat), QObject(qapp))
    assert last.until_open(lambda: last.opening.open(colours)) == later.dataset
    assert last.session.redoable == LeaveOut(("red/red 1.png",))
    last.until_open(last.opening.reload)
    for _ in range(2):
        last.session.redo_edit()
    assert last.dataset == edited
    assert last.session.redoable is None
    qtbot.waitUntil(lambda: not last.opening.keeping.busy)  # no thread may write into the home of the next test


def test_changes_of_another_window_are_taken_over_and_none_is_lost(opened: Opened, colours: Path, qtbot: QtBot) -> None:
    opened.until_open(lambda: opened.opening.open(colours))
    opened.session.edit_dataset(LeaveOut(("red/red 1.png",)))
    qtbot.waitUntil(lambda: not opened.opening.keeping.busy, timeout=WAIT)
    names = "red/red 2.png", "red/red 3.png"
    subprocess.run([sys.executable, "-c", ANOTHER_WINDOW, str(colours), *names], check=True, timeout=60)
    with qtbot.waitSignal(opened.opening.joined, timeout=WAIT) as said:
        opened.session.edit_dataset(LeaveOut(("red/red 4.png",)))
    assert said.args is not None
    assert "Another window has changed this dataset" in str(said.args[0])
    assert [one.path for one in opened.dataset.left_out] == [f"red/red {number}.png" for number in (1, 2, 3, 4)]
    opened.session.undo_edit()
    assert [one.path for one in opened.dataset.left_out] == [f"red/red {number}.png" for number in (1, 2, 3)]
    qtbot.waitUntil(lambda: not opened.opening.keeping.busy, timeout=WAIT)
    kept = read_edited(scan(colours))
    assert kept is not None
    assert kept.dataset == opened.dataset


def test_split_that_another_window_takes_back_is_not_made_again(opened: Opened, colours: Path, qtbot: QtBot) -> None:
    first = opened.until_open(lambda: opened.opening.open(colours))
    opened.session.edit_dataset(SplitBySeed(0.4, 7))
    qtbot.waitUntil(lambda: not opened.opening.keeping.busy, timeout=WAIT)
    subprocess.run([sys.executable, "-c", TAKES_BACK, str(colours)], check=True, timeout=60)
    with qtbot.waitSignal(opened.opening.joined, timeout=WAIT):
        opened.session.edit_dataset(LeaveOut(("red/red 4.png",)))
    assert opened.dataset.split == first.split
    assert [one.path for one in opened.dataset.left_out] == ["red/red 4.png"]


def test_change_that_is_made_while_both_are_written_loses_neither(
    opened: Opened, colours: Path, qtbot: QtBot, monkeypatch: pytest.MonkeyPatch
) -> None:
    opened.until_open(lambda: opened.opening.open(colours))
    opened.session.edit_dataset(LeaveOut(("red/red 1.png",)))
    qtbot.waitUntil(lambda: not opened.opening.keeping.busy, timeout=WAIT)
    subprocess.run([sys.executable, "-c", ANOTHER_WINDOW, str(colours), "red/red 2.png"], check=True, timeout=60)
    begun, newer = threading.Event(), threading.Event()
    write = edited_dataset._write

    def slow(*content: Any) -> None:
        begun.set()
        newer.wait(20)
        write(*content)

    monkeypatch.setattr(edited_dataset, "_write", slow)
    opened.session.edit_dataset(LeaveOut(("red/red 3.png",)))
    begun.wait(20)
    opened.session.edit_dataset(LeaveOut(("red/red 4.png",)))
    with qtbot.waitSignal(opened.opening.joined, timeout=WAIT):
        newer.set()
    qtbot.waitUntil(lambda: not opened.opening.keeping.busy, timeout=WAIT)
    kept = read_edited(scan(colours))
    assert kept is not None
    assert kept.dataset == opened.dataset
    assert [one.path for one in opened.dataset.left_out] == [f"red/red {number}.png" for number in (1, 2, 3, 4)]


def test_edits_that_cannot_be_kept_are_reported(opened: Opened, colours: Path, qtbot: QtBot, studio_home: Path) -> None:
    opened.until_open(lambda: opened.opening.open(colours))
    (studio_home / "data").mkdir()
    (studio_home / "data" / "datasets").touch()
    with qtbot.waitSignal(opened.opening.refused, timeout=WAIT) as refused:
        opened.session.edit_dataset(LeaveOut(("red/red 1.png",)))
    assert refused.args is not None
    assert "will be lost when the program closes" in str(refused.args[0])
