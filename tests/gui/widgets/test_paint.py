"""Shared painting."""

from PySide6.QtCore import QRect
from PySide6.QtGui import QColor, QImage, QPainter
from PySide6.QtWidgets import QApplication

from resnet_studio.gui.widgets.paint import paint_area


def test_area_is_painted_as_fill_rect_paints_it(qapp: QApplication) -> None:
    made = [QImage(20, 10, QImage.Format.Format_RGB32) for _ in range(2)]
    for drawn, ours in zip(made, (True, False), strict=True):
        drawn.fill(QColor("white"))
        painter = QPainter(drawn)
        rect, ink = QRect(3, 2, 7, 1), QColor("#4353c9")
        paint_area(painter, rect, ink) if ours else painter.fillRect(rect, ink)
        painter.end()
    assert made[0] == made[1]
    assert made[0].pixelColor(9, 2) == QColor("#4353c9")
