"""A drag of pictures onto a class: what it carries, and what is under the pointer."""

from __future__ import annotations

import os
from typing import Final

from PySide6.QtCore import QByteArray, QMimeData, QRect, Qt
from PySide6.QtGui import QDrag, QPainter, QPixmap
from PySide6.QtWidgets import QWidget

from resnet_studio.core.basics.formatting import count
from resnet_studio.gui.theme.fonts import font
from resnet_studio.gui.theme.tokens import CAPTION, SEMIBOLD
from resnet_studio.gui.widgets.paint import colour, paint_box
from resnet_studio.gui.widgets.pictures import paint_picture

MIME: Final = "application/x-resnet-studio-pictures"
"""What a drag of selected pictures carries: the process that it is of, whose grid knows which they are."""
DRAGGED: Final = 72
"""Side of it, px."""


def drag_of(grid: QWidget, first: QPixmap | None, number: int) -> QDrag:
    """A drag of so many pictures from a grid."""
    drag, mime = QDrag(grid), QMimeData()
    mime.setData(MIME, _process())
    drag.setMimeData(mime)
    drag.setPixmap(_picture(first, number, grid.devicePixelRatioF()))
    return drag


def carried(mime: QMimeData) -> bool:
    """Whether it is a drag of this window's pictures, and not of another one's."""
    return mime.hasFormat(MIME) and mime.data(MIME) == _process()


def _process() -> QByteArray:
    return QByteArray(str(os.getpid()).encode())


def _picture(first: QPixmap | None, number: int, ratio: float) -> QPixmap:
    """The first of the pictures, with how many there are; `ratio` of pixels of the screen to px."""
    picture = QPixmap(round(DRAGGED * ratio), round(DRAGGED * ratio))
    picture.setDevicePixelRatio(ratio)
    picture.fill(Qt.GlobalColor.transparent)
    painter = QPainter(picture)
    paint_picture(painter, QRect(0, 0, DRAGGED, DRAGGED), first, selected=True)
    painter.setFont(font(CAPTION, SEMIBOLD))
    badge = QRect(DRAGGED - 34, DRAGGED - 22, 32, 20)
    paint_box(painter, badge, 6, "accent")
    painter.setPen(colour("on_accent"))
    painter.drawText(badge, Qt.AlignmentFlag.AlignCenter, count(number))
    painter.end()
    return picture
