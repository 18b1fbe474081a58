"""A window that takes files and folders dropped anywhere on it, and the notice of why a drop cannot be opened."""

from __future__ import annotations

from typing import Final

from PySide6.QtCore import QTimer, Signal
from PySide6.QtGui import QDragEnterEvent, QDragLeaveEvent, QDropEvent
from PySide6.QtWidgets import QMainWindow, QWidget

from resnet_studio.core.basics.message import Message, message, show
from resnet_studio.gui.shell.notice_row import NoticeRow
from resnet_studio.gui.widgets.drop_zone import local_paths

LINK: Final = message(
    "That is a link to the web, not a file. Save what it leads to on this computer, then drop the saved file or folder."
)
A_MODEL: Final = message(
    "That is a file of weights. To start from it, open your pictures and choose the file in Model. To use the model of "
    "a run, open the run's folder."
)
NOTHING: Final = message("What was dropped is not there any more.")


class DropWindow(QMainWindow):
    """Accepts drags of local files and folders and reports them. Links are accepted too, so that it can say why not.

    Signals:
        drag_hovered(bool): something that could be dropped is over the window, or no longer.
        dropped(object): the list of Paths, in the order of the drag; never empty.
        drop_refused(object): why what was dropped cannot be opened, a `Message`.
    """

    drag_hovered = Signal(bool)
    dropped = Signal(object)
    drop_refused = Signal(object)

    def __init__(self) -> None:
        super().__init__()
        self.setAcceptDrops(True)

    def dragEnterEvent(self, event: QDragEnterEvent) -> None:
        if local_paths(event.mimeData()):
            event.acceptProposedAction()
            self.drag_hovered.emit(True)
        elif event.mimeData().hasUrls():
            event.acceptProposedAction()

    def dragLeaveEvent(self, event: QDragLeaveEvent) -> None:
        self.drag_hovered.emit(False)

    def dropEvent(self, event: QDropEvent) -> None:
        self.drag_hovered.emit(False)
        paths, link = local_paths(event.mimeData()), bool(event.mimeData().urls())
        event.acceptProposedAction()
        # Not inside the drop: the file manager waits until this returns.
        if paths:
            QTimer.singleShot(0, self, lambda: self.dropped.emit(paths))
        else:
            QTimer.singleShot(0, self, lambda: self.drop_refused.emit(LINK if link else NOTHING))


class DropNotice(NoticeRow):
    """Says above the rooms why a drop cannot be opened; hidden while there is nothing to say."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.notice.dismissed.connect(self.hide)

    def say(self, why: Message, *, look: str = "warning") -> None:
        """Show a sentence until it is dismissed or something is opened."""
        self.notice.say(show(why), look=look, dismissible=True)
        self.show()
