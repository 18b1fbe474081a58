"""TIFF beyond what Pillow reads by itself, and why a TIFF cannot be read."""

import struct
import sys
from pathlib import Path
from typing import Any, BinaryIO, Final

from PIL import Image, ImageFile, TiffImagePlugin

from resnet_studio.core.basics.message import Message, message, plural

PREFIXES: Final = (b"II*\0", b"MM\0*", b"II+\0", b"MM\0+")
"""First bytes of a file: little and big endian, with offsets of 32 and of 64 bits."""

_BITS, _COMPRESSION, _PHOTOMETRIC, _SAMPLES, _FORMAT = 258, 259, 262, 277, 339  # TIFF 6.0, appendix A
_WIDTH = 256
_WHITE_IS_ZERO = 0
_UNSIGNED, _FLOAT = 1, 3
_MOST_CHANNELS = 4

# Pillow can unpack these, but its table of layouts lacks them. The key: byte order, meaning of zero, format of
# values, order of bits, bits of each channel, further channels; then mode and layout.
TiffImagePlugin.OPEN_INFO.update(
    {
        (b"II", 0, (3,), 1, (64,), ()): ("F", "F;64F"),
        (b"MM", 0, (3,), 1, (64,), ()): ("F", "F;64BF"),
        (b"II", 1, (3,), 1, (64,), ()): ("F", "F;64F"),
        (b"MM", 1, (3,), 1, (64,), ()): ("F", "F;64BF"),
        (b"MM", 0, (1,), 1, (16,), ()): ("I;16B", "I;16B"),
        (b"MM", 1, (1,), 1, (32,), ()): ("I", "I;32B"),
    }
)
_READABLE = {(key[1], key[2], key[4]) for key in TiffImagePlugin.OPEN_INFO}
# libtiff gives values in the order of this machine, but Pillow takes these for big endian.
_NATIVE = {"F;32BF": "F;32NF", "F;64BF": "F;64NF", "I;32B": "I;32N", "I;32BS": "I;32NS", "I;16BS": "I;16NS"}

_STRIPS, _TILES, _EXIF, _GPS = 273, 324, 34665, 34853
_TYPE_BYTES: Final = {
    1: 1,
    2: 1,
    3: 2,
    4: 4,
    5: 8,
    6: 1,
    7: 1,
    8: 2,
    9: 4,
    10: 8,
    11: 4,
    12: 8,
    13: 4,
    16: 8,
    17: 8,
    18: 8,
}
_MOST_FIELDS: Final = 1_000
_MOST_FIELD_BYTES: Final = 1 << 24
_MOST_PIECES: Final = 20_000


def is_plain(file: BinaryIO) -> bool:
    """Whether its description is as small as those of sound pictures are, so that reading it takes no time.

    It is not if there are too many fields, too many bytes in them, or too many strips or tiles.
    """
    file.seek(0)
    head = file.read(16)
    order, big = "<" if head[:2] == b"II" else ">", b"+" in head[2:4]
    try:
        (first,) = struct.unpack_from(f"{order}Q" if big else f"{order}L", head, 8 if big else 4)
        inner = _plain_fields(file, first, order, big)
        return inner is not None and all(_plain_fields(file, offset, order, big) is not None for offset in inner)
    except (struct.error, OSError, ValueError):  # damaged: Pillow says how
        return True


def _plain_fields(file: BinaryIO, offset: int, order: str, big: bool) -> list[int] | None:
    """Where the descriptions inside one are; None if it is not plain."""
    count_form, field_form = ("Q", "HHQQ") if big else ("H", "HHLL")
    file.seek(offset)
    (fields,) = struct.unpack(order + count_form, file.read(struct.calcsize(order + count_form)))
    if fields > _MOST_FIELDS:
        return None
    size = struct.calcsize(order + field_form)
    table, total, inner = file.read(size * fields), 0, []
    for number in range(fields):
        tag, kind, count, value = struct.unpack_from(order + field_form, table, size * number)
        total += count * _TYPE_BYTES.get(kind, 0)
        if total > _MOST_FIELD_BYTES or (tag in (_STRIPS, _TILES) and count > _MOST_PIECES):
            return None
        if tag in (_EXIF, _GPS):
            inner.append(value)
    return inner


def in_native_order(tiles: list[ImageFile._Tile]) -> list[ImageFile._Tile]:
    """The tiles of an opened picture, corrected where libtiff decodes them."""
    if sys.byteorder == "big":
        return tiles
    return [
        tile._replace(args=(_NATIVE.get(tile.args[0], tile.args[0]), *tile.args[1:]))
        if tile.codec_name == "libtiff" and isinstance(tile.args, tuple)
        else tile
        for tile in tiles
    ]


def white_is_zero(image: Image.Image) -> bool:
    """Whether it is a TIFF in which zero is white."""
    return bool(_tag(image, _PHOTOMETRIC) == _WHITE_IS_ZERO)


def is_unsigned(image: Image.Image) -> bool:
    """Whether it is a TIFF with values of 32 bits without a sign."""
    return _tag(image, _BITS) == (32,) and _tag(image, _FORMAT) in (None, (_UNSIGNED,))


def why_unreadable(path: Path) -> Message | None:
    """Why a sound TIFF is of a kind that cannot be read; None if its description is damaged or shows no reason."""
    try:
        with path.open("rb") as file:
            head = file.read(8)
            if b"+" in head[2:4]:
                head += file.read(8)
            tags = TiffImagePlugin.ImageFileDirectory_v2(head)
            file.seek(tags.next)
            tags.load(file)
            return _reason(tags)
    except Exception:  # any, as whatever was wrong with it before
        return None


def _reason(tags: TiffImagePlugin.ImageFileDirectory_v2) -> Message | None:
    if _WIDTH not in tags:
        return None
    bits, formats = tags.get(_BITS, (1,)), tags.get(_FORMAT, (_UNSIGNED,))
    channels = int(tags.get(_SAMPLES, len(bits)))
    compression = tags.get(_COMPRESSION, 1)
    if compression not in TiffImagePlugin.COMPRESSION_INFO:
        return message("Its kind of compression, number {number:plain}, cannot be read.", number=int(compression))
    if (tags.get(_PHOTOMETRIC, 0), formats[:1], bits) in _READABLE:
        return None  # then it is not the kind that is at fault
    if channels > _MOST_CHANNELS:
        return plural(
            "It has {count} channel. Pictures of 1, 3 or 4 channels can be read.",
            "It has {count} channels. Pictures of 1, 3 or 4 channels can be read.",
            channels,
        )
    if _FLOAT in formats and channels > 1:
        return message("Its colours are floating-point numbers, which cannot be read.")
    if _FLOAT in formats:
        return message("Its values are floating-point numbers of {bits} bits. 32 and 64 can be read.", bits=bits[0])
    return plural(
        "It has {count} channel of {bits} bits, in a form that cannot be read.",
        "It has {count} channels of {bits} bits, in a form that cannot be read.",
        channels,
        bits=bits[0],
    )


def _tag(image: Image.Image, number: int) -> Any:
    tags = getattr(image, "tag_v2", None)
    return None if tags is None else tags.get(number)
