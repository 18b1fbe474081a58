"""One chart on the screen: the curves, with the grid below them, and marks and labels above."""

from __future__ import annotations

import math

from PySide6.QtCore import QEvent, QPointF, QRectF, Qt, Signal
from PySide6.QtGui import QMouseEvent, QPainter, QPaintEvent, QPen, QPolygonF, QResizeEvent
from PySide6.QtWidgets import QSizePolicy, QWidget

from resnet_studio.gui.charts.curves import Chart, Line, Name, decimate
from resnet_studio.gui.charts.paint import BOTTOM, LEFT, TOP, WIDTHS, Ends, Frame, ends_of, paint_grid, paint_marks
from resnet_studio.gui.widgets.paint import colour

_INK: dict[Name, str] = {"train": "train", "validation": "validation"}
_DENSE = 400
"""With more points than this, the train curve is drawn 1 px wide, which Qt does ten times as fast."""
_SLACK = 4.0  # the curves may reach this far beyond the axes before they are cut off


class ChartView(QWidget):
    """The plot itself. ``show_chart`` gives it what to show; ``pointed`` says which epoch the pointer is at (or 0).

    Attributes:
        curves: the points of each curve on the screen, px.
    """

    pointed = Signal(int)

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._chart: Chart | None = None
        self._at = 0
        self._note = ""
        self._ends = ends_of(())
        self._shown: tuple[object, ...] = ()
        self.curves: dict[Name, QPolygonF] = {}
        self.setMouseTracking(True)
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Expanding)
        self.setMinimumSize(200, 110)

    def show_chart(self, chart: Chart | None, note: str = "", ends: Ends | None = None) -> None:
        """Show a chart (None: nothing); ``note`` stands in its middle while it has no points.

        ``ends`` are those of all charts that share a horizontal axis with this one; without them, only of this one.
        """
        self._chart, self._note = chart, note
        self._ends = ends or ends_of((chart,) if chart else ())
        state = (chart and chart.state(self.columns()), note, self._room())
        if state != self._shown:
            self._shown = state
            self._arrange()

    def forget(self) -> None:
        """Draw the next chart in any case: it belongs to another run."""
        self._shown = ()

    def point_at(self, epoch: int) -> None:
        """Show the values of an epoch, as if the pointer were there; 0 hides them."""
        if epoch != self._at:
            self._at = epoch
            self.update()

    # Geometry ----------------------------------------------------------------------------------------------------

    def area(self) -> QRectF:
        """The rectangle between the axes, px."""
        width = max(20.0, self.width() - LEFT - self._room())
        return QRectF(LEFT, TOP, width, max(20.0, self.height() - TOP - BOTTOM))

    def _room(self) -> float:
        return self._ends.room(self.width() - LEFT)

    def frame(self) -> Frame | None:
        """The chart with its place on the screen."""
        return Frame(self._chart, self.area(), self._room()) if self._chart else None

    def columns(self) -> int:
        """The number of pixel columns of the screen for the planned epochs."""
        return max(1, math.floor(self.area().width() * self.devicePixelRatioF()))

    def _arrange(self) -> None:
        self.curves = {}
        if frame := self.frame():
            self.curves = {line.name: _polygon(frame, line, self.columns()) for line in frame.chart.lines}
        self.update()

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        self._arrange()

    # The pointer -------------------------------------------------------------------------------------------------

    def mouseMoveEvent(self, event: QMouseEvent) -> None:
        """Emit the finished epoch that is nearest to the pointer."""
        self.pointed.emit(self._nearest(event.position()))

    def leaveEvent(self, event: QEvent) -> None:
        super().leaveEvent(event)
        self.pointed.emit(0)

    def _nearest(self, where: QPointF) -> int:
        area, chart = self.area(), self._chart
        if chart is None or not chart.readings or not area.adjusted(-8, -6, 8, 6).contains(where):
            return 0
        epoch = (where.x() - area.left()) / area.width() * chart.epochs
        nearest = min(chart.readings, key=lambda known: abs(known - epoch))
        return nearest if abs(nearest - epoch) <= max(1.0, 24 * chart.epochs / area.width()) else 0

    # Painting ----------------------------------------------------------------------------------------------------

    def paintEvent(self, _event: QPaintEvent) -> None:
        frame = self.frame()
        if frame is None:
            return
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        paint_grid(painter, frame, self._note)
        painter.setClipRect(frame.area.adjusted(-_SLACK, -_SLACK, _SLACK, _SLACK))
        for name, points in self.curves.items():
            painter.setPen(_pen(name, dense=points.count() > _DENSE))
            painter.drawPolyline(points)
        painter.setClipping(False)
        paint_marks(painter, frame, self._at)


def _polygon(frame: Frame, line: Line, columns: int) -> QPolygonF:
    xs, ys = decimate(line.x, line.y, float(frame.chart.epochs), columns)
    return QPolygonF([frame.at(x, y) for x, y in zip(xs.tolist(), ys.tolist(), strict=True)])


def _pen(name: Name, *, dense: bool) -> QPen:
    pen = QPen(colour(_INK[name]), 1.0 if dense and name == "train" else WIDTHS[name])
    pen.setCosmetic(True)
    pen.setCapStyle(Qt.PenCapStyle.RoundCap)
    pen.setJoinStyle(Qt.PenJoinStyle.RoundJoin)
    return pen
