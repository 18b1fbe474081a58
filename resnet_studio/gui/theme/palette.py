"""The current palette, and the mapping to the roles of QPalette."""

from __future__ import annotations

from PySide6.QtGui import QColor, QPalette

from resnet_studio.gui.theme.tokens import LIGHT, Palette

_current: Palette = LIGHT


def palette() -> Palette:
    """Return the current palette. Call it inside ``paintEvent``; a stored colour becomes outdated."""
    return _current


def set_palette(wanted: Palette) -> None:
    """Set the current palette. Only the theme calls this; it then repaints every widget."""
    global _current
    _current = wanted


def qt_palette(tokens: Palette) -> QPalette:
    """Map the tokens to the roles of QPalette, for widgets that the style sheet does not name."""
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
