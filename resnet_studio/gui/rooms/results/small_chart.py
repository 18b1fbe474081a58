"""A small chart in a card: lines and points over two axes of per cent, with a marked point."""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass

from PySide6.QtCore import QPointF, QRectF, QSize, Qt, Signal
from PySide6.QtGui import QMouseEvent, QPainter, QPaintEvent, QPen, QPolygonF
from PySide6.QtWidgets import QSizePolicy, QWidget

from resnet_studio.core.basics import language
from resnet_studio.core.basics.axes import nice_step
from resnet_studio.gui.theme.fonts import font
from resnet_studio.gui.theme.tokens import CAPTION, SEMIBOLD
from resnet_studio.gui.widgets.paint import colour, paint_box

LEFT, RIGHT, TOP, BOTTOM = 30.0, 14.0, 20.0, 32.0
"""Room for figures and titles around the axes, px."""
_TITLE_HEIGHT = 14


@dataclass(frozen=True, slots=True)
class Axis:
    """From `low` to `high`, both shares, with figures in per cent at `ticks`."""

    low: float
    high: float
    ticks: tuple[float, ...]
    title: str

    @classmethod
    def over(cls, low: float, title: str, high: float = 1.0, most: int = 3) -> Axis:
        """An axis that begins at a round share at or below `low`."""
        step = nice_step(max(0.02, high - low), most)
        start = max(0.0, math.floor(low / step + 1e-9) * step)
        count = round((high - start) / step)
        return cls(start, high, tuple(start + step * number for number in range(count + 1)), title)


@dataclass(frozen=True, slots=True)
class Series:
    """Points, from left to right, joined by a line or with their intervals; dashed is a comparison."""

    points: tuple[tuple[float, float], ...]
    tone: str = "validation"
    width: float = 2.0
    dashed: bool = False
    dots: bool = False
    intervals: tuple[tuple[float, float], ...] = ()


class SmallChart(QWidget):
    """Signal: ``pointed(float)``, the horizontal position under the pointer; NaN outside."""

    pointed = Signal(float)

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.across, self.up = Axis(0, 1, (), ""), Axis(0, 1, (), "")
        self.series: tuple[Series, ...] = ()
        self._mark: tuple[float, float, str] | None = None
        self.setMouseTracking(True)
        self.setMinimumHeight(120)
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Expanding)

    def show_chart(
        self, x: Axis, y: Axis, series: Sequence[Series], mark: tuple[float, float, str] | None = None
    ) -> None:
        """Show lines; `mark` is a point with a text beside it."""
        self.across, self.up, self.series, self._mark = x, y, tuple(series), mark
        self.update()

    def sizeHint(self) -> QSize:
        return QSize(200, 140)

    def area(self) -> QRectF:
        """Return the rectangle between the axes, px."""
        return QRectF(LEFT, TOP, max(20.0, self.width() - LEFT - RIGHT), max(20.0, self.height() - TOP - BOTTOM))

    def place(self, x: float, y: float) -> QPointF:
        """Return where a point is, px."""
        area = self.area()
        share_x = (x - self.across.low) / ((self.across.high - self.across.low) or 1.0)
        share_y = (y - self.up.low) / ((self.up.high - self.up.low) or 1.0)
        return QPointF(area.left() + share_x * area.width(), area.bottom() - share_y * area.height())

    def mouseMoveEvent(self, event: QMouseEvent) -> None:
        area, where = self.area(), event.position()
        inside = area.adjusted(-8, -8, 8, 8).contains(where)
        share = (where.x() - area.left()) / area.width()
        self.pointed.emit(self.across.low + share * (self.across.high - self.across.low) if inside else math.nan)

    # Painting --------------------------------------------------------------------------------------------------

    def paintEvent(self, _event: QPaintEvent) -> None:
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        self._paint_axes(painter)
        painter.save()
        painter.setClipRect(self.area().adjusted(-6, -6, 6, 6))
        for series in self.series:
            self._paint_series(painter, series)
        painter.restore()
        if self._mark is not None:
            self._paint_mark(painter, *self._mark)

    def _paint_axes(self, painter: QPainter) -> None:
        area = self.area()
        painter.setFont(font(CAPTION))
        for tick in self.up.ticks:
            y = round(self.place(self.across.low, tick).y())
            painter.fillRect(QRectF(area.left(), y, area.width(), 1), colour("line"))
            painter.setPen(colour("text3"))
            beside = Qt.AlignmentFlag.AlignRight | Qt.AlignmentFlag.AlignVCenter
            painter.drawText(QRectF(0, y - 8, LEFT - 5, 16), beside, _percent(tick))
        painter.setPen(colour("text3"))
        painter.drawText(QRectF(0, 0, self.width(), _TITLE_HEIGHT), Qt.AlignmentFlag.AlignLeft, self.up.title)
        for tick in self.across.ticks:
            box = QRectF(self.place(tick, self.up.low).x() - 16, area.bottom() + 4, 32, 14)
            painter.drawText(box, Qt.AlignmentFlag.AlignCenter, _percent(tick))
        below = QRectF(area.left() - 8, area.bottom() + 17, area.width() + 16, 14)
        painter.drawText(below, Qt.AlignmentFlag.AlignCenter, self.across.title)

    def _paint_series(self, painter: QPainter, series: Series) -> None:
        places = [self.place(x, y) for x, y in series.points]
        pen = QPen(colour(series.tone), series.width)
        pen.setJoinStyle(Qt.PenJoinStyle.RoundJoin)
        if series.dashed:
            pen.setDashPattern([3.0, 3.0])
        painter.setPen(pen)
        for (x, _), (low, high) in zip(series.points, series.intervals, strict=False):
            faint = colour(series.tone)
            faint.setAlphaF(0.5)
            painter.fillRect(
                QRectF(self.place(x, high).x() - 1, self.place(x, high).y(), 2, self._length(low, high)), faint
            )
        if not series.dots:
            painter.drawPolyline(QPolygonF(places))
            return
        for place in places:
            paint_box(painter, QRectF(place.x() - 4, place.y() - 4, 8, 8), 4, series.tone)

    def _length(self, low: float, high: float) -> float:
        return self.place(0, low).y() - self.place(0, high).y()

    def _paint_mark(self, painter: QPainter, x: float, y: float, words: str) -> None:
        place, area = self.place(x, y), self.area()
        painter.setPen(QPen(colour("text2"), 1, Qt.PenStyle.DashLine))
        painter.drawLine(QPointF(area.left(), place.y()), place)
        painter.drawLine(QPointF(place.x(), area.bottom()), place)
        paint_box(painter, QRectF(place.x() - 5.5, place.y() - 5.5, 11, 11), 5.5, "surface", "validation", 2.5)
        painter.setFont(font(CAPTION, SEMIBOLD))
        painter.setPen(colour("validation"))
        width = painter.fontMetrics().horizontalAdvance(words) + 2
        right = place.x() + 10 + width <= self.width()
        left = place.x() + 10 if right else place.x() - 10 - width
        top = max(0.0, place.y() - 18)
        if top < _TITLE_HEIGHT:  # not over the title of the axis
            painter.setFont(font(CAPTION))
            left = max(left, painter.fontMetrics().horizontalAdvance(self.up.title) + 6.0)
            painter.setFont(font(CAPTION, SEMIBOLD))
        painter.drawText(QRectF(left, top, width, 16), Qt.AlignmentFlag.AlignVCenter, words)


def _percent(share: float) -> str:
    value = 100 * share
    return language.current().number(value, 0 if abs(value - round(value)) < 1e-6 else 1)
