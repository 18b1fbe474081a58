"""A few fields of a picture's EXIF, from a bounded read: Pillow reads all, however many and large they say they are."""

import struct
from typing import Final

from PIL import Image

ORIENTATION: Final = 0x0112  # EXIF 2.32, tables 4 and 7
DESCRIPTION: Final = 0x010E
MAKER: Final = 0x010F
MODEL: Final = 0x0110
SOFTWARE: Final = 0x0131
CHANGED: Final = 0x0132
TAKEN: Final = 0x9003
MOST_TEXT: Final = 1 << 18
"""Characters of EXIF that is written in hexadecimal, or of XMP, that are looked at."""
_MORE: Final = 0x8769  # where the fields are that only EXIF has
_PREFIX: Final = b"Exif\0\0"
_TEXT: Final = 2  # types of fields: ASCII, SHORT and LONG
_INTEGERS: Final = {3: "H", 4: "L"}
_MOST_FIELDS: Final = 1_000
_LONGEST: Final = 100  # letters of a text

Value = int | str


def fields(image: Image.Image, wanted: frozenset[int]) -> dict[int, Value]:
    """The wanted fields that a picture has, by their tags; those that are broken are left out."""
    exif = _block(image)
    start = 0
    while exif.startswith(_PREFIX, start):
        start += len(_PREFIX)
    order = {b"II": "<", b"MM": ">"}.get(exif[start : start + 2])
    if order is None:
        return {}
    exif = exif[start:]  # a small TIFF without a picture
    found = _read(exif, order, _place(exif, order), wanted | {_MORE} if TAKEN in wanted else wanted)
    more = found.pop(_MORE, None)
    return _read(exif, order, more, wanted) | found if isinstance(more, int) else found


def _block(image: Image.Image) -> bytes:
    exif = image.info.get("exif")
    if isinstance(exif, bytes):
        return exif
    # What ImageMagick writes into a PNG: name, length, and hexadecimal digits.
    text = image.info.get("Raw profile type exif")  # not a text: the name of a field
    if not isinstance(text, str):
        return b""
    try:
        return bytes.fromhex("".join(text[:MOST_TEXT].split("\n")[3:]))
    except ValueError:
        return b""


def _place(exif: bytes, order: str) -> int:
    """Where the first list of fields is; beyond the end if that is not said."""
    return int(struct.unpack_from(f"{order}L", exif, 4)[0]) if len(exif) >= 8 else len(exif)


def _read(exif: bytes, order: str, first: int, wanted: frozenset[int]) -> dict[int, Value]:
    found: dict[int, Value] = {}
    try:
        (number,) = struct.unpack_from(f"{order}H", exif, first)
        for place in range(first + 2, first + 2 + 12 * min(number, _MOST_FIELDS), 12):
            tag, kind, count = struct.unpack_from(f"{order}HHL", exif, place)
            if tag not in wanted:
                continue
            if kind in _INTEGERS and count == 1:
                found[tag] = int(struct.unpack_from(order + _INTEGERS[kind], exif, place + 8)[0])
            elif kind == _TEXT:
                start = place + 8 if count <= 4 else struct.unpack_from(f"{order}L", exif, place + 8)[0]
                text = exif[start : start + min(count, _LONGEST)].partition(b"\0")[0]
                found[tag] = text.decode("utf-8", errors="replace").strip()
            if len(found) == len(wanted):
                break
    except struct.error:  # it ends too early
        pass
    return found
