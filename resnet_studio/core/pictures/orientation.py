"""Which way up a picture is, by its EXIF or XMP."""

import re
from typing import Final

from PIL import Image

from resnet_studio.core.pictures import exif

_WANTED: Final = frozenset({exif.ORIENTATION})
_XMP: Final = re.compile(rb'tiff:Orientation(?:="|>)([0-9])')


def orientation(image: Image.Image) -> int:
    """EXIF orientation from 1 to 8, also from XMP; 1 if there is none, or if the metadata is broken."""
    if hasattr(image, "tag_v2"):
        return 1  # Pillow turns a TIFF when it loads it
    found: object = exif.fields(image, _WANTED).get(exif.ORIENTATION)
    if found is None:
        text = image.info.get("XML:com.adobe.xmp") or image.info.get("xmp") or b""
        start = text[: exif.MOST_TEXT]
        match = _XMP.search(start.encode(errors="replace") if isinstance(start, str) else bytes(start))
        found = int(match[1]) if match else None
    return found if isinstance(found, int) and 1 <= found <= 8 else 1
