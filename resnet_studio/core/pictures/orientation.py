"""Which way up a picture is: the one field of its EXIF or XMP that is needed, from a bounded read.

Pillow reads all fields, however many and however large they say they are.
"""

import re
import struct
from typing import Final

from PIL import Image

_ORIENTATION: Final = 0x0112  # EXIF 2.32, table 4
_PREFIX: Final = b"Exif\0\0"
_INTEGERS: Final = {3: "H", 4: "L"}  # types of fields: SHORT and LONG
_MOST_FIELDS: Final = 1_000
_MOST_TEXT: Final = 1 << 18
"""Characters of XMP, or of EXIF written in hexadecimal, that are looked at."""
_XMP: Final = re.compile(rb'tiff:Orientation(?:="|>)([0-9])')


def orientation(image: Image.Image) -> int:
    """EXIF orientation from 1 to 8, also from XMP; 1 if there is none, or if the metadata is broken."""
    if hasattr(image, "tag_v2"):
        return 1  # Pillow turns a TIFF when it loads it
    found = _in_exif(_exif(image))
    if found is None:
        text = image.info.get("XML:com.adobe.xmp") or image.info.get("xmp") or b""
        start = text[:_MOST_TEXT]
        match = _XMP.search(start.encode(errors="replace") if isinstance(start, str) else bytes(start))
        found = int(match[1]) if match else None
    return found if found is not None and 1 <= found <= 8 else 1


def _exif(image: Image.Image) -> bytes:
    exif = image.info.get("exif")
    if isinstance(exif, bytes):
        return exif
    # What ImageMagick writes into a PNG: name, length, and hexadecimal digits.
    text = image.info.get("Raw profile type exif")  # not a text: the name of a field
    if not isinstance(text, str):
        return b""
    try:
        return bytes.fromhex("".join(text[:_MOST_TEXT].split("\n")[3:]))
    except ValueError:
        return b""


def _in_exif(exif: bytes) -> int | None:
    """The orientation in a block of EXIF, which is a small TIFF without a picture."""
    start = 0
    while exif.startswith(_PREFIX, start):
        start += len(_PREFIX)
    order = {b"II": "<", b"MM": ">"}.get(exif[start : start + 2])
    if order is None:
        return None
    try:
        (first,) = struct.unpack_from(f"{order}L", exif, start + 4)
        (fields,) = struct.unpack_from(f"{order}H", exif, start + first)
        for number in range(min(fields, _MOST_FIELDS)):
            at = start + first + 2 + 12 * number
            tag, kind, count = struct.unpack_from(f"{order}HHL", exif, at)
            if tag == _ORIENTATION:
                known = kind in _INTEGERS and count == 1
                return int(struct.unpack_from(order + _INTEGERS[kind], exif, at + 8)[0]) if known else None
    except struct.error:  # it ends too early
        return None
    return None
