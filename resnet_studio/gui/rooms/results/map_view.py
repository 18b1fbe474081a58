"""The map of pictures: points that can be moved about, enlarged, looked at and chosen with a lasso."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import Final, Literal

import numpy as np
from numpy.typing import NDArray
from PySide6.QtCore import QPointF, QRectF, QSize, Qt, Signal
from PySide6.QtGui import (
    QImage,
    QKeyEvent,
    QKeySequence,
    QMouseEvent,
    QPainter,
    QPaintEvent,
    QPen,
    QPixmap,
    QPolygonF,
    QResizeEvent,
    QWheelEvent,
)
from PySide6.QtWidgets import QSizePolicy, QWidget

from resnet_studio.core.basics.message import tr
from resnet_studio.gui.rooms.results.map_paint import Floats, Group, inside, paint_points
from resnet_studio.gui.theme.fonts import font
from resnet_studio.gui.theme.tokens import CAPTION, MEDIUM, RADIUS_BUTTON
from resnet_studio.gui.widgets.paint import colour, paint_box
from resnet_studio.gui.widgets.pictures import paint_picture

Tool = Literal["move", "lasso"]
HEIGHT: Final = 380
_EDGE: Final = 18
_NEAR: Final = 9.0
"""A point so many pixels from the pointer is meant."""
_THUMB: Final = 96
_LARGEST: Final = 60.0  # times that the map can be enlarged
_STEP: Final = 1.25
_PAN: Final = 40
_MOST_RINGS: Final = 2_000

Look = tuple[QPixmap | None, str, bool]
"""A picture, if it is loaded, what is said of it, and whether it cannot be loaded."""


class MapView(QWidget):
    """Points in their places. Drag, Ctrl and wheel, + and -, arrows and Home move and enlarge it.

    Signals: ``chosen(object)``, the points inside a lasso, int64 array; ``opened(int)``, a point to show larger;
    ``pointed(int)``, the point under the pointer, -1 for none.

    Attributes:
        tool: what dragging does; with Shift it always draws a lasso.
        marked: the points inside the last lasso.
        ringed: points with a thin ring, such as those of the class under the pointer.
    """

    chosen = Signal(object)
    opened = Signal(int)
    pointed = Signal(int)

    def __init__(self, look: Callable[[int], Look], parent: QWidget | None = None) -> None:
        """``look(point)`` gives the picture of a point, and words."""
        super().__init__(parent)
        self._look = look
        self._places: Floats = np.zeros((0, 2))
        self._groups: Sequence[Group] = ()
        self._scale, self._middle = 1.0, np.zeros(2)
        self._extent = np.ones(2)  # from the middle of all points to the furthest
        self._painted: QImage | None = None
        self._moved: QPointF | None = None
        self._lasso: list[QPointF] = []
        self._hovered = -1
        self.tool: Tool = "move"
        self.marked: NDArray[np.int64] = np.zeros(0, np.int64)
        self.ringed: NDArray[np.int64] = np.zeros(0, np.int64)
        self.setMouseTracking(True)
        self.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        self.setProperty("focusRadius", RADIUS_BUTTON)
        self.setFixedHeight(HEIGHT)
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Fixed)
        self.setAccessibleName(tr("Map of all pictures"))

    def show_points(self, places: Floats) -> None:
        """Show these points, all of them in view."""
        self._places = np.asarray(places, np.float64).reshape(-1, 2)
        if len(self._places):
            low, high = self._places.min(0), self._places.max(0)
            self._places = self._places - (low + high) / 2
            self._extent = np.maximum((high - low) / 2, 1e-9)
        self._lasso, self.marked, self.ringed = [], np.zeros(0, np.int64), np.zeros(0, np.int64)
        self._point_to(-1)
        self.show_all()

    def show_groups(self, groups: Sequence[Group]) -> None:
        """Show the points like this; those in no group are not shown."""
        self._groups = groups
        self._draw_again()

    def ring(self, points: NDArray[np.int64]) -> None:
        """Put a thin ring around these points."""
        if not np.array_equal(points, self.ringed):
            self.ringed = points
            self.update()

    def show_all(self) -> None:
        """Bring all points into view."""
        self._scale, self._middle = 1.0, np.zeros(2)
        self._draw_again()

    def enlarge(self, times: float, about: QPointF | None = None) -> None:
        """Enlarge the map about a point of the widget, its middle without one."""
        about = about or QRectF(self.rect()).center()
        scale = min(_LARGEST, max(1.0, self._scale * times))
        offset = np.array([about.x() - self.width() / 2, about.y() - self.height() / 2])
        self._middle += offset / self._unit() * (1 - self._scale / scale)
        self._scale = scale
        self._draw_again()

    def positions(self) -> Floats:
        """Where the points are in the widget, px."""
        return (self._places - self._middle) * self._unit() + (self.width() / 2, self.height() / 2)

    def point_at(self, where: QPointF) -> int:
        """The nearest point to a place of the widget, or -1."""
        if not len(self._places):
            return -1
        shown = np.concatenate([group.rows for group in self._groups]) if self._groups else np.zeros(0, np.int64)
        if not len(shown):
            return -1
        distances = np.hypot(*(self.positions()[shown] - (where.x(), where.y())).T)
        nearest = int(distances.argmin())
        return int(shown[nearest]) if distances[nearest] <= _NEAR else -1

    def _unit(self) -> float:
        """Pixels of one unit of the places: all points are in view at scale 1, and both directions are alike."""
        room = np.maximum(1.0, np.array([self.width(), self.height()]) / 2 - _EDGE)
        return self._scale * float((room / self._extent).min())

    def _draw_again(self) -> None:
        self._painted = None
        self.update()

    # Painting --------------------------------------------------------------------------------------------------

    def paintEvent(self, _event: QPaintEvent) -> None:
        painter = QPainter(self)
        if self._painted is None:
            ground, ratio = colour("surface"), self.devicePixelRatioF()
            self._painted = paint_points(self.positions(), self._groups, self.width(), self.height(), ratio, ground)
        painter.drawImage(0, 0, self._painted)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        if len(self.marked):
            painter.setPen(QPen(colour("accent"), 1.5))
            for x, y in self.positions()[self.marked[:_MOST_RINGS]]:
                painter.drawEllipse(QPointF(x, y), 5.5, 5.5)
        if len(self.ringed):
            painter.setPen(QPen(colour("text"), 1))
            painter.setBrush(Qt.BrushStyle.NoBrush)
            for x, y in self.positions()[self.ringed[:_MOST_RINGS]]:
                painter.drawEllipse(QPointF(x, y), 5.5, 5.5)
        if self._lasso:
            fill = colour("accent")
            fill.setAlphaF(0.12)
            painter.setPen(QPen(colour("accent"), 1.5))
            painter.setBrush(fill)
            painter.drawPolygon(QPolygonF(self._lasso))
        elif self._hovered >= 0:
            self._paint_look(painter)

    def _paint_look(self, painter: QPainter) -> None:
        """Paint the picture of the point under the pointer, beside it."""
        pixmap, words, unreadable = self._look(self._hovered)
        x, y = self.positions()[self._hovered]
        painter.setPen(QPen(colour("accent"), 2))
        painter.setBrush(Qt.BrushStyle.NoBrush)
        painter.drawEllipse(QPointF(x, y), 6, 6)
        box = QRectF(0, 0, _THUMB + 12, _THUMB + 32)
        box.moveLeft(x + 14 if x + 14 + box.width() < self.width() else x - 14 - box.width())
        box.moveTop(min(max(4.0, y - box.height() / 2), self.height() - box.height() - 4))
        paint_box(painter, box, RADIUS_BUTTON, "surface", "line2", 1)
        picture = QRectF(box.left() + 6, box.top() + 6, _THUMB, _THUMB)
        paint_picture(painter, picture, pixmap, unreadable=unreadable)
        painter.setFont(font(CAPTION, MEDIUM))
        painter.setPen(colour("text"))
        line = QRectF(picture.left(), picture.bottom() + 4, _THUMB, 16)
        elided = painter.fontMetrics().elidedText(words, Qt.TextElideMode.ElideMiddle, _THUMB)
        painter.drawText(line, Qt.AlignmentFlag.AlignVCenter, elided)

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        self._draw_again()

    # The pointer and the keys ----------------------------------------------------------------------------------

    def mousePressEvent(self, event: QMouseEvent) -> None:
        if event.button() != Qt.MouseButton.LeftButton:
            return
        self._point_to(-1)
        if self.tool == "lasso" or event.modifiers() & Qt.KeyboardModifier.ShiftModifier:
            self._lasso = [event.position()]
        else:
            self._moved = event.position()

    def mouseMoveEvent(self, event: QMouseEvent) -> None:
        where = event.position()
        if self._lasso:
            self._lasso.append(where)
            self.update()
        elif self._moved is not None:
            step = where - self._moved
            self._moved = where
            self._pan(step.x(), step.y())
        else:
            self._point_to(self.point_at(where))

    def _point_to(self, point: int) -> None:
        if point != self._hovered:
            self._hovered = point
            self.pointed.emit(point)
            self.update()

    def _pan(self, across: float, down: float) -> None:
        self._middle -= np.array([across, down]) / self._unit()
        self._draw_again()

    def mouseReleaseEvent(self, _event: QMouseEvent) -> None:
        self._moved = None
        if self._lasso:
            outline = np.array([(point.x(), point.y()) for point in self._lasso])
            self._lasso = []
            self._choose(inside(self.positions(), outline))

    def _choose(self, within: NDArray[np.bool_]) -> None:
        shown = np.zeros(len(self._places), np.bool_)
        for group in self._groups:
            shown[group.rows] = True
        self.marked = np.flatnonzero(within & shown).astype(np.int64)
        self.update()
        self.chosen.emit(self.marked)

    def mouseDoubleClickEvent(self, event: QMouseEvent) -> None:
        if (point := self.point_at(event.position())) >= 0:
            self.opened.emit(point)

    def leaveEvent(self, _event: object) -> None:
        self._point_to(-1)

    def wheelEvent(self, event: QWheelEvent) -> None:
        if event.modifiers() & Qt.KeyboardModifier.ControlModifier:
            self.enlarge(_STEP ** (event.angleDelta().y() / 120), event.position())
        else:
            event.ignore()  # the room scrolls

    def keyPressEvent(self, event: QKeyEvent) -> None:
        steps = {
            Qt.Key.Key_Left: (_PAN, 0),
            Qt.Key.Key_Right: (-_PAN, 0),
            Qt.Key.Key_Up: (0, _PAN),
            Qt.Key.Key_Down: (0, -_PAN),
        }
        key = Qt.Key(event.key())
        if key in steps:
            self._pan(*steps[key])
        elif key in (Qt.Key.Key_Plus, Qt.Key.Key_Equal):
            self.enlarge(_STEP)
        elif key == Qt.Key.Key_Minus:
            self.enlarge(1 / _STEP)
        elif key == Qt.Key.Key_Home:
            self.show_all()
        elif event.matches(QKeySequence.StandardKey.SelectAll):
            self._choose(np.ones(len(self._places), np.bool_))
        else:
            super().keyPressEvent(event)

    def sizeHint(self) -> QSize:
        return QSize(560, HEIGHT)
