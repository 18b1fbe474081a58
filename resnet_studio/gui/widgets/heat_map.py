"""Where a network looked, painted over a picture: the map, the part that it does not see, the picture in the corner."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from PySide6.QtCore import QRectF, Qt
from PySide6.QtGui import QColor, QImage, QPainter, QPainterPath, QPen, QPixmap

from resnet_studio.gui.widgets.paint import colour

if TYPE_CHECKING:
    import numpy as np
    from numpy.typing import NDArray

_MOST_SIDE: Final = 160
"""Pixels of a map's longer side: it is smooth, so more would not show more."""
_UNSEEN: Final = 0.78
"""Opacity of the veil over what the network does not see."""
CORNER_FROM: Final = 96
"""Side in pixels from which a picture has its untouched copy in the corner."""


class HeatMap:
    """A map in colour, ready to be painted.

    Attributes:
        share: the network sees the central square of a picture; its side is this share of the shorter side.
        image: the colours, premultiplied.
    """

    def __init__(self, values: NDArray[np.float32], share: float) -> None:
        rows, columns = values.shape
        times = max(1, _MOST_SIDE // max(rows, columns))
        from resnet_studio.core.pictures.heat_map import coloured  # imported here to keep the start-up fast

        pixels = coloured(values, columns * times, rows * times)
        height, width = pixels.shape[:2]
        wrapped = QImage(pixels.data, width, height, 4 * width, QImage.Format.Format_RGBA8888)
        self.share = share
        self.image = wrapped.convertToFormat(QImage.Format.Format_ARGB32_Premultiplied)

    @property
    def size(self) -> int:
        """Bytes that it takes."""
        return self.image.sizeInBytes()

    def seen(self, picture: QRectF) -> QRectF:
        """What the network sees of a picture that is shown in this rectangle."""
        side = min(picture.width(), picture.height()) * self.share
        box = QRectF(0, 0, side, side)
        box.moveCenter(picture.center())
        return box

    def paint(self, painter: QPainter, picture: QRectF, opacity: float = 1.0) -> None:
        """Paint the map over a picture that fills this rectangle, and a veil over what the network did not see."""
        seen = self.seen(picture)
        painter.save()
        painter.setRenderHint(QPainter.RenderHint.SmoothPixmapTransform)
        painter.setOpacity(opacity)
        painter.drawImage(seen, self.image)
        painter.setOpacity(1.0)
        _paint_unseen(painter, picture, seen)
        painter.restore()


def _paint_unseen(painter: QPainter, picture: QRectF, seen: QRectF) -> None:
    if seen.width() > picture.width() - 1 and seen.height() > picture.height() - 1:
        return
    around = QPainterPath()
    around.setFillRule(Qt.FillRule.OddEvenFill)
    around.addRect(picture)
    around.addRect(seen)
    veil = colour("bg")
    veil.setAlphaF(_UNSEEN)
    painter.fillPath(around, veil)
    pen = QPen(colour("text2"), 1)
    pen.setDashPattern([4.0, 3.0])
    painter.setPen(pen)
    painter.setBrush(Qt.BrushStyle.NoBrush)
    painter.drawRect(seen)


def paint_corner(
    painter: QPainter, picture: QRectF, untouched: QPixmap | QImage, side: float, inset: float, *, whole: bool = False
) -> None:
    """Paint the central square of the untouched picture into the lower left corner, or the whole picture."""
    edge = min(untouched.width(), untouched.height())
    source = QRectF((untouched.width() - edge) / 2, (untouched.height() - edge) / 2, edge, edge)
    if whole:
        source = QRectF(untouched.rect())
    times = side / max(source.width(), source.height())
    box = QRectF(picture.left() + inset, 0, source.width() * times, source.height() * times)
    box.moveBottom(picture.bottom() - inset)
    outline = QPainterPath()
    outline.addRoundedRect(box, 4, 4)
    painter.save()
    painter.setRenderHints(QPainter.RenderHint.Antialiasing | QPainter.RenderHint.SmoothPixmapTransform)
    painter.setClipPath(outline, Qt.ClipOperation.IntersectClip)
    if isinstance(untouched, QImage):
        painter.drawImage(box, untouched, source)
    else:
        painter.drawPixmap(box, untouched, source)
    painter.restore()
    painter.save()
    painter.setRenderHint(QPainter.RenderHint.Antialiasing)
    painter.setPen(QPen(QColor(Qt.GlobalColor.white), 2))  # the picture below it is darkened, in both themes
    painter.setBrush(Qt.BrushStyle.NoBrush)
    painter.drawRoundedRect(box, 4, 4)
    painter.restore()


def paint_looked(painter: QPainter, tile: QRectF, picture: QPixmap | QImage, heat_map: HeatMap) -> None:
    """Paint a map over the central square of a picture in a tile, and the picture in the corner where there is room."""
    heat_map.paint(painter, tile)
    if tile.width() >= CORNER_FROM:
        paint_corner(painter, tile, picture, round(tile.width() * 0.33), max(6.0, round(tile.width() * 0.065)))
