"""The format of a picture's file, as its suffix says it: none is read."""

from __future__ import annotations

from typing import Final

from resnet_studio.core.basics.message import tr
from resnet_studio.core.dataset.catalogue import Picture
from resnet_studio.core.dataset.walk import suffix_of

_FORMATS: Final = {"jpg": "JPEG", "jpeg": "JPEG", "jpe": "JPEG", "jfif": "JPEG", "tif": "TIFF", "webp": "WebP"}


def format_of(picture: Picture) -> str:
    """The format of a picture's file, by its suffix."""
    return format_name(suffix_of_picture(picture))


def suffix_of_picture(picture: Picture) -> str:
    """The suffix of a picture's file, without the dot."""
    return suffix_of(picture.path.rpartition("/")[2]).removeprefix(".")


def format_name(suffix: str) -> str:
    """What files with a suffix are called."""
    return _FORMATS.get(suffix, suffix.upper()) if suffix else tr("without an ending")
