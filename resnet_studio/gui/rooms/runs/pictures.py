"""The pictures behind a count of a comparison, in the place of the table; Esc brings the table back."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path
from typing import Final

from PySide6.QtCore import QRect, Qt, Signal
from PySide6.QtGui import QKeyEvent, QPainter
from PySide6.QtWidgets import QHBoxLayout, QVBoxLayout, QWidget

from resnet_studio.core.basics import formatting, safe_text
from resnet_studio.core.basics.message import plural, show, tr
from resnet_studio.core.runs.comparison import ComparedPicture, Pair, Who
from resnet_studio.gui.theme.fonts import font
from resnet_studio.gui.theme.tokens import CAPTION, REGULAR, SEMIBOLD
from resnet_studio.gui.threads.thumbnails import ThumbnailLoader
from resnet_studio.gui.widgets.button import Button
from resnet_studio.gui.widgets.card import Card
from resnet_studio.gui.widgets.feedback import NoticeBar
from resnet_studio.gui.widgets.paint import colour
from resnet_studio.gui.widgets.pictures import TileGrid, paint_picture
from resnet_studio.gui.widgets.text import heading

_TILE: Final = 132
_LINE: Final = 15
_CAPTION: Final = 3 * _LINE + 4


class ComparedPictures(Card):
    """Signals: ``closed()``, ``opened(int)``: the picture of that number is to be shown large."""

    closed = Signal()
    opened = Signal(int)

    def __init__(self, thumbnails: ThumbnailLoader, parent: QWidget | None = None) -> None:
        super().__init__(padding=14, spacing=10, parent=parent)
        self._thumbnails = thumbnails
        self._pair: Pair | None = None
        self.pictures: Sequence[ComparedPicture] = ()
        self.heading = heading()
        self.back = Button(tr("Back to the runs"), "small", "chevron-left", tip=tr("Show the table again (Esc)"))
        self.gone = NoticeBar()
        self.grid = TileGrid(self._paint_tile, tile=_TILE, caption=_CAPTION, tip=self._tip)
        row = QHBoxLayout()
        row.addWidget(self.heading, 1)
        row.addWidget(self.back)
        column: QVBoxLayout = self.layout_
        column.addLayout(row)
        column.addWidget(self.gone)
        column.addWidget(self.grid, 1)
        self.back.clicked.connect(self.closed)
        self.grid.activated.connect(self.opened)
        self.grid.current_changed.connect(self._describe)
        thumbnails.loaded.connect(self._loaded)

    def show_pictures(self, pair: Pair, who: Who, *, there: bool) -> None:
        """Show those of the pair on which these are right; `there`: whether the folder of the pictures is."""
        self._pair = pair
        self.pictures = [picture for picture in pair.pictures if picture.right == who]
        self.heading.setText(title(who, len(self.pictures)))
        self.gone.setVisible(not there)
        if not there:
            words = tr(
                "Their folder {folder:place} is not there, so that only the answers can be shown.", folder=pair.root
            )
            self.gone.say(tr("The pictures are missing."), words, look="warning")
        self.grid.set_count(len(self.pictures))
        self.grid.setAccessibleName(self.heading.text())
        if self.pictures:
            self.grid.set_current(0)
        self.grid.setFocus()

    def path(self, number: int) -> Path:
        """Return where the file of a picture is."""
        assert self._pair is not None  # there are no pictures without
        return self._pair.root / self.pictures[number].path

    def facts(self, number: int) -> str:
        """Return what both runs say of a picture."""
        one = self.pictures[number]
        return tr(
            "{truth}  ·  {a}  ·  {b}", truth=tr("is {name}", name=one.name), a=_answer("A", one), b=_answer("B", one)
        )

    def keyPressEvent(self, event: QKeyEvent) -> None:
        if event.key() == Qt.Key.Key_Escape:
            self.closed.emit()
        else:
            super().keyPressEvent(event)

    def _tip(self, number: int) -> str:
        name = safe_text.printable(self.pictures[number].path)
        return "\n".join(filter(None, (name, self.facts(number), self._thumbnails.failed(self.path(number)))))

    def _describe(self, number: int) -> None:
        self.grid.setAccessibleDescription(self._tip(number) if number >= 0 else "")

    def _loaded(self, path: str) -> None:
        for number in range(*self.grid.visible_range()):
            if str(self.path(number)) == path:
                self.grid.update_tile(number)

    def _paint_tile(self, painter: QPainter, rect: QRect, number: int) -> None:
        assert self._pair is not None  # there are no pictures without
        one, path = self.pictures[number], self.path(number)
        ratio = self.devicePixelRatioF()
        picture = self._thumbnails.pixmap(path, rect.width(), ratio, self._pair.scale)
        unreadable = self._thumbnails.failed(path) is not None
        paint_picture(painter, rect, picture, selected=number == self.grid.current(), unreadable=unreadable)
        lines = (
            (tr("is {name}", name=one.name), "text2", False),
            (_answer("A", one), "validation", one.right not in ("both", "run")),
            (_answer("B", one), "text", one.right not in ("both", "other")),
        )
        for row, (words, ink, wrong) in enumerate(lines):
            painter.setFont(font(CAPTION, SEMIBOLD if wrong else REGULAR))
            painter.setPen(colour("wrong" if wrong else ink))
            where = QRect(rect.left(), rect.bottom() + 3 + row * _LINE, rect.width(), _LINE)
            shown = painter.fontMetrics().elidedText(words, Qt.TextElideMode.ElideMiddle, where.width())
            painter.drawText(where, Qt.AlignmentFlag.AlignVCenter, shown)


def title(who: Who, count: int) -> str:
    """What these pictures are."""
    texts = {
        "both": plural("{count} picture that both get right", "{count} pictures that both get right", count),
        "run": plural("{count} picture that only A gets right", "{count} pictures that only A gets right", count),
        "other": plural("{count} picture that only B gets right", "{count} pictures that only B gets right", count),
        "neither": plural("{count} picture that both get wrong", "{count} pictures that both get wrong", count),
    }
    return show(texts[who])


def _answer(letter: str, one: ComparedPicture) -> str:
    answer = one.run if letter == "A" else one.other
    share = formatting.percent(answer.probability)
    return tr("{letter}: {name} {share:plain}", letter=letter, name=answer.name, share=share)
