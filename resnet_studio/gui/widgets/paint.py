"""Shared painting: rounded boxes with sharp 1 px lines, and the hatch that means frozen."""

from __future__ import annotations

from functools import lru_cache

from PySide6.QtCore import QLineF, QRect, QRectF, Qt
from PySide6.QtGui import QColor, QPainter, QPainterPath, QPen

from resnet_studio.gui.theme.palette import palette


def colour(token: str) -> QColor:
    """Return the colour of a token (or of ``#rrggbb``) in the current theme."""
    return QColor(_parsed(palette().token(token)))


@lru_cache(maxsize=512)
def _parsed(value: str) -> QColor:
    """A table of classes asks for a thousand colours in one painting, and parsing is most of what they cost."""
    return QColor(value)


def paint_area(painter: QPainter, rect: QRect | QRectF, fill: QColor) -> None:
    """Fill a rectangle, as `fillRect` does, which makes Qt for Python define all its gradients: 4 ms of the start."""
    painter.setPen(Qt.PenStyle.NoPen)
    painter.setBrush(fill)
    painter.drawRect(rect)


def paint_box(
    painter: QPainter,
    rect: QRect | QRectF,
    radius: float,
    fill: str | QColor | None = None,
    line: str | QColor | None = None,
    width: float = 1.0,
    dashed: bool = False,
) -> None:
    """Paint a rounded box whose line is inside ``rect``; colours are tokens or QColors, None is nothing."""
    painter.save()
    painter.setRenderHint(QPainter.RenderHint.Antialiasing)
    box = QRectF(rect)
    if line is None:
        painter.setPen(Qt.PenStyle.NoPen)
    else:
        pen = QPen(colour(line) if isinstance(line, str) else line, width)
        if dashed:
            pen.setDashPattern([4.0, 3.0])
            pen.setCapStyle(Qt.PenCapStyle.FlatCap)
        painter.setPen(pen)
        box = box.adjusted(width / 2, width / 2, -width / 2, -width / 2)
        radius = max(0.0, radius - width / 2)
    if fill is None:
        painter.setBrush(Qt.BrushStyle.NoBrush)
    else:
        painter.setBrush(colour(fill) if isinstance(fill, str) else fill)
    radius = min(radius, box.width() / 2, box.height() / 2)
    painter.drawRoundedRect(box, radius, radius)
    painter.restore()


def paint_hatch(painter: QPainter, area: QRectF | QPainterPath, token: str = "ice_line", spacing: float = 8.0) -> None:
    """Hatch an area at 45° in thin lines ``spacing`` px apart; the pattern is anchored to the painter's origin."""
    path = QPainterPath(area) if isinstance(area, QPainterPath) else QPainterPath()
    if not isinstance(area, QPainterPath):
        path.addRect(area)
    box = path.boundingRect()
    painter.save()
    painter.setRenderHint(QPainter.RenderHint.Antialiasing)
    painter.setClipPath(path, Qt.ClipOperation.IntersectClip)
    painter.setPen(QPen(colour(token), 1.0))
    start = (box.left() + box.top()) // spacing * spacing
    lines = []
    while start < box.right() + box.bottom():
        lines.append(QLineF(start - box.top(), box.top(), start - box.bottom(), box.bottom()))
        start += spacing
    painter.drawLines(lines)
    painter.restore()
