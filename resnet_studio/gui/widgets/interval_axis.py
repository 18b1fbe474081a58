"""An axis of per cent with a share and its 95 % interval on it."""

from __future__ import annotations

import math
from dataclasses import dataclass

from PySide6.QtCore import QRectF, QSize, Qt
from PySide6.QtGui import QPainter, QPaintEvent
from PySide6.QtWidgets import QSizePolicy, QWidget

from resnet_studio.core.basics import language
from resnet_studio.core.basics.axes import nice_step
from resnet_studio.core.runs.figures import Figure
from resnet_studio.gui.theme.fonts import font
from resnet_studio.gui.theme.tokens import CAPTION
from resnet_studio.gui.widgets.paint import colour, paint_box

_HEIGHT = 42
_LINE = 11
"""Where the axis is, px from the top."""
_EDGE = 7
"""Room at both ends, for half of the dot, px. Labels there stay inside, so that the axis begins where texts do."""
_MOST_TICKS = 4


@dataclass(frozen=True, slots=True)
class Axis:
    """From `low` to `high` per cent, with marks at `ticks`."""

    low: float
    high: float
    ticks: tuple[float, ...]

    @classmethod
    def around(cls, low: float, high: float) -> Axis:
        """The axis that shows what is from `low` to `high`, both in per cent, with some room beside it."""
        span = min(100.0, max(10.0, 1.6 * (high - low)))
        step = max(1.0, nice_step(span, _MOST_TICKS - 1))
        first = max(0.0, math.floor((low - 0.1 * span) / step) * step)
        last = min(100.0, math.ceil((high + 0.1 * span) / step) * step)
        count = round((last - first) / step)
        return cls(first, last, tuple(first + step * number for number in range(count + 1)))

    def at(self, percent: float) -> float:
        """How far a value is along the axis, from 0 to 1."""
        return min(1.0, max(0.0, (percent - self.low) / ((self.high - self.low) or 1.0)))


class IntervalAxis(QWidget):
    """Paints one figure; nothing while there is none."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._figure = Figure()
        self.setFixedHeight(_HEIGHT)
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Fixed)

    def show_figure(self, figure: Figure) -> None:
        """Show a share."""
        self._figure = figure
        self.update()

    def sizeHint(self) -> QSize:
        return QSize(200, _HEIGHT)

    def paintEvent(self, _event: QPaintEvent) -> None:
        figure = self._figure
        if figure.value is None or figure.low is None or figure.high is None:
            return
        axis = Axis.around(100 * figure.low, 100 * figure.high)
        painter = QPainter(self)
        width = self.width() - 2 * _EDGE

        def x(percent: float) -> float:
            return _EDGE + width * axis.at(percent)

        painter.fillRect(QRectF(_EDGE, _LINE, width, 1), colour("line2"))
        painter.setFont(font(CAPTION))
        for tick in axis.ticks:
            painter.fillRect(QRectF(round(x(tick)), _LINE - 3, 1, 7), colour("line2"))
            painter.setPen(colour("text3"))
            words = f"{language.current().number(tick, 0)} %"
            wide = painter.fontMetrics().horizontalAdvance(words) + 1
            left = min(max(x(tick) - wide / 2, 0), self.width() - wide)
            painter.drawText(QRectF(left, _LINE + 10, wide, 16), Qt.AlignmentFlag.AlignCenter, words)
        left, right = x(100 * figure.low), x(100 * figure.high)
        ground = colour("validation")
        ground.setAlphaF(0.3)
        painter.fillRect(QRectF(left, _LINE - 4, right - left, 9), ground)
        for end in (left, right):
            painter.fillRect(QRectF(end - 1, _LINE - 8, 2, 17), colour("validation"))
        dot = QRectF(x(100 * figure.value) - 6, _LINE - 5.5, 12, 12)
        paint_box(painter, dot, 6, "validation", "surface", 1.5)
