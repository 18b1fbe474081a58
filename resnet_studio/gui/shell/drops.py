"""A window that takes files and folders dropped anywhere on it."""

from __future__ import annotations

from PySide6.QtCore import QTimer, Signal
from PySide6.QtGui import QDragEnterEvent, QDragLeaveEvent, QDropEvent
from PySide6.QtWidgets import QMainWindow

from resnet_studio.gui.widgets.feedback import local_paths


class DropWindow(QMainWindow):
    """Accepts drags of local files and folders and reports them.

    Signals:
        drag_hovered(bool): something that could be dropped is over the window, or no longer.
        dropped(object): the list of Paths, in the order of the drag.
    """

    drag_hovered = Signal(bool)
    dropped = Signal(object)

    def __init__(self) -> None:
        super().__init__()
        self.setAcceptDrops(True)

    def dragEnterEvent(self, event: QDragEnterEvent) -> None:
        if local_paths(event.mimeData()):
            event.acceptProposedAction()
            self.drag_hovered.emit(True)

    def dragLeaveEvent(self, event: QDragLeaveEvent) -> None:
        self.drag_hovered.emit(False)

    def dropEvent(self, event: QDropEvent) -> None:
        self.drag_hovered.emit(False)
        paths = local_paths(event.mimeData())
        event.acceptProposedAction()
        # Not inside the drop: the file manager waits until this returns.
        QTimer.singleShot(0, self, lambda: self.dropped.emit(paths))
