"""Dialogs that choose files and folders."""

from pathlib import Path

import pytest
from PySide6.QtWidgets import QFileDialog, QWidget
from pytestqt.qtbot import QtBot

from resnet_studio.gui.widgets.file_dialogs import choose_file, choose_folder, choose_pictures, choose_save_file


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
