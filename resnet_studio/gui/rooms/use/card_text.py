"""Text on a card: one elided line, or as many lines as there is room for."""

from __future__ import annotations

from PySide6.QtCore import QRect, Qt
from PySide6.QtGui import QFontMetrics, QPainter, QTextLayout, QTextOption

from resnet_studio.core.basics import safe_text
from resnet_studio.gui.theme.fonts import font
from resnet_studio.gui.theme.tokens import BODY, REGULAR, SECONDARY
from resnet_studio.gui.widgets.paint import colour

_MIDDLE = Qt.AlignmentFlag.AlignVCenter


def line(
    painter: QPainter,
    rect: QRect,
    text: str,
    size: int = BODY,
    weight: int = REGULAR,
    tone: str = "text",
    flags: Qt.AlignmentFlag = _MIDDLE,
) -> None:
    """One line of plain text, elided in the middle."""
    painter.setFont(font(size, weight))
    painter.setPen(colour(tone))
    shown = painter.fontMetrics().elidedText(safe_text.printable(text), Qt.TextElideMode.ElideMiddle, rect.width())
    painter.drawText(rect, flags, shown)


def paragraph(painter: QPainter, room: QRect, text: str) -> None:
    """Plain text over as many lines as there is room for, the last one elided."""
    made = font(SECONDARY)
    metrics = QFontMetrics(made)
    layout = QTextLayout(text, made)
    layout.setTextOption(_wrap_option())
    painter.setFont(made)
    painter.setPen(colour("text"))
    layout.beginLayout()
    top = room.top()
    while (line := layout.createLine()).isValid():
        line.setLineWidth(room.width())
        last = top + 2 * metrics.lineSpacing() > room.bottom()
        shown = text[line.textStart() :] if last else text[line.textStart() : line.textStart() + line.textLength()]
        shown = metrics.elidedText(shown, Qt.TextElideMode.ElideRight, room.width() + 2)
        painter.drawText(room.left(), top + metrics.ascent(), shown)
        top += metrics.lineSpacing()
        if last:
            break
    layout.endLayout()


def _wrap_option() -> QTextOption:
    option = QTextOption()
    option.setWrapMode(QTextOption.WrapMode.WrapAtWordBoundaryOrAnywhere)
    return option
