"""What lies over an open dataset while something is dragged over it."""

from __future__ import annotations

from PySide6.QtCore import Qt
from PySide6.QtGui import QPainter, QPaintEvent
from PySide6.QtWidgets import QWidget

from resnet_studio.core.basics.message import tr
from resnet_studio.gui.theme.fonts import font
from resnet_studio.gui.theme.tokens import RADIUS_DROP, SEMIBOLD, TITLE
from resnet_studio.gui.widgets.paint import colour, paint_box


class Veil(QWidget):
    """Says, while something is dragged over an open dataset, what a drop would do."""

    def __init__(self, parent: QWidget) -> None:
        super().__init__(parent)
        self.setAttribute(Qt.WidgetAttribute.WA_TransparentForMouseEvents)
        self.hide()

    def paintEvent(self, _event: QPaintEvent) -> None:
        painter = QPainter(self)
        ground = colour("bg")
        ground.setAlphaF(0.88)
        painter.fillRect(self.rect(), ground)
        paint_box(painter, self.rect().adjusted(12, 12, -12, -12), RADIUS_DROP, None, "accent", 2, dashed=True)
        painter.setFont(font(TITLE, SEMIBOLD))
        painter.setPen(colour("text"))
        painter.drawText(self.rect(), Qt.AlignmentFlag.AlignCenter, tr("Drop a folder to open it instead"))
