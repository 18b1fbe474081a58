"""Marks on pictures that are alike: which one stays where copies are left out."""

from __future__ import annotations

from typing import Final

from PySide6.QtCore import QRect, Qt
from PySide6.QtGui import QPainter

from resnet_studio.core.basics.message import Message, message, show
from resnet_studio.gui.theme.fonts import font
from resnet_studio.gui.theme.icons import paint_icon
from resnet_studio.gui.theme.tokens import CAPTION, SEMIBOLD
from resnet_studio.gui.widgets.paint import colour, paint_box

FATES: Final = (("check", message("would stay")), ("minus", message("would be left out")))
"""What leaving copies out would do to the first and to the second picture of a pair, with its icon."""
LEAST_MARKED: Final = 44
"""Side of the smallest picture that has a mark, px."""
_FATE: Final = 18


def paint_fate(painter: QPainter, box: QRect, sign: str, fate: Message, *, words: bool) -> None:
    """Paint in a picture's corner whether it stays where copies are left out, in a small one by an icon alone."""
    painter.setFont(font(CAPTION, SEMIBOLD))
    text = show(fate) if words else ""
    wide = min(painter.fontMetrics().horizontalAdvance(text) + 12 if words else 0, box.width() - _FATE - 8)
    room = QRect(box.left() + 4, box.top() + 4, _FATE + max(0, wide), _FATE)
    paint_box(painter, room, 4, "surface", "line2")
    tone = "ok" if sign == "check" else "text2"
    paint_icon(painter, QRect(room.left(), room.top(), _FATE, _FATE), sign, tone, 12)
    painter.setPen(colour("text"))
    left = room.adjusted(_FATE, 0, -4, 0)
    shown = painter.fontMetrics().elidedText(text, Qt.TextElideMode.ElideRight, left.width())
    painter.drawText(left, Qt.AlignmentFlag.AlignVCenter, shown)
