"""A picture on a card, with a line around it, so that also a white one has an edge: its middle, or the whole."""

from __future__ import annotations

from PySide6.QtCore import QRect, QSize, Qt
from PySide6.QtGui import QPainter, QPixmap

from resnet_studio.gui.theme.tokens import RADIUS_BUTTON
from resnet_studio.gui.widgets.paint import paint_box
from resnet_studio.gui.widgets.pictures import paint_picture


def paint_framed(
    painter: QPainter,
    rect: QRect,
    picture: QPixmap | None,
    *,
    radius: float = RADIUS_BUTTON,
    whole: bool = False,
    selected: bool = False,
    unreadable: bool = False,
) -> None:
    """Paint a picture as `paint_picture` does, or the ``whole`` of it in the middle of the square."""
    if whole and picture is not None and not picture.isNull():
        paint_box(painter, rect, radius, "bg")
        size = picture.size().scaled(rect.size(), Qt.AspectRatioMode.KeepAspectRatio)
        place = QRect(rect.topLeft(), size.expandedTo(QSize(1, 1)))
        place.moveCenter(rect.center())
        painter.save()
        painter.setRenderHint(QPainter.RenderHint.SmoothPixmapTransform)
        painter.drawPixmap(place, picture)
        painter.restore()
        if selected:
            paint_box(painter, rect, radius, None, "accent", 3)
    else:
        paint_picture(painter, rect, picture, radius=radius, selected=selected, unreadable=unreadable)
    if not selected and not unreadable:
        paint_box(painter, rect, radius, None, "line")
