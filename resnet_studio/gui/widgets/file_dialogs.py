"""Dialogs that choose files and folders. None blocks: each calls back when something was chosen."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from pathlib import Path

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QFileDialog, QWidget

from resnet_studio.core.basics.message import tr
from resnet_studio.core.pictures.formats import picture_suffixes


def choose_folder(parent: QWidget, title: str, start: Path | None, chosen: Callable[[Path], object]) -> None:
    """Choose a folder; the dialog opens in ``start``."""
    dialog = _dialog(parent, title, start)
    dialog.setFileMode(QFileDialog.FileMode.Directory)
    dialog.setOption(QFileDialog.Option.ShowDirsOnly)
    dialog.fileSelected.connect(lambda name: chosen(Path(name)))
    dialog.open()


def choose_file(
    parent: QWidget, title: str, start: Path | None, filters: Sequence[str], chosen: Callable[[Path], object]
) -> None:
    """Choose one file; the dialog opens in ``start``, and ``filters`` are Qt's name filters, the first one preset."""
    dialog = _dialog(parent, title, start)
    dialog.setFileMode(QFileDialog.FileMode.ExistingFile)
    dialog.setNameFilters(list(filters))
    dialog.fileSelected.connect(lambda name: chosen(Path(name)))
    dialog.open()


def choose_pictures(parent: QWidget, title: str, start: Path | None, chosen: Callable[[list[Path]], object]) -> None:
    """Choose files with pictures; the dialog opens in ``start``."""
    dialog = _dialog(parent, title, start)
    dialog.setFileMode(QFileDialog.FileMode.ExistingFiles)
    suffixes = " ".join(f"*{suffix}" for suffix in sorted(picture_suffixes()))
    dialog.setNameFilters([tr("Pictures ({suffixes:plain})", suffixes=suffixes), tr("All files (*)")])
    dialog.filesSelected.connect(lambda names: chosen([Path(name) for name in names]))
    dialog.open()


def choose_save_file(
    parent: QWidget, title: str, start: Path, filters: str | Sequence[str], chosen: Callable[[Path], object]
) -> None:
    """Choose where to save; ``start`` is the proposed file. The dialog itself asks before a file is replaced.

    Of several kinds of files, "Table (*.csv)", the chosen one gives its suffix to a name without one.
    """
    dialog = _dialog(parent, title, start.parent)
    dialog.setAcceptMode(QFileDialog.AcceptMode.AcceptSave)
    dialog.setNameFilters([filters] if isinstance(filters, str) else list(filters))
    dialog.setDefaultSuffix(start.suffix.removeprefix("."))
    dialog.filterSelected.connect(lambda kind: dialog.setDefaultSuffix(kind.rpartition("*.")[2].rstrip(")")))
    dialog.selectFile(start.name if isinstance(filters, str) else start.stem)
    dialog.fileSelected.connect(lambda name: chosen(Path(name)))
    dialog.open()


def _dialog(parent: QWidget, title: str, start: Path | None) -> QFileDialog:
    dialog = QFileDialog(parent, title)
    dialog.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
    if start is not None:
        dialog.setDirectory(str(start))
    return dialog
