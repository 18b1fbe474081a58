"""The palette in use, and its translation into Qt's roles."""

from __future__ import annotations

from PySide6.QtGui import QColor, QPalette

from resnet_studio.gui.theme.tokens import LIGHT, Palette

_current: Palette = LIGHT


def palette() -> Palette:
    """Return the palette in use. Ask inside ``paintEvent``; a colour kept for longer goes stale."""
    return _current


def set_palette(wanted: Palette) -> None:
    """Use this palette from now on; only the theme does, which then repaints every widget."""
    global _current
    _current = wanted


def qt_palette(tokens: Palette) -> QPalette:
    """Translate the tokens into Qt's roles, for everything that the style sheet does not name."""
    role = QPalette.ColorRole
    colours = {
        role.Window: tokens.bg,
        role.WindowText: tokens.text,
        role.Base: tokens.surface,
        role.AlternateBase: tokens.bg,
        role.Text: tokens.text,
        role.Button: tokens.surface,
        role.ButtonText: tokens.text,
        role.BrightText: tokens.on_accent,
        role.ToolTipBase: tokens.surface,
        role.ToolTipText: tokens.text,
        role.PlaceholderText: tokens.text3,
        role.Highlight: tokens.accent,
        role.HighlightedText: tokens.on_accent,
        role.Link: tokens.accent,
        role.LinkVisited: tokens.accent,
        role.Light: tokens.surface,
        role.Midlight: tokens.line,
        role.Mid: tokens.line2,
        role.Dark: tokens.line2,
        role.Shadow: tokens.line2,
        role.Accent: tokens.accent,
    }
    made = QPalette()
    for which, colour in colours.items():
        made.setColor(which, QColor(colour))
    for which in (role.WindowText, role.Text, role.ButtonText):
        made.setColor(QPalette.ColorGroup.Disabled, which, QColor(tokens.text3))
    return made
