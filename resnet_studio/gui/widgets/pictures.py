"""Pictures as tiles: painting one, and a grid of equal squares that requests only the visible ones."""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING

from PySide6.QtCore import QEvent, QPoint, QRect, QRectF, QSize, Qt, Signal
from PySide6.QtGui import (
    QContextMenuEvent,
    QHelpEvent,
    QImage,
    QKeyEvent,
    QMouseEvent,
    QPainter,
    QPaintEvent,
    QPixmap,
    QResizeEvent,
)
from PySide6.QtWidgets import QAbstractScrollArea, QFrame, QSizePolicy, QToolTip, QWidget

from resnet_studio.gui.theme.focus import refresh_ring
from resnet_studio.gui.theme.tokens import RADIUS_BUTTON
from resnet_studio.gui.widgets.paint import paint_box
from resnet_studio.gui.widgets.text import plain_tip
from resnet_studio.gui.widgets.tile_pixmap import SMOOTH, finished
from resnet_studio.gui.widgets.tile_signs import paint_cross, paint_unreadable

if TYPE_CHECKING:
    from resnet_studio.gui.widgets.heat_map import HeatMap


def paint_picture(
    painter: QPainter,
    rect: QRect | QRectF,
    picture: QPixmap | QImage | None,
    *,
    radius: float = RADIUS_BUTTON,
    wrong: bool = False,
    selected: bool = False,
    unreadable: bool = False,
    heat_map: HeatMap | None = None,
) -> None:
    """Paint the centre square of ``picture`` with round corners; None is a plain placeholder.

    ``wrong`` adds the 3 px border and the cross, ``selected`` the 3 px accent border. ``unreadable`` says that there
    will be no picture. ``heat_map`` is laid over the picture, which is then also in the corner. The crop affects only
    the display.
    """
    box, ratio = QRectF(rect), painter.device().devicePixelRatio()
    painter.save()
    if wrong or unreadable or not isinstance(rect, QRect) or not ratio.is_integer():
        painter.setRenderHints(SMOOTH)  # else pixels are laid on pixels, which takes a tenth of the time
    if unreadable:
        paint_unreadable(painter, box.toRect(), radius, edge=not (wrong or selected))
    else:
        painter.drawPixmap(box.topLeft(), finished(picture, box.size().toSize(), ratio, radius, heat_map))
    if wrong:
        paint_box(painter, box, radius, None, "wrong", 3)
        paint_cross(painter, box, radius)
    elif selected:
        paint_box(painter, box, radius, None, "accent", 3)
    painter.restore()


