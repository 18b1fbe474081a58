"""Painting a confusion matrix: cells with figures, cells that are only colour, names, numbered pairs, and the focus."""

from __future__ import annotations

from functools import lru_cache

import numpy as np
from numpy.typing import NDArray
from PySide6.QtCore import QPointF, QRectF, Qt
from PySide6.QtGui import QColor, QFontMetricsF, QImage, QPainter

from resnet_studio.core.basics import formatting, safe_text
from resnet_studio.core.basics.axes import spread
from resnet_studio.core.basics.message import tr
from resnet_studio.core.runs.figures import Cell
from resnet_studio.gui.rooms.results.counts import MOST_PAIRS, SHARE_STEPS, Counts
from resnet_studio.gui.rooms.results.matrix_layout import Box, MatrixLayout
from resnet_studio.gui.theme.fonts import font
from resnet_studio.gui.theme.palette import palette
from resnet_studio.gui.theme.tokens import (
    CAPTION,
    MEDIUM,
    RADIUS_BUTTON,
    REGULAR,
    SECONDARY,
    SEMIBOLD,
    TITLE,
    mix,
)
from resnet_studio.gui.widgets.paint import colour, paint_box

SHADES = (0.45, 0.65, 0.85, 1.0)
"""How much of the colour of mistakes the four steps have."""
TWO_LINES = (56, 46)
"""From this width and height on, px, a cell has both its count and its share."""
_DISC = 18.0


def step_colour(step: int) -> QColor:
    """The colour of a step of mistakes, 1 to 4."""
    now = palette()
    return QColor(mix(now.surface, now.wrong, SHADES[step - 1]))


@lru_cache(maxsize=4)
def name_widths(names: tuple[str, ...]) -> tuple[float, ...]:
    """The px that names take: measured once, because 200 of them take longer than all else of a layout."""
    advance = QFontMetricsF(font(SECONDARY, SEMIBOLD)).horizontalAdvance
    return tuple(advance(safe_text.printable(name)) for name in names)


@lru_cache(maxsize=4)
def _shades(surface: str, tone: str) -> NDArray[np.uint32]:
    """The colours of shares that are right, by per cent."""
    return np.array([QColor(mix(surface, tone, 0.4 + 0.006 * step)).rgb() for step in range(101)], np.uint32)


def pixels_of(counts: Counts, *, percent: bool) -> QImage:
    """The matrix with one pixel for each cell, in the colours of the theme."""
    size, now = len(counts), palette()
    ground = QColor(mix(now.surface, now.bg, 0.5)).rgb()
    wrong = np.array([ground, *(step_colour(step).rgb() for step in (1, 2, 3, 4))], np.uint32)
    right = _shades(now.surface, now.validation)
    steps = np.digitize(counts.shares, SHARE_STEPS, right=True) + 1 if percent else np.minimum(counts.placed, 4)
    coloured = wrong[np.where(counts.placed > 0, steps, 0)]
    shares = np.diagonal(counts.shares)
    diagonal = right[np.rint(100 * shares).astype(int)].astype(np.uint32)
    np.fill_diagonal(coloured, np.where(np.diagonal(counts.placed) > 0, diagonal, ground))
    return QImage(coloured.tobytes(), size, size, 4 * size, QImage.Format.Format_RGB32).copy()


def paint_pixels(painter: QPainter, layout: MatrixLayout, pixels: QImage) -> None:
    """Paint all cells as squares of colour, with lines between them where they are large."""
    width, height = layout.classes * layout.width, layout.classes * layout.height
    where = QRectF(layout.left, layout.top, width, height)
    painter.drawImage(where, pixels)
    for number in range(1, layout.classes if layout.gap else 0):
        x, y = layout.left + number * layout.width - 1, layout.top + number * layout.height - 1
        painter.fillRect(QRectF(x, where.top(), 1, height), colour("surface"))
        painter.fillRect(QRectF(where.left(), y, width, 1), colour("surface"))
    painter.setPen(colour("line"))
    painter.drawRect(where)


