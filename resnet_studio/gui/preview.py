"""One picture, larger, over what it covers: arrow keys show the next one, Esc closes."""

from __future__ import annotations

import math
from pathlib import Path
from typing import TYPE_CHECKING, Final

from PySide6.QtCore import QEvent, QObject, QRectF, QSize, Qt, QTimer, Signal
from PySide6.QtGui import QImage, QKeyEvent, QMouseEvent, QPainter, QPaintEvent, QResizeEvent
from PySide6.QtWidgets import QApplication, QHBoxLayout, QVBoxLayout, QWidget

from resnet_studio.core.basics.errors import DecodeError
from resnet_studio.core.basics.message import message, show, tr
from resnet_studio.core.basics.safe_text import printable
from resnet_studio.core.pictures.value_scale import UNKNOWN_SCALE, ValueScale
from resnet_studio.gui.theme.fonts import font
from resnet_studio.gui.theme.icons import paint_icon
from resnet_studio.gui.theme.tokens import CAPTION, CONTROL_HEIGHT, LEAD, MARGIN, REGULAR, SECONDARY, SEMIBOLD
from resnet_studio.gui.threads.background import Background, Stale
from resnet_studio.gui.threads.thumbnails import to_image
from resnet_studio.gui.widgets.button import IconButton
from resnet_studio.gui.widgets.heat_map import paint_corner
from resnet_studio.gui.widgets.paint import colour, paint_box
from resnet_studio.gui.widgets.text import ElidedLabel, Label

if TYPE_CHECKING:
    from resnet_studio.gui.why.large import LargeMap
    from resnet_studio.gui.why.maps import Maps
    from resnet_studio.gui.widgets.heat_map import HeatMap

_MOST_PIXELS: Final = 2560  # of the longer side; a screen does not show more
_PATIENCE_MS: Final = 150
_MOST_TIMES: Final = 8.0  # a picture of 32 px is enlarged to 256 px, not more
_SEEN_FROM: Final = 48  # px; what the network sees of a picture is shown alone where it would be smaller
_MOST_CORNER: Final = 150  # side of the untouched picture in the corner, px
_ARROWS: Final = {Qt.Key.Key_Left: -1, Qt.Key.Key_Up: -1, Qt.Key.Key_Right: 1, Qt.Key.Key_Down: 1}
_LOW: Final = 420  # px; below this height there is no room for a chart


class _Canvas(QWidget):
    """The complete picture as large as it fits, or a sentence that says why it cannot be shown."""

    def __init__(self) -> None:
        super().__init__()
        self.image: QImage | None = None
        self.problem = ""
        self.heat_map: HeatMap | None = None
        self.opacity = 1.0

    def paintEvent(self, _event: QPaintEvent) -> None:
        painter = QPainter(self)
        if self.problem:
            paint_icon(painter, self.rect().translated(0, -24), "warning", "wrong", 32)
            painter.setPen(colour("text"))
            where = self.rect().adjusted(40, 24, -40, 0)
            painter.drawText(where, Qt.AlignmentFlag.AlignCenter | Qt.TextFlag.TextWordWrap, self.problem)
        if self.image is None:
            return
        painter.setRenderHint(QPainter.RenderHint.SmoothPixmapTransform)
        box = self.box(QRectF(self.image.rect()))
        if self.heat_map is None:
            painter.drawImage(box, self.image)
        elif self.heat_map.seen(box).width() >= _SEEN_FROM:
            painter.drawImage(box, self.image)
            self.heat_map.paint(painter, box, self.opacity)
            self._name_unseen(painter, box, self.heat_map.seen(box))
            side = min(_MOST_CORNER, box.width() * 0.3, box.height() * 0.3)
            if side >= 40:
                paint_corner(painter, box, self.image, side, 12, whole=True)
        else:  # of a panorama only the part that the network sees, or nothing of it could be made out
            seen = self.heat_map.seen(QRectF(self.image.rect()))
            box = self.box(seen, most=math.inf)
            painter.drawImage(box, self.image, seen)
            painter.setOpacity(self.opacity)
            painter.drawImage(box, self.heat_map.image)

    def _name_unseen(self, painter: QPainter, box: QRectF, seen: QRectF) -> None:
        """Say what the veil means, above the part that is seen or at the right of it, where there is room."""
        above = QRectF(box.left() + 8, box.top(), box.width() - 16, seen.top() - box.top())
        beside = QRectF(seen.right() + 6, box.top() + 4, box.right() - seen.right() - 12, box.height() - 8)
        painter.setFont(font(CAPTION))
        painter.setPen(colour("text"))
        words = tr("not seen by the network")
        room = above if above.height() >= painter.fontMetrics().height() else beside
        if painter.fontMetrics().boundingRect(words).width() > room.width():
            return
        painter.drawText(room, Qt.AlignmentFlag.AlignLeft | Qt.AlignmentFlag.AlignVCenter, words)

    def box(self, shown: QRectF, most: float = _MOST_TIMES) -> QRectF:
        """Where a part of the picture is painted: as large as it fits, enlarged `most` times."""
        times = min(self.width() / shown.width(), self.height() / shown.height(), most)
        box = QRectF(0, 0, shown.width() * times, shown.height() * times)
        box.moveCenter(QRectF(self.rect()).center())
        return box


