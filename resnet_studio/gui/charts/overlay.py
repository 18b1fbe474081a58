"""The accuracy of several runs on one axis: A solid and blue, B dashed, others thin; named at their ends."""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Final

import numpy as np
from PySide6.QtCore import QLineF, QPointF, QRectF, QSize, Qt
from PySide6.QtGui import QColor, QFontMetricsF, QPainter, QPaintEvent, QPen, QPolygonF
from PySide6.QtWidgets import QSizePolicy, QWidget

from resnet_studio.core.basics import formatting
from resnet_studio.core.basics.axes import Points, Scale, accuracy_scale, epoch_ticks, spread
from resnet_studio.core.basics.message import tr
from resnet_studio.gui.charts.curves import best_epoch, decimate
from resnet_studio.gui.charts.paint import veil
from resnet_studio.gui.theme.fonts import font
from resnet_studio.gui.theme.palette import palette
from resnet_studio.gui.theme.tokens import CAPTION, REGULAR, SECONDARY, SEMIBOLD, mix
from resnet_studio.gui.widgets.badge import BADGE, paint_badge
from resnet_studio.gui.widgets.paint import colour, paint_box

_LEFT, _TOP, _BOTTOM = 32.0, 12.0, 22.0
_MOST_NAMES: Final = 0.42
"""Of the width, for the names at the ends."""
_NAME_HEIGHT: Final = 34.0
_DASHES: Final = ([4.0, 3.0], [1.5, 2.5], [7.0, 3.0, 1.5, 3.0])
_Align = Qt.AlignmentFlag


@dataclass(frozen=True, slots=True)
class RunCurve:
    """One run: its letter, a few words, and its accuracy in per cent after each epoch.

    `best` is an epoch, 0: none; `by_loss` is true where the loss decided.
    """

    letter: str
    words: str
    epochs: Points
    values: Points
    best: int
    by_loss: bool = False

    @property
    def best_words(self) -> str:
        """What stands beside the best epoch."""
        return best_epoch(self.best, by_loss=self.by_loss)

    @property
    def best_value(self) -> float:
        """The accuracy of the best epoch, NaN where it is not known."""
        found = np.flatnonzero(self.epochs == self.best)
        return float(self.values[found[0]]) if len(found) else math.nan


def percent(value: float) -> str:
    """A value of a curve as text."""
    return formatting.percent(value / 100)


