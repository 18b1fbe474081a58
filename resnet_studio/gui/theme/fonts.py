"""The interface font in the sizes and weights of the design, with figures of equal width.

It is the system's where that is made for interfaces. On a bare Linux it is often a wide one without weights between
regular and bold: there a package's own typeface is used, or one that is installed, and the system's for all letters
that it lacks, such as Chinese ones.
"""

from __future__ import annotations

import sys
from functools import cache

from PySide6.QtGui import QFont, QFontDatabase, QFontInfo

from resnet_studio.core.installation.bundled import bundled
from resnet_studio.gui.theme.tokens import BODY, REGULAR

# Families, the one that the design is drawn with first.
FOR_INTERFACES: tuple[str, ...] = (
    "Inter", "Cantarell", "Ubuntu", "Roboto",
    "Adwaita Sans",  # not a text
    "Ubuntu Sans",  # not a text
    "Noto Sans",  # not a text
    "Open Sans",  # not a text
    "Source Sans 3",  # not a text
    "Source Sans Pro",  # not a text
    "IBM Plex Sans",  # not a text
    "Red Hat Text",  # not a text
)  # fmt: skip


@cache
def _base() -> QFont:
    """The interface font with tabular figures, where the font has them."""
    base = QFontDatabase.systemFont(QFontDatabase.SystemFont.GeneralFont)
    if sys.platform == "linux" and (own := _own_family(base)):
        base.setFamilies([own, base.family()])
    base.setHintingPreference(QFont.HintingPreference.PreferNoHinting)
    base.setFeature(QFont.Tag("tnum"), 1)
    return base


def _own_family(system: QFont) -> str:
    """The family to use instead of the system's, if that is not made for interfaces; empty where there is none."""
    if QFontInfo(system).family() in FOR_INTERFACES:
        return ""
    if folder := bundled("fonts"):
        added = [QFontDatabase.addApplicationFont(str(file)) for file in sorted(folder.glob("*.[ot]tf"))]
        if families := [family for one in added for family in QFontDatabase.applicationFontFamilies(one)]:
            return families[0]
    return next(filter(QFontDatabase.hasFamily, FOR_INTERFACES), "")


def font(size: int = BODY, weight: int = REGULAR) -> QFont:
    """Return the interface font at ``size`` logical pixels and ``weight`` (400, 500 or 600)."""
    return QFont(_made(size, weight))


@cache
def _made(size: int, weight: int) -> QFont:
    made = QFont(_base())
    made.setPixelSize(size)
    made.setWeight(QFont.Weight(weight))
    return made


def mono(size: int) -> QFont:
    """Return the system's fixed-width font at ``size`` logical pixels, for details and tracebacks."""
    made = QFontDatabase.systemFont(QFontDatabase.SystemFont.FixedFont)
    made.setPixelSize(size)
    return made
