"""The classes of a map with their looks: found by typing, pointed at and chosen, where there are more than colours."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Final

from PySide6.QtCore import QModelIndex, QPointF, QRect, QRectF, QSize, Qt, Signal
from PySide6.QtGui import QMouseEvent, QPainter, QPen, QStandardItem, QStandardItemModel
from PySide6.QtWidgets import (
    QAbstractItemView,
    QHBoxLayout,
    QListView,
    QStyle,
    QStyledItemDelegate,
    QStyleOptionViewItem,
    QVBoxLayout,
    QWidget,
)

from resnet_studio.core.basics import formatting
from resnet_studio.core.basics.message import tr
from resnet_studio.core.basics.safe_text import printable
from resnet_studio.gui.rooms.results.class_model import Index
from resnet_studio.gui.rooms.results.map_looks import ClassLook
from resnet_studio.gui.rooms.results.map_paint import Shape
from resnet_studio.gui.theme.focus import refresh_ring, row_rect
from resnet_studio.gui.theme.fonts import font
from resnet_studio.gui.theme.palette import palette
from resnet_studio.gui.theme.tokens import CAPTION, RADIUS_BUTTON, REGULAR, SECONDARY, SEMIBOLD
from resnet_studio.gui.widgets.button import Button
from resnet_studio.gui.widgets.fields import SearchField
from resnet_studio.gui.widgets.paint import colour, paint_box
from resnet_studio.gui.widgets.text import plain_tip

_LABEL: Final = int(Qt.ItemDataRole.UserRole)
_LOOK: Final = _LABEL + 1
_COUNT: Final = _LABEL + 2
_ROW: Final = 24
WIDTH: Final = 220


class MapLegend(QWidget):
    """Signals: ``chosen(int)``, the label of the chosen class; ``pointed(int)``, of the class under the pointer; -1 for
    none.
    """

    chosen = Signal(int)
    pointed = Signal(int)

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.search = SearchField(tr("Find class"), width=128)
        self.all = Button(tr("Show all"), "link", tip=tr("Show the points of all classes alike"))
        self.list = _List()
        head = QHBoxLayout()
        head.setSpacing(8)
        head.addWidget(self.search)
        head.addStretch(1)
        head.addWidget(self.all)
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(6)
        column.addLayout(head)
        column.addWidget(self.list, 1)
        self.setFixedWidth(WIDTH)
        self.all.setVisible(False)
        self.search.textChanged.connect(self._find)
        self.list.selectionModel().currentChanged.connect(lambda *_: self._tell())
        self.list.entered.connect(lambda index: self.pointed.emit(int(index.data(_LABEL))))
        self.list.left.connect(lambda: self.pointed.emit(-1))
        self.all.clicked.connect(self.clear)

    def show_classes(
        self, names: Sequence[str], counts: Sequence[int], looks: Sequence[ClassLook], order: Sequence[int]
    ) -> None:
        """List these classes in this order, with the number of their points; none is chosen."""
        model = self.list.items
        model.clear()
        for label in order:
            item = QStandardItem(printable(names[label]))
            item.setEditable(False)
            item.setToolTip(plain_tip(names[label]))
            for role, value in ((_LABEL, label), (_LOOK, looks[label]), (_COUNT, int(counts[label]))):
                item.setData(value, role)
            model.appendRow(item)
        self._find(self.search.text())
        self._tell()

    def current(self) -> int:
        """Return the label of the chosen class, or -1."""
        index = self.list.currentIndex()
        return int(index.data(_LABEL)) if index.isValid() else -1

    def listed(self) -> list[int]:
        """Return the labels of the classes that are found."""
        model = self.list.items
        rows = (row for row in range(model.rowCount()) if not self.list.isRowHidden(row))
        return [int(model.item(row).data(_LABEL)) for row in rows]

    def choose(self, label: int) -> None:
        """Choose a class."""
        model = self.list.items
        for row in range(model.rowCount()):
            if model.item(row).data(_LABEL) == label:
                self.list.setCurrentIndex(model.index(row, 0))

    def clear(self) -> None:
        """Choose no class, and list all."""
        self.search.clear()
        self.list.setCurrentIndex(QModelIndex())

    def _find(self, text: str) -> None:
        """List the classes with a text in their names; a single one is chosen."""
        wanted, model = text.casefold().strip(), self.list.items
        for row in range(model.rowCount()):
            self.list.setRowHidden(row, wanted not in model.item(row).text().casefold())
        found = self.listed()
        if wanted and len(found) == 1:
            self.choose(found[0])

    def _tell(self) -> None:
        self.all.setVisible(self.current() >= 0)
        refresh_ring(self.list)
        self.chosen.emit(self.current())


class _List(QListView):
    """The rows. Signal: ``left()``, the pointer is elsewhere now."""

    left = Signal()

    def __init__(self) -> None:
        super().__init__()
        self.items = QStandardItemModel(self)
        self.setModel(self.items)
        self.setItemDelegate(_Rows(self))
        self.setAccessibleName(tr("Classes on the map"))
        self.setMouseTracking(True)
        self.setUniformItemSizes(True)
        self.setVerticalScrollMode(QAbstractItemView.ScrollMode.ScrollPerPixel)
        self.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)

    def leaveEvent(self, event: object) -> None:
        super().leaveEvent(event)  # type: ignore[arg-type]  # the stub says QEvent
        self.left.emit()

    def mousePressEvent(self, event: QMouseEvent) -> None:
        """A click on the chosen class chooses none."""
        index = self.indexAt(event.position().toPoint())
        if index.isValid() and index == self.currentIndex():
            self.setCurrentIndex(QModelIndex())
            return
        super().mousePressEvent(event)

    def focus_rect(self) -> QRect:
        """Ring the current row, or the whole list while it has none."""
        return row_rect(self)


class _Rows(QStyledItemDelegate):
    """A look, a name, and at the right a count."""

    def sizeHint(self, _option: QStyleOptionViewItem, _index: Index) -> QSize:
        return QSize(120, _ROW)

    def paint(self, painter: QPainter, option: QStyleOptionViewItem, index: Index) -> None:
        box, chosen = QRect(option.rect), bool(option.state & QStyle.StateFlag.State_Selected)
        if chosen:
            paint_box(painter, box, RADIUS_BUTTON, "tint")
        elif option.state & QStyle.StateFlag.State_MouseOver:
            paint_box(painter, box, RADIUS_BUTTON, palette().step(palette().surface))
        look: ClassLook = index.data(_LOOK)
        paint_shape(painter, QPointF(box.left() + 14, box.center().y() + 0.5), look.shape, look.tone)
        vertical = Qt.AlignmentFlag.AlignVCenter
        painter.setFont(font(CAPTION, REGULAR))
        painter.setPen(colour("text2"))
        count = formatting.count(index.data(_COUNT))
        taken = painter.fontMetrics().horizontalAdvance(count)
        painter.drawText(box.adjusted(0, 0, -8, 0), vertical | Qt.AlignmentFlag.AlignRight, count)
        painter.setFont(font(SECONDARY, SEMIBOLD if chosen else REGULAR))
        painter.setPen(colour("text"))
        room = box.adjusted(28, 0, -taken - 16, 0)
        name = painter.fontMetrics().elidedText(index.data(), Qt.TextElideMode.ElideMiddle, room.width())
        painter.drawText(room, vertical, name)


def paint_shape(painter: QPainter, middle: QPointF, shape: Shape, tone: str, radius: float = 4.5) -> None:
    """Paint one point of a map, as large as in a list."""
    painter.save()
    painter.setRenderHint(QPainter.RenderHint.Antialiasing)
    ink = colour(tone)
    painter.setPen(Qt.PenStyle.NoPen)
    painter.setBrush(ink)
    box = QRectF(middle.x() - radius, middle.y() - radius, 2 * radius, 2 * radius)
    if shape == "disc":
        painter.drawEllipse(box)
    elif shape == "square":
        painter.drawRect(box.adjusted(0.5, 0.5, -0.5, -0.5))
    else:
        painter.setPen(QPen(ink, 2))
        painter.setBrush(Qt.BrushStyle.NoBrush)
        inner = box.adjusted(1, 1, -1, -1)
        if shape == "ring":
            painter.drawEllipse(inner)
        else:
            painter.drawLine(inner.topLeft(), inner.bottomRight())
            painter.drawLine(inner.topRight(), inner.bottomLeft())
    painter.restore()
