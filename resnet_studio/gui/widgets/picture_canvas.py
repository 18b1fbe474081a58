"""One picture as large as it fits, or from near: with the wheel, a double click, a drag or keys."""

from __future__ import annotations

import math
from typing import TYPE_CHECKING, Final

from PySide6.QtCore import QPointF, QRectF, QSize, Qt, Signal
from PySide6.QtGui import QImage, QMouseEvent, QPainter, QPaintEvent, QResizeEvent, QWheelEvent
from PySide6.QtWidgets import QWidget

from resnet_studio.core.basics.message import tr
from resnet_studio.gui.theme.fonts import font
from resnet_studio.gui.theme.icons import paint_icon
from resnet_studio.gui.theme.tokens import CAPTION
from resnet_studio.gui.widgets.heat_map import paint_corner
from resnet_studio.gui.widgets.paint import colour

if TYPE_CHECKING:
    from resnet_studio.gui.widgets.heat_map import HeatMap

_MOST_TIMES: Final = 8.0  # a picture of 32 px is enlarged to 256 px, not more, unless a person zooms
_SEEN_FROM: Final = 48  # px; what the network sees of a picture is shown alone where it would be smaller
_MOST_CORNER: Final = 150  # side of the untouched picture in the corner, px
_LARGEST_PIXEL: Final = 32.0
_STEP: Final = 1.25
_AS_WHOLE: Final = 0.001
_NOTCH: Final = 120.0
_PAN: Final = 0.25  # of the canvas that a key moves the picture


