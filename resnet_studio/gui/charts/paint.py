"""Paints what surrounds the curves of a chart: grid, numbers, best epoch, labels at the ends, values at the pointer."""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from PySide6.QtCore import QLineF, QPointF, QRectF, QSizeF, Qt
from PySide6.QtGui import QColor, QFont, QFontMetricsF, QPainter, QPen

from resnet_studio.core.basics import formatting
from resnet_studio.core.basics.axes import Points, epoch_ticks, spread
from resnet_studio.core.basics.message import tr
from resnet_studio.gui.charts.curves import Best, Chart, Line, Name, curve_name
from resnet_studio.gui.theme.fonts import font
from resnet_studio.gui.theme.palette import palette
from resnet_studio.gui.theme.tokens import BODY, CAPTION, REGULAR, SECONDARY, SEMIBOLD, mix
from resnet_studio.gui.widgets.paint import colour, paint_box

WIDTHS: dict[Name, float] = {"train": 1.3, "validation": 3.0}
LEFT, TOP, BOTTOM = 37.0, 10.0, 22.0
"""Room for the figures beside the axes, and above them for the ring of the best epoch, px."""

_TEXT: dict[Name, str] = {"train": "warm_text", "validation": "validation"}
_BESIDE = 7.0  # between a line and the text beside it
RING = 6.5
"""Radius of the ring of the best epoch, px."""
DOT = 3.0
"""Radius of the only point of a curve, px."""
_ASIDE = 11.0  # between the dashed line of the best epoch and its text
_SEARCH_STEP = 5.0
_ROOM_STEP = 4  # px; the plot is not laid out again with every batch

_Align = Qt.AlignmentFlag


@dataclass(frozen=True, slots=True)
class Ends:
    """How far the curves of some charts reach, as a share of the planned epochs, and the width of their labels, px."""

    reach: float
    names: float
    axis: float

    def room(self, width: float) -> float:
        """The space to keep free beyond the last epoch, px; `width` is that from the vertical axis on.

        While the curves end well inside the plot, their labels use its empty part, and only the axis needs space.
        """
        beside = width - (width - self.names) / max(self.reach, 1e-6)
        wanted = min(self.names, max(self.axis, beside))
        return math.ceil(wanted / _ROOM_STEP) * _ROOM_STEP


def ends_of(charts: Sequence[Chart]) -> Ends:
    """The ends of charts that share a horizontal axis, so that their epochs are at the same positions."""
    names = [_width(line.label, SECONDARY, SEMIBOLD) for chart in charts for line in chart.lines if len(line.x)]
    last = max((chart.epochs for chart in charts), default=1)
    axis = _width(formatting.count(last), CAPTION) / 2 + 8 + _width(tr("epoch"), CAPTION) + 6
    reach = max((_until(chart) / chart.epochs for chart in charts), default=0.0)
    return Ends(min(1.0, reach), max(axis, RING + _BESIDE + max(names, default=0.0) + 8), axis)


@dataclass(frozen=True, slots=True)
class Frame:
    """A chart with the rectangle between its axes, px, and the room to the right of it for names, px."""

    chart: Chart
    area: QRectF
    room: float

    def at(self, epoch: float, value: float) -> QPointF:
        """The position of a point of the chart, px."""
        scale = self.chart.scale
        return QPointF(
            self.area.left() + self.area.width() * epoch / self.chart.epochs,
            self.area.bottom() - self.area.height() * (value - scale.low) / (scale.high - scale.low),
        )

    def height_of(self, line: Line, epochs: Points) -> Points:
        """The height of a curve at some epochs, px from the top; NaN beyond its ends."""
        if not len(line.x):
            return np.full(len(epochs), np.nan)
        values = np.interp(epochs, line.x, line.y, left=np.nan, right=np.nan)
        scale = self.chart.scale
        heights: Points = self.area.bottom() - (values - scale.low) / (scale.high - scale.low) * self.area.height()
        return heights

    def hides(self, box: QRectF) -> int:
        """How many pieces of the curves run through a rectangle, of the 23 that each has over its width."""
        epochs = (np.linspace(box.left(), box.right(), 24) - self.area.left()) / self.area.width() * self.chart.epochs
        pieces = 0
        for line in self.chart.lines:
            y = self.height_of(line, epochs)
            half = WIDTHS[line.name] / 2
            upper, lower = np.minimum(y[1:], y[:-1]), np.maximum(y[1:], y[:-1])
            pieces += int(np.count_nonzero((upper < box.bottom() + half) & (lower > box.top() - half)))
        return pieces


