"""The actions in the header of a dataset's page."""

from __future__ import annotations

from PySide6.QtCore import Qt
from PySide6.QtGui import QKeySequence
from PySide6.QtWidgets import QWidget

from resnet_studio.core.basics.message import tr
from resnet_studio.core.dataset.catalogue import UNLABELLED, Catalogue
from resnet_studio.core.dataset.dataset import Dataset
from resnet_studio.core.dataset.edits import Edit
from resnet_studio.gui.rooms.data.undoing import UndoButtons
from resnet_studio.gui.widgets.button import Button
from resnet_studio.gui.widgets.room import Header


class Actions:
    """Undo, what is done with the pictures, and the main action. What the findings cover, they replace by one that
    leads back."""

    def __init__(self, header: Header) -> None:
        self._header = header
        self.undo = UndoButtons()
        self.sort = Button(tr("Sort"), "action", "swap", tip=tr("Put pictures into classes, by keys or proposals"))
        self.reload = Button(tr("Reload"), "action", "refresh", tip=_reload_tip())
        self.write = Button(
            tr("Write out as folders…"), "action", "folder", tip=tr("Put each picture into a folder of its class")
        )
        self.write.setFocusPolicy(Qt.FocusPolicy.TabFocus)
        self.write.hide()
        self._catalogue: Catalogue | None = None
        self._heap = self._sorted = self._covered = False
        self.add = Button(tr("Add pictures"), "action", "plus", tip=tr("Choose pictures, and the class they are of"))
        self.model = Button(tr("Choose a model"), "main", icon_right="chevron-right")
        self._usual = (self.sort, self.reload, self.add)
        for action in (self.undo, *self._usual, self.write, self.model):
            header.add_action(action)
        self._back: QWidget | None = None

    def show_dataset(self, dataset: Dataset, redoable: Edit | None) -> None:
        """Offer to take edits back, and to write out what was sorted here, whose labels only the program knows."""
        self.undo.show_dataset(dataset, redoable)
        if self._catalogue is not dataset.catalogue:
            self._catalogue = dataset.catalogue
            self._heap = any(one.label == UNLABELLED for one in dataset.catalogue.pictures)
        self._sorted = self._heap and bool(dataset.pictures)
        self.write.setVisible(self._sorted and not self._covered)

    def fit(self, *, narrow: bool) -> None:
        """In a small window, show icons alone of what is wanted less often."""
        for action in (self.sort, self.reload, self.write):
            action.set_bare(narrow)

    def add_back(self, back: QWidget) -> None:
        """Have an action for `cover`."""
        self._back = back
        self._header.add_action(back, before=self.model)
        back.hide()

    def cover(self, covered: bool) -> None:
        """The pictures are covered, or show again."""
        self._covered = covered
        for action in self._usual:
            action.setVisible(not covered)
        self.write.setVisible(self._sorted and not covered)
        if self._back is not None:
            self._back.setVisible(covered)


def _reload_tip() -> str:
    keys = QKeySequence(QKeySequence.StandardKey.Refresh).toString(QKeySequence.SequenceFormat.NativeText)
    return tr("Read the folder again, after files were added or removed ({keys})", keys=keys)
