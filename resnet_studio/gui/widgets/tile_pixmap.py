"""The picture of a tile, finished: cut, scaled and rounded once for its size, then painted as it is.

Scaling smoothly and cutting round corners takes a millisecond or two, as often as a tile is painted; a screen of tiles
would hold the window up. Finished ones are kept within a budget.
"""

from __future__ import annotations

from functools import lru_cache
from typing import Final

from PySide6.QtCore import QRectF, QSize, Qt
from PySide6.QtGui import QGuiApplication, QImage, QPainter, QPixmap, QPixmapCache

from resnet_studio.gui.theme.palette import palette
from resnet_studio.gui.widgets.heat_map import HeatMap, paint_looked
from resnet_studio.gui.widgets.paint import colour

SMOOTH: Final = QPainter.RenderHint.Antialiasing | QPainter.RenderHint.SmoothPixmapTransform
_MOST: Final = 48_000_000  # bytes of kept tiles


def screen_bytes() -> int:
    """Bytes of a picture as large as the largest screen: more than all tiles that are in sight."""
    sizes = ((screen.size(), screen.devicePixelRatio()) for screen in QGuiApplication.screens())
    return max((4 * round(size.width() * size.height() * ratio**2) for size, ratio in sizes), default=0)


def finished(
    picture: QPixmap | QImage | None, size: QSize, ratio: float, radius: float, heat_map: HeatMap | None = None
) -> QPixmap:
    """Return the centre of a picture with round corners, with a map over it, for a tile of ``size`` logical px.

    None, or an empty picture, is a plain placeholder.
    """
    picture = None if picture is None or picture.isNull() else picture
    map_key = f"{heat_map.image.cacheKey()} {palette().dark}" if heat_map is not None else ""
    shows = picture.cacheKey() if picture is not None else palette().line
    key = f"tile {shows} {size.width()} {size.height()} {ratio} {radius} {map_key}"
    made = QPixmap()
    if QPixmapCache.find(key, made):
        return made
    made = QPixmap.fromImage(_made(picture, size, ratio, radius, heat_map))
    QPixmapCache.setCacheLimit(max(QPixmapCache.cacheLimit(), min(_MOST, 3 * screen_bytes() // 2) // 1000))  # KB
    QPixmapCache.insert(key, made)
    return made


def _made(
    picture: QPixmap | QImage | None, size: QSize, ratio: float, radius: float, heat_map: HeatMap | None
) -> QImage:
    image = QImage(_pixels(size, ratio), QImage.Format.Format_ARGB32_Premultiplied)
    image.setDevicePixelRatio(ratio)
    image.fill(colour("line") if picture is None else Qt.GlobalColor.transparent)
    box = QRectF(0, 0, size.width(), size.height())
    painter = QPainter(image)
    painter.setRenderHint(QPainter.RenderHint.SmoothPixmapTransform)
    if isinstance(picture, QImage):
        painter.drawImage(box, picture, _centre(picture, box))
    elif picture is not None:
        painter.drawPixmap(box, picture, _centre(picture, box))
    if heat_map is not None and picture is not None:
        paint_looked(painter, box, picture, heat_map)
    painter.setCompositionMode(QPainter.CompositionMode.CompositionMode_DestinationIn)
    painter.drawImage(box, _mask(size.width(), size.height(), ratio, radius))
    painter.end()
    return image


@lru_cache(maxsize=32)
def _mask(width: int, height: int, ratio: float, radius: float) -> QImage:
    """Opaque inside of round corners."""
    image = QImage(_pixels(QSize(width, height), ratio), QImage.Format.Format_ARGB32_Premultiplied)
    image.setDevicePixelRatio(ratio)
    image.fill(Qt.GlobalColor.transparent)
    painter = QPainter(image)
    painter.setRenderHint(QPainter.RenderHint.Antialiasing)
    painter.setPen(Qt.PenStyle.NoPen)
    painter.setBrush(Qt.GlobalColor.black)
    painter.drawRoundedRect(QRectF(0, 0, width, height), radius, radius)
    painter.end()
    return image


def _pixels(size: QSize, ratio: float) -> QSize:
    return QSize(max(1, round(size.width() * ratio)), max(1, round(size.height() * ratio)))


def _centre(picture: QPixmap | QImage, box: QRectF) -> QRectF:
    """The largest centred part of a picture with the aspect of a box."""
    width, height, aspect = picture.width(), picture.height(), box.width() / box.height()
    if width / height > aspect:
        return QRectF((width - height * aspect) / 2, 0, height * aspect, height)
    return QRectF(0, (height - width / aspect) / 2, width, width / aspect)
