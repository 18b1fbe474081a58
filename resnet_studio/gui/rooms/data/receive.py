"""What a page with a list of classes does with files from elsewhere: they are dropped or pasted onto a class."""

from __future__ import annotations

from collections.abc import Callable
from functools import partial
from pathlib import Path
from typing import Final

from PySide6.QtCore import QObject, QPoint, Signal
from PySide6.QtGui import QKeySequence, QShortcut
from PySide6.QtWidgets import QWidget

from resnet_studio.core.basics.message import show, tr, trn
from resnet_studio.core.basics.safe_text import elide_middle, printable
from resnet_studio.core.dataset.catalogue import DatasetKey
from resnet_studio.core.dataset.dataset import Dataset
from resnet_studio.core.dataset.edits import Edit
from resnet_studio.core.dataset.findings import FindingKind
from resnet_studio.core.dataset.picture_edits import AddPictures, LeaveOut
from resnet_studio.gui.rooms.data.class_rows import ALL, ClassRows
from resnet_studio.gui.widgets import file_dialogs
from resnet_studio.gui.widgets.button import Button
from resnet_studio.gui.widgets.feedback import CHOOSE_ITS_FOLDER, NoticeBar
from resnet_studio.gui.widgets.passing_menu import passing_menu

_LONGEST: Final = 40


class Receive(QObject):
    """Files for a class of a page.

    Signals: ``given(str, object)``, a class's name and `Path`s; ``elsewhere(object)``, `Path`s that were dropped onto
    no class; ``paste_wanted(str)``, what is on the clipboard is for this class; ``copy_wanted(bool)``, what was added
    last, or all that lies elsewhere, is to be copied into the folder; ``edit_wanted(object)``, an `Edit`;
    ``found_wanted(object)``, pictures that were added, and are gone, may be in this folder, a `Path`;
    ``class_wanted()``, pictures are to be added, and a class for them is to be made first.

    Attributes:
        notice: what was done, for the page to place.
        gone: which pictures that were added are gone, for the page to place.
        away: how many lie elsewhere, for the page to place.
    """

    given = Signal(str, object)
    elsewhere = Signal(object)
    paste_wanted = Signal(str)
    copy_wanted = Signal(bool)
    edit_wanted = Signal(object)
    found_wanted = Signal(object)
    class_wanted = Signal()

    def __init__(self, page: QWidget, rows: ClassRows, name_of: Callable[[int], str]) -> None:
        super().__init__(page)
        self._rows, self._name_of = rows, name_of
        self.notice = NoticeBar()
        self.notice.acted.connect(lambda: self.copy_wanted.emit(False))
        self.notice.dismissed.connect(self.notice.hide)
        self._page, self._paths = page, tuple[str, ...]()
        self.gone = NoticeBar()
        self.gone.acted.connect(self._choose_folder)
        self._away = 0
        self._key: DatasetKey | None = None
        self.away = NoticeBar()
        self.away.acted.connect(lambda: self.copy_wanted.emit(True))
        self.away.dismissed.connect(self.away.hide)
        self.leave_out_button = self.gone.add_button(Button(tr("Leave out"), "small"))
        self.leave_out_button.clicked.connect(lambda: self.edit_wanted.emit(LeaveOut(self._paths)))
        rows.files_dropped.connect(self._take)
        rows.add_wanted.connect(self._choose_pictures)
        paste = QShortcut(QKeySequence(QKeySequence.StandardKey.Paste), page)
        paste.activated.connect(self._paste)

    def show_dataset(self, dataset: Dataset) -> None:
        """Say which of the pictures that were added are gone; what was said of another dataset is not kept."""
        if self._key != dataset.key:
            self._key, self._away = dataset.key, 0
            self.away.hide()
            self.notice.hide()
        found = next((one for one in dataset.findings if one.kind == FindingKind.ADDED_GONE), None)
        if found is None or found.paths != self._paths:  # else it may have been dismissed
            text = show(found.message) if found is not None else ""
            self.gone.say(text, look="warning", action=show(CHOOSE_ITS_FOLDER), dismissible=True)
        self._paths = found.paths if found is not None else ()

    def _choose_folder(self) -> None:
        file_dialogs.choose_folder(
            self._page, tr("Where the pictures are now"), file_dialogs.Last("pictures"), self.found_wanted.emit
        )

    def choose(self, button: QWidget) -> None:
        """Choose pictures for the class that is chosen in the list, or else for one that a menu at a button offers."""
        if (label := self._rows.current()) != ALL:
            self._choose_pictures(label)
            return
        menu = passing_menu(button)
        if not self._rows.classes():
            menu.addAction(tr("Pictures are added to a class, and there is none yet.")).setEnabled(False)
            menu.addAction(tr("New class…"), self.class_wanted.emit)
        for label, name in self._rows.classes():
            words = elide_middle(printable(name), _LONGEST).replace("&", "&&")
            menu.addAction(words, partial(self._choose_pictures, label))
        menu.popup(button.mapToGlobal(QPoint(0, button.height())))

    def _choose_pictures(self, label: int) -> None:
        name = self._name_of(label)
        title = tr("Add pictures to {name:name}", name=name)
        file_dialogs.choose_pictures(
            self._page, title, file_dialogs.Last("pictures"), lambda paths: self.given.emit(name, paths)
        )

    def _take(self, label: int, paths: list[Path]) -> None:
        if label == ALL:
            self.elsewhere.emit(paths)
        else:
            self.given.emit(self._name_of(label), paths)

    def _paste(self) -> None:
        label = self._rows.current()
        if label == ALL:
            self.notice.say(tr("Choose a class first: what you paste becomes a picture of it."), dismissible=True)
        else:
            self.paste_wanted.emit(self._name_of(label))

    def say_away(self, count: int) -> None:
        """Say how many pictures lie elsewhere, unless what was just added is offered to be copied, or it was said."""
        if count != self._away:
            text = trn(
                "{count} picture that you added lies elsewhere, and must stay there.",
                "{count} pictures that you added lie elsewhere, and must stay there.",
                count,
            )
            offered = not self.notice.isHidden() and not self.notice.button.isHidden()
            self.away.say(text if count and not offered else "", action=tr("Copy into the folder"), dismissible=True)
        self._away = count

    def forget(self, edit: Edit) -> None:
        """What was said of pictures that were added is over, where that was taken back."""
        if isinstance(edit, AddPictures):
            self.notice.hide()

    def say(self, text: str, detail: str, look: str, *, can_copy: bool) -> None:
        """Say what was done."""
        self.away.hide()
        action = tr("Copy into the folder") if can_copy else ""
        self.notice.say(text, detail, look=look, action=action, dismissible=True)
