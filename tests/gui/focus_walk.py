"""Walks Tab through a window, and says where the focus ring cannot be seen; a sheet of all stops for the eye."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from PySide6.QtCore import QCoreApplication, QPoint, QRect, Qt
from PySide6.QtGui import QColor, QImage, QPainter
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QWidget

from resnet_studio.gui.theme.palette import palette

MOST_STOPS = 200
AROUND = 12
"""Px around a ring that a grab shows."""
SEEN = 0.6
"""The share of a side of the ring from which it is taken as seen; a round corner near it is not painted on."""
SHEET = QRect(0, 0, 1500, 260)
"""Width of a sheet, and the largest height of a stop on it, px."""


@dataclass(frozen=True)
class Stop:
    """A widget that Tab reached, with grabs of it with the ring and without; `unseen` are sides of the ring."""

    widget: QWidget
    focused: QImage
    plain: QImage
    unseen: tuple[str, ...]

    def __str__(self) -> str:
        name = self.widget.accessibleName() or getattr(self.widget, "text", str)()
        return f"{type(self.widget).__name__} {name!r}: {', '.join(self.unseen)}"


def walk(window: QWidget) -> Iterator[Stop]:
    """Press Tab until the focus is where it was before."""
    seen: list[tuple[QWidget, str]] = []  # and its name: a drawing has several stops
    for _ in range(MOST_STOPS):
        QTest.keyClick(QApplication.focusWidget() or window, Qt.Key.Key_Tab)
        QCoreApplication.processEvents()
        widget = QApplication.focusWidget()
        if widget is None or (widget, widget.accessibleName()) in seen:
            return
        seen.append((widget, widget.accessibleName()))
        yield _look(window, widget)


def _look(window: QWidget, widget: QWidget) -> Stop:
    ring = next((ring for ring in window.findChildren(QWidget, "focusRing") if ring.isVisible()), None)
    if ring is None:
        where = QRect(widget.mapTo(window, QPoint()), widget.size())
        image = window.grab(where).toImage()
        return Stop(widget, image, image, ("no ring",))
    where = ring.geometry().adjusted(-AROUND, -AROUND, AROUND, AROUND) & window.rect()
    focused = window.grab(where).toImage()
    ring.hide()
    plain = window.grab(where).toImage()
    ring.show()
    sides = _sides(ring.geometry().translated(-where.topLeft()))
    shown = {name: _shown(focused, plain, points) for name, points in sides.items()}
    unseen = tuple(name for name, share in shown.items() if share < SEEN)
    return Stop(widget, focused, plain, unseen)


def _sides(ring: QRect) -> dict[str, list[tuple[int, int]]]:
    """Points in the middle of the line of the ring, without its round corners."""
    corner = min(12, ring.width() // 4, ring.height() // 4)
    across = range(ring.left() + corner, ring.right() - corner + 1)
    down = range(ring.top() + corner, ring.bottom() - corner + 1)
    return {
        "top": [(x, ring.top() + 1) for x in across],
        "bottom": [(x, ring.bottom() - 1) for x in across],
        "left": [(ring.left() + 1, y) for y in down],
        "right": [(ring.right() - 1, y) for y in down],
    }


def _shown(focused: QImage, plain: QImage, points: list[tuple[int, int]]) -> float:
    """The share of the points where the ring is: it changes them, or they are in a border of its colour."""
    scale, accent = focused.devicePixelRatio(), QColor(palette().accent)
    places = [QPoint(int(x * scale), int(y * scale)) for x, y in points]
    ringed = [
        focused.pixel(place) != plain.pixel(place) or focused.pixelColor(place) == accent
        for place in places
        if focused.valid(place)
    ]
    return sum(ringed) / len(places)


def sheet(stops: list[Stop]) -> QImage:
    """All stops in rows, the ones with sides that cannot be seen in a red frame."""
    places, left, top, height = [], 10, 10, 0
    for stop in stops:
        size = stop.focused.size().boundedTo(SHEET.size())
        if left + size.width() > SHEET.width():
            left, top, height = 10, top + height + 10, 0
        places.append(QRect(QPoint(left, top), size))
        left, height = left + size.width() + 10, max(height, size.height())
    image = QImage(SHEET.width(), top + height + 10, QImage.Format.Format_RGB32)
    image.fill(QColor("grey"))
    painter = QPainter(image)
    painter.setPen(QColor("red"))
    for stop, place in zip(stops, places, strict=True):
        grabbed = stop.focused.copy(QRect(QPoint(), place.size()))
        grabbed.setDevicePixelRatio(1)
        painter.drawImage(place.topLeft(), grabbed)
        if stop.unseen:
            painter.drawRect(place.adjusted(-3, -3, 2, 2))
    painter.end()
    return image
