"""The line above the pictures of a dataset: which of them show, how many these are, and how large they are."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Final, cast

from PySide6.QtCore import QSignalBlocker, QSize, Qt, Signal
from PySide6.QtGui import QResizeEvent
from PySide6.QtWidgets import QHBoxLayout, QWidget

from resnet_studio.core.basics import formatting
from resnet_studio.core.basics.message import show, tr
from resnet_studio.core.dataset.by_hand import changes
from resnet_studio.core.dataset.catalogue import PARTS
from resnet_studio.core.dataset.dataset import Dataset
from resnet_studio.gui.rooms.data import words as data_words
from resnet_studio.gui.rooms.data.filter import Order, Shown
from resnet_studio.gui.rooms.data.filter_chips import FilterChips
from resnet_studio.gui.rooms.data.grid import LARGEST_TILE, SMALLEST_TILE, USUAL_TILE
from resnet_studio.gui.rooms.data.more_filters import MoreFilters
from resnet_studio.gui.rooms.data.sort_menu import SortMenu
from resnet_studio.gui.theme.tokens import REGULAR, SECONDARY
from resnet_studio.gui.widgets.choice import Segmented
from resnet_studio.gui.widgets.feedback import Icon
from resnet_studio.gui.widgets.fields import SearchField, Slider
from resnet_studio.gui.widgets.text import Label

ALL_PARTS: Final = "all"
OPEN: Final = "open"
LEFT_OUT: Final = "out"
CHANGED: Final = "changed"
_SEARCH, _SEARCH_NARROW, _SEARCH_LEAST = 212, 168, 112
_SIZE, _SIZE_LEAST = 104, 80
"""Width of the search and of the size of the pictures, px."""
_SPACE, _SPACES = 8, 16  # beside each control, and what is added between some
"""px between two controls, at most."""


class FilterBar(QWidget):
    """Signal: ``changed()``, other pictures are wanted.

    Attributes:
        search, parts, more, sort, tile_size: the controls.
        chips: the filters of `more` that are on, for a place below.
    """

    changed = Signal()

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._narrow = False
        self._count = (0, 0)
        self.search = SearchField(tr("Find by file name"), _SEARCH, tr("Find a file"), tr("Find"))
        names = [(ALL_PARTS, tr("All parts")), *((part, show(data_words.PART_TITLES[part])) for part in PARTS)]
        names += [(OPEN, tr("No class")), (LEFT_OUT, tr("Left out")), (CHANGED, tr("Changed"))]
        self.parts = Segmented(names, tr("Parts"))
        self.parts.set_tip(
            CHANGED, tr("Moved to another class, left out, pinned to a part, or with a label that you kept")
        )
        self.more = MoreFilters()
        self.sort, self.chips = SortMenu(self.more.values), FilterChips()
        self.tile_size = Slider(SMALLEST_TILE, LARGEST_TILE, USUAL_TILE)
        self.tile_size.setAccessibleName(tr("Size of the pictures"))
        self.tile_size.setToolTip(tr("Size of the pictures"))
        self._shown = Label("", SECONDARY, REGULAR, "text2")
        self._icons = Icon("data", 14), Icon("picture", 16)
        self._lay_out()
        self.parts.changed.connect(lambda _: self.changed.emit())
        self.more.renewed.connect(self._sort_again)
        self.sort.changed.connect(self._note_more)
        self.sort.opened.connect(self.more.answers_wanted)
        self.chips.removed.connect(lambda kind, value: self.more.switch(kind, value, on=False))
        self.chips.cleared.connect(self._clear)
        self.chips.emptied.connect(lambda: self.more.setFocus(Qt.FocusReason.OtherFocusReason))
        self.more.changed.connect(self._note_more)
        self.search.textChanged.connect(lambda _: self.changed.emit())

    def _lay_out(self) -> None:
        row = QHBoxLayout(self)
        row.setContentsMargins(0, 0, 0, 0)
        row.setSpacing(8)
        row.addWidget(self.search)
        row.addSpacing(4)
        row.addWidget(self.parts)
        row.addWidget(self.more)
        row.addWidget(self.sort)
        row.addStretch(1)
        row.addWidget(self._shown)
        row.addSpacing(8)
        row.addWidget(self._icons[0])
        row.addWidget(self.tile_size)
        row.addWidget(self._icons[1])
        row.addSpacing(2)

    def show_dataset(self, dataset: Dataset) -> None:
        """Offer the parts that have pictures; where the chosen one has none left, all show."""
        known = changes(dataset)
        out = len(dataset.left_out)
        changed = len(known) if len(known) > out else 0
        others = (OPEN, len(dataset.unlabelled)), (LEFT_OUT, out), (CHANGED, changed)
        for part, number in (*data_words.parts(dataset).items(), *others):
            self.parts.button(part).setVisible(number > 0)
            if not number and self.parts.current() == part:
                self.parts.set_current(ALL_PARTS)
        self.more.set_dataset(dataset)
        self.chips.show_filters(self.more.shown())
        self._fit()

    def part(self) -> Shown:
        """Return which pictures are wanted."""
        chosen = self.parts.current()
        return None if chosen == ALL_PARTS else cast(Shown, chosen)

    def order(self) -> Order:
        """Return in which order pictures are wanted."""
        return self.sort.order()

    def show_all(self) -> None:
        """Ask for all pictures, without a signal."""
        self.parts.set_current(ALL_PARTS)
        self.more.clear()
        self.chips.show_filters(())
        with QSignalBlocker(self):  # not the field, whose cross follows its text
            self.search.clear()
        self._fit()

    def _note_more(self) -> None:
        self._fit()  # its words may be longer
        self.chips.show_filters(self.more.shown())
        self.changed.emit()

    def _sort_again(self) -> None:
        self.sort.follow()
        if self.sort.by in ("finding", "pixels", "prediction"):
            self.changed.emit()

    def needs_answers(self) -> bool:
        """Return whether pictures are filtered, or sorted, by what a model says."""
        return bool(self.more.on("answer")) or self.sort.by == "prediction"

    def _clear(self) -> None:
        self.more.clear()
        self._note_more()

    def say_shown(self, shown: int, total: int) -> None:
        """Say how many pictures show, unless all do."""
        self._count = shown, total
        self._fit()

    def _say(self, *, short: bool) -> None:
        shown, total = self._count
        text = formatting.count(shown) if short else tr("{shown} of {total}", shown=shown, total=total)
        self._shown.setText("" if shown == total else text)

    def shown(self) -> str:
        """Return how many pictures show, in words; "" if all do."""
        return self._shown.text()

    def set_narrow(self, narrow: bool) -> None:
        """Take less room in a narrow window."""
        self._narrow = narrow
        self._fit()

    def minimumSizeHint(self) -> QSize:
        """Without what is left out where there is no room: it must not keep the window from shrinking."""
        least = super().minimumSizeHint()
        optional = _needed([one for one in (*self._icons, self.tile_size) if not one.isHidden()])
        optional += max(0, self.search.width() - _SEARCH_LEAST)
        optional += self.more.width_of_words() + self.sort.width_of_words()
        return QSize(max(_SEARCH_LEAST, least.width() - optional), least.height())

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        self._fit()

    def _fit(self) -> None:
        """Where there is little room, leave out words, then give parts, search and size less, then no size at all."""
        buttons = self.more, self.sort
        size: tuple[QWidget, ...] = (*self._icons, self.tile_size)
        for button in buttons:
            button.set_bare(False)
        self.parts.set_compact(False)
        self._say(short=self._narrow)
        self.tile_size.setFixedWidth(_SIZE)
        wanted = _SEARCH_NARROW + _needed(size)
        for button in reversed(buttons):
            if self._room() < wanted:
                button.set_bare(True)
        if self._room() < wanted:
            self.parts.set_compact(True)
        if self._room() < wanted:
            self._say(short=True)
            wanted = _SEARCH_LEAST + _needed(size)
        if self._room() < wanted:
            self.tile_size.setFixedWidth(_SIZE_LEAST)
            size = (self.tile_size,)
            wanted = _SEARCH_LEAST + _needed(size)
        fits = self._room() >= wanted
        for widget in (*self._icons, self.tile_size):
            widget.setVisible(fits and widget in size)
        if not fits:
            self._say(short=self._narrow)
        most = _SEARCH_NARROW if self._narrow else _SEARCH
        taken = _needed(size) if fits else 0
        self.search.setFixedWidth(max(_SEARCH_LEAST, min(most, self._room() - taken)))

    def _room(self) -> int:
        """What is left for search and size, px."""
        return self.width() - _SPACES - _needed((self.parts, self.more, self.sort, self._shown))


def _needed(widgets: Iterable[QWidget]) -> int:
    """The width of widgets with the space beside each; some say only their least one."""
    return sum(max(one.sizeHint().width(), one.minimumWidth()) + _SPACE for one in widgets)
