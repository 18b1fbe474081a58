"""The notices of a room, one below the other: warnings and the newest show, and a button shows the others."""

from __future__ import annotations

from typing import Final

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QVBoxLayout, QWidget

from resnet_studio.core.basics.message import tr, trn
from resnet_studio.gui.widgets.banners import Banners
from resnet_studio.gui.widgets.button import Button
from resnet_studio.gui.widgets.feedback import NoticeBar

MOST: Final = 3


class NoticeStack(QWidget):
    """Keeps the order of its notices on the screen; the newest are those that were shown, or changed, last.

    What warns shows before what is newer.

    A notice is hidden and shown as if it stood alone; here it is in a place that is hidden as well.
    """

    def __init__(self, *bars: NoticeBar, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(12)
        self._newest: list[NoticeBar] = []  # of those that have something to say, the newest last
        self._places: dict[NoticeBar, QWidget] = {}
        self._all = False
        self._banners = Banners(parent=self)
        self._banners.changed.connect(self._take)
        self._column = column
        self.more_button = Button("", "link")
        self.more_button.clicked.connect(self._toggle)
        column.addWidget(self.more_button, 0, Qt.AlignmentFlag.AlignLeft)
        self.add(*bars)

    def add(self, *bars: NoticeBar) -> None:
        """Put notices below those that are here."""
        for bar in bars:
            self._places[bar] = place = QWidget()
            within = QVBoxLayout(place)
            within.setContentsMargins(0, 0, 0, 0)
            within.addWidget(bar)
            self._column.insertWidget(self._column.count() - 1, place)
            for above in (bar.button, bar.cross):  # in two steps: to Qt, the first of a window follows the last already
                QWidget.setTabOrder(above, self.more_button)
            bar.said.connect(self._follow)
        self._banners.add(*bars)
        self._fit()

    def _follow(self) -> None:
        bar = self.sender()
        assert isinstance(bar, NoticeBar)  # no other signal leads here
        self._take(bar)

    def _take(self, changed: NoticeBar) -> None:
        if changed in self._newest:
            self._newest.remove(changed)
        if not changed.isHidden():
            self._newest.append(changed)
        self._fit()

    def _toggle(self) -> None:
        self._all = not self._all
        self._fit()

    def _fit(self) -> None:
        more = len(self._newest) - MOST
        self._all = self._all and more > 0
        last = 0 if self._all else -MOST
        shown = sorted(self._newest, key=NoticeBar.warns)[last:]
        for bar, place in self._places.items():
            place.setVisible(bar in shown)
        words = trn("Show {count} more notice", "Show {count} more notices", max(0, more))
        self.more_button.set_words(tr("Show fewer") if self._all else words)
        self.more_button.setVisible(more > 0)
        self.setVisible(bool(self._newest))