class PictureCanvas(QWidget):
    """The complete picture or a part of it, or a sentence that says why it cannot be shown.

    Signals: ``zoomed()``, `times` is another; ``pixels_wanted()``, it shows larger than `image` has pixels.

    Attributes:
        image: the picture, perhaps with fewer pixels than its file has.
        problem: the sentence.
        heat_map, opacity: what is over it.
    """

    zoomed = Signal()
    pixels_wanted = Signal()

    def __init__(self) -> None:
        super().__init__()
        self.image: QImage | None = None
        self.problem = ""
        self.heat_map: HeatMap | None = None
        self.opacity = 1.0
        self._size: QSize | None = None  # pixels of the file
        self._zoom: float | None = None  # px for a pixel of the file; None: as large as it fits
        self._middle = QPointF(0.5, 0.5)  # which part of the picture is in the middle, from 0 to 1
        self._dragged: QPointF | None = None

    # Zoom ------------------------------------------------------------------------------------------------------

    def show_pixels(self, image: QImage | None, problem: str = "", *, same: bool = False) -> None:
        """Show another picture, as large as it fits; or with `same`, the same one with more pixels."""
        self.image, self.problem = image, problem
        if not same:
            self._size = None
            self.fit()
        self.update()

    def set_pixels(self, size: QSize) -> None:
        """Take how many pixels the file has; until then, it is as many as `image` has. What shows stays in place."""
        if self._zoom is not None and self.image is not None:
            self._zoom *= self._pixels().width() / size.width()
        self._size = size
        self._changed()

    @property
    def times(self) -> float:
        """Pixels of the screen for each of the file: 1 where all of them are seen, and none is enlarged."""
        return self._scale() * self.devicePixelRatioF()

    @property
    def near(self) -> bool:
        """Whether a person has zoomed."""
        return self._zoom is not None

    def fit(self) -> None:
        """Show the complete picture."""
        self._zoom, self._middle = None, QPointF(0.5, 0.5)
        self._changed()

    def zoom_to_pixels(self, at: QPointF | None = None) -> None:
        """Show each pixel of the file as one of the screen, or the complete picture again."""
        if self.near:
            self.fit()
        else:
            self._zoom_to(1 / self.devicePixelRatioF(), at)

    def zoom_by(self, steps: float, at: QPointF | None = None) -> None:
        """Go nearer, or with negative steps away, with what is at a point (by default the middle) kept in place."""
        self._zoom_to(self._scale() * _STEP**steps, at)

    def pan(self, right: int, down: int) -> None:
        """Show what is further right or below; by negative steps left or above."""
        self._move(QPointF(-right * self.width() * _PAN, -down * self.height() * _PAN))

    def _zoom_to(self, zoom: float, at: QPointF | None) -> None:
        if self.image is None:
            return
        whole = self.box(QRectF(self.image.rect())).width() / self._pixels().width()
        here = at or QRectF(self.rect()).center()
        before = self._placed()
        part = QPointF((here.x() - before.left()) / before.width(), (here.y() - before.top()) / before.height())
        highest = max(_LARGEST_PIXEL, whole * 2)
        lowest = min(whole, 1 / self.devicePixelRatioF())  # a small picture may show smaller than it fits
        zoom = min(max(zoom, lowest), highest)
        self._zoom = None if abs(zoom / whole - 1) <= _AS_WHOLE else zoom
        width, height = self._pixels().width() * zoom, self._pixels().height() * zoom
        middle = QRectF(self.rect()).center() - here
        self._middle = QPointF(part.x() + middle.x() / width, part.y() + middle.y() / height)
        self._changed()

    def _move(self, by: QPointF) -> None:
        if self.near and self.image is not None:
            box = self._placed()
            self._middle -= QPointF(by.x() / box.width(), by.y() / box.height())
            self._changed()

    def _changed(self) -> None:
        self._keep_inside()
        if not self.near:
            self.unsetCursor()
        elif self._dragged is None:
            self.setCursor(Qt.CursorShape.OpenHandCursor)
        self.update()
        self.zoomed.emit()
        if not self.near or self.image is None:
            return
        shown = self.times * self._pixels().width()
        if self.image.width() < min(shown, self._pixels().width()):
            self.pixels_wanted.emit()

    def _keep_inside(self) -> None:
        """Leave no empty margin where the picture is larger than the canvas, and centre it where it is smaller."""
        if self._zoom is None or self.image is None:
            return
        kept = []
        for part, pixels, room in (
            (self._middle.x(), self._pixels().width(), self.width()),
            (self._middle.y(), self._pixels().height(), self.height()),
        ):
            half = room / (2 * pixels * self._zoom)
            kept.append(0.5 if half >= 0.5 else min(max(part, half), 1 - half))
        self._middle = QPointF(*kept)

    def _pixels(self) -> QSize:
        assert self.image is not None  # asked by what shows one
        return self._size or self.image.size()

    def _scale(self) -> float:
        """px for a pixel of the file."""
        if self._zoom is not None:
            return self._zoom
        return self.box(QRectF(self.image.rect())).width() / self._pixels().width() if self.image else 1.0

    def _placed(self) -> QRectF:
        """Where the complete picture would be painted, also what is outside of the canvas."""
        assert self.image is not None  # asked by what shows one
        if self._zoom is None:
            return self.box(QRectF(self.image.rect()))
        width, height = self._pixels().width() * self._zoom, self._pixels().height() * self._zoom
        middle, dots = QRectF(self.rect()).center(), self.devicePixelRatioF()
        left, top = middle.x() - self._middle.x() * width, middle.y() - self._middle.y() * height
        return QRectF(round(left * dots) / dots, round(top * dots) / dots, width, height)  # or pixels would blur

    def box(self, shown: QRectF, most: float = _MOST_TIMES) -> QRectF:
        """Where a part of the picture is painted: as large as it fits, enlarged `most` times."""
        times = min(self.width() / shown.width(), self.height() / shown.height(), most)
        box = QRectF(0, 0, shown.width() * times, shown.height() * times)
        box.moveCenter(QRectF(self.rect()).center())
        return box

    # Painting --------------------------------------------------------------------------------------------------

    def paintEvent(self, _event: QPaintEvent) -> None:
        painter = QPainter(self)
        if self.problem:
            paint_icon(painter, self.rect().translated(0, -24), "warning", "wrong", 32)
            painter.setPen(colour("text"))
            where = self.rect().adjusted(40, 24, -40, 0)
            painter.drawText(where, Qt.AlignmentFlag.AlignCenter | Qt.TextFlag.TextWordWrap, self.problem)
        if self.image is None:
            return
        painter.setRenderHint(QPainter.RenderHint.SmoothPixmapTransform)
        if self.near:
            self._paint_near(painter, self.image)
        else:
            self._paint_whole(painter, self.image)

    def _paint_near(self, painter: QPainter, image: QImage) -> None:
        """Paint the part that is in sight, in whole pixels of what was read; enlarged ones are squares."""
        box = self._placed()
        times = box.width() / image.width()
        painter.setRenderHint(QPainter.RenderHint.SmoothPixmapTransform, times * self.devicePixelRatioF() < 2)
        seen = box.intersected(QRectF(self.rect()))
        left, top = math.floor((seen.left() - box.left()) / times), math.floor((seen.top() - box.top()) / times)
        right = min(image.width(), math.ceil((seen.right() - box.left()) / times))
        bottom = min(image.height(), math.ceil((seen.bottom() - box.top()) / times))
        source = QRectF(left, top, right - left, bottom - top)
        target = QRectF(
            box.left() + left * times, box.top() + top * times, source.width() * times, source.height() * times
        )
        painter.drawImage(target, image, source)
        if self.heat_map is not None:
            self.heat_map.paint(painter, box, self.opacity)

    def _paint_whole(self, painter: QPainter, image: QImage) -> None:
        box = self.box(QRectF(image.rect()))
        if self.heat_map is None:
            painter.drawImage(box, image)
        elif self.heat_map.seen(box).width() >= _SEEN_FROM:
            painter.drawImage(box, image)
            self.heat_map.paint(painter, box, self.opacity)
            self._name_unseen(painter, box, self.heat_map.seen(box))
            side = min(_MOST_CORNER, box.width() * 0.3, box.height() * 0.3)
            if side >= 40:
                paint_corner(painter, box, image, side, 12, whole=True)
        else:  # of a panorama only the part that the network sees, or nothing of it could be made out
            seen = self.heat_map.seen(QRectF(image.rect()))
            box = self.box(seen, most=math.inf)
            painter.drawImage(box, image, seen)
            painter.setOpacity(self.opacity)
            painter.drawImage(box, self.heat_map.image)

    def _name_unseen(self, painter: QPainter, box: QRectF, seen: QRectF) -> None:
        """Say what the veil means, above the part that is seen or at the right of it, where there is room."""
        above = QRectF(box.left() + 8, box.top(), box.width() - 16, seen.top() - box.top())
        beside = QRectF(seen.right() + 6, box.top() + 4, box.right() - seen.right() - 12, box.height() - 8)
        painter.setFont(font(CAPTION))
        painter.setPen(colour("text"))
        words = tr("not seen by the network")
        room = above if above.height() >= painter.fontMetrics().height() else beside
        if painter.fontMetrics().boundingRect(words).width() > room.width():
            return
        painter.drawText(room, Qt.AlignmentFlag.AlignLeft | Qt.AlignmentFlag.AlignVCenter, words)

    # Mouse -----------------------------------------------------------------------------------------------------

    def wheelEvent(self, event: QWheelEvent) -> None:
        self.zoom_by(event.angleDelta().y() / _NOTCH, event.position())
        event.accept()

    def mousePressEvent(self, event: QMouseEvent) -> None:
        if self.near and event.button() == Qt.MouseButton.LeftButton:
            self._dragged = event.position()
            self.setCursor(Qt.CursorShape.ClosedHandCursor)
        event.accept()  # clicks do not go through to what is below

    def mouseMoveEvent(self, event: QMouseEvent) -> None:
        if self._dragged is not None:
            before, self._dragged = self._dragged, event.position()
            self._move(event.position() - before)

    def mouseReleaseEvent(self, event: QMouseEvent) -> None:
        self._dragged = None
        self._changed()

    def mouseDoubleClickEvent(self, event: QMouseEvent) -> None:
        if self.image is not None and self._placed().contains(event.position()):
            self.zoom_to_pixels(event.position())
        else:
            event.ignore()  # beside the picture: what shows it closes

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        self._changed()
