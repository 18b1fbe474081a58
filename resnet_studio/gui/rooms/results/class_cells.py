"""How the table of classes is painted: names, figures over their intervals, and intervals as lines."""

from __future__ import annotations

from PySide6.QtCore import QObject, QRect, QRectF, QSize, Qt
from PySide6.QtGui import QPainter, QPixmap
from PySide6.QtWidgets import QStyle, QStyledItemDelegate, QStyleOptionViewItem

from resnet_studio.core.runs.figures import Figure
from resnet_studio.gui.rooms.results import words
from resnet_studio.gui.rooms.results.class_model import BAR, NAME, ClassModel, Index
from resnet_studio.gui.theme.fonts import font
from resnet_studio.gui.theme.palette import palette
from resnet_studio.gui.theme.tokens import BODY, CAPTION, MEDIUM, REGULAR, SEMIBOLD
from resnet_studio.gui.widgets.paint import colour, paint_box

ROW_MANY, ROW_FEW = 27, 46
"""px of a row, without and with intervals below the figures."""
_MOST = 2_000
"""Painted cells that are kept; a screen has a few hundred."""


# Made once: Qt for Python takes longer to join flags than Qt to paint a cell.
_SELECTED = QStyle.StateFlag.State_Selected
_LEFT = Qt.AlignmentFlag.AlignLeft | Qt.AlignmentFlag.AlignVCenter
_RIGHT = Qt.AlignmentFlag.AlignRight | Qt.AlignmentFlag.AlignVCenter
_MIDDLE = Qt.TextElideMode.ElideMiddle


class ClassCells(QStyledItemDelegate):
    """A figure over its interval, or beside a line that shows it.

    Painted cells are kept until the figures change: the room repaints all of a table while it scrolls.
    """

    def __init__(self, rows: ClassModel, parent: QObject) -> None:
        super().__init__(parent)
        self._rows = rows
        self._kept: dict[tuple[object, ...], QPixmap] = {}
        self._palette = palette()

    def forget(self) -> None:
        """Paint all cells again: they have other figures."""
        self._kept.clear()

    def paint(self, painter: QPainter, option: QStyleOptionViewItem, index: Index) -> None:
        rect: QRect = option.rect
        row, column, ratio = index.row(), index.column(), painter.device().devicePixelRatio()
        label = self._rows.label(row)
        selected = label is not None and bool(option.state & _SELECTED)
        if self._palette is not palette():
            self._palette = palette()
            self._kept.clear()
        key = label, column, selected, rect.width(), rect.height(), ratio
        kept = self._kept.get(key)
        if kept is None:
            if len(self._kept) >= _MOST:  # the width is in the key, and changes with every pixel of a resize
                self._kept.clear()
            kept = QPixmap(round(rect.width() * ratio), round(rect.height() * ratio))
            kept.setDevicePixelRatio(ratio)
            kept.fill(colour("tint" if selected else "surface"))
            self._paint_cell(QPainter(kept), QRect(0, 0, rect.width(), rect.height()), row, column, selected=selected)
            self._kept[key] = kept
        painter.drawPixmap(rect.topLeft(), kept)

    def _paint_cell(self, painter: QPainter, rect: QRect, row: int, column: int, *, selected: bool) -> None:
        rows = self._rows
        mean = rows.label(row) is None
        edge, tone = (rect.top(), "line2") if mean else (rect.bottom(), "line")
        painter.fillRect(rect.left(), edge, rect.width(), 1, colour(tone))
        figure, few = rows.figure(row, column), rect.height() >= ROW_FEW
        inside = rect.adjusted(8 if column in {NAME, BAR} else 0, 0, -8, 0)  # as the header
        if column == BAR:
            _paint_bar(painter, inside, figure)
        elif figure is not None:
            _paint_figure(painter, inside, rows.text(row, column), words.span(figure) if few and not mean else "")
        else:
            strong = SEMIBOLD if selected and column == NAME else MEDIUM if mean or few else REGULAR
            _paint_words(painter, inside, rows.text(row, column), strong, name=column == NAME, few=few)

    def sizeHint(self, option: QStyleOptionViewItem, index: Index) -> QSize:
        return QSize(40, ROW_MANY)


def _paint_words(painter: QPainter, rect: QRect, text: str, weight: int, *, name: bool, few: bool) -> None:
    """Paint a name, or how many pictures there are."""
    painter.setFont(font(BODY, weight))
    painter.setPen(colour("text" if name or few else "text2"))
    shown = painter.fontMetrics().elidedText(text, _MIDDLE, rect.width())
    painter.drawText(rect, _LEFT if name else _RIGHT, shown)


def _paint_figure(painter: QPainter, rect: QRect, text: str, span: str) -> None:
    painter.setFont(font(BODY, MEDIUM))
    painter.setPen(colour("text"))
    if not span:
        painter.drawText(rect, _RIGHT, text)
        return
    middle = rect.center().y()
    painter.drawText(QRect(rect.left(), middle - 18, rect.width(), 20), _RIGHT, text)
    painter.setFont(font(CAPTION))
    if painter.fontMetrics().horizontalAdvance(span) > rect.width():
        return  # the tooltip has it
    painter.setPen(colour("text3"))
    painter.drawText(QRect(rect.left(), middle + 1, rect.width(), 16), _RIGHT, span)


def _paint_bar(painter: QPainter, rect: QRect, figure: Figure | None) -> None:
    """The interval as a line from 0 to 100 per cent, with a dot at the value."""
    start, width, middle = rect.left() + 6, rect.width() - 10, rect.center().y()
    line = colour("line")
    for end in (0.0, 0.5, 1.0):
        painter.fillRect(round(start + end * width), rect.top(), 1, rect.height(), line)
    if figure is None or figure.value is None:
        return
    if figure.low is not None and figure.high is not None:
        ink = colour("validation")
        ink.setAlphaF(0.5)
        painter.fillRect(round(start + figure.low * width), middle, round((figure.high - figure.low) * width), 2, ink)
    x = start + figure.value * width
    paint_box(painter, QRectF(x - 3.5, middle - 2.5, 7, 7), 3.5, "validation")
