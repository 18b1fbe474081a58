"""What can be done with one card: show its picture large, copy it, open its folder, remove it."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

from PySide6.QtCore import QEvent, QObject, QPoint, Qt, Signal
from PySide6.QtGui import QKeyEvent, QKeySequence, QShortcut
from PySide6.QtWidgets import QMenu

from resnet_studio.core.basics import safe_text
from resnet_studio.core.basics.message import tr
from resnet_studio.gui.preview import Preview
from resnet_studio.gui.rooms.use.cards import CardGrid, ranking
from resnet_studio.gui.rooms.use.page import ResultsPage
from resnet_studio.gui.rooms.use.results import Answers
from resnet_studio.gui.rooms.use.table import AnswerTable
from resnet_studio.gui.theme.held_keys import is_delete
from resnet_studio.gui.theme.qt_icons import icon
from resnet_studio.gui.why.maps import Maps
from resnet_studio.gui.widgets import file_manager
from resnet_studio.gui.widgets.passing_menu import passing_menu

_HERE = Qt.ShortcutContext.WidgetWithChildrenShortcut


class CardActions(QObject):
    """Keys, menu and preview of the cards. Signal: ``removed()``, there is a card less."""

    removed = Signal()

    def __init__(self, page: ResultsPage, grid: CardGrid, answers: Answers, table: AnswerTable, maps: Maps) -> None:
        """`page` is what the preview covers."""
        super().__init__(page)
        self._grid, self._answers, self._table = grid, answers, table
        self._larger = ""  # the path of the picture in the preview
        self.extend_menu: Callable[[QMenu, str], object] = lambda _menu, _path: None
        self.preview = Preview(page, margin=0, maps=maps)
        for view in (grid, page.list):
            QShortcut(QKeySequence.StandardKey.Copy, view, self.copy, context=_HERE)
            view.installEventFilter(self)
        page.list.current_changed.connect(self._follow)
        page.list.opened.connect(self.show_larger)
        page.list.menu_asked.connect(self._show_menu)
        grid.activated.connect(self.show_larger)
        grid.menu_asked.connect(self._show_menu)
        self.preview.moved.connect(self._move)
        self.preview.closed.connect(lambda: grid.setFocus(Qt.FocusReason.OtherFocusReason))

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        """Delete removes the current card, and no others while it is held."""
        if event.type() == QEvent.Type.KeyPress and isinstance(event, QKeyEvent) and is_delete(event):
            self.remove()
            return True
        return super().eventFilter(watched, event)

    def show_larger(self, index: int) -> None:
        """Show the picture of a card over the page."""
        answer = self._answers.at(index)
        self._larger = answer.event.path
        path = safe_text.printable(self._larger)
        facts = tr("{ranking}  ·  {path}", ranking=ranking(answer), path=path) if answer.top else path
        first, last = index == 0, index == self._answers.shown_count() - 1
        self.preview.show_picture(Path(self._larger), facts, first=first, last=last, scale=self._grid.scale)

    def copy(self) -> None:
        """Copy the current card."""
        if self._grid.current() >= 0:
            self._table.copy([self._answers.event_of(self._answers.at(self._grid.current()))])

    def remove(self) -> None:
        """Remove the current card."""
        if self._grid.current() >= 0:
            self._answers.remove(self._answers.place_at(self._grid.current()))
            self.removed.emit()

    def _follow(self, row: int) -> None:
        if 0 <= row < self._grid.count():
            self._grid.set_current(row)

    def _move(self, step: int) -> None:
        place = self._answers.index_of(self._larger)
        if place is not None and 0 <= place + step < self._grid.count():
            self._grid.set_current(place + step)
            self.show_larger(place + step)

    def _for(self, path: str, act: Callable[[int], object]) -> Callable[[], None]:
        """Do it with the card of a picture, wherever it is by then, if there is one."""

        def do() -> None:
            index = self._answers.index_of(path)
            if index is not None and index < self._grid.count():
                self._grid.set_current(index)
                act(index)

        return do

    def _show_menu(self, index: int, where: QPoint) -> None:
        path = self._answers.at(index).event.path  # answers may come and go while the menu is open
        menu = passing_menu(self._grid)
        menu.addAction(icon("picture"), tr("Show larger"), self._for(path, self.show_larger))
        menu.addAction(icon("copy"), tr("Copy"), self._for(path, lambda _: self.copy()))
        menu.addAction(icon("folder"), tr("Open its folder"), lambda: file_manager.open_folder(Path(path).parent))
        menu.addAction(icon("cross"), tr("Remove"), self._for(path, lambda _: self.remove()))
        if self._answers.at(index).top:
            self.extend_menu(menu, path)
        menu.popup(where)
