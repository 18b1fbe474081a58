"""The difference of two accuracies with its interval, drawn about zero."""

from __future__ import annotations

import math
from typing import Final

from PySide6.QtCore import QLineF, QPointF, QRectF, QSize, Qt
from PySide6.QtGui import QPainter, QPaintEvent, QPen
from PySide6.QtWidgets import QSizePolicy, QWidget

from resnet_studio.core.basics import language
from resnet_studio.core.basics.axes import nice_step
from resnet_studio.core.basics.message import tr
from resnet_studio.gui.theme.fonts import font
from resnet_studio.gui.theme.tokens import CAPTION
from resnet_studio.gui.widgets.paint import colour

_HEIGHT: Final = 64
_LINE: Final = 34
"""Where the axis is, px from the top."""
_EDGE: Final = 16
_STEPS: Final = 3
"""At most so many on each side of zero."""


def ticks(low: float, high: float) -> tuple[float, int]:
    """The step of the axis in points, and how many of them there are on each side of zero."""
    furthest = max(abs(low), abs(high), 0.1)
    step = nice_step(furthest, _STEPS)
    return step, math.ceil(furthest / step - 1e-9)


class DifferenceAxis(QWidget):
    """Shows A minus B in points; nothing before the first call of `show_difference`."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._value, self._low, self._high = math.nan, math.nan, math.nan
        self.setFixedHeight(_HEIGHT)
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Fixed)

    def show_difference(self, value: float, low: float, high: float) -> None:
        """Show a difference of shares, from -1 to 1, with the ends of its interval."""
        self._value, self._low, self._high = 100 * value, 100 * low, 100 * high
        self.update()

    def sizeHint(self) -> QSize:
        return QSize(240, _HEIGHT)

    def paintEvent(self, _event: QPaintEvent) -> None:
        if not math.isfinite(self._low + self._high + self._value):
            return
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        step, count = ticks(self._low, self._high)
        end = step * count
        middle, half = self.width() / 2, self.width() / 2 - _EDGE

        def at(points: float) -> float:
            return middle + half * points / end

        self._paint_axis(painter, step, count, (at(-end), at(end)))
        band = colour("validation")
        painter.setPen(QPen(band, 2))
        for side in (self._low, self._high):
            painter.drawLine(QLineF(at(side), _LINE - 9, at(side), _LINE + 9))
        band.setAlphaF(0.35)
        painter.fillRect(QRectF(at(self._low), _LINE - 6, at(self._high) - at(self._low), 12), band)
        zero = QPen(colour("text2"), 1)
        zero.setDashPattern([3.0, 2.5])
        painter.setPen(zero)
        painter.drawLine(QLineF(round(middle) + 0.5, 2, round(middle) + 0.5, _LINE + 10))
        painter.setPen(QPen(colour("surface"), 1.5))
        painter.setBrush(colour("validation"))
        painter.drawEllipse(QPointF(at(self._value), _LINE), 5, 5)

    def _paint_axis(self, painter: QPainter, step: float, count: int, ends: tuple[float, float]) -> None:
        left, right = ends
        painter.setPen(QPen(colour("line2"), 1))
        painter.drawLine(QLineF(left, _LINE + 0.5, right, _LINE + 0.5))
        painter.setFont(font(CAPTION))
        metrics = painter.fontMetrics()
        decimals = 0 if step >= 1 else 1 if step >= 0.1 else 2
        for number in range(-count, count + 1):
            x = left + (right - left) * (number + count) / (2 * count)
            painter.setPen(QPen(colour("line2"), 1))
            painter.drawLine(QLineF(x, _LINE - 4, x, _LINE + 4))
            text = language.current().number(number * step, decimals).replace("-", "−")
            width = metrics.horizontalAdvance(text) + 2
            painter.setPen(colour("text3"))
            painter.drawText(QRectF(x - width / 2, _LINE + 12, width, 16), Qt.AlignmentFlag.AlignCenter, text)
        painter.setPen(colour("text2"))
        middle, vertical = (left + right) / 2, Qt.AlignmentFlag.AlignVCenter
        room = QRectF(0, 0, middle - 8, 18)
        shown = [
            metrics.elidedText(words, Qt.TextElideMode.ElideRight, int(room.width()))
            for words in (tr("← B better"), tr("A better →"))
        ]
        painter.drawText(room, vertical | Qt.AlignmentFlag.AlignRight, shown[0])
        painter.drawText(room.translated(middle + 8, 0), vertical, shown[1])
