"""The pictures of a part with what the model says of them: only visible ones are loaded and painted."""

from __future__ import annotations

from pathlib import Path
from typing import Final

import numpy as np
from PySide6.QtCore import QRect, Qt, Signal
from PySide6.QtGui import QPainter
from PySide6.QtWidgets import QMenu, QWidget

from resnet_studio.core.basics import formatting
from resnet_studio.core.basics.message import tr
from resnet_studio.core.basics.safe_text import printable
from resnet_studio.core.runs.answered import Answered, Indices
from resnet_studio.gui.rooms.results.growing import GrowingTiles
from resnet_studio.gui.theme.fonts import font
from resnet_studio.gui.theme.qt_icons import icon
from resnet_studio.gui.theme.tokens import CAPTION, MEDIUM, RADIUS_BUTTON, REGULAR, SEMIBOLD
from resnet_studio.gui.threads.thumbnails import ThumbnailLoader
from resnet_studio.gui.why.maps import Maps
from resnet_studio.gui.widgets.file_manager import show_in_folder
from resnet_studio.gui.widgets.paint import colour, paint_box
from resnet_studio.gui.widgets.passing_menu import passing_menu
from resnet_studio.gui.widgets.pictures import paint_picture

TILE: Final = 140
CAPTION_HEIGHT: Final = 38
_LINE: Final = 16
_ROWS: Final = 2
_BARELY: Final = 0.6
"""A right answer that is less sure than this is right, but barely."""


