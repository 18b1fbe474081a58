"""In which order the pictures of a dataset show: a button with the order in force, and a menu of all orders."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Final

from PySide6.QtCore import QPoint, Signal
from PySide6.QtGui import QAction, QActionGroup
from PySide6.QtWidgets import QMenu, QWidget

from resnet_studio.core.basics.message import Message, message, show, tr
from resnet_studio.gui.rooms.data.filter import By, Order
from resnet_studio.gui.rooms.data.more_filters import AWAITED
from resnet_studio.gui.widgets.button import Button

_TITLES: Final[dict[By, Message]] = {
    "turns": message("Classes in turn"),
    "name": message("Name"),
    "class": message("Class"),
    "part": message("Part"),
    "finding": message("Finding"),
    "format": message("Format"),
    "pixels": message("Pixels"),
    "bytes": message("File size"),
    "time": message("Date"),
    "prediction": message("Prediction"),
}
_FALLING: Final[frozenset[By]] = frozenset({"pixels", "bytes", "time"})
"""Orders of which the largest, or the newest, is what a person most often wants first."""
_AWAITED: Final[dict[By, Message]] = {
    "finding": AWAITED["finding"],
    "pixels": AWAITED["pixels"],
    "prediction": AWAITED["answer"],
}


class SortMenu(Button):
    """Signals: ``changed()``, another order is wanted; ``opened()``, what can be sorted by is about to be shown."""

    changed = Signal()
    opened = Signal()

    def __init__(self, values: Callable[[By], Mapping[str, float]], parent: QWidget | None = None) -> None:
        """`values` gives what pictures are sorted by, where the dataset does not have it itself."""
        super().__init__("", "small", "sort", parent=parent)
        self._values = values
        self._by: By = "turns"
        self._falling = False
        self._menu: QMenu | None = None
        self._awaited: dict[By, QAction] = {}
        self.clicked.connect(lambda: self.menu_of_orders().popup(self.mapToGlobal(QPoint(0, self.height() + 2))))
        self._say()

    @property
    def by(self) -> By:
        """The property that pictures are sorted by."""
        return self._by

    def order(self) -> Order:
        """Return the order in force."""
        return Order(self._by, self._falling, self._values(self._by))

    def choose(self, by: By, *, falling: bool | None = None) -> None:
        """Sort by a property; where nothing is said of the direction, in the one that is most often wanted."""
        self._by = by
        self._falling = by in _FALLING if falling is None else falling
        self._say()
        self.changed.emit()

    def _say(self) -> None:
        words = show(_TITLES[self._by])
        self.set_words(tr("{order:plain}, descending", order=words) if self._falling else words)
        self.set_tip(tr("In which order the pictures show"))

    def menu_of_orders(self) -> QMenu:
        """Return the menu, which is deleted when the next one is made."""
        if self._menu is not None:
            self._menu.deleteLater()
        self.opened.emit()
        self._menu = menu = QMenu(self)
        menu.setToolTipsVisible(True)
        group, ways = QActionGroup(menu), QActionGroup(menu)
        for by, title in _TITLES.items():
            action = group.addAction(menu.addAction(show(title)))
            action.setCheckable(True)
            action.setChecked(by == self._by)
            if by in _AWAITED:
                self._awaited[by] = action
            action.triggered.connect(lambda _=False, by=by: self.choose(by))
        self.follow()
        menu.addSeparator()
        for falling, words in ((False, tr("Ascending")), (True, tr("Descending"))):
            action = ways.addAction(menu.addAction(words))
            action.setCheckable(True)
            action.setChecked(falling == self._falling and self._by != "turns")
            action.setEnabled(self._by != "turns")
            action.triggered.connect(lambda _=False, falling=falling: self.choose(self._by, falling=falling))
        return menu

    def follow(self) -> None:
        """Offer in an open menu what can be sorted by since."""
        if self._menu is not None:
            for by, action in self._awaited.items():
                known = bool(self._values(by))
                action.setEnabled(known)
                action.setToolTip("" if known else show(_AWAITED[by]))
