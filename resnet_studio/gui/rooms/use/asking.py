"""Choosing pictures or a folder to ask about, in dialogs or from the clipboard."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from pathlib import Path

from PySide6.QtCore import QObject, Qt
from PySide6.QtGui import QKeySequence, QShortcut
from PySide6.QtWidgets import QWidget

from resnet_studio.core.basics.message import tr
from resnet_studio.gui.rooms.use.camera import CameraDialog
from resnet_studio.gui.widgets import file_dialogs


class Asking(QObject):
    """The dialogs of the Use room, which open where pictures were chosen last, and Ctrl+V."""

    def __init__(self, room: QWidget, offer: Callable[[Sequence[Path]], None], paste: Callable[[], None]) -> None:
        super().__init__(room)
        self._room, self._ask = room, offer
        self._root: Path | None = None  # the open dataset's folder
        self._start: Path | None = None  # where the dialogs open
        self._camera: CameraDialog | None = None
        # Wherever in the window the focus is: Ctrl+V is meant for the room that shows.
        QShortcut(QKeySequence.StandardKey.Paste, room, paste, context=Qt.ShortcutContext.WindowShortcut)

    def set_root(self, root: Path) -> None:
        """Open in this folder of a dataset, once it is another one than before."""
        if root != self._root:
            self._root = self._start = root

    def choose_pictures(self) -> None:
        """Ask about files."""
        file_dialogs.choose_pictures(self._room, tr("Choose pictures"), self._start, self._offer)

    def choose_folder(self) -> None:
        """Ask about a folder."""
        title = tr("Choose a folder of pictures")
        file_dialogs.choose_folder(self._room, title, self._start, lambda folder: self._offer([folder]))

    def open_camera(self) -> None:
        """Ask about what a camera sees."""
        self._camera = self._camera or CameraDialog(self._ask, self._room)
        self._camera.show()
        self._camera.raise_()
        self._camera.activateWindow()

    def _offer(self, paths: list[Path]) -> None:
        self._start = paths[0].parent  # where the next pictures are probably chosen
        self._ask(paths)
