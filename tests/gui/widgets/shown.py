"""Widgets on the screen, and what is painted on them."""

from typing import TypeVar

from PySide6.QtCore import QRect, Qt
from PySide6.QtGui import QColor, QImage, QPainter
from PySide6.QtWidgets import QWidget
from pytestqt.qtbot import QtBot

from resnet_studio.gui.widgets.pictures import paint_picture

Widget = TypeVar("Widget", bound=QWidget)


def shown(qtbot: QtBot, widget: Widget) -> Widget:
    """The widget, shown and with the keyboard."""
    qtbot.addWidget(widget)
    with qtbot.waitActive(widget):
        widget.show()
        widget.activateWindow()
    return widget


def pixel(widget: QWidget, x: int, y: int) -> str:
    """The colour at a place of a widget, as "#rrggbb"."""
    return widget.grab().toImage().pixelColor(x, y).name()


def painted(side: int = 60, **looks: bool) -> QImage:
    """A square with a picture of 100 x 40, red but for the middle 40 px, which are green."""
    source = QImage(100, 40, QImage.Format.Format_RGB32)
    source.fill(QColor("#ff0000"))
    inner = QPainter(source)
    inner.fillRect(30, 0, 40, 40, QColor("#00ff00"))
    inner.end()
    image = QImage(side, side, QImage.Format.Format_ARGB32_Premultiplied)
    image.fill(Qt.GlobalColor.transparent)
    painter = QPainter(image)
    paint_picture(painter, QRect(0, 0, side, side), source, **looks)
    painter.end()
    return image
