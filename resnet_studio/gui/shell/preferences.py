"""Preferences of the program that stand in its settings file and are read at the start."""

import os
from typing import Final

from PySide6.QtCore import QSettings

from resnet_studio.core.pictures import limits

PICTURE_SECONDS: Final = "pictures/seconds"


def use(settings: QSettings) -> None:
    """Have them used by this process and those that it starts; a variable of the environment has precedence."""
    found = str(settings.value(PICTURE_SECONDS, ""))
    if limits.SECONDS_VARIABLE not in os.environ and found.isascii() and found.isdecimal():
        limits.use_seconds(max(1, min(limits.LONGEST, int(found[:9]))))
