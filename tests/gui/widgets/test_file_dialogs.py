"""Dialogs that choose files and folders."""

from pathlib import Path

import pytest
from PySide6.QtCore import QSettings, Qt, QTimer
from PySide6.QtWidgets import QFileDialog, QLineEdit, QMessageBox, QWidget
from pytestqt.qtbot import QtBot

from resnet_studio.gui.widgets import file_dialogs
from resnet_studio.gui.widgets.file_dialogs import (
    Last,
    choose_file,
    choose_folder,
    choose_folder_to_fill,
    choose_pictures,
    choose_save_file,
)


@pytest.fixture
def parent(qtbot: QtBot) -> QWidget:
    widget = QWidget()
    qtbot.addWidget(widget)
    return widget


def dialog_of(parent: QWidget) -> QFileDialog:
    (dialog,) = parent.findChildren(QFileDialog)
    return dialog


def test_chosen_folder_is_passed_on(parent: QWidget, tmp_path: Path) -> None:
    chosen: list[Path] = []
    choose_folder(parent, "Folder", tmp_path, chosen.append)
    dialog = dialog_of(parent)
    assert dialog.fileMode() == QFileDialog.FileMode.Directory
    assert Path(dialog.directory().path()) == tmp_path
    dialog.fileSelected.emit(str(tmp_path / "pictures"))
    dialog.close()
    assert chosen == [tmp_path / "pictures"]


def test_name_of_a_folder_to_fill_that_is_typed_is_passed_on_and_leaves_no_empty_folder(
    parent: QWidget, tmp_path: Path, qtbot: QtBot
) -> None:
    chosen: list[Path] = []
    choose_folder_to_fill(parent, "Folder", Last("written", tmp_path), chosen.append)
    dialog = dialog_of(parent)
    clock = QTimer(dialog, interval=100)  # where the folder is refused, the message would wait for ever
    clock.timeout.connect(lambda: [box.reject() for box in dialog.findChildren(QMessageBox)])
    clock.start()
    field = dialog.findChild(QLineEdit)
    qtbot.keyClicks(field, "sorted")
    qtbot.keyClick(field, Qt.Key.Key_Return)
    qtbot.waitUntil(lambda: chosen == [tmp_path / "sorted"])
    assert list(tmp_path.iterdir()) == [], "what fills the folder makes it"


def test_chosen_file_is_passed_on(parent: QWidget, tmp_path: Path) -> None:
    chosen: list[Path] = []
    choose_file(parent, "Weights", tmp_path, ["Weights (*.pth)", "All (*)"], chosen.append)
    dialog = dialog_of(parent)
    assert dialog.fileMode() == QFileDialog.FileMode.ExistingFile
    assert dialog.nameFilters() == ["Weights (*.pth)", "All (*)"]
    dialog.fileSelected.emit(str(tmp_path / "a.pth"))
    dialog.close()
    assert chosen == [tmp_path / "a.pth"]


def test_chosen_files_are_passed_on(parent: QWidget, tmp_path: Path) -> None:
    chosen: list[list[Path]] = []
    choose_pictures(parent, "Pictures", tmp_path, chosen.append)
    dialog = dialog_of(parent)
    assert Path(dialog.directory().path()) == tmp_path
    dialog.filesSelected.emit([str(tmp_path / "a.png"), str(tmp_path / "b.png")])
    dialog.close()
    assert chosen == [[tmp_path / "a.png", tmp_path / "b.png"]]


def test_save_dialog_proposes_a_file(parent: QWidget, tmp_path: Path) -> None:
    chosen: list[Path] = []
    choose_save_file(parent, "Save", tmp_path / "table.csv", "Table (*.csv)", chosen.append)
    dialog = dialog_of(parent)
    assert dialog.acceptMode() == QFileDialog.AcceptMode.AcceptSave
    assert dialog.defaultSuffix() == "csv"
    assert Path(dialog.directory().path()) == tmp_path
    dialog.close()
    assert chosen == []


def test_dialog_begins_where_something_of_its_kind_was_chosen_last_also_after_a_restart(
    qtbot: QtBot, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    for name in ("data/flowers", "weights", "home", "out"):
        (tmp_path / name).mkdir(parents=True)
    monkeypatch.setattr(Path, "home", lambda: tmp_path / "home")
    monkeypatch.setattr(file_dialogs, "_settings", [])

    def opens(start: Last, chosen: Path | None = None) -> Path:
        parent = QWidget()
        qtbot.addWidget(parent)
        choose_folder(parent, "Folder", start, lambda _: None)
        dialog = dialog_of(parent)
        if chosen is not None:
            dialog.filesSelected.emit([str(chosen)])
        dialog.close()
        return Path(dialog.directory().path())

    def restart() -> None:
        file_dialogs.remember_in(QSettings(str(tmp_path / "settings.ini"), QSettings.Format.IniFormat))

    restart()
    assert opens(Last("weights"), tmp_path / "weights" / "a.pth") == tmp_path / "home"
    assert opens(Last("last"), tmp_path / "data" / "flowers") == tmp_path / "home"
    restart()
    assert opens(Last("weights")) == tmp_path / "weights"
    assert opens(Last("tables")) == tmp_path / "data", "where datasets are"
    assert opens(Last("tables", tmp_path / "out")) == tmp_path / "out"
    (tmp_path / "weights").rmdir()
    assert opens(Last("weights")) == tmp_path / "data"


def test_file_to_save_has_its_name_where_one_of_its_kind_was_saved_last(parent: QWidget, tmp_path: Path) -> None:
    choose_save_file(parent, "Save", Last("reports", tmp_path, "run 1.html"), "Web page (*.html)", lambda _: None)
    dialog = dialog_of(parent)
    assert Path(dialog.directory().path()) == tmp_path
    assert [Path(file).name for file in dialog.selectedFiles()] == ["run 1.html"]
    assert dialog.defaultSuffix() == "html"
    dialog.close()


def test_dialog_opens_also_where_the_system_refuses_to_say_whether_the_last_folder_is_there(
    parent: QWidget, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    refused = tmp_path / ("a" * 300) / "pictures"  # too long, as an error that `Path.is_dir` raises
    settings = QSettings(str(tmp_path / "settings.ini"), QSettings.Format.IniFormat)
    settings.setValue("folders/weights", str(refused))
    monkeypatch.setattr(file_dialogs, "_settings", [settings])
    choose_folder(parent, "Folder", Last("weights", tmp_path), lambda _: None)
    dialog = dialog_of(parent)
    assert Path(dialog.directory().path()) == tmp_path
    dialog.close()
