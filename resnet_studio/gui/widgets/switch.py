"""A switch with its text: on or off, with an effect at once."""

from __future__ import annotations

from typing import Final

from PySide6.QtCore import QRect, QSize, Qt
from PySide6.QtGui import QFontMetrics, QKeyEvent, QPainter, QPaintEvent
from PySide6.QtWidgets import QAbstractButton, QSizePolicy, QWidget

from resnet_studio.gui.theme.fonts import font
from resnet_studio.gui.theme.tokens import MEDIUM, SECONDARY, SEGMENTED_HEIGHT
from resnet_studio.gui.widgets.paint import colour, paint_box
from resnet_studio.gui.widgets.text import plain_tip


class Switch(QAbstractButton):
    """A switch with a text beside it; Space and Enter turn it. Signal: ``toggled`` of QAbstractButton."""

    _WIDTH: Final = 32
    _HEIGHT: Final = 18
    _GAP: Final = 8

    def __init__(self, text: str, *, tip: str = "", parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._words = text
        self.setCheckable(True)
        self.setAccessibleName(text)
        self.setToolTip(plain_tip(tip))
        self.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        self.setProperty("focusRadius", self._HEIGHT // 2)
        self.setSizePolicy(QSizePolicy.Policy.Maximum, QSizePolicy.Policy.Fixed)

    def words(self) -> str:
        """Return the text as shown."""
        return self._words

    def sizeHint(self) -> QSize:
        words = QFontMetrics(font(SECONDARY, MEDIUM)).horizontalAdvance(self._words)
        return QSize(self._WIDTH + self._GAP + words + 2, SEGMENTED_HEIGHT)

    def minimumSizeHint(self) -> QSize:
        return self.sizeHint()

    def focus_rect(self) -> QRect:
        """Ring the switch and not its text."""
        return QRect(0, (self.height() - self._HEIGHT) // 2, self._WIDTH, self._HEIGHT)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        if event.key() in (Qt.Key.Key_Return, Qt.Key.Key_Enter):
            self.click()
        else:
            super().keyPressEvent(event)

    def paintEvent(self, _event: QPaintEvent) -> None:
        painter = QPainter(self)
        track = self.focus_rect()
        on = self.isChecked()
        fill = "line2" if not self.isEnabled() else "accent" if on else "text3"
        paint_box(painter, track, self._HEIGHT / 2, fill)
        knob = QRect(track.right() - 15 if on else track.left() + 2, track.top() + 2, 14, 14)
        paint_box(painter, knob, 7, "on_accent" if on else "surface")
        painter.setFont(font(SECONDARY, MEDIUM))
        painter.setPen(colour("text" if self.isEnabled() else "text3"))
        words = self.rect().adjusted(self._WIDTH + self._GAP, 0, 0, 0)
        painter.drawText(words, Qt.AlignmentFlag.AlignVCenter, self._words)
