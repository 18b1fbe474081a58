"""The head of the table of runs: sort marks, the sign for frozen, and the figures of the axis of intervals."""

from __future__ import annotations

from collections.abc import Callable

from PySide6.QtCore import QRect, QRectF, Qt
from PySide6.QtGui import QPainter
from PySide6.QtWidgets import QHeaderView, QStyleOptionHeader, QWidget

from resnet_studio.core.basics import formatting
from resnet_studio.core.basics.message import tr
from resnet_studio.gui.rooms.runs.axis import Axis
from resnet_studio.gui.rooms.runs.columns import INTERVAL
from resnet_studio.gui.rooms.runs.rows import AXIS_INSET
from resnet_studio.gui.theme.fonts import font
from resnet_studio.gui.theme.tokens import CAPTION, ROW_HEIGHT, SECONDARY
from resnet_studio.gui.widgets.paint import colour


class Head(QHeaderView):
    """A head whose sort mark points up where values rise from row to row; Qt's own points the other way."""

    def __init__(self, axis: Callable[[], Axis], parent: QWidget) -> None:
        super().__init__(Qt.Orientation.Horizontal, parent)
        self._axis = axis
        self.setFont(font(SECONDARY))
        self.setHighlightSections(False)
        self.setSectionsClickable(True)
        self.setFixedHeight(ROW_HEIGHT)

    def initStyleOptionForIndex(self, option: QStyleOptionHeader, logicalIndex: int) -> None:
        super().initStyleOptionForIndex(option, logicalIndex)
        mark = QStyleOptionHeader.SortIndicator
        turned = {mark.SortDown: mark.SortUp, mark.SortUp: mark.SortDown}
        option.sortIndicator = turned.get(option.sortIndicator, option.sortIndicator)

    def paintSection(self, painter: QPainter, rect: QRect, logicalIndex: int) -> None:
        super().paintSection(painter, rect, logicalIndex)
        if logicalIndex != INTERVAL:
            return
        axis, left, right = self._axis(), rect.left() + AXIS_INSET, rect.right() - AXIS_INSET
        painter.save()
        painter.setFont(font(CAPTION))
        painter.setPen(colour("text2"))
        for tick in axis.ticks:
            number = formatting.count(tick)
            text = tr("{number:plain} %", number=number) if tick == axis.ticks[-1] else number
            middle, width = axis.at(tick / 100, left, right), painter.fontMetrics().horizontalAdvance(text) + 2
            start = min(max(middle - width / 2, rect.left()), rect.right() - width)
            painter.drawText(QRectF(start, rect.top(), width, rect.height()), Qt.AlignmentFlag.AlignVCenter, text)
        painter.restore()
