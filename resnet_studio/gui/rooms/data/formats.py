"""The format of a picture's file, as its suffix says it: none is read."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable
from typing import Final

from resnet_studio.core.basics.message import tr
from resnet_studio.core.dataset.catalogue import Picture
from resnet_studio.core.dataset.walk import suffix_of

_FORMATS: Final = {"jpg": "JPEG", "jpeg": "JPEG", "jpe": "JPEG", "jfif": "JPEG", "tif": "TIFF", "webp": "WebP"}


def format_of(picture: Picture) -> str:
    """The format of a picture's file, by its suffix."""
    return format_name(suffix_of(picture.path.rpartition("/")[2]).removeprefix("."))


def counts_of_formats(pictures: Iterable[Picture]) -> Counter[str]:
    """How many pictures have each format."""
    counts = Counter[str]()
    # Most of a million paths end in the same way, which is looked at once. Without a dot, it is the last letter.
    for end, number in Counter([one.path[one.path.rfind(".") :] for one in pictures]).items():
        counts[format_name(end[1:].lower() if end[:1] == "." and "/" not in end else "")] += number
    return counts


def format_name(suffix: str) -> str:
    """What files with a suffix are called."""
    return _FORMATS.get(suffix, suffix.upper()) if suffix else tr("without an ending")
