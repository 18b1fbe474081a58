"""One picture, larger, over what it covers: arrow keys show the next one, Z each of its pixels, Esc closes."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Final

from PySide6.QtCore import QEvent, QObject, QSize, Qt, QTimer, Signal
from PySide6.QtGui import QImage, QKeyEvent, QMouseEvent, QPainter, QPaintEvent, QResizeEvent
from PySide6.QtWidgets import QApplication, QHBoxLayout, QVBoxLayout, QWidget

from resnet_studio.core.basics.errors import DecodeError
from resnet_studio.core.basics.message import message, show, tr
from resnet_studio.core.basics.safe_text import printable
from resnet_studio.core.pictures.value_scale import UNKNOWN_SCALE, ValueScale
from resnet_studio.gui.near.look import LookNear
from resnet_studio.gui.theme.tokens import CONTROL_HEIGHT, LEAD, MARGIN, REGULAR, SECONDARY, SEMIBOLD
from resnet_studio.gui.threads.background import Background, Stale
from resnet_studio.gui.threads.thumbnails import to_image
from resnet_studio.gui.widgets.button import IconButton
from resnet_studio.gui.widgets.details import Detail
from resnet_studio.gui.widgets.paint import paint_box
from resnet_studio.gui.widgets.picture_canvas import PictureCanvas
from resnet_studio.gui.widgets.text import ElidedLabel, Label

if TYPE_CHECKING:
    from resnet_studio.gui.why.large import LargeMap
    from resnet_studio.gui.why.maps import Maps

_MOST_PIXELS: Final = 2560  # of the longer side; a screen does not show more
_PATIENCE_MS: Final = 150
_ARROWS: Final = {Qt.Key.Key_Left: -1, Qt.Key.Key_Up: -1, Qt.Key.Key_Right: 1, Qt.Key.Key_Down: 1}
_LOW: Final = 420  # px; below this height there is no room for a chart
_HINT_FROM: Final = 720  # px; in a narrower place there is no room for a hint


class Preview(QWidget):
    """Covers its parent while it is open. Signals: ``moved(int)`` (-1 or 1), ``closed()``."""

    moved = Signal(int)
    closed = Signal()

    def __init__(
        self, parent: QWidget, *, margin: int = MARGIN, maps: Maps | None = None, details: bool = False
    ) -> None:
        """`margin` is that at both sides and below, px: 0 where the parent is inside a room's margins.

        With `maps`, a person can see where the network looked; with `details`, what is known of the picture's file.
        """
        super().__init__(parent)
        self._room = parent
        self._background = Background(self)
        self._name = ElidedLabel("", LEAD, SEMIBOLD)
        self._facts = ElidedLabel("", SECONDARY, REGULAR, "text2")
        self._canvas = PictureCanvas()
        self.large = self._large_map(maps)
        self._actions = QHBoxLayout()
        self._path = self._painted = ""  # of the picture that is to show, and of the one that does
        self.near = LookNear(self._canvas, self, details=details)
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
        for button in (self.near.zoom_button, self.near.info, self.before, self.after, self.cross):
            self._guard(button)
        self.setFocusPolicy(Qt.FocusPolicy.ClickFocus)
        self.setProperty("noRing", True)
        parent.installEventFilter(self)
        self.hide()

    def _guard(self, button: QWidget) -> None:
        button.setFocusPolicy(Qt.FocusPolicy.TabFocus)  # after a click, the keys mean what they did before it
        button.installEventFilter(self)

    def add_action(self, button: QWidget) -> None:
        """Add a button, to the left of those that are there, for what can be done with the picture."""
        self._guard(button)
        self._actions.addWidget(button)

    def _lay_out(self, margin: int) -> None:
        words = QVBoxLayout()
        words.setSpacing(2)
        words.addWidget(self._name)
        words.addWidget(self._facts)
        top = QHBoxLayout()
        top.setSpacing(4)
        top.addLayout(words, 1)
        self._hint = Label(tr("Arrow keys, Esc closes"), SECONDARY, REGULAR, "text3")
        top.addWidget(self._hint)
        top.addSpacing(8)
        top.addLayout(self._actions)
        for button in (self.near.zoom_button, self.near.info, self.before, self.after, self.cross):
            top.addWidget(button)
        column = QVBoxLayout(self)
        column.setContentsMargins(margin, min(margin, 14), margin, margin)
        column.setSpacing(12)
        column.addLayout(top)
        if self.large is not None:
            column.addWidget(self.large.bar)
        row = QHBoxLayout()
        row.setSpacing(12)
        row.addWidget(self._canvas, 1)
        row.addWidget(self.near.details)
        column.addLayout(row, 1)
        if self.large is not None:
            column.addWidget(self.large.chart)
            self.large.changed.connect(self._show_map)

    def show_picture(
        self,
        path: Path,
        facts: str,
        *,
        first: bool,
        last: bool,
        scale: ValueScale = UNKNOWN_SCALE,
        label: str = "",
        known: Sequence[Detail] = (),
    ) -> None:
        """Open, or show another picture; the one before stays until the new one is decoded.

        `label` is the picture's own class, where it is known, and `known` stands above what its file says.
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
        self.near.begin(path, scale, known)
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
        self.near.clear()
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
        self._canvas.show_pixels(None)

    def _arrived(self, image: QImage, path: Path) -> None:
        self._patience.stop()
        self._canvas.show_pixels(image)
        self._painted = str(path)
        self._show_map()
        self.near.read(painted=True, reduced=max(image.width(), image.height()) >= _MOST_PIXELS)

    def _failed(self, error: Exception) -> None:
        self._patience.stop()
        problem = (
            error.problem
            if isinstance(error, DecodeError)
            else message("It cannot be shown: {reason}", reason=str(error))
        )
        self._canvas.show_pixels(None, show(problem))
        self.near.read(painted=False, reduced=False)

    def path(self) -> str:
        """Return the path of the picture that shows, or is about to; "" while it is closed."""
        return "" if self.isHidden() else self._path

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
        self._hint.setVisible(self.width() >= _HINT_FROM + self._actions.sizeHint().width())
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
        if (self.large is not None and self.large.press(event)) or self.near.press(event):
            return
        if step is not None:
            if (self.before if step < 0 else self.after).isEnabled():
                self.moved.emit(step)
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