class OverlayChart(QWidget):
    """Paints the curves; a sentence while there is none with a point."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._curves: tuple[RunCurve, ...] = ()
        self._planned = 1
        self.setMinimumSize(200, 150)
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Expanding)

    def show_curves(self, curves: Sequence[RunCurve], planned: int) -> None:
        """Show these, A first; `planned` epochs set the horizontal axis where no run is longer."""
        self._curves = tuple(curve for curve in curves if len(curve.epochs))
        last = max((int(curve.epochs[-1]) for curve in self._curves), default=1)
        self._planned = max(1, planned, last)
        self.setAccessibleDescription("; ".join(map(describe, self._curves)))
        self.update()

    def curves(self) -> tuple[RunCurve, ...]:
        """Return what is shown."""
        return self._curves

    def sizeHint(self) -> QSize:
        return QSize(320, 200)

    # Geometry --------------------------------------------------------------------------------------------------

    def _area(self) -> QRectF:
        names = min(self._names_width(), _MOST_NAMES * self.width())
        width = max(40.0, self.width() - _LEFT - names - 8)
        return QRectF(_LEFT, _TOP, width, max(20.0, self.height() - _TOP - _BOTTOM))

    def _names_width(self) -> float:
        bold, plain = self._metrics(SECONDARY, SEMIBOLD), self._metrics(CAPTION)
        widths = [
            max(bold.horizontalAdvance(percent(curve.values[-1])), plain.horizontalAdvance(curve.words))
            for curve in self._curves
        ]
        return BADGE + 6 + max(widths, default=0) + 18

    def _metrics(self, size: int, weight: int = REGULAR) -> QFontMetricsF:
        return QFontMetricsF(font(size, weight))

    # Painting --------------------------------------------------------------------------------------------------

    def paintEvent(self, _event: QPaintEvent) -> None:
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        if not self._curves:
            painter.setFont(font(SECONDARY))
            painter.setPen(colour("text3"))
            words = tr("No epoch is complete yet.")
            painter.drawText(self.rect(), _Align.AlignCenter | Qt.TextFlag.TextWordWrap, words)
            return
        frame = _Frame(self._area(), accuracy_scale(*(curve.values for curve in self._curves)), self._planned)
        _paint_grid(painter, frame)
        for number, curve in reversed(list(enumerate(self._curves))):
            _paint_curve(painter, frame, curve, _pen(number), round(self.devicePixelRatioF() * frame.area.width()))
        taken: list[QRectF] = []
        for number, curve in enumerate(self._curves):
            _paint_best(painter, frame, curve, number, self._curves, taken)
        self._paint_names(painter, frame)

    def _paint_names(self, painter: QPainter, frame: _Frame) -> None:
        ends = [frame.at(float(curve.epochs[-1]), float(curve.values[-1])) for curve in self._curves]
        right, area = frame.area.right() + 14, frame.area
        gap = min(_NAME_HEIGHT, (area.height() + _BOTTOM) / len(ends))
        centres = spread([end.y() for end in ends], gap, area.top() + 4, area.bottom() + _BOTTOM - gap / 2)
        for number, (curve, end, y) in enumerate(zip(self._curves, ends, centres, strict=True)):
            ink = "validation" if number == 0 else "text"
            painter.setPen(QPen(colour(ink if number < 2 else "text3"), 1))
            painter.drawLine(QLineF(end.x() + 2, end.y(), right - 3, y))
            box = QRectF(right, y - BADGE / 2, BADGE, BADGE)
            paint_badge(painter, box, curve.letter)
            painter.setFont(font(SECONDARY, SEMIBOLD))
            painter.setPen(colour(ink))
            room = self.width() - box.right() - 6
            painter.drawText(
                QRectF(box.right() + 6, box.top(), room, BADGE), _Align.AlignVCenter, percent(curve.values[-1])
            )
            if gap >= _NAME_HEIGHT:
                painter.setFont(font(CAPTION))
                painter.setPen(colour("text2"))
                words = painter.fontMetrics().elidedText(curve.words, Qt.TextElideMode.ElideMiddle, int(room))
                painter.drawText(QRectF(box.right() + 6, box.bottom() - 1, room, 15), _Align.AlignVCenter, words)


@dataclass(frozen=True, slots=True)
class _Frame:
    area: QRectF
    scale: Scale
    epochs: int

    def at(self, epoch: float, value: float) -> QPointF:
        low, high = self.scale.low, self.scale.high
        share = (value - low) / (high - low)
        x = self.area.left() + self.area.width() * epoch / self.epochs
        return QPointF(x, self.area.bottom() - self.area.height() * share)


def describe(curve: RunCurve) -> str:
    """A curve in words."""
    return tr(
        "{letter}: {words}, {last:plain} after {epochs} epochs, best {best:plain} in epoch {epoch}",
        letter=curve.letter,
        words=curve.words,
        last=percent(float(curve.values[-1])),
        epochs=int(curve.epochs[-1]),
        best=percent(curve.best_value),
        epoch=curve.best,
    )


def _pen(number: int) -> QPen:
    """A solid and blue, B dashed and strong, the others thin, each with its own dashes."""
    if number == 0:
        pen = QPen(colour("validation"), 3)
    else:
        pen = QPen(colour("text" if number == 1 else "text3"), 2 if number == 1 else 1.5)
        pen.setDashPattern(_DASHES[(number - 1) % len(_DASHES)])
    pen.setCapStyle(Qt.PenCapStyle.RoundCap if number == 0 else Qt.PenCapStyle.FlatCap)
    pen.setJoinStyle(Qt.PenJoinStyle.RoundJoin)
    return pen


def _paint_grid(painter: QPainter, frame: _Frame) -> None:
    area, now = frame.area, palette()
    painter.setFont(font(CAPTION))
    for tick in frame.scale.ticks:
        y = round(frame.at(0, tick).y()) + 0.5
        painter.setPen(QPen(QColor(now.line if tick == frame.scale.low else mix(now.line, now.surface, 0.35)), 1))
        painter.drawLine(QLineF(area.left(), y, area.right(), y))
        painter.setPen(colour("text3"))
        where = QRectF(0, y - 8, _LEFT - 6, 16)
        painter.drawText(where, _Align.AlignVCenter | _Align.AlignRight, frame.scale.text(tick))
    ticks = epoch_ticks(frame.epochs, min(12, max(2, int(area.width() / 44))))
    metrics = painter.fontMetrics()
    for tick in ticks:
        text = formatting.count(tick)
        width = metrics.horizontalAdvance(text) + 2
        x = frame.at(tick, 0).x()
        painter.drawText(QRectF(x - width / 2, area.bottom() + 5, width, 16), _Align.AlignCenter, text)
    after = area.right() + metrics.horizontalAdvance(formatting.count(ticks[-1])) / 2 + 8
    unit = tr("epoch")
    painter.drawText(
        QRectF(after, area.bottom() + 5, metrics.horizontalAdvance(unit) + 2, 16), _Align.AlignVCenter, unit
    )


def _paint_curve(painter: QPainter, frame: _Frame, curve: RunCurve, pen: QPen, columns: int) -> None:
    xs, ys = decimate(curve.epochs, curve.values, float(frame.epochs), columns)
    painter.setPen(pen)
    painter.setBrush(Qt.BrushStyle.NoBrush)
    painter.drawPolyline(QPolygonF([frame.at(x, y) for x, y in zip(xs.tolist(), ys.tolist(), strict=True)]))


def _paint_best(
    painter: QPainter, frame: _Frame, curve: RunCurve, number: int, curves: Sequence[RunCurve], taken: list[QRectF]
) -> None:
    """The ring of the best epoch; of A and B, while these are all, with the value and the epoch below."""
    if not math.isfinite(curve.best_value):
        return
    ring = frame.at(curve.best, curve.best_value)
    painter.setPen(QPen(colour("validation" if number == 0 else "text" if number == 1 else "text3"), 2))
    painter.setBrush(colour("surface"))
    radius = (5.5, 4.5)[number] if number < 2 else 3.0
    painter.drawEllipse(ring, radius, radius)
    if len(curves) > 2:
        return
    value, words = percent(curve.best_value), curve.best_words
    bold, plain = QFontMetricsF(font(SECONDARY, SEMIBOLD)), QFontMetricsF(font(CAPTION))
    width = max(bold.horizontalAdvance(value), plain.horizontalAdvance(words)) + 2
    box = best_place(frame.area, ring, QSize(math.ceil(width), 31), taken)
    taken.append(box)
    paint_box(painter, box.adjusted(-3, -1, 3, 1), 4, veil())
    painter.setFont(font(SECONDARY, SEMIBOLD))
    painter.setPen(colour("validation" if number == 0 else "text"))
    painter.drawText(QRectF(box.left(), box.top(), box.width(), 17), _Align.AlignCenter, value)
    painter.setFont(font(CAPTION))
    painter.setPen(colour("text2"))
    painter.drawText(QRectF(box.left(), box.top() + 16, box.width(), 15), _Align.AlignCenter, words)


def best_place(area: QRectF, ring: QPointF, size: QSize, taken: Sequence[QRectF]) -> QRectF:
    """A place below a ring that covers none of those that are taken: to their right, where no curve rises, or below."""
    left = min(max(ring.x() - size.width() / 2, area.left() + 2), max(area.left() + 2, area.right() - size.width()))
    box = QRectF(left, ring.y() + 12, size.width(), size.height())
    for other in taken:
        if not box.adjusted(-6, 0, 6, 0).intersects(other):
            continue
        if other.right() + 8 + size.width() <= area.right() + 4 and ring.x() >= other.center().x():
            box.moveLeft(other.right() + 8)
        else:
            box.moveTop(other.bottom() + 4)
    box.moveTop(min(box.top(), area.bottom() - size.height()))
    return box
