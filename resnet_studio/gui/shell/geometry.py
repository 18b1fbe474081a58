"""The size of the window: the usual one, or what the screen has room for, and the one before at the next start."""

from __future__ import annotations

from typing import Final

from PySide6.QtCore import QByteArray, QRect, QSettings, QSize
from PySide6.QtWidgets import QWidget

SMALLEST: Final = (1024, 640)
USUAL: Final = (1280, 832)
_KEY: Final = "window/geometry"
_FRAME: Final = QSize(16, 40)
"""Borders and title bar; the system says how large they are only after the window was shown."""


def largest(available: QSize) -> QSize:
    """The largest window, without its frame, on a screen with so much space, in px."""
    return available - _FRAME


def restore(window: QWidget, settings: QSettings) -> None:
    """Give the window the size and place that it had, or its usual size; never larger than the screen.

    On a screen that is too small for the smallest window that looks as intended, the window can be smaller.
    """
    room = largest(available(window))
    window.setMinimumSize(QSize(*SMALLEST).boundedTo(room))
    geometry = settings.value(_KEY)
    if not (isinstance(geometry, QByteArray) and window.restoreGeometry(geometry)):
        window.resize(*USUAL)
    room = largest(available(window))  # perhaps of another screen
    if not (window.isMaximized() or window.isFullScreen()):
        window.resize(window.size().boundedTo(room))


def store(window: QWidget, settings: QSettings) -> None:
    """Remember size and place for the next start."""
    settings.setValue(_KEY, window.saveGeometry())


def available(window: QWidget) -> QSize:
    """What the window's screen has room for beside panels and docks, in px."""
    screen: QRect = window.screen().availableGeometry()
    return screen.size()
