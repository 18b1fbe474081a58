"""The letters of things that are compared: A filled and blue, the others hollow; a thin circle for what is not."""

from __future__ import annotations

from typing import Final

from PySide6.QtCore import QRectF, Qt
from PySide6.QtGui import QPainter, QPaintEvent
from PySide6.QtWidgets import QWidget

from resnet_studio.gui.theme.fonts import font
from resnet_studio.gui.theme.tokens import CAPTION, SEMIBOLD
from resnet_studio.gui.widgets.paint import colour, paint_box

BADGE: Final = 18
"""Its side, px."""


def paint_badge(painter: QPainter, box: QRectF, letter: str) -> None:
    """Paint a circle with a letter; "" is an empty one."""
    first = letter == "A"
    paint_box(
        painter, box, box.height() / 2, "validation" if first else "surface" if letter else None,
        None if first else "text" if letter else "line2", 1.2 if letter else 1.0,
    )  # fmt: skip
    painter.setFont(font(CAPTION, SEMIBOLD))
    painter.setPen(colour("on_validation" if first else "text"))
    painter.drawText(box, Qt.AlignmentFlag.AlignCenter, letter)


class Badge(QWidget):
    """Such a circle as a widget; it lets clicks through."""

    def __init__(self, letter: str, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._letter = letter
        self.setFixedSize(BADGE, BADGE)
        self.setAccessibleName(letter)
        self.setAttribute(Qt.WidgetAttribute.WA_TransparentForMouseEvents)

    def paintEvent(self, _event: QPaintEvent) -> None:
        paint_badge(QPainter(self), QRectF(self.rect()), self._letter)
