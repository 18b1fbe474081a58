"""The list of classes: a row for all pictures, then one for each class, of which exactly one is chosen."""

from __future__ import annotations

from typing import Final

from PySide6.QtCore import (
    QAbstractListModel,
    QModelIndex,
    QPersistentModelIndex,
    QPoint,
    QRect,
    Qt,
    QTimer,
    Signal,
)
from PySide6.QtGui import QDragEnterEvent, QDragLeaveEvent, QDragMoveEvent, QDropEvent
from PySide6.QtWidgets import QAbstractItemView, QFrame, QListView, QWidget

from resnet_studio.core.basics.message import tr
from resnet_studio.gui.theme.focus import refresh_ring
from resnet_studio.gui.widgets.drop_zone import local_paths

ALL: Final = -1
_Index = QModelIndex | QPersistentModelIndex


class ClassRows(QListView):
    """What every list of classes does; who has the rows paints them.

    Signals: ``chosen(int)``, a class or ``ALL``; ``files_dropped(int, object)``, a class or ``ALL``, and the `Path`s of
    files and folders that were dropped onto it.

    Attributes:
        target: the row over which something is dragged that can be dropped there, or -1.
    """

    chosen = Signal(int)
    files_dropped = Signal(int, object)

    def __init__(self, model: QAbstractListModel, parent: QWidget | None = None) -> None:
        """Show a model of which row 0 is all pictures, and row n + 1 is class n."""
        super().__init__(parent)
        self.setModel(model)
        self.setUniformItemSizes(True)
        self.setFrameShape(QFrame.Shape.NoFrame)
        self.setMouseTracking(True)
        self.viewport().setAutoFillBackground(False)
        self.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.setVerticalScrollMode(QAbstractItemView.ScrollMode.ScrollPerPixel)
        self.setEditTriggers(QAbstractItemView.EditTrigger.NoEditTriggers)
        self.setAccessibleName(tr("Classes"))
        self.setTabKeyNavigation(False)
        self.target = -1
        self.setAcceptDrops(True)

    def choose(self, label: int) -> None:
        """Choose a class, or ``ALL``."""
        self.setCurrentIndex(self.model().index(label + 1, 0))

    def current(self) -> int:
        """Return the chosen class, or ``ALL``."""
        return max(0, self.currentIndex().row()) - 1

    def currentChanged(self, current: _Index, previous: _Index) -> None:
        super().currentChanged(current, previous)
        refresh_ring(self)
        if current.isValid() and current.row() != previous.row():
            self.chosen.emit(current.row() - 1)

    # Files from elsewhere ---------------------------------------------------------------------------------------

    def dragEnterEvent(self, event: QDragEnterEvent) -> None:
        if local_paths(event.mimeData()):
            event.acceptProposedAction()

    def dragMoveEvent(self, event: QDragMoveEvent) -> None:
        self.aim(event.position().toPoint())
        event.acceptProposedAction()

    def dragLeaveEvent(self, _event: QDragLeaveEvent) -> None:
        self.aim(QPoint(-1, -1))

    def dropEvent(self, event: QDropEvent) -> None:
        row, paths = self.indexAt(event.position().toPoint()).row(), local_paths(event.mimeData())
        self.aim(QPoint(-1, -1))
        event.acceptProposedAction()
        if paths:  # not inside the drop: the file manager waits until this returns
            QTimer.singleShot(0, self, lambda: self.files_dropped.emit(max(row, 0) - 1, paths))

    def aim(self, point: QPoint) -> None:
        """Mark the class at a point as the one onto which something would be dropped."""
        row = self.indexAt(point).row()
        self.target = row if row > 0 else -1
        self.viewport().update()

    def focus_rect(self) -> QRect:
        """Ring the chosen row."""
        rect = self.visualRect(self.currentIndex())
        return rect.translated(self.viewport().pos()).adjusted(2, 2, -2, -2)
