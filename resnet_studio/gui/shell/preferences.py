"""Preferences of the program that stand in its settings file and are read at the start."""

import os
from typing import Final

from PySide6.QtCore import QSettings

from resnet_studio.core.pictures import limits
from resnet_studio.gui.theme.manager import theme

PICTURE_SECONDS: Final = "pictures/seconds"
SCHEME: Final = "theme"


def use(settings: QSettings) -> None:
    """Have them used by this process and those that it starts; a variable of the environment has precedence."""
    if "RESNET_STUDIO_THEME" not in os.environ:
        use_scheme(settings)
    found = str(settings.value(PICTURE_SECONDS, ""))
    if limits.SECONDS_VARIABLE not in os.environ and found.isascii() and found.isdecimal():
        limits.use_seconds(max(1, min(limits.LONGEST, int(found[:9]))))


def use_scheme(settings: QSettings) -> None:
    """Show the window in light or in dark, or as the system, as a person has chosen."""
    if settings.contains(SCHEME):
        scheme = str(settings.value(SCHEME))
        theme().choose("light" if scheme == "light" else "dark" if scheme == "dark" else None)
