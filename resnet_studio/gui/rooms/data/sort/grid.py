"""The pictures that are sorted, as tiles: several can be selected, and dragged onto a class."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from typing import Final

from PySide6.QtCore import QPoint, QRect, Qt, Signal
from PySide6.QtGui import QFocusEvent, QKeyEvent, QPainter, QPaintEvent, QPixmap, QResizeEvent
from PySide6.QtWidgets import QWidget

from resnet_studio.core.basics.message import tr
from resnet_studio.core.basics.safe_text import printable
from resnet_studio.core.dataset.dataset import Dataset
from resnet_studio.gui.rooms.data.select_grid import SelectGrid, paint_flag
from resnet_studio.gui.rooms.data.sort.keys import KEY_SIDE, paint_class, paint_key, sign_of
from resnet_studio.gui.rooms.data.sort.look import Look
from resnet_studio.gui.theme.fonts import font
from resnet_studio.gui.theme.tokens import CAPTION, RADIUS_CARD, REGULAR, SEMIBOLD
from resnet_studio.gui.threads.thumbnails import ThumbnailLoader
from resnet_studio.gui.widgets.paint import colour, paint_box
from resnet_studio.gui.widgets.pictures import flow, paint_picture

_CAPTION: Final = 24
_HEAD: Final = 35
_INSET: Final = 10
"""px at both sides of a row that is in a card."""
_GAPS: Final = {False: (12, 6), True: (8, 10)}
"""px between tiles and between rows, without and with cards."""

_COLOUR: Final = 14
"""px of the colour of a class, which gives way to its name."""
_LEFT: Final = Qt.AlignmentFlag.AlignLeft


class SortGrid(SelectGrid):
    """Signals, beside those of ``SelectGrid``: ``typed(str)``, a key with a sign; ``accepted()``, Enter; ``cleared()``,
    Backspace; ``resized()``; ``drawn_changed()``, what grey tiles showed is drawn now; ``came()``, the keyboard is
    here. Space shows a picture larger. A path that is "" is an empty place at the end of a row.

    Attributes:
        beyond: the pictures to which Up leads from the first row, or Down from the last.
        acts: whether keys are for the current picture here, which has a border then.
    """

    typed = Signal(str)
    accepted = Signal()
    cleared = Signal()
    resized = Signal()
    drawn_changed = Signal()
    came = Signal()
    _heads: tuple[QWidget, ...] = ()

    def __init__(self, thumbnails: ThumbnailLoader, look: Callable[[str], Look], parent: QWidget | None = None) -> None:
        super().__init__(self._paint_tile, caption=_CAPTION, row_gap=_GAPS[False][1], tip=self._tip_of, parent=parent)
        self._thumbnails, self._look = thumbnails, look
        self._dataset: Dataset | None = None
        self._paths: tuple[str, ...] = ()
        self._drawn = set[str]()
        self.beyond: dict[int, SortGrid] = {}
        self.acts = True
        self.setAccessibleName(tr("Pictures to sort"))
        thumbnails.loaded.connect(self._arrived)
        self.range_changed.connect(thumbnails.scrolled)
        self.current_changed.connect(self._describe)
        self.selected.connect(lambda _: self._describe(self.current()))

    def set_heads(self, heads: Sequence[QWidget]) -> None:
        """Show these above the rows, one above each, where there is room for them."""
        for one in self._heads:
            one.setVisible(one in heads)
        self._heads = tuple(heads)
        self._place_heads()
        for one in heads:
            one.show()

    def set_headed(self, headed: bool) -> None:
        """Leave room above each row, or none."""
        if headed != bool(self._above):
            self._above = _HEAD if headed else 0
            self._gap, self._row_gap = _GAPS[headed]
            self._arrange()

    def _place_heads(self) -> None:
        for row, one in enumerate(self._heads):
            tile = self.tile_rect(row * self.columns())
            one.setGeometry(_INSET, tile.top() - _HEAD + 3, self.viewport().width() - 4 - 2 * _INSET, _HEAD - 6)

    def _layout(self) -> tuple[int, int]:
        return flow(max(1, self.viewport().width() - 4 - 2 * self._inset), self._tile, self._gap)

    @property
    def _inset(self) -> int:
        return _INSET if self._above else 0

    def tile_rect(self, index: int) -> QRect:
        return super().tile_rect(index).translated(self._inset, 0)

    def tile(self) -> int:
        """The largest side of a picture, px."""
        return self._tile

    def high(self, rows: int) -> int:
        """How high so many rows are, px."""
        return rows * self._pitch(self._layout()[1]) - self._row_gap

    def rows_in(self, height: int) -> int:
        """How many rows there is room for in so many px."""
        return max(0, height + self._row_gap) // self._pitch(self._layout()[1])

    def row(self) -> int:
        """The row of the current picture."""
        return max(0, self.current()) // self.columns()

    def in_row(self, row: int) -> list[str]:
        """The pictures of a row."""
        return [path for path in self._paths[row * self.columns() : (row + 1) * self.columns()] if path]

    def show_paths(self, dataset: Dataset, paths: Sequence[str], current: int = 0, *, keep: bool = False) -> None:
        """Show these pictures, one of them current; the scroll position stays where it can.

        With ``keep``, what was selected stays so, wherever it is now.
        """
        chosen = {self._paths[place] for place in self.selection.places} - {""} if keep else frozenset()
        self._dataset, self._paths = dataset, tuple(paths)
        scrolled = self.verticalScrollBar().value()
        self.set_count(len(paths))
        self.verticalScrollBar().setValue(scrolled)
        current = min(max(0, current), len(paths) - 1)
        while current > 0 and not paths[current]:  # the end of a row that has fewer pictures
            current -= 1
        self.begin(current, (place for place, path in enumerate(paths) if path in chosen) if chosen else ())
        self._drawn.intersection_update(self._paths[slice(*self.visible_range())])

    def drawn(self, paths: Iterable[str]) -> bool:
        """Whether all of these pictures have been drawn, or shown as unreadable, since they are in the list."""
        return self._drawn.issuperset(filter(None, paths))

    @property
    def paths(self) -> tuple[str, ...]:
        """All that show."""
        return self._paths

    def place_of(self, path: str) -> int:
        """Where a picture shows, which mostly is the current one; or -1."""
        here = self.current()
        if 0 <= here < len(self._paths) and self._paths[here] == path:
            return here
        return self._paths.index(path) if path in self._paths else -1

    def beside(self, path: str, step: int) -> str | None:
        """The picture before (-1) or after (1) another one, past the empty ends of rows."""
        if (place := self.place_of(path)) < 0:
            return None
        places = range(place + step, len(self._paths) if step > 0 else -1, step)
        return next((self._paths[there] for there in places if self._paths[there]), None)

    def look_at(self, paths: Iterable[str]) -> None:
        """Make the first of these pictures current that shows."""
        wanted = frozenset(paths)
        if (place := next((place for place, path in enumerate(self._paths) if path in wanted), -1)) >= 0:
            self.select(place)

    def targets(self) -> list[str]:
        """The pictures that a key acts on: those that are selected, or the current one."""
        return [path for place in self.selection.targets() if (path := self._paths[place])]

    def chosen(self, among: Sequence[str] | None = None) -> list[str]:
        """The pictures that are selected, of these or of all; none where only one is current."""
        some = [path for place in sorted(self.selection.places) if (path := self._paths[place])]
        wanted = set(some if among is None else among)
        return [path for path in some if path in wanted]

    def index_at(self, point: QPoint) -> int:
        place = super().index_at(point - QPoint(self._inset, 0))
        return place if place >= 0 and self._paths[place] else -1

    def place_after(self, key: int) -> int | None:
        place = super().place_after(key)
        step, last = (1 if key == Qt.Key.Key_Right else -1), self.count() - 1
        while place is not None and 0 < place < last and not self._paths[place]:
            place += step
        return place if place is None or self._paths[place] else self.current()

    def number_selected(self) -> int:
        return sum(bool(self._paths[place]) for place in self.selection.places)

    def _announce(self) -> None:
        super()._announce()
        self._place_heads()

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        self.resized.emit()

    # Keys -----------------------------------------------------------------------------------------------------

    def key_pressed(self, event: QKeyEvent) -> None:
        key = event.key()
        if key in (Qt.Key.Key_Return, Qt.Key.Key_Enter):
            self.accepted.emit()
        elif key == Qt.Key.Key_Backspace:
            self.cleared.emit()
        elif sign := sign_of(event):
            self.typed.emit(sign)
        elif (other := self._other(key)) is not None and not event.modifiers() & Qt.KeyboardModifier.ShiftModifier:
            other.setFocus(Qt.FocusReason.OtherFocusReason)
        else:
            super().key_pressed(event)

    def _other(self, key: int) -> SortGrid | None:
        """The pictures to which a key leads from here, if it does."""
        other, row = self.beyond.get(key), self.row()
        edge = row == 0 if key == Qt.Key.Key_Up else row == max(0, self.count() - 1) // self.columns()
        return other if other is not None and edge and other.isVisible() and other.count() else None

    def focusInEvent(self, event: QFocusEvent) -> None:
        super().focusInEvent(event)
        self.came.emit()

    # Painting --------------------------------------------------------------------------------------------------

    def paintEvent(self, event: QPaintEvent) -> None:
        before = set(self._drawn)
        if self._above:
            self._paint_cards()
        super().paintEvent(event)
        if self._drawn != before:
            self.drawn_changed.emit()

    def _paint_cards(self) -> None:
        """A card below each row, that of the current one with a border."""
        painter = QPainter(self.viewport())
        for row in range(len(self._heads)):
            tile = self.tile_rect(row * self.columns())
            card = QRect(0, tile.top() - _HEAD, self.viewport().width() - 4, _HEAD + tile.height() + _CAPTION)
            current = row == self.row()
            paint_box(painter, card, RADIUS_CARD, "surface", "accent" if current else "line", 2 if current else 1)

    def _pixmap(self, path: str, side: int) -> QPixmap | None:
        assert self._dataset is not None  # there are no pictures without
        return self._thumbnails.pixmap(self._dataset.root / path, side, self.devicePixelRatioF(), self._dataset.scale)

    def _failed(self, place: int) -> str | None:
        """Why a picture cannot be shown."""
        assert self._dataset is not None  # there are no pictures without
        return self._thumbnails.failed(self._dataset.root / self._paths[place])

    def _arrived(self, _path: str) -> None:
        self.viewport().update()

    def _tip_of(self, place: int) -> str:
        path = self._paths[place]
        return "\n".join(printable(line) for line in (path, self._look(path).words, self._failed(place)) if line)

    def _describe(self, place: int) -> None:
        if 0 <= place < len(self._paths) and (path := self._paths[place]):
            look = self._look(path)
            text = tr("{path}, {words}, {number} of {total}", path=path, words=" ".join((look.words, look.beside)),
                      number=place + 1, total=self.count())  # fmt: skip
            self.describe(text)

    def _paint_tile(self, painter: QPainter, rect: QRect, place: int) -> None:
        if not self._paths[place]:
            return
        look, chosen = self._look(self._paths[place]), place in self.selection.places
        current = place == self.current() and self.acts
        pixmap, unreadable = self._pixmap(self._paths[place], rect.width()), self._failed(place) is not None
        (self._drawn.add if unreadable or pixmap is not None else self._drawn.discard)(self._paths[place])
        paint_picture(painter, rect, pixmap, selected=current or chosen, unreadable=unreadable)
        if chosen or look.changed:
            paint_flag(painter, rect, "check" if chosen else "pencil", chosen=chosen)
        line = QRect(rect.left(), rect.bottom() + 3, rect.width(), _CAPTION - 4)
        left = line.left()
        if look.key:
            paint_key(painter, QRect(left, line.top() + 1, KEY_SIDE, KEY_SIDE), look.key)
            left += KEY_SIDE + 6
        strong = look.changed or chosen
        painter.setFont(font(CAPTION, SEMIBOLD if strong else REGULAR))
        metrics, vertical = painter.fontMetrics(), Qt.AlignmentFlag.AlignVCenter
        fits = left + _COLOUR + metrics.horizontalAdvance(look.words) <= line.right()
        if look.label is not None and self._dataset is not None and fits:
            square = QRect(left, line.center().y() - 4, 9, 9)
            left += _COLOUR if paint_class(painter, square, look.label, len(self._dataset.all_classes)) else 0
        painter.setPen(colour("text" if strong else "text2"))
        alone = not look.words and not look.key
        free = line.right() - left
        beside = metrics.horizontalAdvance(look.beside) + 6 if look.beside else 0
        if not look.words or metrics.horizontalAdvance(look.words) + beside <= free:  # else a class is named alone
            painter.drawText(line, vertical | (_LEFT if alone else Qt.AlignmentFlag.AlignRight), look.beside)
            free -= beside
        words = metrics.elidedText(look.words, Qt.TextElideMode.ElideMiddle, free)
        painter.drawText(QRect(left, line.top(), free, line.height()), vertical, words)
