"""The folder example of the welcome page: two classes with tiles, drawn here because no photographs are bundled."""

from __future__ import annotations

from collections.abc import Callable
from typing import Final

from PySide6.QtCore import QPointF, QRectF, QSize, Qt
from PySide6.QtGui import QColor, QPainter, QPainterPath, QPaintEvent, QPen, QPolygonF, QTransform
from PySide6.QtWidgets import QSizePolicy, QWidget

from resnet_studio.core.basics.message import tr
from resnet_studio.gui.theme.fonts import font
from resnet_studio.gui.theme.icons import paint_icon
from resnet_studio.gui.theme.illustration import LEAVES, LIGHT_VEINS, SHELLS
from resnet_studio.gui.theme.palette import palette
from resnet_studio.gui.theme.tokens import BODY, RADIUS_BUTTON, SEMIBOLD
from resnet_studio.gui.widgets.paint import colour, paint_area

_TILE: Final = 48
_GAP: Final = 8
_LEFT: Final = 116
_TOPS: Final = (46, 134)
_LINE: Final = 1.6


def _leaf(painter: QPainter, ink: QColor) -> None:
    """A leaf with its midrib and veins, in a square from -1 to 1."""
    blade = QPainterPath(QPointF(0, -0.72))
    blade.cubicTo(QPointF(0.62, -0.42), QPointF(0.56, 0.32), QPointF(0, 0.62))
    blade.cubicTo(QPointF(-0.56, 0.32), QPointF(-0.62, -0.42), QPointF(0, -0.72))
    painter.fillPath(blade, ink)
    painter.setPen(QPen(ink, 0.09, Qt.PenStyle.SolidLine, Qt.PenCapStyle.RoundCap))
    painter.drawLine(QPointF(0, 0.5), QPointF(0.06, 0.86))
    vein = QColor(LIGHT_VEINS)
    vein.setAlphaF(0.65)
    painter.setPen(QPen(vein, 0.05, Qt.PenStyle.SolidLine, Qt.PenCapStyle.RoundCap))
    painter.drawLine(QPointF(0, -0.56), QPointF(0, 0.56))
    for height in (-0.25, 0.02, 0.28):
        for side in (-1, 1):
            painter.drawLine(QPointF(0, height + 0.1), QPointF(side * 0.27, height - 0.12))


def _shell(painter: QPainter, ink: QColor) -> None:
    """A scallop: a fan with ribs, in a square from -1 to 1."""
    fan = QPainterPath(QPointF(-0.16, 0.66))
    fan.cubicTo(QPointF(-0.95, 0.2), QPointF(-0.8, -0.66), QPointF(0, -0.68))
    fan.cubicTo(QPointF(0.8, -0.66), QPointF(0.95, 0.2), QPointF(0.16, 0.66))
    fan.closeSubpath()
    painter.fillPath(fan, ink)
    painter.setPen(Qt.PenStyle.NoPen)
    painter.setBrush(ink)
    painter.drawPolygon(QPolygonF([QPointF(-0.32, 0.72), QPointF(0.32, 0.72), QPointF(0.16, 0.5), QPointF(-0.16, 0.5)]))
    rib = QColor(LIGHT_VEINS)
    rib.setAlphaF(0.65)
    painter.setPen(QPen(rib, 0.06, Qt.PenStyle.SolidLine, Qt.PenCapStyle.RoundCap))
    for across in (-0.5, -0.26, 0.0, 0.26, 0.5):
        painter.drawLine(QPointF(across * 0.22, 0.5), QPointF(across, -0.5 + abs(across) * 0.4))


class FolderExample(QWidget):
    """What a folder of pictures looks like: a folder, a subfolder for each class, pictures in each."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setSizePolicy(QSizePolicy.Policy.Fixed, QSizePolicy.Policy.Fixed)
        self.setAccessibleName(tr("Example: my-pictures holds the folders leaves and shells, each with pictures"))

    def sizeHint(self) -> QSize:
        return QSize(_LEFT + 4 * _TILE + 3 * _GAP + 24, _TOPS[1] + _TILE + 4)

    def paintEvent(self, _event: QPaintEvent) -> None:
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        self._paint_tree(painter)
        self._paint_class(painter, _TOPS[0], tr("leaves"), LEAVES, _leaf)
        self._paint_class(painter, _TOPS[1], tr("shells"), SHELLS, _shell)

    def _paint_tree(self, painter: QPainter) -> None:
        paint_icon(painter, QPointF(0, 3), "folder", "text2", 28)
        painter.setPen(colour("text"))
        painter.setFont(font(BODY, SEMIBOLD))
        painter.drawText(QRectF(36, 3, 240, 28), Qt.AlignmentFlag.AlignVCenter, tr("my-pictures"))
        painter.setPen(QPen(colour("line2"), _LINE))
        branch = QPainterPath(QPointF(13, 35))
        branch.lineTo(13, _TOPS[1] + _TILE / 2)
        for top in _TOPS:
            branch.moveTo(13, top + _TILE / 2)
            branch.lineTo(34, top + _TILE / 2)
        painter.drawPath(branch)

    def _paint_class(
        self,
        painter: QPainter,
        top: int,
        name: str,
        tiles: tuple[tuple[str, str, int], ...],
        draw: Callable[[QPainter, QColor], None],
    ) -> None:
        middle = QRectF(0, top, self.width(), _TILE)
        paint_icon(painter, QRectF(38, top, 24, _TILE), "folder", "text2", 24)
        painter.setPen(colour("text"))
        painter.setFont(font(BODY))
        painter.drawText(middle.adjusted(68, 0, 0, 0), Qt.AlignmentFlag.AlignVCenter, name)
        for number, (ground, ink, angle) in enumerate(tiles):
            box = QRectF(_LEFT + number * (_TILE + _GAP), top, _TILE, _TILE)
            _paint_tile(painter, box, ground, ink, angle, draw)
        painter.setPen(colour("text2"))
        painter.drawText(middle.adjusted(_LEFT + 4 * (_TILE + _GAP) - 2, 0, 0, 0), Qt.AlignmentFlag.AlignVCenter, "…")


def _paint_tile(
    painter: QPainter, box: QRectF, ground: str, ink: str, angle: int, draw: Callable[[QPainter, QColor], None]
) -> None:
    outline = QPainterPath()
    outline.addRoundedRect(box, RADIUS_BUTTON, RADIUS_BUTTON)
    painter.save()
    painter.setClipPath(outline)
    paper = QColor(ground)
    paint_area(painter, box, paper.darker(112) if palette().dark else paper)
    scale = box.width() / 2
    turn = QTransform().translate(box.center().x(), box.center().y()).scale(scale, scale).rotate(angle)
    painter.setTransform(turn, combine=True)
    draw(painter, QColor(ink))
    painter.restore()
