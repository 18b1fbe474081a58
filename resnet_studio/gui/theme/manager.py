"""The application's theme: follows the system's light or dark, or the one that a setting or the environment names."""

from __future__ import annotations

import os
from typing import Final, Literal

from PySide6.QtCore import QObject, Qt, Signal
from PySide6.QtWidgets import QApplication, QWidget

from resnet_studio.gui.theme.focus import FocusRing
from resnet_studio.gui.theme.fonts import font
from resnet_studio.gui.theme.held_keys import ReleasedKeys
from resnet_studio.gui.theme.palette import palette, qt_palette, set_palette
from resnet_studio.gui.theme.stylesheet import style_sheet
from resnet_studio.gui.theme.tokens import DARK, LIGHT, Palette

Scheme = Literal["light", "dark"]
STYLE: Final = "Fusion"
"""Qt's style, on which the style sheet builds."""


class Theme(QObject):
    """Keeps the application in the system's colours. Signals: ``changed``, after every widget has the new colours.

    The style sheet is on windows, not on the application. Under one, Qt styles a widget each time that it, or what it
    is in, gets another parent; a room that is made outside of the window is styled once, when it is put into it.
    """

    changed = Signal()
    _sheet_changed = Signal(str)

    def __init__(self, app: QApplication) -> None:
        super().__init__(app)
        self._app = app
        named = os.environ.get("RESNET_STUDIO_THEME", "").lower()
        self._chosen: Scheme | None = "dark" if named == "dark" else "light" if named == "light" else None
        if not getattr(app, "styled", False):
            app.setStyle(STYLE)
        app.setFont(font())
        app.styleHints().colorSchemeChanged.connect(self._follow)
        self._request_scheme()
        self._use(self._wanted())

    def dress(self, top: QWidget) -> None:
        """Give a window, and all that is or will be in it or opens over it, the style sheet of the colours in use."""
        top.setStyleSheet(style_sheet(palette()))
        self._sheet_changed.connect(top.setStyleSheet)

    def choose(self, scheme: Scheme | None) -> None:
        """Always use light or dark, or follow the system with None."""
        self._chosen = scheme
        self._request_scheme()
        self._follow()

    def _request_scheme(self) -> None:
        """Ask the platform for the same colours in title bars and system dialogs (Qt 6.8 or newer)."""
        hints = self._app.styleHints()
        if self._chosen is None:
            hints.unsetColorScheme()
        else:
            hints.setColorScheme(Qt.ColorScheme.Dark if self._chosen == "dark" else Qt.ColorScheme.Light)

    def _wanted(self) -> Palette:
        if self._chosen is not None:
            return DARK if self._chosen == "dark" else LIGHT
        return DARK if _system_is_dark(self._app) else LIGHT

    def _follow(self) -> None:
        wanted = self._wanted()
        if wanted is not palette():
            self._use(wanted)
            self.changed.emit()

    def _use(self, wanted: Palette) -> None:
        set_palette(wanted)
        self._app.setPalette(qt_palette(wanted))
        # Without the first line, Qt polishes each widget once for itself and once for each widget above it.
        self._sheet_changed.emit("")
        self._sheet_changed.emit(style_sheet(wanted))


def _system_is_dark(app: QApplication) -> bool:
    return app.styleHints().colorScheme() == Qt.ColorScheme.Dark  # unknown counts as light


_theme: Theme | None = None


def install(app: QApplication) -> Theme:
    """Install the theme in ``app``; later calls return the same theme."""
    global _theme
    if _theme is None:
        _theme = Theme(app)
        FocusRing(app)
        ReleasedKeys(app)
    return _theme


def theme() -> Theme:
    """Return the installed theme, for its ``changed`` signal; RuntimeError before ``install``."""
    if _theme is None:
        raise RuntimeError("install(app) comes before theme()")
    return _theme
