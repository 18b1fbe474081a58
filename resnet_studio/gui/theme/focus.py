"""The focus ring: 2 px wide in the accent colour, 2 px outside the widget that was focused by the keyboard."""

from __future__ import annotations

from PySide6.QtCore import QEvent, QObject, QPoint, QRect, QRectF, Qt
from PySide6.QtGui import QColor, QPainter, QPaintEvent, QPen
from PySide6.QtWidgets import QAbstractItemView, QAbstractScrollArea, QApplication, QWidget
from shiboken6 import isValid

from resnet_studio.gui.theme.palette import palette
from resnet_studio.gui.theme.tokens import RADIUS_BUTTON

_OUTSIDE = 2
_WIDTH = 2
_REACH = _OUTSIDE + _WIDTH
_WATCHED = {
    QEvent.Type.Move, QEvent.Type.Resize, QEvent.Type.Show, QEvent.Type.Hide, QEvent.Type.ZOrderChange,
    QEvent.Type.ParentChange,
}  # fmt: skip


class _Ring(QWidget):
    """The ring widget: is above its host, ignores the mouse and is skipped by Tab."""

    def __init__(self, host: QWidget, radius: int) -> None:
        super().__init__(host)
        self.host = host
        self._radius = radius
        self.setObjectName("focusRing")
        self.setAttribute(Qt.WidgetAttribute.WA_TransparentForMouseEvents)
        self.setAttribute(Qt.WidgetAttribute.WA_NoSystemBackground)
        self.setFocusPolicy(Qt.FocusPolicy.NoFocus)

    def paintEvent(self, _event: QPaintEvent) -> None:
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        painter.setPen(QPen(QColor(palette().accent), _WIDTH))
        half = _WIDTH / 2
        radius = self._radius + _OUTSIDE + half
        painter.drawRoundedRect(QRectF(self.rect()).adjusted(half, half, -half, -half), radius, radius)


class FocusRing(QObject):
    """Follows the focus of the application and shows the ring when the keyboard moved it.

    A widget may set the property ``focusRadius`` (its corner radius, px, default 6), and may have a method
    ``focus_rect() -> QRect`` if only a part of it (its current item) is to be ringed; it then calls
    ``refresh_ring(self)`` when that part moves. The property ``noRing`` leaves the ring out (a child that
    shows the focus in another way).
    """

    def __init__(self, app: QApplication) -> None:
        super().__init__(app)
        self._widget: QWidget | None = None
        self._ring: _Ring | None = None
        self._chain: list[QWidget] = []
        app.focusChanged.connect(self._focus_moved)
        global _instance
        _instance = self

    def _focus_moved(self, _old: QWidget | None, new: QWidget | None) -> None:
        self._remove_ring()
        if new is None or not new.window().testAttribute(Qt.WidgetAttribute.WA_KeyboardFocusChange):
            return
        widget = new
        if widget.isWindow() or bool(widget.property("noRing")):
            return
        host = _host(widget)
        radius = widget.property("focusRadius")
        self._widget = widget
        self._ring = _Ring(host, radius if isinstance(radius, int) else RADIUS_BUTTON)
        above: QWidget | None = widget
        while above is not None and above is not host:
            above.installEventFilter(self)
            self._chain.append(above)
            above = above.parentWidget()
        self._place()

    def _remove_ring(self) -> None:
        for widget in self._chain:
            if isValid(widget):
                widget.removeEventFilter(self)
        self._chain.clear()
        if self._ring is not None and isValid(self._ring):
            self._ring.hide()
            self._ring.deleteLater()
        self._widget = self._ring = None

    def _place(self) -> None:
        ring, widget = self._ring, self._widget
        if ring is None or widget is None or not isValid(ring) or not isValid(widget):
            return
        part = widget.focus_rect() if hasattr(widget, "focus_rect") else widget.rect()
        if not isinstance(part, QRect) or part.isEmpty():
            part = widget.rect()
        corner = widget.mapTo(ring.host, part.topLeft())
        ring.setGeometry(QRect(corner - QPoint(_REACH, _REACH), part.size()).adjusted(0, 0, 2 * _REACH, 2 * _REACH))
        ring.setVisible(widget.isVisible())
        ring.raise_()

    def eventFilter(self, _watched: QObject, event: QEvent) -> bool:
        """Keep the ring on its widget while the widget or one of its parents moves."""
        if event.type() in _WATCHED:
            self._place()
        return False

    def refresh(self, widget: QWidget) -> None:
        """Update the ring's position if it is around ``widget``."""
        if widget is self._widget:
            self._place()


_instance: FocusRing | None = None


def refresh_ring(widget: QWidget) -> None:
    """Tell the ring that ``widget.focus_rect()`` has changed."""
    if _instance is not None and isValid(_instance):
        _instance.refresh(widget)


def row_rect(table: QAbstractItemView) -> QRect:
    """What the ring goes around in a table: the current row, or the whole table while it has none."""
    row = table.visualRect(table.currentIndex())
    if not row.isValid():
        return table.rect()
    viewport = table.viewport()
    return QRect(0, row.top(), viewport.width(), row.height()).translated(viewport.pos()).adjusted(4, 4, -4, -4)


def _host(widget: QWidget) -> QWidget:
    """The viewport in which ``widget`` scrolls, so that the ring scrolls and is clipped with it, or its window."""
    above = widget.parentWidget()
    while above is not None and not above.isWindow():
        area = above.parentWidget()
        if isinstance(area, QAbstractScrollArea) and area.viewport() is above:
            return above
        above = area
    return widget.window()