class Preview(QWidget):
    """Covers its parent while it is open. Signals: ``moved(int)`` (-1 or 1), ``closed()``."""

    moved = Signal(int)
    closed = Signal()

    def __init__(self, parent: QWidget, *, margin: int = MARGIN, maps: Maps | None = None) -> None:
        """`margin` is that at both sides and below, px: 0 where the parent is inside a room's margins.

        With `maps`, a person can see where the network looked.
        """
        super().__init__(parent)
        self._room = parent
        self._background = Background(self)
        self._name = ElidedLabel("", LEAD, SEMIBOLD)
        self._facts = ElidedLabel("", SECONDARY, REGULAR, "text2")
        self._canvas = _Canvas()
        self.large = self._large_map(maps)
        self._path = self._painted = ""  # of the picture that is to show, and of the one that does
        self.before = IconButton("chevron-left", tr("Previous picture"), CONTROL_HEIGHT)
        self.after = IconButton("chevron-right", tr("Next picture"), CONTROL_HEIGHT)
        self.cross = IconButton("cross", tr("Close"), CONTROL_HEIGHT)
        self.before.clicked.connect(lambda: self.moved.emit(-1))
        self.after.clicked.connect(lambda: self.moved.emit(1))
        self.cross.clicked.connect(self.dismiss)
        # The picture before shows for a moment longer to avoid a flicker, but not under the new name for long.
        self._patience = QTimer(self, singleShot=True, interval=_PATIENCE_MS)
        self._patience.timeout.connect(self._blank)
        self._lay_out(margin)
        for button in (self.before, self.after, self.cross):
            button.setFocusPolicy(Qt.FocusPolicy.TabFocus)  # after a click, the keys mean what they did before it
            button.installEventFilter(self)
        self.setFocusPolicy(Qt.FocusPolicy.ClickFocus)
        self.setProperty("noRing", True)
        parent.installEventFilter(self)
        self.hide()

    def _lay_out(self, margin: int) -> None:
        words = QVBoxLayout()
        words.setSpacing(2)
        words.addWidget(self._name)
        words.addWidget(self._facts)
        top = QHBoxLayout()
        top.setSpacing(4)
        top.addLayout(words, 1)
        top.addWidget(Label(tr("Arrow keys, Esc closes"), SECONDARY, REGULAR, "text3"))
        top.addSpacing(8)
        for button in (self.before, self.after, self.cross):
            top.addWidget(button)
        column = QVBoxLayout(self)
        column.setContentsMargins(margin, min(margin, 14), margin, margin)
        column.setSpacing(12)
        column.addLayout(top)
        if self.large is not None:
            column.addWidget(self.large.bar)
        column.addWidget(self._canvas, 1)
        if self.large is not None:
            column.addWidget(self.large.chart)
            self.large.changed.connect(self._show_map)

    def show_picture(
        self, path: Path, facts: str, *, first: bool, last: bool, scale: ValueScale = UNKNOWN_SCALE, label: str = ""
    ) -> None:
        """Open, or show another picture; the one before stays until the new one is decoded.

        `label` is the picture's own class, where it is known.
        """
        self._name.setText(printable(path.name))
        self._facts.setText(facts)
        for button, enabled in ((self.before, not first), (self.after, not last)):
            if button.hasFocus() and not enabled:
                self.setFocus(Qt.FocusReason.OtherFocusReason)  # Qt would go on to the next button
            button.setEnabled(enabled)
        self.setAccessibleName(f"{printable(path.name)}, {facts}")
        self._patience.start()
        self._path = str(path)
        if self.large is not None:
            self.large.show(str(path), label)
        self._background.do(
            "preview", lambda stale: _read(path, scale, stale), lambda image: self._arrived(image, path), self._failed
        )
        if self.isHidden():
            self.setGeometry(self._room.rect())
            self.show()
        self.raise_()
        focused = QApplication.focusWidget()
        if focused is None or not self.isAncestorOf(focused):
            self.setFocus(Qt.FocusReason.OtherFocusReason)

    def dismiss(self) -> None:
        """Close."""
        if self.isHidden():
            return
        self._background.cancel("preview")
        self._patience.stop()
        self._blank()
        if self.large is not None:
            self.large.clear()
        self.hide()
        self.closed.emit()

    def image(self) -> QImage | None:
        """Return the picture that shows."""
        return self._canvas.image

    def problem(self) -> str:
        """Return the sentence that shows instead of a picture."""
        return self._canvas.problem

    def _blank(self) -> None:
        self._canvas.image, self._canvas.problem = None, ""
        self._canvas.update()

    def _arrived(self, image: QImage, path: Path) -> None:
        self._patience.stop()
        self._canvas.image, self._canvas.problem = image, ""
        self._painted = str(path)
        self._show_map()

    def _failed(self, error: Exception) -> None:
        self._patience.stop()
        problem = (
            error.problem
            if isinstance(error, DecodeError)
            else message("It cannot be shown: {reason}", reason=str(error))
        )
        self._canvas.image, self._canvas.problem = None, show(problem)
        self._canvas.update()

    def _large_map(self, maps: Maps | None) -> LargeMap | None:
        if maps is None:
            return None
        from resnet_studio.gui.why.large import LargeMap  # here, because the first paint does not need it

        return LargeMap(maps, self)

    def _show_map(self) -> None:
        """Paint the map over its picture, once both are there."""
        looked = self.large.looked if self.large is not None and self._painted == self._path else None
        self._canvas.heat_map = looked.heat_map if looked is not None else None
        self._canvas.opacity = self.large.opacity if self.large is not None else 1.0
        self._canvas.update()

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        if self.large is not None:
            self.large.set_low(self.height() < _LOW)

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        if event.type() == QEvent.Type.Resize and watched is self._room:
            self.setGeometry(self._room.rect())
        elif isinstance(event, QKeyEvent) and event.type() == QEvent.Type.KeyPress and event.key() in _ARROWS:
            self.keyPressEvent(event)  # at a button too, where Qt would go to the next button
            return True
        return False

    def focusNextPrevChild(self, forward: bool) -> bool:
        """Tab stays in here: what is below cannot be seen."""
        here = QApplication.focusWidget() or self
        step = QWidget.nextInFocusChain if forward else QWidget.previousInFocusChain
        stop: QWidget | None = step(here)
        while stop is not None and stop is not here:
            if self.isAncestorOf(stop) and _takes_tab(stop):
                stop.setFocus(Qt.FocusReason.TabFocusReason if forward else Qt.FocusReason.BacktabFocusReason)
                break
            stop = step(stop)
        return True

    def keyPressEvent(self, event: QKeyEvent) -> None:
        step = (_ARROWS | {Qt.Key.Key_Space: 1}).get(Qt.Key(event.key()))
        if step is not None:
            if (self.before if step < 0 else self.after).isEnabled():
                self.moved.emit(step)
        elif self.large is not None and self.large.press(event):
            pass
        elif event.key() in (Qt.Key.Key_Escape, Qt.Key.Key_Return, Qt.Key.Key_Enter):
            self.dismiss()
        else:
            super().keyPressEvent(event)

    def mousePressEvent(self, event: QMouseEvent) -> None:
        event.accept()  # clicks do not go through the overlay

    def mouseDoubleClickEvent(self, event: QMouseEvent) -> None:
        self.dismiss()

    def paintEvent(self, _event: QPaintEvent) -> None:
        paint_box(QPainter(self), self.rect(), 0, "bg")


def _takes_tab(widget: QWidget) -> bool:
    reached = bool(widget.focusPolicy() & Qt.FocusPolicy.TabFocus) and widget.focusProxy() is None
    return reached and widget.isEnabled() and widget.isVisible()


def _read(path: Path, scale: ValueScale, stale: Stale) -> QImage:
    from resnet_studio.core.pictures import decoder  # here, because the first paint does not need it

    image = to_image(decoder.shared().reduced(path, _MOST_PIXELS, scale, stale))
    if max(image.width(), image.height()) <= _MOST_PIXELS:
        return image
    size = QSize(_MOST_PIXELS, _MOST_PIXELS)
    return image.scaled(size, Qt.AspectRatioMode.KeepAspectRatio, Qt.TransformationMode.SmoothTransformation)
