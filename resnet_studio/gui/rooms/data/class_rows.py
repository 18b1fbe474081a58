"""The list of classes: a row for all pictures, then one for each class, of which exactly one is chosen."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from functools import partial
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
from PySide6.QtGui import (
    QContextMenuEvent,
    QDragEnterEvent,
    QDragLeaveEvent,
    QDragMoveEvent,
    QDropEvent,
    QKeyEvent,
)
from PySide6.QtWidgets import QAbstractItemView, QFrame, QListView, QMenu, QWidget

from resnet_studio.core.basics.message import tr, trn
from resnet_studio.core.basics.safe_text import elide_middle, printable
from resnet_studio.core.dataset.class_edits import LeaveClassOut, MergeClass, RemoveClass, TakeClassBack
from resnet_studio.gui.rooms.data.dragged_picture import carried
from resnet_studio.gui.rooms.data.undoing import show_key
from resnet_studio.gui.theme.focus import refresh_ring
from resnet_studio.gui.theme.held_keys import is_delete
from resnet_studio.gui.theme.qt_icons import icon
from resnet_studio.gui.widgets.drop_zone import local_paths
from resnet_studio.gui.widgets.passing_menu import passing_menu

ALL: Final = -1
_LONGEST: Final = 40
_Index = QModelIndex | QPersistentModelIndex


class ClassRows(QListView):
    """What every list of classes does; who has the rows paints them.

    Signals: ``chosen(int)``, a class or ``ALL``; ``files_dropped(int, object)``, a class or ``ALL``, and the `Path`s of
    files and folders that were dropped onto it; ``edit_wanted(object)``, an `Edit` of a class; ``rename_wanted(str)``,
    the name of the class that is to have another one; ``dropped(int)``, pictures of a grid were dragged onto a class;
    ``add_wanted(int)``, pictures are to be chosen for a class.

    Attributes:
        target: the row over which something is dragged that can be dropped there, or -1.
        removable: whether classes can be removed, so that their pictures are sorted again.
    """

    chosen = Signal(int)
    edit_wanted = Signal(object)
    rename_wanted = Signal(str)
    files_dropped = Signal(int, object)
    dropped = Signal(int)
    add_wanted = Signal(int)

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
        self.target, self.removable = -1, False
        self._names: tuple[str, ...] = ()
        self._counts: tuple[int, ...] = ()
        self._out: Mapping[str, int] = {}
        self.setAcceptDrops(True)

    def set_names(self, names: Sequence[str], counts: Sequence[int], out: Mapping[str, int]) -> None:
        """Know what the classes are called, how many pictures each has, and how many those have that are left out."""
        self._names, self._counts, self._out = tuple(names), tuple(counts), out

    def is_out(self, label: int) -> bool:
        """Return whether all pictures of a class are left out."""
        return self._names[label] in self._out

    def classes(self) -> list[tuple[int, str]]:
        """Return the label and name of each class that is not left out."""
        return [(label, name) for label, name in enumerate(self._names) if name not in self._out]

    def choose(self, label: int) -> None:
        """Choose a class, or ``ALL``."""
        self.setCurrentIndex(self.model().index(label + 1, 0))

    def choose_name(self, name: str) -> bool:
        """Choose the class of that name, and return whether there is one."""
        if there := name in self._names:
            self.choose(self._names.index(name))
        return there

    def current(self) -> int:
        """Return the chosen class, or ``ALL``."""
        return max(0, self.currentIndex().row()) - 1

    def currentChanged(self, current: _Index, previous: _Index) -> None:
        super().currentChanged(current, previous)
        refresh_ring(self)
        if current.isValid() and current.row() != previous.row():
            self.chosen.emit(current.row() - 1)

    # What is done with a class ----------------------------------------------------------------------------------

    def contextMenuEvent(self, event: QContextMenuEvent) -> None:
        keyboard = event.reason() == QContextMenuEvent.Reason.Keyboard
        index = self.currentIndex() if keyboard else self.indexAt(event.pos())
        if index.row() > 0:
            where = self.visualRect(index).center() if keyboard else event.pos()
            self.menu(index.row() - 1).popup(self.viewport().mapToGlobal(where))

    def menu(self, label: int) -> QMenu:
        """Return the menu of a class, which is deleted when it closes."""
        menu, name = passing_menu(self), self._names[label]
        rename = menu.addAction(icon("pencil", "text2"), tr("Rename…"), lambda: self.rename_wanted.emit(name))
        show_key(rename, "F2")
        menu.addAction(icon("plus", "text2"), tr("Add pictures…"), lambda: self.add_wanted.emit(label))
        others = menu.addMenu(tr("Merge into"))
        others.setEnabled(len(self._names) > 1)
        for other in self._names:
            if other != name:
                words = elide_middle(printable(other), _LONGEST).replace("&", "&&")
                others.addAction(words, partial(self.edit_wanted.emit, MergeClass(name, other)))
        if (edit := self.turned(label)) is not None:
            out = self._out.get(name, 0)
            words = trn("Leave out its {count} picture", "Leave out its {count} pictures", self._counts[label])
            if out:
                words = self.take_back_words(label)
            sign = icon("undo" if out else "cross", "text2")
            show_key(menu.addAction(sign, words, partial(self.edit_wanted.emit, edit)), "Del")
        if self.removable or (not self._counts[label] and not self._out.get(name)):
            words = trn("Remove the class: its {count} picture has none then",
                        "Remove the class: its {count} pictures have none then", self._counts[label])  # fmt: skip
            if not self._counts[label]:
                words = tr("Remove the class")
            menu.addAction(icon("trash", "text2"), words, partial(self.edit_wanted.emit, RemoveClass(name)))
        return menu

    def keyPressEvent(self, event: QKeyEvent) -> None:
        label = self.current()
        if label != ALL and event.key() == Qt.Key.Key_F2:
            self.rename_wanted.emit(self._names[label])
        elif label != ALL and is_delete(event):
            if (edit := self.turned(label)) is not None:
                self.edit_wanted.emit(edit)
        else:
            super().keyPressEvent(event)

    def take_back_words(self, label: int) -> str:
        """What to call taking back a class that is left out."""
        out = self._out[self._names[label]]
        return trn("Take back its {count} picture", "Take back its {count} pictures", out)

    def turned(self, label: int) -> LeaveClassOut | TakeClassBack | None:
        """The edit that leaves a class out, or takes it back; None where it has no pictures."""
        name = self._names[label]
        return TakeClassBack(name) if name in self._out else LeaveClassOut(name) if self._counts[label] else None

    # Pictures of the grid, and files from elsewhere --------------------------------------------------------------

    def dragEnterEvent(self, event: QDragEnterEvent) -> None:
        if carried(event.mimeData()) or local_paths(event.mimeData()):
            event.acceptProposedAction()

    def dragMoveEvent(self, event: QDragMoveEvent) -> None:
        self.aim(event.position().toPoint())
        event.acceptProposedAction()
        if carried(event.mimeData()):  # files can also be dropped beside the classes
            event.setAccepted(self.target > 0)

    def dragLeaveEvent(self, _event: QDragLeaveEvent) -> None:
        self.aim(QPoint(-1, -1))

    def dropEvent(self, event: QDropEvent) -> None:
        row, paths = self.indexAt(event.position().toPoint()).row(), local_paths(event.mimeData())
        self.aim(QPoint(-1, -1))
        if carried(event.mimeData()):
            if row > 0:
                event.acceptProposedAction()
                self.dropped.emit(row - 1)
            return
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