class FailingGrid(GrowingTiles):
    """Tiles with predicted class, probability, truth and loss; wrong ones with a border and a cross.

    An index of a picture is one in the answers. Signals, beside those of `GrowingTiles`: ``opened(int)``, to be shown
    larger; ``alike_wanted(int)``, its most alike training pictures are to be shown; ``missed()``, one cannot be read.
    """

    opened = Signal(int)
    missed = Signal()
    alike_wanted = Signal(int)

    def __init__(self, thumbnails: ThumbnailLoader, maps: Maps, parent: QWidget | None = None) -> None:
        super().__init__(self._paint_tile, tile=TILE, caption=CAPTION_HEIGHT, row_gap=6, tip=self._tip, parent=parent)
        self._thumbnails, self._maps = thumbnails, maps
        self._answered: Answered | None = None
        self._indices: Indices = np.zeros(0, np.int64)
        self._where: dict[str, int] = {}  # positions of the paths that were painted
        self.setAccessibleName(tr("Pictures with their predictions"))
        thumbnails.loaded.connect(self._arrived)
        self.activated.connect(lambda position: self.opened.emit(self.picture_at(position)))
        self.menu_asked.connect(lambda position, where: self.menu(self.picture_at(position)).popup(where))
        self.current_changed.connect(self._describe)
        self.grow_from(_ROWS)

    def show_pictures(self, answered: Answered | None, indices: Indices) -> None:
        """Show these pictures in this order; the current one stays current if it is among them."""
        current = self.current_picture() if answered is self._answered else None
        self._answered, self._indices = answered, indices
        self._where.clear()
        self.set_count(len(indices))
        if current is not None and len(found := np.flatnonzero(indices == current)):
            self.set_current(int(found[0]))

    def picture_at(self, position: int) -> int:
        """The picture at a position."""
        return int(self._indices[position])

    def current_picture(self) -> int | None:
        """The current picture, if there is one."""
        return self.picture_at(self.current()) if self.current() >= 0 else None

    def visible_pictures(self) -> list[int]:
        """The pictures that are at least partly visible, from the top."""
        return [self.picture_at(position) for position in self.in_sight()]

    def looked_at(self, position: int) -> tuple[str, str]:
        """The path of a tile's picture and its own class."""
        known, picture = self.answered(), self.picture_at(position)
        return str(known.absolute(picture)), known.classes[known.labels[picture]]

    def place(self, path: str) -> int | None:
        """The tile of a picture that was painted."""
        return self._where.get(path)

    def make_current(self, picture: int) -> None:
        """Make a picture current, if it shows."""
        if len(found := np.flatnonzero(self._indices == picture)):
            self.set_current(int(found[0]))

    def neighbour(self, picture: int, step: int) -> int | None:
        """The picture that shows so many places after another one, or None at the ends."""
        found = np.flatnonzero(self._indices == picture)
        there = int(found[0]) + step if len(found) else -1
        return self.picture_at(there) if 0 <= there < len(self._indices) else None

    def answered(self) -> Answered:
        """The answers that are shown."""
        assert self._answered is not None  # there are no pictures without
        return self._answered

    def facts(self, picture: int) -> str:
        """What is known of a picture, on one line: "ants 89.3 %  ·  is bees  ·  loss 2.24  ·  bees/7.jpg"."""
        known = self.answered()
        return tr(
            "{predicted:name} {probability:percent}  ·  {truth}  ·  loss {loss:plain}  ·  {path}",
            predicted=known.classes[known.predicted[picture]],
            probability=float(known.sureness[picture]),
            truth=self.truth(picture),
            loss=loss_text(float(known.losses[picture])),
            path=known.paths[picture],
        )

    def truth(self, picture: int) -> str:
        """What a picture is where the model is wrong, or how right it is."""
        known = self.answered()
        if known.wrong[picture]:
            return tr("is {name:name}", name=known.classes[known.labels[picture]])
        return tr("right, barely") if known.sureness[picture] < _BARELY else tr("right")

    def menu(self, picture: int) -> QMenu:
        """The menu of a picture, which is deleted when it closes."""
        menu = passing_menu(self)
        path = self.answered().absolute(picture)
        menu.addAction(icon("picture", "text2"), tr("Show larger"), lambda: self.opened.emit(picture))
        words = tr("Show the most alike training pictures")
        menu.addAction(icon("search", "text2"), words, lambda: self.alike_wanted.emit(picture))
        menu.addAction(icon("folder", "text2"), tr("Show in folder"), lambda: show_in_folder(path))
        return menu

    def _arrived(self, path: str) -> None:
        if 0 <= (position := self._where.get(path, -1)) < self.count():
            self.update_tile(position)
            if self._thumbnails.failed(Path(path)) is not None:
                self.missed.emit()

    def _tip(self, position: int) -> str:
        picture = self.picture_at(position)
        failed = self._thumbnails.failed(self.answered().absolute(picture))
        return "\n".join(filter(None, (printable(self.facts(picture)), printable(failed) if failed else "")))

    def _describe(self, position: int) -> None:
        text = ""
        if position >= 0:
            text = tr(
                "{facts}, {number} of {total}",
                facts=self.facts(self.picture_at(position)),
                number=position + 1,
                total=self.count(),
            )
        self.setAccessibleDescription(text)

    def _paint_tile(self, painter: QPainter, rect: QRect, position: int) -> None:
        known, picture = self.answered(), self.picture_at(position)
        path, wrong = known.absolute(picture), bool(known.wrong[picture])
        self._where[str(path)] = position
        pixmap = self._thumbnails.pixmap(path, rect.width(), self.devicePixelRatioF(), known.scale)
        chosen = position == self.current()
        looked = self._maps.find(str(path), known.classes[known.labels[picture]])
        heat_map = looked.heat_map if looked is not None else None
        unreadable = self._thumbnails.failed(path) is not None
        paint_picture(painter, rect, pixmap, wrong=wrong, unreadable=unreadable, heat_map=heat_map)
        if chosen:
            inset = 3 if wrong else 0
            paint_picture_ring(painter, rect.adjusted(inset, inset, -inset, -inset))
        line = QRect(rect.left(), rect.bottom() + 5, rect.width(), _LINE)
        tone = "wrong" if wrong else "text"
        name = known.classes[known.predicted[picture]]
        strong = SEMIBOLD if wrong or chosen else MEDIUM
        share = formatting.percent(float(known.sureness[picture]))
        paint_pair(painter, line, (name, tone, strong), (share, "wrong" if wrong else "text2", strong))
        loss = tr("loss {loss:plain}", loss=loss_text(float(known.losses[picture])))
        below = line.translated(0, _LINE)
        paint_pair(painter, below, (self.truth(picture), "text2", REGULAR), (loss, "text2", REGULAR))


def loss_text(loss: float) -> str:
    """A loss with two decimals: "2.24"."""
    return f"{loss:.2f}"


Words = tuple[str, str, int]
"""A text, its colour and its weight."""


def paint_pair(painter: QPainter, line: QRect, left: Words, right: Words) -> None:
    """Paint a text at the left end of a line, elided, and one at the right end."""
    vertical = Qt.AlignmentFlag.AlignVCenter
    painter.setFont(font(CAPTION, right[2]))
    painter.setPen(colour(right[1]))
    painter.drawText(line, vertical | Qt.AlignmentFlag.AlignRight, right[0])
    taken = painter.fontMetrics().horizontalAdvance(right[0]) + 6 if right[0] else 0
    painter.setFont(font(CAPTION, left[2]))
    painter.setPen(colour(left[1]))
    room = line.width() - taken
    elided = painter.fontMetrics().elidedText(printable(left[0]), Qt.TextElideMode.ElideMiddle, room)
    painter.drawText(line, vertical, elided)


def paint_picture_ring(painter: QPainter, rect: QRect) -> None:
    """Paint the 3 px border of what is selected."""
    paint_box(painter, rect, RADIUS_BUTTON, None, "accent", 3)
