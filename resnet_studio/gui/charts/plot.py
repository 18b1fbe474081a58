"""One chart on the screen: pyqtgraph draws the curves; layers below and above draw the grid, marks and labels.

Importing this module imports pyqtgraph, which is slow: do so when a chart is first shown, not when the window opens.
"""

from __future__ import annotations

import math
from collections.abc import Callable

from PySide6.QtCore import QEvent, QObject, QPointF, QRectF, Qt, Signal
from PySide6.QtGui import QMouseEvent, QPainter, QPen, QResizeEvent
from PySide6.QtWidgets import QGraphicsItem, QSizePolicy, QStyleOptionGraphicsItem, QVBoxLayout, QWidget

from resnet_studio.gui.charts.curves import Chart, Name, decimate
from resnet_studio.gui.charts.library import pg
from resnet_studio.gui.charts.paint import BOTTOM, LEFT, TOP, WIDTHS, Ends, Frame, ends_of, paint_grid, paint_marks
from resnet_studio.gui.widgets.paint import colour

_INK: dict[Name, str] = {"train": "train", "validation": "validation"}
_DENSE = 400
"""With more points than this, the train curve is drawn 1 px wide, which Qt does ten times as fast."""
_SLACK = 4.0  # the curves may reach this far beyond the axes before they are cut off


class _Layer(QGraphicsItem):
    """Paints something over the whole chart, in its pixels."""

    def __init__(self, paint: Callable[[QPainter], None], height: float) -> None:
        super().__init__()
        self._paint = paint
        self._area = QRectF()
        self.setZValue(height)
        self.setAcceptedMouseButtons(Qt.MouseButton.NoButton)

    def cover(self, area: QRectF) -> None:
        self.prepareGeometryChange()
        self._area = area

    def boundingRect(self) -> QRectF:
        return self._area

    def paint(self, painter: QPainter, option: QStyleOptionGraphicsItem, widget: QWidget | None = None) -> None:
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        self._paint(painter)


class ChartView(QWidget):
    """The plot itself. ``show_chart`` gives it what to show; ``pointed`` says which epoch the pointer is at (or 0)."""

    pointed = Signal(int)

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._chart: Chart | None = None
        self._at = 0
        self._note = ""
        self._ends = ends_of(())
        self._shown: tuple[object, ...] = ()
        self._view = pg.GraphicsView(self)
        self._view.setAntialiasing(True)
        self._view.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        self._view.setAcceptDrops(False)  # the window handles drops
        self._view.viewport().setAcceptDrops(False)
        self._view.viewport().installEventFilter(self)
        self._box = pg.ViewBox(enableMouse=False, enableMenu=False, defaultPadding=0.0)
        self._box.setZValue(0)  # its default is below everything, including the grid
        self._view.addItem(self._box)
        self.curves: dict[Name, pg.PlotCurveItem] = {}
        for name in WIDTHS:
            curve = pg.PlotCurveItem(antialias=True, skipFiniteCheck=True)
            curve.setSegmentedLineMode("off")
            self._box.addItem(curve)
            self.curves[name] = curve
        self._below, self._above = _Layer(self._paint_below, -10), _Layer(self._paint_above, 10)
        self._view.scene().addItem(self._below)
        self._view.scene().addItem(self._above)
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.addWidget(self._view)
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Expanding)
        self.setMinimumSize(200, 110)
        self._take_colours()

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
            self._view.viewport().update()

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
        area, chart = self.area(), self._chart
        whole = QRectF(0, 0, self.width(), self.height())
        self._below.cover(whole)
        self._above.cover(whole)
        if chart is not None:
            self._box.setGeometry(area.adjusted(-_SLACK, -_SLACK, _SLACK, _SLACK))
            x = _SLACK * chart.epochs / area.width()
            y = _SLACK * (chart.scale.high - chart.scale.low) / area.height()
            self._box.setRange(
                xRange=(-x, chart.epochs + x), yRange=(chart.scale.low - y, chart.scale.high + y), padding=0
            )
            for line in chart.lines:
                xs, ys = decimate(line.x, line.y, float(chart.epochs), self.columns())
                dense = line.name == "train" and len(xs) > _DENSE
                self._draw_with(line.name, 1.0 if dense else WIDTHS[line.name])
                self.curves[line.name].setData(xs, ys)
        for curve in self.curves.values():
            curve.setVisible(chart is not None)
        self._view.viewport().update()

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        self._arrange()

    def changeEvent(self, event: QEvent) -> None:
        super().changeEvent(event)
        if event.type() in (QEvent.Type.PaletteChange, QEvent.Type.StyleChange):
            self._take_colours()

    def _take_colours(self) -> None:
        self._view.setBackground(colour("surface"))
        for name in self.curves:
            self._draw_with(name, WIDTHS[name])
        self._view.viewport().update()

    def _draw_with(self, name: Name, width: float) -> None:
        pen = QPen(colour(_INK[name]), width)
        pen.setCosmetic(True)
        pen.setCapStyle(Qt.PenCapStyle.RoundCap)
        pen.setJoinStyle(Qt.PenJoinStyle.RoundJoin)
        if self.curves[name].opts["pen"] != pen:
            self.curves[name].setPen(pen)

    # The pointer -------------------------------------------------------------------------------------------------

    def eventFilter(self, _watched: QObject, event: QEvent) -> bool:
        """Emit the finished epoch that is nearest to the pointer."""
        if event.type() == QEvent.Type.MouseMove and isinstance(event, QMouseEvent):
            self.pointed.emit(self._nearest(event.position()))
        elif event.type() == QEvent.Type.Leave:
            self.pointed.emit(0)
        return False

    def _nearest(self, where: QPointF) -> int:
        area, chart = self.area(), self._chart
        if chart is None or not chart.readings or not area.adjusted(-8, -6, 8, 6).contains(where):
            return 0
        epoch = (where.x() - area.left()) / area.width() * chart.epochs
        nearest = min(chart.readings, key=lambda known: abs(known - epoch))
        return nearest if abs(nearest - epoch) <= max(1.0, 24 * chart.epochs / area.width()) else 0

    def _paint_below(self, painter: QPainter) -> None:
        if frame := self.frame():
            paint_grid(painter, frame, self._note)

    def _paint_above(self, painter: QPainter) -> None:
        if frame := self.frame():
            paint_marks(painter, frame, self._at)
