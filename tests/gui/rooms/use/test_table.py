"""Copying and saving the table of predictions."""

import csv
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from PySide6.QtCore import Qt
from PySide6.QtGui import QGuiApplication
from PySide6.QtWidgets import QFileDialog, QMenu
from pytestqt.qtbot import QtBot

from resnet_studio.core.protocol.events import (
    JobFinished,
)
from resnet_studio.core.protocol.jobs.predict import PredictionFailed
from resnet_studio.gui.rooms.use.results import ASKED, UNSURE
from resnet_studio.gui.rooms.use.room import UseRoom
from resnet_studio.gui.widgets import file_dialogs

Helper = Callable[..., Any]


def test_copy_button_copies_all_rows(ready: UseRoom, qtbot: QtBot, finish: Helper, prediction: Helper) -> None:
    finish(ready, prediction("/p/a.jpg", 0.95), PredictionFailed("/p/c.jpg", "broken"))
    qtbot.mouseClick(ready.copy_button, Qt.MouseButton.LeftButton)
    lines = QGuiApplication.clipboard().text().splitlines()
    assert len(lines) == 3
    assert lines[2].endswith("broken")
    assert ready.status.text() == "Copied 2 rows."


def test_table_is_saved_as_csv(
    ready: UseRoom, qtbot: QtBot, tmp_path: Path, begin: Helper, prediction: Helper, send: Helper
) -> None:
    pictures = tmp_path / "pictures"
    pictures.mkdir()
    path = str(pictures / "a.jpg")
    begin(ready)
    send(ready, prediction(path, 0.95))
    ready.redraw()
    assert not ready.save_button.isEnabled(), "half a table would be saved"
    send(ready, JobFinished())
    qtbot.mouseClick(ready.save_button, Qt.MouseButton.LeftButton)
    dialog = ready.findChild(QFileDialog)
    assert dialog is not None
    assert Path(dialog.directory().path()) == pictures
    target = tmp_path / "table.csv"
    dialog.fileSelected.emit(str(target))
    dialog.close()
    qtbot.waitUntil(lambda: ready.status.text() == "Saved 1 row as table.csv.")
    with target.open(encoding="utf-8-sig", newline="") as file:
        assert list(csv.reader(file))[1][:2] == [path, "ants"]


@pytest.mark.parametrize(("text", "saved"), [("Save the 1 shown…", ["b"]), ("Save all 3…", ["a", "b", "c"])])
def test_where_not_all_answers_are_shown_a_menu_asks_which_to_save(
    ready: UseRoom,
    qtbot: QtBot,
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
    finish: Helper,
    prediction: Helper,
    text: str,
    saved: list[str],
) -> None:
    target = tmp_path / "table.csv"
    monkeypatch.setattr(file_dialogs, "choose_save_file", lambda *words: words[-1](target))
    finish(ready, prediction("/p/a.jpg", 0.95), prediction("/p/b.jpg", 0.6), prediction("/p/c.jpg", 0.9))
    ready.view.choose(UNSURE, ASKED)
    qtbot.mouseClick(ready.save_button, Qt.MouseButton.LeftButton)
    (menu,) = ready.save_button.findChildren(QMenu)
    (action,) = (one for one in menu.actions() if one.text() == text)
    qtbot.mouseClick(menu, Qt.MouseButton.LeftButton, pos=menu.actionGeometry(action).center())
    qtbot.waitUntil(lambda: ready.status.text().endswith("as table.csv."))
    with target.open(encoding="utf-8-sig", newline="") as file:
        assert [Path(row[0]).stem for row in csv.reader(file)][1:] == saved


def test_corrected_answers_have_a_column(
    ready: UseRoom, qtbot: QtBot, tmp_path: Path, finish: Helper, prediction: Helper
) -> None:
    finish(ready, prediction("/p/a.jpg"), prediction("/p/b.jpg"))
    ready.answers.corrected["/p/b.jpg"] = "bees"
    ready.table.save(tmp_path / "table.csv")
    qtbot.waitUntil(lambda: ready.status.text() == "Saved 2 rows as table.csv.")
    with (tmp_path / "table.csv").open(encoding="utf-8-sig", newline="") as file:
        assert [row["corrected"] for row in csv.DictReader(file)] == ["", "bees"]
    ready.table.copy_all()
    lines = QGuiApplication.clipboard().text().splitlines()
    assert [line.split("\t")[-1] for line in lines] == ["corrected", "", "bees"]


def test_table_that_cannot_be_saved_shows_reason(
    ready: UseRoom, qtbot: QtBot, tmp_path: Path, finish: Helper, prediction: Helper
) -> None:
    finish(ready, prediction("/p/a.jpg"))
    ready.table.save(tmp_path / "no such folder" / "table.csv")
    qtbot.waitUntil(ready.problem.isVisible)
    assert "cannot be saved as table.csv: No such file or directory" in ready.problem.sentence()
