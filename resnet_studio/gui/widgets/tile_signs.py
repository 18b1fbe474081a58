"""Signs on the tile of a picture: that an answer is wrong, and that the picture cannot be shown."""

from __future__ import annotations

from typing import Final

from PySide6.QtCore import QRect, QRectF, Qt
from PySide6.QtGui import QPainter, QPainterPath

from resnet_studio.core.basics.message import tr
from resnet_studio.gui.theme.fonts import font
from resnet_studio.gui.theme.icons import paint_icon
from resnet_studio.gui.theme.tokens import CAPTION
from resnet_studio.gui.widgets.paint import colour, paint_box

_WORD_WIDTH: Final = 76
"""px of a square that has room for "unreadable"."""


def paint_cross(painter: QPainter, box: QRectF, radius: float) -> None:
    """Paint the flag with a cross in the round corner of a wrong answer."""
    outline = QPainterPath()
    outline.addRoundedRect(box, radius, radius)
    side = 26.0 if box.width() >= 120 else 22.0 if box.width() >= 64 else 16.0
    corner = QRectF(box.right() - side, box.top(), side, side)
    flag = QPainterPath()
    flag.addRoundedRect(corner.adjusted(0, -8, 8, 0), 6, 6)
    painter.fillPath(flag.intersected(outline), colour("wrong"))
    paint_icon(painter, corner, "cross", "on_accent", round(side * 0.55))


def paint_unreadable(painter: QPainter, box: QRect, radius: float, *, edge: bool) -> None:
    """Paint what stands in the place of a picture that cannot be shown: a sign, and the word where it has room."""
    paint_box(painter, box, radius, "surface", "line2" if edge else None, dashed=edge)
    if box.width() < _WORD_WIDTH:
        paint_icon(painter, box, "warning", "wrong", box.width() // 2)
        return
    side = min(24, box.width() // 3)
    paint_icon(painter, box.translated(0, -10), "warning", "wrong", side)
    painter.setFont(font(CAPTION))
    painter.setPen(colour("text2"))
    below = QRect(box.left(), box.center().y() + side // 2 - 4, box.width(), 18)
    painter.drawText(below, Qt.AlignmentFlag.AlignCenter, tr("unreadable"))
