"""The confusion matrix as a widget: it fits or is enlarged, and every cell can be reached by pointer and keys."""

from __future__ import annotations

from PySide6.QtCore import QEvent, QPoint, QPointF, QRect, QRectF, QSize, Qt, Signal
from PySide6.QtGui import (
    QFontMetricsF,
    QHelpEvent,
    QImage,
    QKeyEvent,
    QMouseEvent,
    QPainter,
    QPaintEvent,
    QResizeEvent,
    QWheelEvent,
)
from PySide6.QtWidgets import QAbstractScrollArea, QFrame, QSizePolicy, QToolTip, QWidget

from resnet_studio.core.basics.message import tr
from resnet_studio.gui.rooms.results import matrix_paint, words
from resnet_studio.gui.rooms.results.counts import Counts, next_pair, same_classes
from resnet_studio.gui.rooms.results.matrix_layout import FEW, MatrixLayout, few_layout, many_layout, most_zoom
from resnet_studio.gui.theme.fonts import font
from resnet_studio.gui.theme.palette import palette
from resnet_studio.gui.theme.tokens import SECONDARY, SEMIBOLD
from resnet_studio.gui.widgets.text import plain_tip

_STEP = 1.25
"""Of one turn of the wheel with Ctrl, or one press of plus."""
_FRAME = 4
"""Room around all for the ring of a cell at the edge, px."""
_ARROWS = {
    Qt.Key.Key_Left: (0, -1), Qt.Key.Key_Right: (0, 1), Qt.Key.Key_Up: (-1, 0), Qt.Key.Key_Down: (1, 0),
}  # fmt: skip


