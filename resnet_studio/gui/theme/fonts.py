"""The system's font in the sizes and weights of the design, with figures of equal width."""

from __future__ import annotations

from functools import cache

from PySide6.QtGui import QFont, QFontDatabase

from resnet_studio.gui.theme.tokens import BODY, REGULAR


@cache
def _base() -> QFont:
    """The system's interface font with tabular figures, where the font has them."""
    base = QFontDatabase.systemFont(QFontDatabase.SystemFont.GeneralFont)
    base.setHintingPreference(QFont.HintingPreference.PreferNoHinting)
    base.setFeature(QFont.Tag("tnum"), 1)
    return base


def font(size: int = BODY, weight: int = REGULAR) -> QFont:
    """Return the interface font at ``size`` logical pixels and ``weight`` (400, 500 or 600)."""
    made = QFont(_base())
    made.setPixelSize(size)
    made.setWeight(QFont.Weight(weight))
    return made


def mono(size: int) -> QFont:
    """Return the system's fixed-width font at ``size`` logical pixels, for details and tracebacks."""
    made = QFontDatabase.systemFont(QFontDatabase.SystemFont.FixedFont)
    made.setPixelSize(size)
    return made
