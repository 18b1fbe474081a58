"""The file dialogs of the Use room. None blocks: each calls back when something was chosen."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QFileDialog, QWidget

from resnet_studio.core.pictures.formats import picture_suffixes


def choose_pictures(parent: QWidget, chosen: Callable[[list[Path]], None]) -> None:
    """Ask for picture files."""
    dialog = _dialog(parent, "Choose pictures")
    endings = " ".join(f"*{ending}" for ending in sorted(picture_suffixes()))
    dialog.setFileMode(QFileDialog.FileMode.ExistingFiles)
    dialog.setNameFilters([f"Pictures ({endings})", "All files (*)"])
    _open(dialog, chosen)


def choose_folder(parent: QWidget, chosen: Callable[[list[Path]], None]) -> None:
    """Ask for a folder of pictures."""
    dialog = _dialog(parent, "Choose a folder of pictures")
    dialog.setFileMode(QFileDialog.FileMode.Directory)
    dialog.setOption(QFileDialog.Option.ShowDirsOnly)
    _open(dialog, chosen)


def choose_table(parent: QWidget, folder: Path, chosen: Callable[[list[Path]], None]) -> None:
    """Ask where to save a table, at first in ``folder``; the dialog asks by itself before a file is replaced."""
    dialog = _dialog(parent, "Save table")
    dialog.setDirectory(str(folder))
    dialog.setAcceptMode(QFileDialog.AcceptMode.AcceptSave)
    dialog.setNameFilter("Table for spreadsheets (*.csv)")
    dialog.setDefaultSuffix("csv")
    dialog.selectFile("predictions.csv")
    _open(dialog, chosen)


def _dialog(parent: QWidget, title: str) -> QFileDialog:
    dialog = QFileDialog(parent, title)
    dialog.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
    return dialog


def _open(dialog: QFileDialog, chosen: Callable[[list[Path]], None]) -> None:
    dialog.filesSelected.connect(lambda names: chosen([Path(name) for name in names]))
    dialog.open()
