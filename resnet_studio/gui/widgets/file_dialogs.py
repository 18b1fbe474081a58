"""Dialogs that choose files and folders. None blocks: each calls back when something was chosen."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from contextlib import suppress
from dataclasses import dataclass
from pathlib import Path
from typing import Final

from PySide6.QtCore import QSettings, Qt
from PySide6.QtWidgets import QFileDialog, QWidget

from resnet_studio.core.basics import files
from resnet_studio.core.basics.message import tr
from resnet_studio.core.pictures.formats import picture_suffixes

_DATASETS: Final = "last"
_settings: list[QSettings] = []


@dataclass(frozen=True, slots=True)
class Last:
    """Where something of a kind was chosen last, which is remembered when it is chosen again.

    Attributes:
        kind: a word for the kind.
        first: where to begin before; None is where datasets are chosen.
        name: the file that is proposed.
    """

    kind: str
    first: Path | None = None
    name: str = ""

    def folder(self) -> Path:
        """Return the folder in which a dialog opens: one that is there."""
        known = _kept(self.kind), self.first, _kept(_DATASETS)
        return next((one for one in known if one is not None and files.is_dir(one)), Path.home())

    def keep(self, chosen: Path) -> None:
        """Begin beside this the next time."""
        for settings in _settings:
            settings.setValue(f"folders/{self.kind}", str(chosen.parent))


def _kept(kind: str) -> Path | None:
    said = next((settings.value(f"folders/{kind}") for settings in _settings), None)
    return Path(str(said)) if said else None


def remember_in(settings: QSettings) -> None:
    """Keep in these where files and folders were chosen."""
    _settings[:] = [settings]


def choose_folder(parent: QWidget, title: str, start: Path | Last | None, chosen: Callable[[Path], object]) -> None:
    """Choose a folder; the dialog opens in ``start``, or where one of its kind was chosen last."""
    _open_for_folder(_dialog(parent, title, start), chosen)


def choose_folder_to_fill(parent: QWidget, title: str, start: Last, chosen: Callable[[Path], object]) -> None:
    """Choose a folder to write into, as `choose_folder`; one of a name that is new is made by what fills it."""
    _open_for_folder(_dialog(parent, title, start, _ToFill(parent, title)), chosen)


def choose_file(
    parent: QWidget, title: str, start: Path | Last | None, filters: Sequence[str], chosen: Callable[[Path], object]
) -> None:
    """Choose one file; the dialog opens in ``start``, and ``filters`` are Qt's name filters, the first one preset."""
    dialog = _dialog(parent, title, start)
    dialog.setFileMode(QFileDialog.FileMode.ExistingFile)
    dialog.setNameFilters(list(filters))
    dialog.fileSelected.connect(lambda name: chosen(Path(name)))
    dialog.open()


def choose_pictures(
    parent: QWidget, title: str, start: Path | Last | None, chosen: Callable[[list[Path]], object]
) -> None:
    """Choose files with pictures; the dialog opens in ``start``."""
    dialog = _dialog(parent, title, start)
    dialog.setFileMode(QFileDialog.FileMode.ExistingFiles)
    suffixes = " ".join(f"*{suffix}" for suffix in sorted(picture_suffixes()))
    dialog.setNameFilters([tr("Pictures ({suffixes:plain})", suffixes=suffixes), tr("All files (*)")])
    dialog.filesSelected.connect(lambda names: chosen([Path(name) for name in names]))
    dialog.open()


def choose_save_file(
    parent: QWidget, title: str, start: Path | Last, filters: str | Sequence[str], chosen: Callable[[Path], object]
) -> None:
    """Choose where to save; ``start`` is the proposed file, or has its name.

    The dialog itself asks before a file is replaced.

    Of several kinds of files, "Table (*.csv)", the chosen one gives its suffix to a name without one.
    """
    dialog, name = _dialog(parent, title, start if isinstance(start, Last) else start.parent), Path(start.name)
    dialog.setAcceptMode(QFileDialog.AcceptMode.AcceptSave)
    dialog.setNameFilters([filters] if isinstance(filters, str) else list(filters))
    dialog.setDefaultSuffix(name.suffix.removeprefix("."))
    dialog.filterSelected.connect(lambda kind: dialog.setDefaultSuffix(kind.rpartition("*.")[2].rstrip(")")))
    dialog.selectFile(name.name if isinstance(filters, str) else name.stem)
    dialog.fileSelected.connect(lambda name: chosen(Path(name)))
    dialog.open()


class _ToFill(QFileDialog):
    """Takes a folder whose name a person has typed; Qt's own dialog says that it is not found."""

    def __init__(self, parent: QWidget, title: str) -> None:
        super().__init__(parent, title)
        self._made: list[Path] = []
        self.fileSelected.connect(self._unmake)

    def accept(self) -> None:
        for name in self.selectedFiles():
            with suppress(OSError):  # it is there; or it cannot be made, and the dialog says that it is not found
                Path(name).mkdir()
                self._made.append(Path(name))
        super().accept()

    def _unmake(self) -> None:
        """Leave no empty folder where what is to fill it fails."""
        for folder in self._made:
            with suppress(OSError):
                folder.rmdir()


def _open_for_folder(dialog: QFileDialog, chosen: Callable[[Path], object]) -> None:
    dialog.setFileMode(QFileDialog.FileMode.Directory)
    dialog.setOption(QFileDialog.Option.ShowDirsOnly)
    dialog.fileSelected.connect(lambda name: chosen(Path(name)))
    dialog.open()


def _dialog(parent: QWidget, title: str, start: Path | Last | None, dialog: QFileDialog | None = None) -> QFileDialog:
    dialog = dialog or QFileDialog(parent, title)
    dialog.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
    if isinstance(start, Last):
        dialog.setDirectory(str(start.folder()))
        dialog.filesSelected.connect(lambda names: start.keep(Path(names[0])))
    elif start is not None:
        dialog.setDirectory(str(start))
    return dialog
