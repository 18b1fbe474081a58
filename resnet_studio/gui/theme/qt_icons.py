"""Icons for actions, menus and standard widgets, which take a QIcon, and the application's own.

They are apart from `icons` because the first paint shows none, and QIcon brings an enumeration of 150 names.
"""

from __future__ import annotations

from functools import cache

from PySide6.QtCore import QByteArray, QRect, QRectF, QSize, Qt
from PySide6.QtGui import QIcon, QIconEngine, QPainter, QPixmap
from PySide6.QtSvg import QSvgRenderer

from resnet_studio.core.installation.application_icon import APPLICATION_SVG
from resnet_studio.gui.theme.icons import ICONS, paint_icon, pixmap


class _Engine(QIconEngine):
    """Draws an icon in the colours of the current theme, so that a QIcon follows the theme."""

    def __init__(self, name: str, colour: str) -> None:
        super().__init__()
        self._name, self._colour = name, colour

    def _token(self, mode: QIcon.Mode) -> str:
        return "text3" if mode == QIcon.Mode.Disabled else self._colour

    def paint(self, painter: QPainter, rect: QRect, mode: QIcon.Mode, _state: QIcon.State) -> None:
        paint_icon(painter, rect, self._name, self._token(mode), min(rect.width(), rect.height()))

    def pixmap(self, size: QSize, mode: QIcon.Mode, _state: QIcon.State) -> QPixmap:
        return self.scaledPixmap(size, mode, _state, 1.0)

    def scaledPixmap(self, size: QSize, mode: QIcon.Mode, _state: QIcon.State, scale: float) -> QPixmap:
        side = min(size.width(), size.height()) / scale
        return pixmap(self._name, max(side, 1.0), self._token(mode), scale)

    def clone(self) -> QIconEngine:
        return _Engine(self._name, self._colour)


def icon(name: str, colour: str = "text") -> QIcon:
    """Return the icon as a QIcon that follows the theme, for actions, menus and standard widgets."""
    if name not in ICONS:
        raise KeyError(f"no icon named {name!r}")
    return QIcon(_Engine(name, colour))


@cache
def application_icon() -> QIcon:
    """Return the application's own icon, a residual block on the accent, in the usual sizes."""
    renderer = QSvgRenderer(QByteArray(APPLICATION_SVG.encode()))
    made = QIcon()
    for side in (16, 24, 32, 48, 64, 128, 256):
        drawn = QPixmap(side, side)
        drawn.fill(Qt.GlobalColor.transparent)
        painter = QPainter(drawn)
        renderer.render(painter, QRectF(0, 0, side, side))
        painter.end()
        made.addPixmap(drawn)
    return made
