"""Parts that the freeze map and its legend share: slabs, arcs, pluses and marks, drawn as frozen or as training."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Final

from PySide6.QtCore import QPointF, QRectF, Qt
from PySide6.QtGui import QPainter, QPen, QPolygonF

from resnet_studio.core.basics.message import trn
from resnet_studio.gui.freeze_map.cells import Cell
from resnet_studio.gui.theme.fonts import font
from resnet_studio.gui.theme.tokens import CAPTION, MEDIUM, SECONDARY
from resnet_studio.gui.widgets.paint import colour, paint_box

_CENTRE = Qt.AlignmentFlag.AlignCenter


@dataclass(frozen=True, slots=True)
class Look:
    """The colour tokens of one state."""

    fill: str
    line: str
    slab: str
    ink: str


FROZEN: Final = Look("ice", "ice_line", "ice_slab", "ice_text")
TRAINS: Final = Look("warm", "warm_line", "warm_slab", "warm_text")


def paint_slab(painter: QPainter, rect: QRectF, fill: str, line: str) -> None:
    """A feature map."""
    paint_box(painter, rect, min(3.0, rect.width() / 3), fill, line)


def paint_cell(painter: QPainter, cell: Cell, look: Look, axis: float, frozen: int) -> None:
    """A block with its shortcut; of a folded cell, ``frozen`` is how many of its blocks are frozen."""
    if cell.count > 1:
        _paint_fold(painter, cell, look, axis, frozen)
        return
    ink = colour(look.ink)
    if cell.arc is not None:
        painter.setBrush(Qt.BrushStyle.NoBrush)
        painter.setPen(QPen(ink, 1.75 if cell.plus_radius > 6 else 1.4))
        painter.drawPath(cell.arc)
    for slab in cell.slabs:
        paint_slab(painter, slab, look.slab, look.ink)
    if cell.branch is not None and cell.plus is not None:
        painter.setPen(Qt.PenStyle.NoPen)
        painter.setBrush(ink)
        dot = 2.6 if cell.plus_radius > 6 else 2.0
        painter.drawEllipse(cell.branch, dot, dot)
        paint_plus(painter, cell.plus, cell.plus_radius, look.ink)
    if cell.mark_rect is not None:
        paint_mark(painter, cell.mark_rect, cell.mark, look.slab, look.ink)


def _paint_fold(painter: QPainter, cell: Cell, look: Look, axis: float, frozen: int) -> None:
    """Write "× 21" on the trunk in place of blocks that would be too narrow to draw."""
    lines = [f"× {cell.count}"]
    if 0 < frozen < cell.count:
        lines.append(trn("{count} frozen", "{count} frozen", frozen))
    painter.setFont(font(SECONDARY if len(lines) == 1 else CAPTION, MEDIUM))
    metrics = painter.fontMetrics()
    width = min(max(metrics.horizontalAdvance(line) for line in lines) + 10.0, cell.rect.width() - 2)
    height = 4.0 + 16 * len(lines)
    ground = QRectF(cell.rect.center().x() - width / 2, axis - height / 2, width, height)
    paint_box(painter, ground, 6, look.fill, look.line)
    painter.setPen(colour(look.ink))
    for row, line in enumerate(lines):
        where = QRectF(ground.left(), ground.top() + 2 + 16 * row, ground.width(), 16)
        painter.drawText(where, _CENTRE, metrics.elidedText(line, Qt.TextElideMode.ElideRight, int(where.width())))


def paint_plus(painter: QPainter, centre: QPointF, radius: float, ink: str) -> None:
    """The circle in which F(h) and h are added."""
    painter.setBrush(colour("surface"))
    painter.setPen(QPen(colour(ink), 1.4 if radius > 6 else 1.2))
    painter.drawEllipse(centre, radius, radius)
    arm = radius * 0.55
    painter.drawLine(QPointF(centre.x() - arm, centre.y()), QPointF(centre.x() + arm, centre.y()))
    painter.drawLine(QPointF(centre.x(), centre.y() - arm), QPointF(centre.x(), centre.y() + arm))


def paint_mark(painter: QPainter, rect: QRectF, mark: str, fill: str, ink: str) -> None:
    """The mark on a shortcut that changes the size: a square for a 1 × 1 convolution, a diamond for added zeros."""
    painter.save()
    painter.setRenderHint(QPainter.RenderHint.Antialiasing)
    painter.setPen(QPen(colour(ink), 1.2))
    if mark == "projection":
        painter.setBrush(colour(fill))
        painter.drawRoundedRect(rect, 2.5, 2.5)
    else:
        painter.setBrush(colour("surface"))
        middle, reach = rect.center(), rect.width() / 2 + 0.5
        corners = ((0, -reach), (reach, 0), (0, reach), (-reach, 0))
        painter.drawPolygon(QPolygonF([QPointF(middle.x() + x, middle.y() + y) for x, y in corners]))
    painter.restore()
