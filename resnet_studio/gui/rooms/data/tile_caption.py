"""The line below a picture: its class at the left end, and its part, or what it was, at the right end."""

from __future__ import annotations

from functools import lru_cache
from typing import Final

from PySide6.QtCore import QRect, Qt
from PySide6.QtGui import QFontMetrics, QPainter

from resnet_studio.gui.theme.fonts import font
from resnet_studio.gui.theme.tokens import CAPTION, REGULAR, SEMIBOLD
from resnet_studio.gui.widgets.paint import colour

CAPTION_HEIGHT: Final = 20
_FOR_TWO: Final = 104  # px; a narrower tile has room for one word
_LEFT: Final = Qt.AlignmentFlag.AlignVCenter | Qt.AlignmentFlag.AlignLeft
_RIGHT: Final = Qt.AlignmentFlag.AlignVCenter | Qt.AlignmentFlag.AlignRight


def paint_caption(painter: QPainter, tile: QRect, name: str, beside: str, *, strong: bool) -> None:
    """Paint both below a tile, elided to its width; `beside` takes at most three fifths of it."""
    weight = SEMIBOLD if strong else REGULAR
    painter.setFont(font(CAPTION, weight))
    painter.setPen(colour("text" if strong else "text2"))
    room = QRect(tile.left(), tile.bottom() + 4, tile.width(), CAPTION_HEIGHT - 4)
    taken = 0
    if tile.width() >= _FOR_TWO:
        beside, taken = _fitted(beside, weight, tile.width() * 3 // 5, Qt.TextElideMode.ElideRight)
        painter.drawText(room, _RIGHT, beside)
    name, _ = _fitted(name, weight, tile.width() - taken - 8, Qt.TextElideMode.ElideMiddle)
    painter.drawText(room, _LEFT, name)


@lru_cache(maxsize=1024)
def _fitted(text: str, weight: int, width: int, elide: Qt.TextElideMode) -> tuple[str, int]:
    """The text elided to a width, and its own width, px. Few texts stand below many tiles, and eliding is slow."""
    metrics = QFontMetrics(font(CAPTION, weight))
    fitted = metrics.elidedText(text, elide, width)
    return fitted, metrics.horizontalAdvance(fitted)
