"""Where files are dropped: the frame that shows it, and the files that a drag carries."""

from __future__ import annotations

from pathlib import Path

from PySide6.QtCore import QMimeData
from PySide6.QtGui import QPainter, QPaintEvent
from PySide6.QtWidgets import QFrame, QWidget

from resnet_studio.gui.theme.tokens import RADIUS_DROP
from resnet_studio.gui.widgets.paint import paint_box


class DropZone(QFrame):
    """A dashed frame that shows where to drop files. The window accepts drops anywhere and calls ``set_active`` while
    something is dragged over it. The content goes into any layout of the frame.
    """

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._active = False

    def set_active(self, active: bool) -> None:
        """Highlight the frame, or stop."""
        if active != self._active:
            self._active = active
            self.update()

    def is_active(self) -> bool:
        """Return whether the frame is highlighted."""
        return self._active

    def paintEvent(self, _event: QPaintEvent) -> None:
        if self._active:
            paint_box(QPainter(self), self.rect(), RADIUS_DROP, "tint", "accent", 2, dashed=True)
        else:
            paint_box(QPainter(self), self.rect(), RADIUS_DROP, "surface", "line2", 2, dashed=True)


def local_paths(mime: QMimeData) -> list[Path]:
    """Return the local files and folders that a drag or the clipboard carries, in its order."""
    return [Path(url.toLocalFile()) for url in mime.urls() if url.isLocalFile()]
