"""The legend of the freeze map: what its symbols mean, in one row."""

from __future__ import annotations

from PySide6.QtCore import QPointF, QRectF, QSize, Qt
from PySide6.QtGui import QFontMetrics, QPainter, QPainterPath, QPaintEvent, QPen
from PySide6.QtWidgets import QSizePolicy, QWidget

from resnet_studio.core.basics.message import tr
from resnet_studio.core.network.architecture import Architecture
from resnet_studio.gui.freeze_map.parts import paint_mark, paint_plus
from resnet_studio.gui.theme.fonts import font
from resnet_studio.gui.theme.tokens import SECONDARY
from resnet_studio.gui.widgets.paint import colour

_SIGN, _SPACE, _BETWEEN = 22, 10, 24


class Legend(QWidget):
    """The symbols that occur in the network shown, each with its meaning."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._entries: tuple[tuple[str, str], ...] = ()
        self.setSizePolicy(QSizePolicy.Policy.Preferred, QSizePolicy.Policy.Fixed)

    def set_network(self, network: Architecture) -> None:
        """Explain the symbols of a network."""
        if network.shortcuts:
            projects = any(block.shortcut == "projection" for block in network.blocks)
            self._entries = (
                ("arc", tr("shortcut, carries h past the block")),
                ("projection", tr("1 × 1, where the size changes")) if projects else
                ("pad", tr("zeros, where channels are added")),
                ("plus", "relu(F(h) + h)"),
            )  # fmt: skip
        else:
            self._entries = (("line", tr("no shortcuts: a block passes on relu(F(h)), and h itself is lost")),)
        self.setAccessibleName("; ".join(text for _sign, text in self._entries))
        self.updateGeometry()
        self.update()

    def entries(self) -> tuple[str, ...]:
        """Return the texts of the entries."""
        return tuple(text for _sign, text in self._entries)

    def sizeHint(self) -> QSize:
        metrics = QFontMetrics(font(SECONDARY))
        texts = sum(metrics.horizontalAdvance(text) + 2 for _sign, text in self._entries)
        signs = len(self._entries) * (_SIGN + _SPACE)
        return QSize(texts + signs + _BETWEEN * max(0, len(self._entries) - 1), 20)

    def minimumSizeHint(self) -> QSize:
        return QSize(0, 20)

    def paintEvent(self, _event: QPaintEvent) -> None:
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        painter.setFont(font(SECONDARY))
        x, middle = 0.0, self.height() / 2
        for sign, text in self._entries:
            self._paint_sign(painter, sign, QPointF(x + _SIGN / 2, middle))
            x += _SIGN + _SPACE
            width = painter.fontMetrics().horizontalAdvance(text) + 2
            painter.setPen(colour("text2"))
            painter.drawText(QRectF(x, 0, width, self.height()), Qt.AlignmentFlag.AlignVCenter, text)
            x += width + _BETWEEN

    def _paint_sign(self, painter: QPainter, sign: str, middle: QPointF) -> None:
        painter.setBrush(Qt.BrushStyle.NoBrush)
        painter.setPen(QPen(colour("text2"), 1.5))
        if sign == "plus":
            paint_plus(painter, middle, 7, "text2")
        elif sign == "arc":
            arc = QPainterPath(QPointF(middle.x() - 10, middle.y() + 6))
            arc.cubicTo(middle.x() - 9, middle.y() - 8, middle.x() + 9, middle.y() - 8, middle.x() + 10, middle.y() + 6)
            painter.drawPath(arc)
        elif sign == "line":
            painter.drawLine(QPointF(middle.x() - 10, middle.y()), QPointF(middle.x() + 10, middle.y()))
        else:
            paint_mark(painter, QRectF(middle.x() - 6, middle.y() - 6, 12, 12), sign, "bg", "text2")