def paint_cells(painter: QPainter, layout: MatrixLayout, counts: Counts, seen: QRectF, *, percent: bool) -> None:
    """Paint the cells that are inside of `seen`, with their figures."""
    start_row, start_column = layout.at(max(seen.left(), layout.left), max(seen.top(), layout.top)) or (0, 0)
    rows = range(start_row, min(len(counts), start_row + 1 + int(seen.height() // layout.height) + 1))
    columns = range(start_column, min(len(counts), start_column + 1 + int(seen.width() // layout.width) + 1))
    cell = layout.cell(0, 0)
    large = cell.width >= TWO_LINES[0] and cell.height >= TWO_LINES[1]
    look = _Look(percent)
    for row in rows:
        for column in columns:
            box = _rect(layout.cell(row, column))
            if large:
                _paint_large(painter, box, counts, row, column)
            else:
                look.paint(painter, box, counts, row, column)


def _paint_large(painter: QPainter, box: QRectF, counts: Counts, row: int, column: int) -> None:
    """A cell with its count over its share of the row."""
    count, right = int(counts.placed[row, column]), row == column
    if count:
        paint_box(painter, box, RADIUS_BUTTON, *(("validation",) if right else ("wrong_tint", "wrong")))
    else:
        paint_box(painter, box, RADIUS_BUTTON, None, "line")
    ink = "text3" if not count else "on_validation" if right else "wrong"
    number = formatting.count(count)
    centre, middle = Qt.AlignmentFlag.AlignCenter, box.center().y()
    painter.setFont(font(TITLE, SEMIBOLD))
    painter.setPen(colour(ink))
    main = tr("× {number:plain}", number=number) if count and not right else number
    painter.drawText(QRectF(box.left(), middle - 24, box.width(), 28), centre, main)
    painter.setFont(font(CAPTION))
    painter.setPen(colour(ink if right and count else "text3"))
    empty = not counts.placed[row].any()
    of_row = formatting.UNKNOWN if empty else formatting.percent(float(counts.shares[row, column]))
    painter.drawText(QRectF(box.left(), middle + 3, box.width(), 16), centre, of_row)


class _Look:
    """Colours and fonts of small cells, of which there may be a hundred in a frame."""

    def __init__(self, percent: bool) -> None:
        self._percent = percent
        self._fills = {True: colour("validation"), False: colour("wrong_tint")}
        self._inks = {True: colour("on_validation"), False: colour("wrong")}
        self._empty = colour("bg")
        self._fonts = {True: font(CAPTION, MEDIUM), False: font(CAPTION, SEMIBOLD)}
        self._metrics = QFontMetricsF(self._fonts[False])

    def paint(self, painter: QPainter, box: QRectF, counts: Counts, row: int, column: int) -> None:
        count, right = int(counts.placed[row, column]), row == column
        if not count:
            painter.fillRect(box, self._empty)
            return
        painter.fillRect(box, self._fills[right])
        painter.setPen(self._inks[right])
        if not right:
            painter.drawRect(box.adjusted(0.5, 0.5, -0.5, -0.5))
        share = float(counts.shares[row, column])
        words = formatting.percent(share).removesuffix("%").strip() if self._percent else formatting.count(count)
        if self._metrics.horizontalAdvance(words) <= box.width():
            painter.setFont(self._fonts[right])
            painter.drawText(box, Qt.AlignmentFlag.AlignCenter, words)


def _rect(box: Box) -> QRectF:
    return QRectF(box.x, box.y, box.width, box.height)


# Names -----------------------------------------------------------------------------------------------------------


def paint_names(
    painter: QPainter, layout: MatrixLayout, counts: Counts, scrolled: QPointF, current: tuple[int, int] | None
) -> None:
    """Paint the names of the classes at the left and at the top, where they stay while the cells scroll."""
    words = [safe_text.printable(counts.names[label]) for label in counts.order]
    sentences = len(words) <= 3
    size = SECONDARY if layout.height >= 16 else CAPTION
    row, column = current or (-1, -1)
    for place, name in enumerate(words):
        box = layout.cell(place, place)
        y, x = box.y - scrolled.y(), box.x - scrolled.x()
        if y + box.height > layout.top - 1:
            _mark(painter, size, marked=place == row)
            said = tr("is {name:plain}", name=name) if sentences else name
            metrics = QFontMetricsF(painter.font())
            text = metrics.elidedText(said, Qt.TextElideMode.ElideMiddle, layout.left - 8)
            painter.drawText(QRectF(0, y, layout.left - 6, box.height), _MIDDLE, text)
        if x + box.width > layout.left - 1:
            _mark(painter, size, marked=place == column)
            said = tr("predicted {name:plain}", name=name) if sentences else name
            _paint_above(painter, layout, QRectF(x, 0, box.width, layout.top - 6), said, name)


def _mark(painter: QPainter, size: int, *, marked: bool) -> None:
    painter.setFont(font(size, SEMIBOLD if marked else REGULAR))
    painter.setPen(colour("text" if marked else "text2"))


_MIDDLE = Qt.AlignmentFlag.AlignVCenter | Qt.AlignmentFlag.AlignLeft


def _paint_above(painter: QPainter, layout: MatrixLayout, where: QRectF, said: str, name: str) -> None:
    metrics = QFontMetricsF(painter.font())
    if not layout.upright:
        text = said if metrics.horizontalAdvance(said) <= where.width() else name
        shown = metrics.elidedText(text, Qt.TextElideMode.ElideMiddle, where.width())
        painter.drawText(where, Qt.AlignmentFlag.AlignCenter, shown)
        return
    painter.save()
    painter.translate(where.center().x(), where.bottom())
    painter.rotate(-90)
    shown = metrics.elidedText(name, Qt.TextElideMode.ElideMiddle, where.height() - 2)
    painter.drawText(QRectF(2, -8, where.height() - 2, 16), _MIDDLE, shown)
    painter.restore()


# Pairs and focus -------------------------------------------------------------------------------------------------


def paint_focus(painter: QPainter, layout: MatrixLayout, row: int, column: int, *, strong: bool) -> None:
    """Paint the frame of the cell in focus, or a weak one under the pointer; lines lead to the edges of small cells."""
    box = _rect(layout.cell(row, column))
    if not strong:
        paint_box(painter, box.adjusted(-2, -2, 2, 2), RADIUS_BUTTON if box.height() > 20 else 2, None, "text3", 1)
        return
    if not layout.few:
        painter.setPen(colour("accent"))
        middle = box.center()
        painter.drawLine(QPointF(layout.left, middle.y()), QPointF(box.left(), middle.y()))
        painter.drawLine(QPointF(middle.x(), layout.top), QPointF(middle.x(), box.top()))
    grown = box.adjusted(-3, -3, 3, 3)
    paint_box(painter, grown, RADIUS_BUTTON if box.height() > 20 else 2, None, "accent", 2)


def paint_pairs(
    painter: QPainter, layout: MatrixLayout, counts: Counts, width: float, current: tuple[int, int] | None
) -> None:
    """Paint numbers and names beside the worst pairs."""
    pairs = counts.pairs[:MOST_PAIRS]
    painter.setFont(font(CAPTION))
    metrics = QFontMetricsF(painter.font())
    listed: list[tuple[int, Cell, QRectF, str]] = []
    for number, pair in enumerate(pairs, 1):
        box = _rect(layout.cell(*counts.cell(pair.true, pair.predicted)))
        names = [
            safe_text.elide_middle(safe_text.printable(counts.names[one]), 24) for one in (pair.true, pair.predicted)
        ]
        words = tr("{first:plain}, {second:plain}", first=names[0], second=names[1])
        listed.append((number, pair, box, words))
    heights = spread([box.center().y() for _, _, box, _ in listed], _DISC + 2, _DISC, layout.size[1] - _DISC)
    for (number, pair, box, words), y in zip(listed, heights, strict=True):
        chosen = counts.cell(pair.true, pair.predicted) == current
        length = metrics.horizontalAdvance(words) + 8
        after = box.right() + 10 + _DISC + length <= width
        paint_box(painter, box.adjusted(-3, -3, 3, 3), 2, None, "accent" if chosen else "text", 1)
        x = box.right() + 8 if after else box.left() - 8 - _DISC
        text = QRectF(x + _DISC + 1, y - 8, length, 16) if after else QRectF(x - 1 - length, y - 8, length, 16)
        ground = colour("surface")
        ground.setAlphaF(0.8)
        paint_box(painter, text, 3, ground)
        paint_number(painter, QRectF(x, y - _DISC / 2, _DISC, _DISC), number, chosen=chosen)
        painter.setFont(font(CAPTION))
        painter.setPen(colour("text"))
        painter.drawText(text, Qt.AlignmentFlag.AlignCenter, words)


def paint_number(painter: QPainter, disc: QRectF, number: int, *, chosen: bool) -> None:
    """Paint the number of a pair in a disc, filled where it is in focus."""
    paint_box(painter, disc, disc.height() / 2, "accent" if chosen else "surface", None if chosen else "text")
    painter.setFont(font(CAPTION, SEMIBOLD))
    painter.setPen(colour("on_accent" if chosen else "text"))
    painter.drawText(disc, Qt.AlignmentFlag.AlignCenter, formatting.count(number))