def paint_grid(painter: QPainter, frame: Frame, note: str) -> None:
    """Lines and numbers of both axes, the progress of the run, and the note while there are no points."""
    chart, area, now = frame.chart, frame.area, palette()
    painter.setFont(font(CAPTION))
    middle = _Align.AlignVCenter
    for tick in chart.scale.ticks:
        y = round(frame.at(0, tick).y()) + 0.5
        painter.setPen(QPen(QColor(now.line if tick == chart.scale.low else mix(now.line, now.surface, 0.35)), 1))
        painter.drawLine(QLineF(area.left(), y, area.right(), y))
        painter.setPen(colour("text3"))
        painter.drawText(QRectF(0, y - 8, LEFT - 7, 16), middle | _Align.AlignRight, chart.scale.text(tick))
    ticks = epoch_ticks(chart.epochs, min(12, max(2, int(area.width() / 38))))
    for tick in ticks:
        x = frame.at(tick, 0).x()
        painter.drawText(
            QRectF(x - 30, area.bottom() + 5, 60, 16), middle | _Align.AlignHCenter, formatting.count(tick)
        )
    after = frame.at(ticks[-1], 0).x() + painter.fontMetrics().horizontalAdvance(formatting.count(ticks[-1])) / 2 + 8
    unit = tr("epoch")
    painter.drawText(QRectF(after, area.bottom() + 5, _width(unit, CAPTION), 16), middle, unit)
    if chart.now is not None:
        x = round(frame.at(chart.now, 0).x()) + 0.5
        painter.setPen(QPen(colour("line2"), 1))
        painter.drawLine(QLineF(x, area.top(), x, area.bottom()))
    if chart.empty and note:
        painter.setPen(colour("text3"))
        painter.setFont(font(SECONDARY))
        painter.drawText(area, _Align.AlignCenter | Qt.TextFlag.TextWordWrap, note)


def paint_marks(painter: QPainter, frame: Frame, pointed: int) -> None:
    """Best epoch, labels at the ends of the curves, and the values of the epoch `pointed` (0: none)."""
    ends = end_labels(frame)
    _paint_single_points(painter, frame)
    _paint_best(painter, frame, [box for _, box in ends])
    for line, box in ends:
        painter.setFont(_end_font(line))
        painter.setPen(colour(_TEXT[line.name]))
        painter.drawText(box, _Align.AlignVCenter, line.label)
    if pointed in frame.chart.readings:
        _paint_reading(painter, frame, pointed)


def end_labels(frame: Frame) -> list[tuple[Line, QRectF]]:
    """The label of each curve with its place: at its end, moved apart where two would overlap."""
    chart, area = frame.chart, frame.area
    lines = [line for line in chart.lines if len(line.x)]
    wanted = [frame.at(line.x[-1], line.y[-1]).y() for line in lines]
    centres = spread(wanted, 17.0, area.top() + 4, area.bottom() - 6)
    left = frame.at(min(_until(chart), chart.epochs), 0).x() + _BESIDE
    if chart.best:
        left = max(left, frame.at(chart.best.epoch, 0).x() + RING + _BESIDE)
    boxes = []
    for line, centre in zip(lines, centres, strict=True):
        width = QFontMetricsF(_end_font(line)).horizontalAdvance(line.label) + 2
        boxes.append((line, QRectF(left, centre - 8, width, 16)))
    return boxes


def _paint_single_points(painter: QPainter, frame: Frame) -> None:
    """A dot for each curve of one point, which draws no line."""
    painter.setPen(Qt.PenStyle.NoPen)
    for line in frame.chart.lines:
        if len(line.x) == 1:
            painter.setBrush(colour(line.name))
            painter.drawEllipse(frame.at(line.x[0], line.y[0]), DOT, DOT)
    painter.setBrush(Qt.BrushStyle.NoBrush)


def _paint_best(painter: QPainter, frame: Frame, taken: list[QRectF]) -> None:
    """The dashed line, the ring on the validation curve, and the value there."""
    best, area = frame.chart.best, frame.area
    if best is None:
        return
    ring = frame.at(best.epoch, best.y)
    dashes = QPen(colour("text3"), 1.2)
    dashes.setDashPattern([3.0, 2.5])
    painter.setPen(dashes)
    painter.drawLine(QLineF(ring.x(), area.top(), ring.x(), area.bottom()))
    painter.setPen(QPen(colour("validation"), WIDTHS["validation"]))
    painter.setBrush(colour("surface"))
    painter.drawEllipse(ring, RING, RING)
    painter.setBrush(Qt.BrushStyle.NoBrush)
    if best.value:
        _paint_best_value(painter, frame, best, taken)
        return
    box = epoch_place(frame, ring, QSizeF(_width(best.words, CAPTION), 16), taken)
    paint_box(painter, box.adjusted(-3, 0, 3, 0), 4, veil())
    painter.setFont(font(CAPTION))
    painter.setPen(colour("text2"))
    painter.drawText(box, _Align.AlignVCenter, best.words)


