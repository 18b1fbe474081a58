"""How the rows of the table of runs are painted: which are A and B, tags, intervals on their axis, and states."""

from __future__ import annotations

import math
from collections import OrderedDict
from collections.abc import Callable, Sequence
from dataclasses import dataclass

from PySide6.QtCore import QLineF, QPoint, QPointF, QRect, QRectF, QSize, Qt
from PySide6.QtGui import QFontMetrics, QPainter, QPen, QPixmap
from PySide6.QtWidgets import QLineEdit, QStyle, QStyledItemDelegate, QStyleOptionViewItem, QWidget

from resnet_studio.core.basics.message import tr
from resnet_studio.core.basics.safe_text import printable
from resnet_studio.core.runs.states import RunState
from resnet_studio.core.runs.summary import RunSummary
from resnet_studio.gui.rooms.runs.axis import Axis
from resnet_studio.gui.rooms.runs.columns import INTERVAL, MARK, NAME, STATE
from resnet_studio.gui.rooms.runs.model import Index
from resnet_studio.gui.theme.fonts import font
from resnet_studio.gui.theme.icons import paint_icon
from resnet_studio.gui.theme.palette import palette
from resnet_studio.gui.theme.tokens import BODY, CAPTION, MEDIUM
from resnet_studio.gui.widgets.badge import BADGE, paint_badge
from resnet_studio.gui.widgets.paint import colour, paint_box

PADDING = 6
AXIS_INSET = 12
"""px at both ends of the column of intervals that hold half of a figure in the head."""
_CHIP_HEIGHT, _CHIP_PADDING, _GAP, _SIGN = 18, 14, 6, 18  # px of a tag, and of the sign for tags that do not fit
_LEAST_NAME = 56
STATE_ICON = 18
"""px before the words of a state."""
_MOST_KEPT = 600
"""Cells, of which three windows full take about 8 MB."""
_ICONS = {
    RunState.FINISHED: ("check", "ok"),
    RunState.STOPPED: ("stop", "text2"),
    RunState.PAUSED: ("pause", "text2"),
    RunState.FAILED: ("cross", "wrong"),
    RunState.CUT_OFF: ("warning", "text2"),
    RunState.IN_TRAINING: ("train", "accent"),
}
_Align = Qt.AlignmentFlag


@dataclass(frozen=True, slots=True)
class _Kept:
    """A cell as it was painted, and what it was painted of."""

    pixmap: QPixmap
    of: tuple[object, ...]


