"""What a page with a list of classes does with files from elsewhere: they are dropped or pasted onto a class."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

from PySide6.QtCore import QObject, Qt, Signal
from PySide6.QtGui import QKeySequence, QShortcut
from PySide6.QtWidgets import QWidget

from resnet_studio.core.basics.message import tr
from resnet_studio.gui.rooms.data.class_rows import ALL, ClassRows
from resnet_studio.gui.widgets.feedback import NoticeBar


class Receive(QObject):
    """Files for a class of a page.

    Signals: ``given(str, object)``, a class's name and `Path`s; ``elsewhere(object)``, `Path`s that were dropped onto
    no class; ``paste_wanted(str)``, what is on the clipboard is for this class; ``copy_wanted()``, what was added last
    is to be copied into its folder.

    Attributes:
        notice: what was done, for the page to place.
    """

    given = Signal(str, object)
    elsewhere = Signal(object)
    paste_wanted = Signal(str)
    copy_wanted = Signal()

    def __init__(self, page: QWidget, rows: ClassRows, name_of: Callable[[int], str]) -> None:
        super().__init__(page)
        self._rows, self._name_of = rows, name_of
        self.notice = NoticeBar()
        self.notice.acted.connect(self.copy_wanted)
        self.notice.dismissed.connect(self.notice.hide)
        rows.files_dropped.connect(self._take)
        paste = QShortcut(QKeySequence(QKeySequence.StandardKey.Paste), page)
        paste.setContext(Qt.ShortcutContext.WidgetWithChildrenShortcut)
        paste.activated.connect(self._paste)

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

    def say(self, text: str, detail: str, look: str, *, can_copy: bool) -> None:
        """Say what was done."""
        action = tr("Copy into the folder") if can_copy else ""
        self.notice.say(text, detail, look=look, action=action, dismissible=True)
