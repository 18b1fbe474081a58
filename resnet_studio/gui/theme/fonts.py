"""The interface font in the sizes and weights of the design, with figures of equal width.

It is the system's where that is made for interfaces. On a bare Linux it is often a wide one without weights between
regular and bold: there a package's own typeface is used, and the system's for all letters that it lacks, such as
Chinese ones.
"""

from __future__ import annotations

import sys
from functools import cache

from PySide6.QtGui import QFont, QFontDatabase, QFontInfo

from resnet_studio.core.installation.bundled import bundled
from resnet_studio.gui.theme.tokens import BODY, REGULAR

_FOR_INTERFACES = frozenset({  # families, without spaces
    "adwaitasans", "cantarell", "ibmplexsans", "inter", "notosans", "opensans", "redhattext", "roboto", "sourcesans3",
    "sourcesanspro", "ubuntu", "ubuntusans",
})  # fmt: skip


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
    """The family of the package's typeface, if the system's is not made for interfaces; empty where there is none."""
    if QFontInfo(system).family().lower().replace(" ", "") in _FOR_INTERFACES or (folder := bundled("fonts")) is None:
        return ""
    families = [
        family
        for file in sorted(folder.glob("*.[ot]tf"))
        for family in QFontDatabase.applicationFontFamilies(QFontDatabase.addApplicationFont(str(file)))
    ]
    return families[0] if families else ""


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
