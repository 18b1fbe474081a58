"""Pictures that are alike, two at a time and large, with what tells them apart: part, class, name and size."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Final

from PySide6.QtCore import QPoint, QRect, QSize, Qt, Signal
from PySide6.QtGui import QContextMenuEvent, QMouseEvent, QPainter, QPaintEvent, QResizeEvent
from PySide6.QtWidgets import QHBoxLayout, QSizePolicy, QVBoxLayout, QWidget

from resnet_studio.core.basics.formatting import size
from resnet_studio.core.basics.message import show, tr
from resnet_studio.core.basics.safe_text import printable
from resnet_studio.core.checks.pair_kinds import PairKind, kind_of
from resnet_studio.core.checks.pairs import Alike
from resnet_studio.core.checks.store import Measured
from resnet_studio.core.dataset.catalogue import Picture
from resnet_studio.core.dataset.dataset import Dataset
from resnet_studio.gui.rooms.data.pair_marks import FATES, LEAST_MARKED, paint_fate
from resnet_studio.gui.rooms.data.pair_words import KINDS, how_alike, in_short
from resnet_studio.gui.rooms.data.part_line import paint_ends, paint_part, part_and_class
from resnet_studio.gui.theme.fonts import font
from resnet_studio.gui.theme.tokens import CAPTION, REGULAR, SECONDARY, SEMIBOLD
from resnet_studio.gui.threads.thumbnails import ThumbnailLoader
from resnet_studio.gui.widgets.button import IconButton
from resnet_studio.gui.widgets.framed_picture import paint_framed
from resnet_studio.gui.widgets.paint import colour, paint_box
from resnet_studio.gui.widgets.pictures import TileGrid
from resnet_studio.gui.widgets.text import ElidedLabel, Label

_GAP: Final = 10
_LINE: Final = 18
_WORDS: Final = 220
_SMALL_GAP: Final = 4
_LEAST_SMALL: Final = 56  # px: one row without words, before the large pair gives way
_TILE: Final = 132
_SPACING: Final = 8
_CAPTION: Final = 18


class PairsView(QWidget):
    """One pair large, and all pairs small below it.

    Signals: ``chosen(int)``, the place of the pair that shows; ``opened(str)``, the path of a picture to show large;
    ``menu_asked(str, QPoint)``, of a picture, at a global position.
    """

    chosen = Signal(int)
    opened = Signal(str)
    menu_asked = Signal(str, QPoint)

    def __init__(self, thumbnails: ThumbnailLoader, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._thumbnails = thumbnails
        self._dataset: Dataset | None = None
        self._pairs: tuple[Alike, ...] = ()
        self._measured: Measured | None = None
        self._kinds: dict[tuple[str, str], PairKind] = {}  # of the pairs that were looked at
        self.large = _LargePair(self)
        self.number = Label("", SECONDARY, SEMIBOLD)
        self.alike = ElidedLabel("", SECONDARY, REGULAR, "text2", elide="right")
        self.back = IconButton("chevron-left", tr("Previous pair (left arrow)"))
        self.on = IconButton("chevron-right", tr("Next pair (right arrow)"))
        self.grid = TileGrid(self._paint_tile, tile=_TILE, caption=_CAPTION, height=0.48, tip=self._tip)
        row = QHBoxLayout()
        row.setSpacing(8)
        row.addWidget(self.number)
        row.addWidget(self.alike, 1)
        row.addWidget(self.back)
        row.addWidget(self.on)
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(_SPACING)
        column.addWidget(self.large, 4)
        column.addLayout(row)
        column.addWidget(self.grid, 3)
        column.addStretch(0)  # below one pair alone, not above its words
        self.back.clicked.connect(lambda: self.step(-1))
        self.on.clicked.connect(lambda: self.step(1))
        self.grid.current_changed.connect(self._show)
        self.grid.activated.connect(lambda place: self.opened.emit(self._pairs[place].one.path))
        self.grid.menu_asked.connect(self._ask_at_tile)
        self.large.opened.connect(self.opened)
        self.large.menu_asked.connect(self.menu_asked)
        self.grid.setAccessibleName(tr("Pairs"))
        self.grid.setMinimumHeight(_LEAST_SMALL)
        thumbnails.loaded.connect(self._arrived)

    def show_pairs(
        self, dataset: Dataset, pairs: Sequence[Alike], measured: Measured | None = None, *, copies: bool = False
    ) -> None:
        """Show these; what was `measured` of them says in what they differ. With `copies` it is marked that the first
        of each stays where the others are left out.

        The pair that showed stays where it is still there, else the first one shows.
        """
        before = self.current()
        self._dataset, self._pairs, self.large.copies = dataset, tuple(pairs), copies
        if measured is not self._measured:
            self._measured = measured
            self._kinds.clear()
        self.grid.set_count(len(pairs))
        self._fit()
        self.back.setVisible(len(pairs) > 1)
        self.on.setVisible(len(pairs) > 1)
        ends = [(one.one.path, one.other.path) for one in pairs]
        same = (before.one.path, before.other.path) if before else None
        self.grid.set_current(ends.index(same) if same in ends else 0 if pairs else -1)

    def _fit(self) -> None:
        """Where there is little height, show one pair alone: arrows and keys lead to the others."""
        self.large.setMaximumHeight(self.large.full_height(self.width()))
        needed = self.large.minimumHeight() + self.back.height() + _LEAST_SMALL + 2 * _SPACING
        self.grid.setVisible(len(self._pairs) > 1 and self.height() >= needed)

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        self._fit()

    def clear(self) -> None:
        """Show none."""
        self._pairs = ()
        self.grid.set_count(0)

    def current(self) -> Alike | None:
        """The pair that shows large."""
        place = self.grid.current()
        return self._pairs[place] if 0 <= place < len(self._pairs) else None

    def paths(self) -> list[str]:
        """Return the paths of all pictures, pair by pair, each once."""
        return list(dict.fromkeys(one.path for pair in self._pairs for one in (pair.one, pair.other)))

    def show_pair_of(self, path: str) -> None:
        """Show a pair of this picture, unless that shows already."""
        here = self.current()
        if here is None or path not in (here.one.path, here.other.path):
            places = (place for place, pair in enumerate(self._pairs) if path in (pair.one.path, pair.other.path))
            self.grid.set_current(next(places, self.grid.current()))

    def _ask_at_tile(self, place: int, where: QPoint) -> None:
        """Of the two pictures of a tile, the one at that position."""
        right = self.grid.viewport().mapFromGlobal(where).x() >= self.grid.tile_rect(place).center().x()
        pair = self._pairs[place]
        self.menu_asked.emit((pair.other if right else pair.one).path, where)

    def step(self, by: int) -> None:
        """Go to another pair."""
        if 0 <= self.grid.current() + by < len(self._pairs):
            self.grid.set_current(self.grid.current() + by)

    def _show(self, place: int) -> None:
        if not 0 <= place < len(self._pairs) or self._dataset is None:
            return
        pair, total = self._pairs[place], len(self._pairs)
        self.large.show_pair(self._dataset, pair, self._thumbnails)
        self.number.setText(tr("Pair {number} of {total}", number=place + 1, total=total))
        self.alike.setText(how_alike(pair, self._kind(pair)))
        self.back.setEnabled(place > 0)
        self.on.setEnabled(place < total - 1)
        self.chosen.emit(place)

    def _kind(self, pair: Alike) -> PairKind:
        """In what they differ; computed when it is about to show, for there may be many pairs."""
        ends = pair.one.path, pair.other.path
        if ends not in self._kinds and self._measured is not None:
            self._kinds[ends] = kind_of(*ends, self._measured)
        return self._kinds.get(ends, PairKind.UNKNOWN)

    def _arrived(self, _path: str) -> None:
        self.grid.viewport().update()
        self.large.update()

    def _tip(self, place: int) -> str:
        pair = self._pairs[place]
        paths = [printable(one.path) for one in (pair.one, pair.other)]
        if self.large.copies:
            fates = [show(fate) for _, fate in FATES]
            paths = [
                tr("{path:plain}: {fate:plain}", path=path, fate=fate) for path, fate in zip(paths, fates, strict=True)
            ]
        return "\n".join(paths)

    def _paint_tile(self, painter: QPainter, rect: QRect, place: int) -> None:
        assert self._dataset is not None  # there are no pairs without
        pair, chosen = self._pairs[place], place == self.grid.current()
        side = min((rect.width() - _SMALL_GAP - 6) // 2, rect.height() - 6)
        for number, one in enumerate((pair.one, pair.other)):
            box = QRect(rect.left() + 3 + number * (side + _SMALL_GAP), rect.top() + 3, side, side)
            _paint_one(painter, box, one, self._dataset, self._thumbnails, self.devicePixelRatioF())
            if self.large.copies and side >= LEAST_MARKED:
                paint_fate(painter, box, *FATES[number], words=False)
        if chosen:
            paint_box(
                painter, QRect(rect.left(), rect.top(), 2 * side + _SMALL_GAP + 6, side + 6), 6, None, "accent", 2
            )
        painter.setFont(font(CAPTION, SEMIBOLD if chosen else REGULAR))
        painter.setPen(colour("text" if chosen else "text2"))
        below = QRect(rect.left() + 3, rect.top() + side + 7, 2 * side + _SMALL_GAP, _LINE)
        kind = self._kind(pair)
        much, words = in_short(pair, kind), KINDS.get(kind)
        painter.drawText(below, Qt.AlignmentFlag.AlignRight | Qt.AlignmentFlag.AlignVCenter, much)
        room = below.width() - painter.fontMetrics().horizontalAdvance(much) - 8
        name = show(words) if words is not None else printable(pair.other.path.rpartition("/")[2])
        shown = painter.fontMetrics().elidedText(name, Qt.TextElideMode.ElideMiddle, room)
        painter.drawText(below, Qt.AlignmentFlag.AlignVCenter, shown)


def _paint_one(
    painter: QPainter, box: QRect, one: Picture, dataset: Dataset, thumbnails: ThumbnailLoader, ratio: float
) -> None:
    path = dataset.absolute(one)
    pixmap = thumbnails.pixmap(path, box.width(), ratio, dataset.scale)
    paint_framed(painter, box, pixmap, unreadable=thumbnails.failed(path) is not None)


class _LargePair(QWidget):
    """Two pictures beside each other, and below each its part, class, name and size. Signals as of ``PairsView``.

    Attributes:
        copies: whether it is marked which one stays where copies are left out.
    """

    opened = Signal(str)
    menu_asked = Signal(str, QPoint)

    def __init__(self, parent: QWidget) -> None:
        super().__init__(parent)
        self._dataset: Dataset | None = None
        self._pair: Alike | None = None
        self._thumbnails: ThumbnailLoader | None = None
        self.copies = False
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Expanding)
        self.setMinimumHeight(96 + 2 * _LINE)

    def show_pair(self, dataset: Dataset, pair: Alike, thumbnails: ThumbnailLoader) -> None:
        self._dataset, self._pair, self._thumbnails = dataset, pair, thumbnails
        fates = [show(fate) for _, fate in FATES] if self.copies else ["", ""]
        both = (
            " ".join(filter(None, (*part_and_class(dataset, one), *self._file(one), fate)))
            for one, fate in zip((pair.one, pair.other), fates, strict=True)
        )
        self.setAccessibleName("; ".join(both))
        self.update()

    def _column(self) -> tuple[int, int]:
        """The side of a picture and the width of a column, px: words need more than a small picture."""
        side = min((self.width() - _GAP) // 2, self.height() - 2 * _LINE - 6)
        return side, min((self.width() - _GAP) // 2, max(side, _WORDS))

    @staticmethod
    def full_height(width: int) -> int:
        """The height that the pictures need in that width, px."""
        return (width - _GAP) // 2 + 2 * _LINE + 6

    def path_at(self, point: QPoint) -> str:
        """The path of the picture in whose column a point is; "" where there is none."""
        column = self._column()[1] + _GAP
        if self._pair is None or point.x() >= 2 * column:
            return ""
        return (self._pair.one if point.x() < column else self._pair.other).path

    def mouseDoubleClickEvent(self, event: QMouseEvent) -> None:
        if event.button() == Qt.MouseButton.LeftButton and (path := self.path_at(event.position().toPoint())):
            self.opened.emit(path)

    def contextMenuEvent(self, event: QContextMenuEvent) -> None:
        if path := self.path_at(event.pos()):
            self.menu_asked.emit(path, event.globalPos())

    def sizeHint(self) -> QSize:
        return QSize(2 * 200 + _GAP, 200 + 2 * _LINE)

    @staticmethod
    def _file(one: Picture) -> tuple[str, str]:
        return printable(one.path.rpartition("/")[2]), size(one.size)

    def paintEvent(self, _event: QPaintEvent) -> None:
        if self._pair is None or self._dataset is None or self._thumbnails is None:
            return
        painter = QPainter(self)
        side, column = self._column()
        for number, one in enumerate((self._pair.one, self._pair.other)):
            box = QRect(number * (column + _GAP), 0, side, side)
            _paint_one(painter, box, one, self._dataset, self._thumbnails, self.devicePixelRatioF())
            if self.copies:
                paint_fate(painter, box, *FATES[number], words=True)
            top = side + 4
            paint_part(painter, QRect(box.left(), top, column, _LINE), self._dataset, one)
            paint_ends(painter, QRect(box.left(), top + _LINE, column, _LINE), *self._file(one))