def flow(width: int, tile: int, gap: int = 12, count: int | None = None) -> tuple[int, int]:
    """Return (columns, side in px) of equal squares no larger than ``tile`` that fill ``width`` with ``gap`` between.

    With a ``count`` smaller than a row, the squares keep the size that a full row would give them.
    """
    columns = max(1, -(-(width + gap) // (tile + gap)))
    side = (width - gap * (columns - 1)) // columns
    return (min(columns, count) if count else columns), max(1, side)


class TileGrid(QAbstractScrollArea):
    """A scrolling grid of square tiles, painted by ``paint(painter, rect, index)`` where they are visible.

    ``rect`` is the square; ``paint`` may also use the ``caption`` px below it. Arrow keys, Home, End, Page keys move.
    Signals: ``current_changed(int)``, ``activated(int)`` (double click or Enter), ``menu_asked(int, QPoint)``
    (global position), ``range_changed(int, int)`` (first and one past the last visible index, for lazy loading).
    ``tip(index) -> str`` gives plain tooltips. Tiles are squares, or ``height`` times as high as they are wide.
    """

    current_changed = Signal(int)
    activated = Signal(int)
    menu_asked = Signal(int, QPoint)
    range_changed = Signal(int, int)

    def __init__(
        self,
        paint: Callable[[QPainter, QRect, int], None],
        *,
        tile: int = 140,
        caption: int = 20,
        gap: int = 12,
        row_gap: int = 10,
        height: float = 1.0,
        tip: Callable[[int], str] | None = None,
        parent: QWidget | None = None,
    ) -> None:
        super().__init__(parent)
        self._paint, self._tip = paint, tip
        self._tile, self._caption, self._gap, self._row_gap = tile, caption, gap, row_gap
        self._height, self._above = height, 0  # px that are left free above each row
        self._count, self._current = 0, -1
        self._range = (0, 0)
        self.setFrameShape(QFrame.Shape.NoFrame)
        self.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.setVerticalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOn)
        self.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Expanding)
        self.viewport().setAutoFillBackground(False)
        (bar := self.verticalScrollBar()).valueChanged.connect(self._announce)
        # Its place is kept, so that tiles have one size; the theme paints no handle where nothing scrolls.
        bar.rangeChanged.connect(lambda _, most: self.verticalScrollBar().setEnabled(most > 0))
        bar.setEnabled(False)

    def set_count(self, count: int) -> None:
        """Show ``count`` tiles, from the top, none of them current."""
        self._count, self._current = count, -1
        self.verticalScrollBar().setValue(0)
        self._range = (0, 0)
        self._arrange()

    def count(self) -> int:
        """Return the number of tiles."""
        return self._count

    def set_tile(self, tile: int, caption: int | None = None) -> None:
        """Change the largest side of a square, and the room below it, px; the first visible tile stays in view."""
        first = self._range[0]
        self._tile, self._caption = tile, self._caption if caption is None else caption
        self._arrange()
        self._show(first, at_top=True)

    def current(self) -> int:
        """Return the current index, or -1."""
        return self._current

    def set_current(self, index: int) -> None:
        """Make a tile current (-1: none), scroll to it and emit ``current_changed``."""
        if index == self._current or not -1 <= index < self._count:
            return
        self._current = index
        if index >= 0:
            self._show(index)
        self.viewport().update()
        refresh_ring(self)
        self.current_changed.emit(index)

    def visible_range(self) -> tuple[int, int]:
        """Return (first, one past last) index of the tiles that are at least partly visible."""
        return self._range

    def update_tile(self, index: int) -> None:
        """Repaint one tile, as when its picture has been loaded."""
        rect = self.tile_rect(index)
        self.viewport().update(rect.adjusted(0, 0, 1, self._caption + 1))

    def tile_rect(self, index: int) -> QRect:
        """Return the square of a tile in the viewport, px."""
        columns, side = self._layout()
        row, column = divmod(index, columns)
        top = row * self._pitch(side) + self._above - self.verticalScrollBar().value()
        return QRect(column * (side + self._gap), top, side, self._high(side))

    def index_at(self, point: QPoint) -> int:
        """Return the tile (square or caption) at a point of the viewport, or -1."""
        columns, side = self._layout()
        column, across = divmod(point.x(), side + self._gap)
        row, down = divmod(point.y() + self.verticalScrollBar().value(), self._pitch(side))
        index = row * columns + column
        inside = across < side and 0 <= down - self._above < self._high(side) + self._caption and 0 <= column < columns
        return index if inside and 0 <= index < self._count else -1

    def focus_rect(self) -> QRect:
        """Ring the current tile, or the whole grid while there is none."""
        return self.tile_rect(self._current) if self._current >= 0 else self.rect()

    def _layout(self) -> tuple[int, int]:
        return flow(max(1, self.viewport().width() - 4), self._tile, self._gap)

    def _pitch(self, side: int) -> int:
        return self._above + self._high(side) + self._caption + self._row_gap

    def _high(self, side: int) -> int:
        return round(side * self._height)

    def _arrange(self) -> None:
        columns, side = self._layout()
        rows = -(-self._count // columns)
        height = max(0, rows * self._pitch(side) - self._row_gap)
        bar = self.verticalScrollBar()
        bar.setPageStep(self.viewport().height())
        bar.setSingleStep(max(1, self._pitch(side) // 3))
        bar.setRange(0, max(0, height - self.viewport().height()))
        self._announce()

    def _announce(self) -> None:
        columns, side = self._layout()
        top, pitch = self.verticalScrollBar().value(), self._pitch(side)
        first = min(self._count, top // pitch * columns)
        last = min(self._count, -(-(top + self.viewport().height()) // pitch) * columns)
        self.viewport().update()
        refresh_ring(self)
        if (first, last) != self._range:
            self._range = (first, last)
            self.range_changed.emit(first, last)

    def _show(self, index: int, *, at_top: bool = False) -> None:
        rect, bar = self.tile_rect(index), self.verticalScrollBar()
        bottom = rect.bottom() + self._caption + 1 - self.viewport().height()
        if rect.top() < 0 or at_top:
            bar.setValue(bar.value() + rect.top())
        elif bottom > 0:
            bar.setValue(bar.value() + min(bottom, rect.top()))  # the top, where not all of it fits

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        self._arrange()

    def paintEvent(self, event: QPaintEvent) -> None:
        painter, region = QPainter(self.viewport()), event.region()
        for index in range(*self._range):
            rect = self.tile_rect(index)
            if region.intersects(rect.adjusted(0, 0, 0, self._caption)):
                self._paint(painter, rect, index)

    def mousePressEvent(self, event: QMouseEvent) -> None:
        if event.button() in (Qt.MouseButton.LeftButton, Qt.MouseButton.RightButton):
            self.set_current(self.index_at(event.position().toPoint()))

    def mouseDoubleClickEvent(self, event: QMouseEvent) -> None:
        index = self.index_at(event.position().toPoint())
        if index >= 0 and event.button() == Qt.MouseButton.LeftButton:
            self.activated.emit(index)

    def contextMenuEvent(self, event: QContextMenuEvent) -> None:
        if event.reason() == QContextMenuEvent.Reason.Keyboard:
            if self._current >= 0:
                middle = self.tile_rect(self._current).center()
                self.menu_asked.emit(self._current, self.viewport().mapToGlobal(middle))
        elif (index := self.index_at(event.pos())) >= 0:
            self.menu_asked.emit(index, event.globalPos())

    def place_after(self, key: int) -> int | None:
        """Return the index that an arrow, Home, End or Page key leads to; None for other keys."""
        columns, side = self._layout()
        page = max(1, self.viewport().height() // self._pitch(side)) * columns
        steps = {
            Qt.Key.Key_Left: -1,
            Qt.Key.Key_Right: 1,
            Qt.Key.Key_Up: -columns,
            Qt.Key.Key_Down: columns,
            Qt.Key.Key_PageUp: -page,
            Qt.Key.Key_PageDown: page,
            Qt.Key.Key_Home: -self._count,
            Qt.Key.Key_End: self._count,
        }
        step = steps.get(Qt.Key(key))
        if step is None or not self._count:
            return None
        return min(self._count - 1, max(0, self._current + step)) if self._current >= 0 else 0

    def at_once(self) -> int:
        """Return how many tiles show completely, without scrolling."""
        return self.columns() * self.rows_at_once()

    def columns(self) -> int:
        """Return how many tiles a row has."""
        return self._layout()[0]

    def rows_at_once(self) -> int:
        """Return how many rows show completely."""
        _, side = self._layout()
        return max(1, (self.viewport().height() + self._row_gap) // self._pitch(side))

    def keyPressEvent(self, event: QKeyEvent) -> None:
        if (place := self.place_after(event.key())) is not None:
            self.set_current(place)
        elif event.key() in (Qt.Key.Key_Return, Qt.Key.Key_Enter) and self._current >= 0:
            self.activated.emit(self._current)
        else:
            super().keyPressEvent(event)

    def viewportEvent(self, event: QEvent) -> bool:
        if isinstance(event, QHelpEvent) and self._tip is not None:
            index = self.index_at(event.pos())
            QToolTip.showText(event.globalPos(), plain_tip(self._tip(index)) if index >= 0 else "", self.viewport())
            return True
        return super().viewportEvent(event)

    def sizeHint(self) -> QSize:
        return QSize(4 * (self._tile + self._gap), 3 * self._pitch(self._tile))
