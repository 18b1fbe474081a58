"""Undo and Redo of a page: their keys, their names, and a notice of what was taken back or made again."""

from __future__ import annotations

from collections.abc import Callable
from typing import Final

from PySide6.QtCore import Qt, Signal
from PySide6.QtGui import QAction, QKeySequence, QShortcut
from PySide6.QtWidgets import QHBoxLayout, QMenu, QWidget

from resnet_studio.core.basics.message import tr, trn
from resnet_studio.core.basics.safe_text import elide_middle
from resnet_studio.core.dataset.dataset import Dataset
from resnet_studio.core.dataset.edits import Edit
from resnet_studio.core.dataset.label_as_new import LabelAsNew
from resnet_studio.core.dataset.picture_edits import MovePictures
from resnet_studio.gui.theme.qt_icons import icon
from resnet_studio.gui.widgets.button import IconButton
from resnet_studio.gui.widgets.feedback import NoticeBar

_LONGEST: Final = 60


class Undoing(NoticeBar):
    """The notice. Signals: ``undo_wanted()``, ``redo_wanted()``, by a key or by the button of the notice.

    Attributes:
        first: takes back what is later than any edit, by the key; whether there was something.
        beside: says a sentence where it moves nothing that shows; whether there is such a place.
    """

    undo_wanted = Signal()
    redo_wanted = Signal()

    def __init__(self, page: QWidget) -> None:
        super().__init__()
        self._made_again = self._can_undo = False
        self.first: Callable[[], bool] = lambda: False
        self.beside: Callable[[str], bool] = lambda _: False
        for keys, act in ((("Ctrl+Z",), self.undo), (("Ctrl+Shift+Z", "Ctrl+Y"), self.redo_wanted.emit)):
            shortcut = QShortcut(page)
            shortcut.setKeys(list(map(QKeySequence, keys)))
            shortcut.activated.connect(act)
        self.acted.connect(lambda: (self.undo_wanted if self._made_again else self.redo_wanted).emit())

    def show_dataset(self, dataset: Dataset) -> None:
        """Follow a dataset; what was said of an edit before is over."""
        self._can_undo = dataset.can_undo
        self.hide()

    def undo(self) -> None:
        """Take back what is first to be, or else the last edit, if there is one."""
        if not self.first() and self._can_undo:
            self.undo_wanted.emit()

    def say_replaced(self, edit: Edit, number: int) -> None:
        """Say that an edit has replaced so many labels by others, if it has."""
        if number:
            self._made_again = True
            text = trn("{count} label was replaced.", "{count} labels were replaced.", number)
            self.say(text, look="warning", action=brief_undo(edit), dismissible=True)

    def say_done(self, edit: Edit, *, again: bool) -> None:
        """Say that an edit was taken back, or made again."""
        self._made_again = again
        words = tr("Made again: {edit}.", edit=edit.label) if again else tr("Taken back: {edit}.", edit=edit.label)
        if not self.beside(words):
            self.say(words, action=tr("Undo") if again else tr("Redo"), dismissible=True)


class UndoButtons(QWidget):
    """For the header of a page. Each shows while there is something for it. Signals: ``undo_wanted()``,
    ``redo_wanted()``.
    """

    undo_wanted = Signal()
    redo_wanted = Signal()

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.undo, self.redo = IconButton("undo", tr("Undo")), IconButton("redo", tr("Redo"))
        row = QHBoxLayout(self)
        row.setContentsMargins(0, 0, 0, 0)
        row.setSpacing(4)
        row.addWidget(self.undo)
        row.addWidget(self.redo)
        self.undo.clicked.connect(self.undo_wanted)
        self.redo.clicked.connect(self.redo_wanted)
        self.hide()

    def show_dataset(self, dataset: Dataset, redoable: Edit | None) -> None:
        """Offer to take back the last edit of a dataset, and to make again what was taken back last."""
        self.undo.setVisible(dataset.can_undo)
        self.undo.set_icon("undo", with_key(undo_words(dataset.last_edit), "Ctrl+Z"))
        self.redo.setVisible(redoable is not None)
        self.redo.set_icon("redo", with_key(redo_words(redoable), "Ctrl+Shift+Z"))
        self.setVisible(dataset.can_undo or redoable is not None)


def undo_words(edit: Edit | None) -> str:
    """Undo, with what it takes back."""
    return tr("Undo: {edit}", edit=edit.label) if edit is not None else tr("Undo")


def brief_undo(edit: Edit | None) -> str:
    """Undo, with what it takes back; of labels, which a person gives one after the other, in as few words as can be."""
    if isinstance(edit, MovePictures | LabelAsNew):
        return tr("Undo {count} to {name:name}", count=len(edit.paths), name=edit.to)
    return undo_words(edit)


def redo_words(edit: Edit | None) -> str:
    """Redo, with what it makes again."""
    return tr("Redo: {edit}", edit=edit.label) if edit is not None else tr("Redo")


def with_key(words: str, key: str) -> str:
    """A name in a tooltip, with its key as the system writes it."""
    return tr("{words:plain} ({key})", words=words, key=native(key))


def native(key: str) -> str:
    """A key such as "Ctrl+Z" as the system writes it."""
    return QKeySequence(key).toString(QKeySequence.SequenceFormat.NativeText)


def show_key(action: QAction, key: str) -> None:
    """Show a key beside an entry of a menu; what has the menu answers it."""
    action.setShortcut(QKeySequence(key))
    action.setShortcutContext(Qt.ShortcutContext.WidgetShortcut)
    action.setShortcutVisibleInContextMenu(True)


def add_undo(
    menu: QMenu, dataset: Dataset, redoable: Edit | None, undo: Callable[[], object], redo: Callable[[], object]
) -> None:
    """Add what can be taken back, and what can be made again, to a menu."""
    menu.addSeparator()
    for name, edit, words, act in (
        ("undo", dataset.last_edit, undo_words, undo),
        ("redo", redoable, redo_words, redo),
    ):
        if edit is not None:
            menu.addAction(icon(name, "text2"), elide_middle(words(edit), _LONGEST).replace("&", "&&"), act)
