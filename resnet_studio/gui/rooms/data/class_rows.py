"""The list of classes: a row for all pictures, then one for each class, of which exactly one is chosen."""

from __future__ import annotations

from typing import Final

from PySide6.QtCore import QAbstractListModel, QModelIndex, QPersistentModelIndex, QRect, Qt, Signal
from PySide6.QtWidgets import QAbstractItemView, QFrame, QListView, QWidget

from resnet_studio.core.basics.message import tr
from resnet_studio.gui.theme.focus import refresh_ring

ALL: Final = -1
_Index = QModelIndex | QPersistentModelIndex


class ClassRows(QListView):
    """What every list of classes does; who has the rows paints them. Signal: ``chosen(int)``, a class or ``ALL``."""

    chosen = Signal(int)

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

    def focus_rect(self) -> QRect:
        """Ring the chosen row."""
        rect = self.visualRect(self.currentIndex())
        return rect.translated(self.viewport().pos()).adjusted(2, 2, -2, -2)