class ConfusionMatrix(QAbstractScrollArea):
    """Rows are true classes, columns predicted ones.

    Keys: arrows move the cell in focus, N and Shift+N go through the pairs of classes with the most mistakes, Enter
    chooses it, plus, minus and 0 enlarge. Ctrl and the wheel enlarge, too.

    Signals: ``cell_chosen(int, int)``, true and predicted label; ``pointed(int, int)``, the cell in focus or under the
    pointer, -1 and -1 for none; ``zoom_changed()``.
    """

    cell_chosen = Signal(int, int)
    pointed = Signal(int, int)
    zoom_changed = Signal()

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.counts = Counts()
        self._percent = False
        self._zoom = 1.0
        self._current: tuple[int, int] | None = None  # row and column
        self._hover: tuple[int, int] | None = None
        self._pixels: tuple[object, QImage] | None = None
        self.setFrameShape(QFrame.Shape.NoFrame)
        self.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        self.setAccessibleName(tr("Confusion matrix"))
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Expanding)
        self.viewport().setMouseTracking(True)
        self.viewport().setCursor(Qt.CursorShape.PointingHandCursor)

    # What is shown ---------------------------------------------------------------------------------------------

    def show_counts(self, counts: Counts) -> None:
        """Show a matrix; the cell in focus stays where the classes are the same."""
        if not same_classes(counts, self.counts):
            self._current = self._hover = None
            self._zoom = 1.0
        self.counts = counts
        self._pixels = None
        self._arrange()
        self._describe()

    def set_percent(self, percent: bool) -> None:
        """Show shares of rows instead of counts."""
        self._percent = percent
        self._pixels = None
        self.viewport().update()

    def is_many(self) -> bool:
        """Whether there are so many classes that cells are only colour."""
        return len(self.counts) > FEW

    def has_room_for_both(self) -> bool:
        """Whether each cell shows its count and its share."""
        layout = self.layout_now()
        return (
            not self.is_many()
            and layout.height - layout.gap >= matrix_paint.TWO_LINES[1]
            and (layout.width - layout.gap >= matrix_paint.TWO_LINES[0])
        )

    def current(self) -> tuple[int, int] | None:
        """Return true and predicted label of the cell in focus."""
        return self.counts.labels(*self._current) if self._current else None

    def show_pair(self, true: int, predicted: int) -> None:
        """Put a cell in focus, and scroll to it."""
        self._go(*self.counts.cell(true, predicted))

    # Geometry --------------------------------------------------------------------------------------------------

    def layout_now(self) -> MatrixLayout:
        """Where everything is at the present size and zoom, before scrolling."""
        names = list(matrix_paint.name_widths(self.counts.names))
        width, height = self.width() - 2 * _FRAME, self.height() - 2 * _FRAME
        if self.is_many():
            return many_layout(names, min(width, height), self._zoom)
        if len(names) <= 3:  # here the names stand in sentences
            beside = QFontMetricsF(font(SECONDARY, SEMIBOLD)).horizontalAdvance(tr("is {name:plain}", name=""))
            names = [name + beside for name in names]
        return few_layout(names, width, height)

    def _arrange(self) -> None:
        layout, view = self.layout_now(), self.viewport()
        for bar, size, room in zip(
            (self.horizontalScrollBar(), self.verticalScrollBar()),
            layout.size,
            (view.width(), view.height()),
            strict=True,
        ):
            bar.setRange(0, max(0, round(size) + 2 * _FRAME - room) if self.is_many() else 0)
            bar.setPageStep(room)
            bar.setSingleStep(round(max(layout.height, 12)))
        view.update()

    def _scrolled(self) -> QPointF:
        return QPointF(self.horizontalScrollBar().value() - _FRAME, self.verticalScrollBar().value() - _FRAME)

    def scrollContentsBy(self, _dx: int, _dy: int) -> None:
        self.viewport().update()

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        self._arrange()

    def sizeHint(self) -> QSize:
        return self.minimumSizeHint()

    def minimumSizeHint(self) -> QSize:
        return QSize(200, 180)

    def zoom(self) -> float:
        """Return how many times as large as fits the cells are."""
        return self._zoom

    def set_zoom(self, zoom: float, around: QPointF | None = None) -> None:
        """Enlarge, so that what is at a point of the view stays there."""
        side = min(self.width(), self.height()) - 2 * _FRAME
        zoom = min(most_zoom(len(self.counts), side), max(1.0, zoom))
        if zoom == self._zoom or not self.is_many():
            return
        centre = around or QPointF(self.viewport().width() / 2, self.viewport().height() / 2)
        before, scrolled = self.layout_now(), self._scrolled()
        x, y = (
            (centre.x() + scrolled.x() - before.left) / before.width,
            (centre.y() + scrolled.y() - before.top) / before.height,
        )
        self._zoom = zoom
        self._arrange()
        after = self.layout_now()
        self.horizontalScrollBar().setValue(round(x * after.width + after.left - centre.x() + _FRAME))
        self.verticalScrollBar().setValue(round(y * after.height + after.top - centre.y() + _FRAME))
        self.zoom_changed.emit()

    # Pointer and keys ------------------------------------------------------------------------------------------

    def _at(self, where: QPointF) -> tuple[int, int] | None:
        layout, place = self.layout_now(), where + self._scrolled()
        if where.x() < layout.left or where.y() < layout.top:  # names lie over the cells that are scrolled away
            return None
        return layout.at(place.x(), place.y()) if len(self.counts) else None

    def mouseMoveEvent(self, event: QMouseEvent) -> None:
        self._set_hover(self._at(event.position()))

    def leaveEvent(self, event: QEvent) -> None:
        super().leaveEvent(event)
        self._set_hover(None)

    def _set_hover(self, cell: tuple[int, int] | None) -> None:
        if cell != self._hover:
            self._hover = cell
            self._tell()
            self.viewport().update()

    def mousePressEvent(self, event: QMouseEvent) -> None:
        cell = self._at(event.position())
        if event.button() == Qt.MouseButton.LeftButton and cell is not None:
            self._go(*cell)
            self.cell_chosen.emit(*self.counts.labels(*cell))

    def wheelEvent(self, event: QWheelEvent) -> None:
        if event.modifiers() & Qt.KeyboardModifier.ControlModifier and self.is_many():
            self.set_zoom(self._zoom * _STEP ** (event.angleDelta().y() / 120), event.position())
            event.accept()
        elif self.verticalScrollBar().maximum() or self.horizontalScrollBar().maximum():
            super().wheelEvent(event)
        else:
            event.ignore()  # the room scrolls

    def keyPressEvent(self, event: QKeyEvent) -> None:
        key, size = Qt.Key(event.key()), len(self.counts)
        if not size:
            super().keyPressEvent(event)
        elif key in _ARROWS:
            down, right = _ARROWS[key]
            row, column = self._current or (0, 0)
            self._go(min(size - 1, max(0, row + down)), min(size - 1, max(0, column + right)))
        elif key == Qt.Key.Key_N:
            self.show_next_pair(-1 if event.modifiers() & Qt.KeyboardModifier.ShiftModifier else 1)
        elif key in (Qt.Key.Key_Return, Qt.Key.Key_Enter, Qt.Key.Key_Space) and self._current:
            self.cell_chosen.emit(*self.counts.labels(*self._current))
        elif key in (Qt.Key.Key_Plus, Qt.Key.Key_Equal, Qt.Key.Key_Minus, Qt.Key.Key_0) and self.is_many():
            step = 1 / _STEP if key == Qt.Key.Key_Minus else _STEP
            self.set_zoom(1.0 if key == Qt.Key.Key_0 else self._zoom * step, self._middle())
        else:
            super().keyPressEvent(event)

    def show_next_pair(self, step: int = 1) -> None:
        """Put the next pair of classes that are confused in focus."""
        pair = next_pair(self.counts.pairs, self.current(), step)
        if pair is not None:
            self.show_pair(pair.true, pair.predicted)

    def _middle(self) -> QPointF | None:
        if self._current is None:
            return None
        box = self.layout_now().cell(*self._current)
        return QPointF(box.x + box.width / 2, box.y + box.height / 2) - self._scrolled()

    def _go(self, row: int, column: int) -> None:
        self._current, self._hover = (row, column), None
        layout, view, scrolled = self.layout_now(), self.viewport(), self._scrolled()
        box = layout.cell(row, column)
        x, y = box.x - scrolled.x(), box.y - scrolled.y()
        across, down = self.horizontalScrollBar(), self.verticalScrollBar()
        across.setValue(across.value() + round(min(0, x - layout.left) + max(0, x + box.width + 4 - view.width())))
        down.setValue(down.value() + round(min(0, y - layout.top) + max(0, y + box.height + 4 - view.height())))
        self._describe()
        self._tell()
        view.update()

    def _tell(self) -> None:
        place = self._hover or self._current
        self.pointed.emit(*(self.counts.labels(*place) if place else (-1, -1)))

    def _describe(self) -> None:
        """Let a screen reader say what is in focus."""
        place = self.current()
        self.setAccessibleDescription(words.cell(self.counts, *place) if place else "")

    def viewportEvent(self, event: QEvent) -> bool:
        if isinstance(event, QHelpEvent) and event.type() == QEvent.Type.ToolTip:
            cell = self._at(QPointF(event.pos()))
            QToolTip.showText(
                event.globalPos(), self._tip(cell), self.viewport(), QRect(event.pos() - QPoint(2, 2), QSize(4, 4))
            )
            return True
        return super().viewportEvent(event)

    def _tip(self, cell: tuple[int, int] | None) -> str:
        return plain_tip(words.cell(self.counts, *self.counts.labels(*cell))) if cell else ""

    # Painting --------------------------------------------------------------------------------------------------

    def paintEvent(self, _event: QPaintEvent) -> None:
        if not len(self.counts):
            return
        painter, layout = QPainter(self.viewport()), self.layout_now()
        scrolled, view = self._scrolled(), QRectF(self.viewport().rect())
        seen = view.translated(scrolled)
        painter.save()
        painter.setClipRect(view.adjusted(layout.left, layout.top, 0, 0) if self.is_many() else view)
        painter.translate(-scrolled)
        if layout.few:
            matrix_paint.paint_cells(painter, layout, self.counts, seen, percent=self._percent)
        else:
            self._paint_picture(painter, layout)
        for cell in {self._current, self._hover} - {None}:
            assert cell is not None  # for the type checker
            matrix_paint.paint_focus(painter, layout, *cell, strong=cell == self._current)
        if self._zoom == 1.0 and not layout.few:
            matrix_paint.paint_pairs(painter, layout, self.counts, layout.size[0], self._current)
        painter.restore()
        if layout.named:
            origin = scrolled if self.is_many() else QPointF(-_FRAME, -_FRAME)
            matrix_paint.paint_names(painter, layout, self.counts, origin, self._hover or self._current)

    def _paint_picture(self, painter: QPainter, layout: MatrixLayout) -> None:
        key = palette()
        if self._pixels is None or self._pixels[0] is not key:
            self._pixels = (key, matrix_paint.pixels_of(self.counts, percent=self._percent))
        matrix_paint.paint_pixels(painter, layout, self._pixels[1])