def _paint_best_value(painter: QPainter, frame: Frame, best: Best, taken: list[QRectF]) -> None:
    """The best value over "best epoch 5", beside the ring."""
    ring, words = frame.at(best.epoch, best.y), best.words
    value = best_figure(frame.chart)
    width = max(_width(words, CAPTION), _width(value, BODY, SEMIBOLD))
    box = best_place(frame, ring, QSizeF(width, 32 if value else 15), taken)
    paint_box(painter, box.adjusted(-3, -1, 3, 1), 4, veil())
    align = (_Align.AlignLeft if box.left() > ring.x() else _Align.AlignRight) | _Align.AlignVCenter
    if value:
        painter.setFont(font(BODY, SEMIBOLD))
        painter.setPen(colour("text"))
        painter.drawText(QRectF(box.topLeft(), QSizeF(box.width(), 17)), align, value)
    painter.setFont(font(CAPTION))
    painter.setPen(colour("text2"))
    painter.drawText(QRectF(box.left(), box.bottom() - 15, box.width(), 15), align, words)


def best_figure(chart: Chart) -> str:
    """The value beside the ring; empty if the label at the end of the curve shows the same value."""
    if chart.best is None:
        return ""
    repeated = any(
        line.name == "validation" and len(line.x) and line.x[-1] == chart.best.epoch and line.value == chart.best.value
        for line in chart.lines
    )
    return "" if repeated else chart.best.value


def epoch_place(frame: Frame, ring: QPointF, size: QSizeF, taken: list[QRectF]) -> QRectF:
    """A place for the number of the best epoch: at the top of its line where that covers nothing."""
    top = frame.area.top()
    for left in (ring.x() + _ASIDE, ring.x() - _ASIDE - size.width()):
        box = QRectF(QPointF(left, top), size)
        if _is_free(frame, box, taken) and not frame.hides(box):
            return box
    return best_place(frame, ring, size, taken)


def best_place(frame: Frame, ring: QPointF, size: QSizeF, taken: list[QRectF]) -> QRectF:
    """The place nearest to the ring for the text of the best epoch that covers no label and least of the curves."""
    below, above = ring.y() + _BESIDE, ring.y() - _BESIDE - size.height()
    heights = [*np.arange(below, frame.area.bottom(), _SEARCH_STEP), *np.arange(above, -1.0, -_SEARCH_STEP)]
    sides = (ring.x() + _ASIDE, ring.x() - _ASIDE - size.width())
    boxes = [QRectF(QPointF(x, float(y)), size) for x in sides for y in heights]
    free = sorted(
        (box for box in boxes if _is_free(frame, box, taken)), key=lambda box: abs(box.center().y() - ring.y())
    )
    return min(free, key=frame.hides, default=QRectF(sides[0], 0, 0, 0))


def _is_free(frame: Frame, box: QRectF, taken: list[QRectF]) -> bool:
    """Whether a box is inside the chart and covers none of those that are taken."""
    inside = frame.area.adjusted(-2, -TOP, frame.room, 0)
    return inside.contains(box) and not any(box.adjusted(-4, 0, 4, 0).intersects(other) for other in taken)


def _paint_reading(painter: QPainter, frame: Frame, epoch: int) -> None:
    """A line through the epoch at the pointer, and its values in a small box."""
    chart, area, readings = frame.chart, frame.area, frame.chart.readings[epoch]
    x = round(frame.at(epoch, 0).x()) + 0.5
    painter.setPen(QPen(colour("text2"), 1))
    painter.drawLine(QLineF(x, area.top(), x, area.bottom()))
    rows: list[tuple[str, str, str]] = [(tr("Epoch"), formatting.count(epoch), "text2")]
    rows += [(curve_name(name), value, _TEXT[name]) for name, value in readings]
    names = max(_width(name, CAPTION) for name, _, _ in rows)
    width = names + max(_width(value, CAPTION, SEMIBOLD) for _, value, _ in rows) + 12
    box = QRectF(x + 9, area.top() + 4, width + 16, 16.0 * len(rows) + 8)
    heights = [float(frame.height_of(line, np.array([float(epoch)]))[0]) for line in chart.lines]
    if any(height < area.center().y() for height in heights):
        box.moveBottom(area.bottom() - 4)  # away from the curves
    if box.right() > area.right() + frame.room - 4:
        box.moveRight(x - 9)
    paint_box(painter, box, 6, "surface", "line2")
    for number, (name, value, ink) in enumerate(rows):
        row = QRectF(box.left() + 8, box.top() + 4 + 16 * number, width, 16)
        painter.setPen(colour(ink))
        painter.setFont(font(CAPTION))
        painter.drawText(row, _Align.AlignVCenter, name)
        painter.setFont(font(CAPTION, SEMIBOLD))
        painter.drawText(row, _Align.AlignVCenter | _Align.AlignRight, value)


def _until(chart: Chart) -> float:
    """The end of the longest curve, or the progress of the run if that is further, in epochs."""
    return max([chart.now or 0.0, *(float(line.x[-1]) for line in chart.lines if len(line.x))])


def _end_font(line: Line) -> QFont:
    return font(SECONDARY, SEMIBOLD) if line.name == "validation" else font(CAPTION)


def _width(words: str, size: int, weight: int = REGULAR) -> float:
    return QFontMetricsF(font(size, weight)).horizontalAdvance(words) + 1


def veil() -> QColor:
    """The background of a card, slightly transparent so that curves remain visible."""
    ground = colour("surface")
    ground.setAlphaF(0.82)
    return ground
