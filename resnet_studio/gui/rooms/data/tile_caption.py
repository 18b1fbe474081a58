"""The line below a picture: its class at the left end, and its part, or what it was, at the right end."""

from __future__ import annotations

from functools import lru_cache
from typing import Final

from PySide6.QtCore import QPointF, QRect, Qt
from PySide6.QtGui import QFontMetricsF, QPainter, QStaticText, QTransform

from resnet_studio.gui.theme.fonts import font
from resnet_studio.gui.theme.tokens import CAPTION, REGULAR, SEMIBOLD
from resnet_studio.gui.widgets.paint import colour

CAPTION_HEIGHT: Final = 20
_FOR_TWO: Final = 104  # px; a narrower tile has room for one word


def paint_caption(painter: QPainter, tile: QRect, name: str, beside: str, *, strong: bool) -> None:
    """Paint both below a tile, elided to its width; `beside` takes at most three fifths of it."""
    weight = SEMIBOLD if strong else REGULAR
    painter.setFont(font(CAPTION, weight))
    painter.setPen(colour("text" if strong else "text2"))
    left, top, width = tile.left(), tile.bottom() + 4, tile.width()
    taken = 0.0
    if beside and width >= _FOR_TWO:
        text, taken, above = _fitted(beside, weight, width * 3 // 5, Qt.TextElideMode.ElideRight)
        painter.drawStaticText(QPointF(left + width - taken, top + above), text)
    text, _, above = _fitted(name, weight, width - round(taken) - 8, Qt.TextElideMode.ElideMiddle)
    painter.drawStaticText(QPointF(left, top + above), text)


@lru_cache(maxsize=1024)
def _fitted(text: str, weight: int, width: int, elide: Qt.TextElideMode) -> tuple[QStaticText, float, float]:
    """The text elided to a width, its own width, and the room above it, px.

    Few texts stand below many tiles, and eliding and laying them out is slow.
    """
    style = font(CAPTION, weight)
    metrics = QFontMetricsF(style)
    fitted = metrics.elidedText(text, elide, width)
    static = QStaticText(fitted)
    static.setTextFormat(Qt.TextFormat.PlainText)
    static.prepare(QTransform(), style)
    return static, metrics.horizontalAdvance(fitted), (CAPTION_HEIGHT - 4 - static.size().height()) / 2
