"""The folder of runs and the size of the cache at the foot of the Runs room; deleting runs and the cache."""

from __future__ import annotations

import shutil
from collections.abc import Callable, Collection, Sequence
from pathlib import Path

from PySide6.QtCore import QFile, Signal
from PySide6.QtWidgets import QHBoxLayout, QMessageBox, QWidget

from resnet_studio.core.archives.in_use import used_elsewhere
from resnet_studio.core.archives.known import UNPACKING, cache_folder, can_be_unpacked
from resnet_studio.core.basics import files, places, safe_text
from resnet_studio.core.basics.message import NOTHING, Message, joined, message, show, tr, trn
from resnet_studio.core.runs.run import CONFIG
from resnet_studio.core.runs.run_log import held
from resnet_studio.core.runs.summary import RunSummary
from resnet_studio.gui.theme.tokens import REGULAR, SECONDARY
from resnet_studio.gui.threads.background import Background
from resnet_studio.gui.widgets import file_dialogs
from resnet_studio.gui.widgets.boxes import question
from resnet_studio.gui.widgets.button import Button
from resnet_studio.gui.widgets.text import ElidedLabel, Label, plain_tip


class StorageBar(QWidget):
    """One line: the folder of runs with Change, the cache with its size and Clear.

    Attributes:
        used: gives the folders of the datasets that are open or in training, which Clear leaves.

    Signals:
        folder_chosen(object): another folder for runs.
        failed(str, str): the cache could not be cleared: sentence and details.
    """

    folder_chosen = Signal(object)
    failed = Signal(str, str)

    def __init__(self, background: Background, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._background = background
        self.used: Callable[[], Collection[Path]] = lambda: ()
        row = QHBoxLayout(self)
        row.setContentsMargins(0, 0, 0, 0)
        row.setSpacing(8)
        self.folder = ElidedLabel("", SECONDARY, REGULAR, "text2")
        self.change = Button(
            tr("Change…"), "small", tip=tr("Keep runs in another folder. Those that exist stay where they are")
        )
        self.cache = Label("", SECONDARY, REGULAR, "text2")
        self.cache.setToolTip(
            tr(
                "Pictures that were pasted in the Use room, results of frozen layers, checked copies of files of "
                "weights, and unpacked archives. What is open or in training stays, and what else is needed again is "
                "made again"
            )
        )
        self.clear = Button(tr("Clear cache"), "small")
        row.addWidget(self.folder, 1)
        row.addWidget(self.change)
        row.addSpacing(16)
        row.addWidget(self.cache)
        row.addWidget(self.clear)
        self._runs, self._hint = Path(), NOTHING
        self.change.clicked.connect(self._choose)
        self.clear.clicked.connect(self._clear)

    def set_folder(self, runs: Path) -> None:
        """Show the folder of runs."""
        self._runs = runs
        self._say()
        self.folder.setToolTip(plain_tip(safe_text.printable(str(runs))))

    def set_hint(self, hint: Message) -> None:
        """Say something before the folder, such as what a click does."""
        self._hint = hint
        self._say()

    def _say(self) -> None:
        place = message("Runs are kept in {folder:place}", folder=self._runs)
        self.folder.setText(show(joined(self._hint, place)))

    def measure(self) -> None:
        """Measure the cache."""
        folder = places.cache_folder()
        self._background.do("cache", lambda _: files.folder_size(folder), self._show_size, lambda _: None)

    def _show_size(self, size: int) -> None:
        self.cache.setText(tr("Cache {size:size}", size=size))
        self.clear.set_available(size > 0, tr("The cache is empty"))

    def _clear(self) -> None:
        folder, used = places.cache_folder().absolute(), tuple(self.used())
        self.clear.setEnabled(False)
        self._background.do("cache", lambda _: clear_folder(folder, used), self._show_size, self._not_cleared)

    def _not_cleared(self, error: Exception) -> None:
        self.measure()
        self.failed.emit(tr("The cache could not be cleared."), str(error))

    def _choose(self) -> None:
        file_dialogs.choose_folder(self, tr("Choose a folder for runs"), self._runs, self.folder_chosen.emit)


def clear_folder(folder: Path, used: Collection[Path] = ()) -> int:
    """Delete everything in a folder without following links, and return the bytes that are left.

    Files that another program holds open stay, and are counted. So do the pictures of an archive that is gone or has
    changed, which nothing could bring back, those that are being unpacked, and those of the folders in use.
    """
    for entry in folder.iterdir() if folder.is_dir() else ():
        if entry.is_dir() and not entry.is_symlink():
            if entry.absolute() != cache_folder():
                shutil.rmtree(entry, ignore_errors=True)
                continue
            for unpacked in entry.iterdir():
                if used_elsewhere(unpacked):
                    continue
                needed = unpacked.name.startswith(UNPACKING) or any(one.is_relative_to(unpacked) for one in used)
                if not needed and can_be_unpacked(unpacked):
                    shutil.rmtree(unpacked, ignore_errors=True)
        else:
            try:
                entry.unlink(missing_ok=True)
            except OSError:
                continue
    return files.folder_size(folder)


def move_to_bin(run: Path) -> bool:
    """Move a run's folder to the system's bin; False where there is none for this folder.

    Raises:
        RunError: a process trains the run.
    """
    with held(run):
        return bool(QFile.moveToTrash(str(run)))


def delete_for_good(run: Path) -> bool:
    """Delete a run's folder, and return True.

    Raises:
        OSError: it cannot be deleted, or it is not a run.
        RunError: a process trains it.
    """
    if not (run / CONFIG).is_file():
        raise OSError(f"{run} is not a run")
    with held(run):
        shutil.rmtree(run)
    return True


def bin_question(parent: QWidget, runs: Sequence[RunSummary], used: Path | None = None) -> QMessageBox:
    """A box that asks whether runs may be moved to the bin; `used` has the model in use."""
    count, size = len(runs), sum(run.size for run in runs)
    if count == 1:
        asked = tr("Move “{name:name}” to the bin?", name=runs[0].name)
        explained = message("Its settings, curves and model ({size:size}) can be brought back from there.", size=size)
    else:
        asked = trn("Move {count} run to the bin?", "Move {count} runs to the bin?", count)
        explained = message("{size:size} can be brought back from there: {names:list}.", size=size, names=_names(runs))
    explained = _with_used(explained, runs, used)
    return question(parent, asked, show(explained), action=tr("Move to bin"), keep=tr("Keep"))


def permanent_question(parent: QWidget, runs: Sequence[RunSummary], used: Path | None = None) -> QMessageBox:
    """A box that asks whether runs may be deleted where there is no bin; `used` has the model in use."""
    count, size = len(runs), sum(run.size for run in runs)
    if count == 1:
        asked = tr("There is no bin for “{name:name}”. Delete it for good?", name=runs[0].name)
        explained = message("Its settings, curves and model ({size:size}) cannot be brought back.", size=size)
    else:
        asked = trn(
            "There is no bin for {count} run. Delete it for good?",
            "There is no bin for {count} runs. Delete them for good?",
            count,
        )
        explained = message("{size:size} cannot be brought back: {names:list}.", size=size, names=_names(runs))
    explained = _with_used(explained, runs, used)
    return question(parent, asked, show(explained), action=tr("Delete for good"), keep=tr("Keep"))


def _with_used(explained: Message, runs: Sequence[RunSummary], used: Path | None) -> Message:
    if all(run.path != used for run in runs):
        return explained
    one = message("Its model is the one that Use predicts with.")
    return joined(one if len(runs) == 1 else message("The model that Use predicts with is among them."), explained)


def _names(runs: Sequence[RunSummary]) -> tuple[str, ...]:
    return tuple(safe_text.elide_middle(run.name, 40) for run in runs)
