"""Keys that a person holds: what they repeat is not pressed again."""

import sys
from typing import Final

from PySide6.QtCore import QEvent, QObject, Qt
from PySide6.QtGui import QKeyEvent, QKeySequence
from PySide6.QtWidgets import QApplication, QWidget
from shiboken6 import isValid

DELETE_KEYS: Final = ("Del", "Backspace") if sys.platform == "darwin" else ("Del",)
"""The keyboards of Macs have Backspace alone where others have Delete, and the word delete on it."""
_released: tuple[int, int] | None = None
"""Key and time of the last release, ms; those of an X server are also the time of the press that repeats it."""


def is_repeat(event: QKeyEvent) -> bool:
    """Whether a press is one that a held key repeats.

    On X11, Qt says so only where the release and the press that follows arrive together; else both have the same time.
    """
    return event.isAutoRepeat() or (event.timestamp() > 0 and (event.key(), event.timestamp()) == _released)


def is_delete(event: QKeyEvent) -> bool:
    """Whether it is the key that takes away what has the keyboard, just pressed: one that is held does so once."""
    pressed = QKeySequence(event.keyCombination().toCombined() & ~Qt.KeyboardModifier.KeypadModifier.value)
    return not is_repeat(event) and pressed in map(QKeySequence, DELETE_KEYS)


class ReleasedKeys(QObject):
    """Remembers for `is_repeat` which key was released last, by whatever has the keyboard."""

    def __init__(self, app: QApplication) -> None:
        super().__init__(app)
        self._widget: QWidget | None = None
        app.focusChanged.connect(self._follow)

    def _follow(self, _old: QWidget | None, new: QWidget | None) -> None:
        if self._widget is not None and isValid(self._widget):
            self._widget.removeEventFilter(self)
        self._widget = new
        if new is not None:
            new.installEventFilter(self)

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        """See the class; nothing is held back."""
        global _released
        if event.type() == QEvent.Type.KeyRelease and isinstance(event, QKeyEvent):
            _released = event.key(), event.timestamp()
        return super().eventFilter(watched, event)
