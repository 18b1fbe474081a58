"""Where runs are kept and what the cache takes: the foot of the Runs room, and the ways to get rid of files."""

from __future__ import annotations

import shutil
from pathlib import Path

from PySide6.QtCore import QFile, Signal
from PySide6.QtWidgets import QFileDialog, QHBoxLayout, QMessageBox, QWidget

from resnet_studio.core.basics import files, formatting, places, safe_text
from resnet_studio.core.runs.run import CONFIG
from resnet_studio.core.runs.summary import RunSummary
from resnet_studio.gui.theme.tokens import REGULAR, SECONDARY
from resnet_studio.gui.threads.background import Background
from resnet_studio.gui.widgets.button import Button
from resnet_studio.gui.widgets.text import ElidedLabel, Label, plain_tip


class StorageBar(QWidget):
    """One line: the folder of runs with Change, the cache with its size and Clear.

    Signals:
        folder_chosen(object): another folder for runs.
        failed(str, str): the cache could not be cleared: sentence and details.
    """

    folder_chosen = Signal(object)
    failed = Signal(str, str)

    def __init__(self, background: Background, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._background = background
        row = QHBoxLayout(self)
        row.setContentsMargins(0, 0, 0, 0)
        row.setSpacing(8)
        self.folder = ElidedLabel("", SECONDARY, REGULAR, "text2")
        self.change = Button(
            "Change…", "small", tip="Keep runs in another folder. Those that exist stay where they are"
        )
        self.cache = Label("", SECONDARY, REGULAR, "text2")
        self.cache.setToolTip("Pictures that were pasted in the Use room")
        self.clear = Button("Clear cache", "small")
        row.addWidget(self.folder, 1)
        row.addWidget(self.change)
        row.addSpacing(16)
        row.addWidget(self.cache)
        row.addWidget(self.clear)
        self._runs = Path()
        self.change.clicked.connect(self._choose)
        self.clear.clicked.connect(self._clear)

    def set_folder(self, runs: Path) -> None:
        """Show where runs are kept."""
        self._runs = runs
        self.folder.setText(f"Runs are kept in {formatting.place(runs)}")
        self.folder.setToolTip(plain_tip(safe_text.printable(str(runs))))

    def measure(self) -> None:
        """Look how large the cache is."""
        folder = places.cache_folder()
        self._background.do("cache", lambda _: files.folder_size(folder), self._show_size, lambda _: None)

    def _show_size(self, size: int) -> None:
        self.cache.setText(f"Cache {formatting.size(size)}")
        self.clear.set_available(size > 0, "The cache is empty")

    def _clear(self) -> None:
        folder = places.cache_folder()
        self.clear.setEnabled(False)
        self._background.do("cache", lambda _: clear_folder(folder), self._show_size, self._not_cleared)

    def _not_cleared(self, error: Exception) -> None:
        self.measure()
        self.failed.emit("The cache could not be cleared.", str(error))

    def _choose(self) -> None:
        dialog = QFileDialog(self, "Choose a folder for runs", str(self._runs))
        dialog.setFileMode(QFileDialog.FileMode.Directory)
        dialog.setOption(QFileDialog.Option.ShowDirsOnly)
        dialog.fileSelected.connect(lambda name: self.folder_chosen.emit(Path(name)))
        dialog.finished.connect(dialog.deleteLater)
        dialog.open()


def clear_folder(folder: Path) -> int:
    """Delete everything in a folder, follow no link out of it, and return the bytes that are left.

    What another program holds open stays, and is counted.
    """
    for entry in folder.iterdir() if folder.is_dir() else ():
        if entry.is_dir() and not entry.is_symlink():
            shutil.rmtree(entry, ignore_errors=True)
        else:
            try:
                entry.unlink(missing_ok=True)
            except OSError:
                continue
    return files.folder_size(folder)


def move_to_bin(run: Path) -> bool:
    """Move a run's folder to the system's bin; False where there is none for this folder."""
    return bool(QFile.moveToTrash(str(run)))


def delete_for_good(run: Path) -> None:
    """Delete a run's folder.

    Raises:
        OSError: it cannot be deleted, or it is no run.
    """
    if not (run / CONFIG).is_file():
        raise OSError(f"{run} is no run")
    shutil.rmtree(run)


def question(parent: QWidget, text: str, explanation: str, action: str, keep: str) -> QMessageBox:
    """Return a box that asks before work is lost; ``accepted`` comes if ``action`` was pressed. Keeping is preset."""
    box = QMessageBox(parent)
    box.setIcon(QMessageBox.Icon.NoIcon)
    box.setText(plain_tip(text))
    box.setInformativeText(plain_tip(explanation))
    box.addButton(action, QMessageBox.ButtonRole.AcceptRole)
    kept = box.addButton(keep, QMessageBox.ButtonRole.RejectRole)
    box.setDefaultButton(kept)
    box.setEscapeButton(kept)
    box.finished.connect(box.deleteLater)
    return box


def bin_question(parent: QWidget, run: RunSummary) -> QMessageBox:
    """Ask whether a run may go to the bin."""
    name = safe_text.elide_middle(safe_text.printable(run.name), 60)
    return question(
        parent,
        f"Move “{name}” to the bin?",
        f"Its settings, curves and model ({formatting.size(run.size)}) can be brought back from there.",
        "Move to bin",
        "Keep",
    )


def permanent_question(parent: QWidget, run: RunSummary) -> QMessageBox:
    """Ask whether a run may be deleted where there is no bin."""
    name = safe_text.elide_middle(safe_text.printable(run.name), 60)
    return question(
        parent,
        f"There is no bin for “{name}”. Delete it for good?",
        f"Its settings, curves and model ({formatting.size(run.size)}) cannot be brought back.",
        "Delete for good",
        "Keep",
    )