class Rows(QStyledItemDelegate):
    """Paints the cells of a row. ``run_at(index)`` gives its run, ``mark_of(run)`` "A", "B" … or "" for the others,
    ``training(run)`` where it is in training, ``is_used(run)`` whether its model is in use.

    What was painted is kept: a step of the wheel moves nearly all cells and changes none of them.
    """

    def __init__(
        self,
        parent: QWidget,
        run_at: Callable[[Index], RunSummary],
        mark_of: Callable[[RunSummary], str],
        training: Callable[[RunSummary], object],
        axis: Callable[[], Axis],
        is_used: Callable[[RunSummary], bool],
    ) -> None:
        super().__init__(parent)
        self._run_at, self._mark_of, self._training, self._axis = run_at, mark_of, training, axis
        self._is_used = is_used
        self._kept: OrderedDict[tuple[object, ...], _Kept] = OrderedDict()

    def paint(self, painter: QPainter, option: QStyleOptionViewItem, index: Index) -> None:
        rect: QRect = option.rect
        run, ratio = self._run_at(index), painter.device().devicePixelRatioF()
        selected = bool(option.state & QStyle.StateFlag.State_Selected)
        key = (str(run.path), index.column(), rect.width(), rect.height(), ratio, selected, self._mark_of(run))
        of = (run, self._training(run), self._axis(), palette(), self._is_used(run))
        kept = self._kept.get(key)
        if kept is None or any(one is not other for one, other in zip(kept.of, of, strict=True)):
            kept = self._kept[key] = _Kept(self._painted(rect.size(), ratio, index, run, selected=selected), of)
            if len(self._kept) > _MOST_KEPT:
                self._kept.popitem(last=False)
        painter.drawPixmap(rect.topLeft(), kept.pixmap)

    def _painted(self, size: QSize, ratio: float, index: Index, run: RunSummary, *, selected: bool) -> QPixmap:
        """A cell on its ground."""
        pixmap = QPixmap(math.ceil(size.width() * ratio), math.ceil(size.height() * ratio))
        pixmap.setDevicePixelRatio(ratio)
        pixmap.fill(colour("tint" if selected else "surface"))
        painter = QPainter(pixmap)
        self._paint_cell(painter, QRect(QPoint(), size), index, run, selected=selected)
        painter.end()
        return pixmap

    def _paint_cell(self, painter: QPainter, rect: QRect, index: Index, run: RunSummary, *, selected: bool) -> None:
        painter.fillRect(rect.left(), rect.bottom(), rect.width(), 1, colour("line"))
        cell = rect.adjusted(PADDING, 0, -PADDING, 0)
        painter.setFont(index.data(Qt.ItemDataRole.FontRole))
        painter.setPen(index.data(Qt.ItemDataRole.ForegroundRole))
        if index.column() == MARK:
            if selected:
                painter.fillRect(rect.left(), rect.top(), 3, rect.height(), colour("accent"))
            side = QRectF(0, 0, BADGE, BADGE)
            side.moveCenter(QPointF(rect.center()) + QPointF(2, 0))
            paint_badge(painter, side, self._mark_of(run))
        elif index.column() == NAME:
            self._paint_name(painter, cell, run, index.data(Qt.ItemDataRole.DisplayRole))
        elif index.column() == INTERVAL:
            self._paint_interval(painter, rect, run)
        elif index.column() == STATE:
            self._paint_state(painter, cell, run, index)
        else:
            _paint_text(painter, cell, index)

    def _paint_name(self, painter: QPainter, cell: QRect, run: RunSummary, name: str) -> None:
        """The name, and behind it whether its model is in use, and the tags as far as they fit: none is cut off, a sign
        stands for the rest.
        """
        painter.setFont(font(CAPTION))
        used = self._is_used(run)
        tags = [*([tr("in use")] if used else []), *(printable(tag) for tag in run.marks.tags)]
        widths = [painter.fontMetrics().horizontalAdvance(tag) + _CHIP_PADDING for tag in tags]
        wanted = QFontMetrics(font(BODY, MEDIUM)).horizontalAdvance(name) + 1
        fitting = tags_that_fit(widths, cell.width() - min(wanted, max(_LEAST_NAME, cell.width() // 2)))
        rest = _SIGN if fitting < len(tags) else 0
        room = min(wanted, cell.width() - rest - sum(width + _GAP for width in widths[:fitting]))
        x = cell.left() + room + _GAP
        for number, (tag, width) in enumerate(zip(tags[:fitting], widths, strict=False)):
            box = QRectF(x, cell.center().y() - _CHIP_HEIGHT / 2 + 1, width, _CHIP_HEIGHT)
            fill, line, ink = ("tint", "accent", "accent") if used and not number else ("surface", "line2", "text2")
            paint_box(painter, box, 4, fill, line)
            painter.setPen(colour(ink))
            painter.drawText(box, _Align.AlignCenter, tag)
            x += width + _GAP
        if rest:
            paint_icon(painter, QRect(x - 2, cell.top(), 12, cell.height()), "tag", "text3", 12)
        painter.setFont(font(BODY, MEDIUM))
        painter.setPen(colour("text"))
        shown = painter.fontMetrics().elidedText(name, Qt.TextElideMode.ElideMiddle, room)
        painter.drawText(QRect(cell.left(), cell.top(), room, cell.height()), _Align.AlignVCenter, shown)

    def _paint_interval(self, painter: QPainter, rect: QRect, run: RunSummary) -> None:
        """The interval as a line with ends, the accuracy as a dot: filled and blue for A, hollow for B, else grey."""
        axis, left, right = self._axis(), rect.left() + AXIS_INSET, rect.right() - AXIS_INSET
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        painter.setPen(QPen(colour("line"), 1))
        for tick in axis.ticks:
            x = round(axis.at(tick / 100, left, right)) + 0.5
            painter.drawLine(QLineF(x, rect.top(), x, rect.bottom()))
        ends = run.interval
        if ends is None:
            return
        mark, y = self._mark_of(run), rect.center().y() + 0.5
        ink = {"A": "validation", "": "text3"}.get(mark, "text")
        low, high, value = (axis.at(share, left, right) for share in (*ends, run.best_val_top1))
        painter.setPen(QPen(colour(ink), 1.5))
        if mark == "A":
            band = colour(ink)
            band.setAlphaF(0.35)
            painter.fillRect(QRectF(low, y - 2, high - low, 4), band)
        else:
            painter.drawLine(QLineF(low, y, high, y))
        for x in (low, high):
            painter.drawLine(QLineF(x, y - 4, x, y + 4))
        painter.setBrush(colour("surface" if mark not in ("A", "") else ink))
        size = 2.5 if not mark else 3.5
        painter.drawEllipse(QPointF(value, y), size, size)

    def _paint_state(self, painter: QPainter, cell: QRect, run: RunSummary, index: Index) -> None:
        icon, tone = ("warning", "wrong") if run.problem else _ICONS[run.state]
        if (ink := index.data(Qt.ItemDataRole.ForegroundRole)) == colour("accent"):
            icon, tone = "train", "accent"
        paint_icon(painter, QRect(cell.left(), cell.top(), 13, cell.height()), icon, tone, 13)
        painter.setPen(ink)
        _paint_text(painter, cell.adjusted(STATE_ICON, 0, 0, 0), index)

    def createEditor(self, parent: QWidget, option: QStyleOptionViewItem, index: Index) -> QWidget:
        editor = super().createEditor(parent, option, index)
        editor.setAccessibleName(tr("Name of the run"))
        editor.setProperty("compact", True)
        if isinstance(editor, QLineEdit):
            editor.setMaxLength(120)
        return editor

    def updateEditorGeometry(self, editor: QWidget, option: QStyleOptionViewItem, _index: Index) -> None:
        rect: QRect = option.rect
        editor.setGeometry(rect.adjusted(2, 4, -2, -4))


def tags_that_fit(widths: Sequence[int], room: int) -> int:
    """How many of the chips of these widths fit into so many px, with a sign for the rest where not all do."""
    if sum(widths) + _GAP * len(widths) <= room:
        return len(widths)
    fitting, room = 0, room - _SIGN
    for width in widths:
        room -= width + _GAP
        if room < 0:
            break
        fitting += 1
    return fitting


def _paint_text(painter: QPainter, cell: QRect, index: Index) -> None:
    text = str(index.data(Qt.ItemDataRole.DisplayRole))
    shown = painter.fontMetrics().elidedText(text, Qt.TextElideMode.ElideMiddle, cell.width())
    painter.drawText(cell, index.data(Qt.ItemDataRole.TextAlignmentRole), shown)
