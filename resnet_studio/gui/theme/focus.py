"""The focus ring: 2 px wide in the accent colour, 2 px outside the widget that the keyboard acts on."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import QEvent, QObject, QPoint, QRect, QRectF, Qt
from PySide6.QtGui import QColor, QGuiApplication, QKeyEvent, QPainter, QPaintEvent, QPen
from PySide6.QtWidgets import QAbstractScrollArea, QApplication, QScrollArea, QWidget
from shiboken6 import isValid

from resnet_studio.gui.theme.palette import palette
from resnet_studio.gui.theme.tokens import RADIUS_BUTTON

if TYPE_CHECKING:
    from PySide6.QtWidgets import QAbstractItemView

_OUTSIDE = 2
_WIDTH = 2
_REACH = _OUTSIDE + _WIDTH
_WATCHED = {
    QEvent.Type.Move, QEvent.Type.Resize, QEvent.Type.Show, QEvent.Type.Hide, QEvent.Type.ZOrderChange,
    QEvent.Type.ParentChange,
}  # fmt: skip
_MOVING = {
    Qt.Key.Key_Tab, Qt.Key.Key_Backtab, Qt.Key.Key_Left, Qt.Key.Key_Right, Qt.Key.Key_Up, Qt.Key.Key_Down,
    Qt.Key.Key_Home, Qt.Key.Key_End, Qt.Key.Key_PageUp, Qt.Key.Key_PageDown,
}  # fmt: skip


class _Ring(QWidget):
    """The ring widget: is above its window's other widgets, ignores the mouse and is skipped by Tab."""

    def __init__(self, host: QWidget, radius: int) -> None:
        super().__init__(host)
        self.whole = QRect()  # of which the widget's own rectangle is the part that can be seen
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
        ring = QRectF(self.whole.translated(-self.pos())).adjusted(half, half, -half, -half)
        painter.drawRoundedRect(ring, radius, radius)


class FocusRing(QObject):
    """Follows the focus of the application and shows the ring while a person moves it with the keyboard.

    That is from Tab, an arrow key or the like until the mouse moves the focus; what the program focuses meanwhile, such
    as a dialog or the room behind a picture that was closed, has the ring too. Where the focus is in a part that is
    scrolled out of sight, that part is scrolled into sight.

    A widget may set the property ``focusRadius`` (its corner radius, px, default 6), and may have a method
    ``focus_rect() -> QRect`` if only a part of it (its current item) is to be ringed; it then calls
    ``refresh_ring(self)`` when that part moves. The property ``noRing`` leaves the ring out (a child that
    shows the focus in another way).
    """

    def __init__(self, app: QApplication) -> None:
        super().__init__(app)
        self._keyboard = False
        self._widget: QWidget | None = None
        self._ring: _Ring | None = None
        self._chain: list[QWidget] = []
        app.focusChanged.connect(self._focus_moved)
        global _instance
        _instance = self

    def _focus_moved(self, _old: QWidget | None, new: QWidget | None) -> None:
        self._leave()
        if new is None:
            return
        if new.window().testAttribute(Qt.WidgetAttribute.WA_KeyboardFocusChange):
            self._keyboard = True
        elif QGuiApplication.mouseButtons() != Qt.MouseButton.NoButton:
            self._keyboard = False
        if new.isWindow() or bool(new.property("noRing")) or new.window().windowType() == Qt.WindowType.Popup:
            return
        self._widget = new
        self._watch(new)
        if isinstance(new, QAbstractScrollArea):
            self._watch(new.viewport())
        if self._keyboard:
            self._show_ring(new)

    def _show_ring(self, widget: QWidget) -> None:
        host = widget.window()
        radius = widget.property("focusRadius")
        self._ring = _Ring(host, radius if isinstance(radius, int) else RADIUS_BUTTON)
        above: QWidget | None = widget
        while above is not None and above is not host:
            self._watch(above)
            above = above.parentWidget()
        _bring_into_sight(widget)
        self._place()

    def _watch(self, widget: QWidget) -> None:
        if widget not in self._chain:
            widget.installEventFilter(self)
            self._chain.append(widget)

    def _leave(self) -> None:
        for widget in self._chain:
            if isValid(widget):
                widget.removeEventFilter(self)
        self._chain.clear()
        self._remove_ring()
        self._widget = None

    def _remove_ring(self) -> None:
        if self._ring is not None and isValid(self._ring):
            self._ring.hide()
            self._ring.deleteLater()
        self._ring = None

    def _place(self) -> None:
        ring, widget = self._ring, self._widget
        if ring is None or widget is None or not isValid(ring) or not isValid(widget):
            return
        part = _part(widget)
        host = widget.window()  # not kept by the ring: what is deleted with a dialog must not be what deletes it
        corner = widget.mapTo(host, part.topLeft())
        ring.whole = QRect(corner, part.size()).adjusted(-_REACH, -_REACH, _REACH, _REACH)
        seen = ring.whole & _in_sight(widget, host)
        ring.setGeometry(seen)
        ring.setVisible(widget.isVisible() and not seen.isEmpty())
        ring.raise_()
        ring.update()

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        """Keep the ring on its widget while that or one of its parents moves; begin at a key, end at a click."""
        kind = event.type()
        if self._ring is None:
            if kind == QEvent.Type.KeyPress and isinstance(event, QKeyEvent) and watched is self._widget:
                self._note_key(self._widget, event)
        elif kind in _WATCHED:
            self._place()
        elif kind == QEvent.Type.MouseButtonPress:
            self._keyboard = False
            self._remove_ring()
        return False

    def _note_key(self, widget: QWidget, event: QKeyEvent) -> None:
        """Show the ring from now on where the key moves something; in a text it moves the cursor, which can be seen."""
        if event.key() in _MOVING and not widget.testAttribute(Qt.WidgetAttribute.WA_InputMethodEnabled):
            self._keyboard = True
            self._show_ring(widget)

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


def _part(widget: QWidget) -> QRect:
    """What the ring goes around, in the widget's own coordinates."""
    part = widget.focus_rect() if hasattr(widget, "focus_rect") else widget.rect()
    return part if isinstance(part, QRect) and not part.isEmpty() else widget.rect()


def _in_sight(widget: QWidget, host: QWidget) -> QRect:
    """What can be seen of things in ``widget``, in the host's coordinates: it and its parents may scroll.

    The ring reaches over the edges of what scrolls, because fields there are often flush with them.
    """
    seen, above = host.rect(), widget.parentWidget()
    if isinstance(widget, QAbstractScrollArea) and _part(widget) != widget.rect():
        above = widget.viewport()
    while above is not None and above is not host:
        area = above.parentWidget()
        if isinstance(area, QAbstractScrollArea) and area.viewport() is above:
            edges = QRect(above.mapTo(host, QPoint()), above.size())
            seen &= edges.adjusted(-_REACH, -_REACH, _REACH, _REACH)
        above = area
    return seen


def _bring_into_sight(widget: QWidget) -> None:
    """Scroll what ``widget`` is in until it can be seen, of a tall one the upper part."""
    above = widget.parentWidget()
    while above is not None and not above.isWindow():
        area = above.parentWidget()
        content = area.widget() if isinstance(area, QScrollArea) else None
        if isinstance(area, QScrollArea) and content is not None and area.viewport() is above:
            part = _part(widget)
            where = QRect(widget.mapTo(content, part.topLeft()), part.size())
            where = where.adjusted(-_REACH, -_REACH, _REACH, _REACH)
            where.setSize(where.size().boundedTo(above.size()))
            area.ensureVisible(where.center().x(), where.center().y(), where.width() // 2, where.height() // 2)
        above = area
