"""What a person may want to know of a picture's file: how its pixels are kept, and what its camera noted.

From the header alone, before a pixel is decoded.
"""

import hashlib
import re
from collections.abc import Mapping
from contextlib import suppress
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import Any, Final, Self

from PIL import ImageFile

from resnet_studio.core.basics.errors import DecodeError
from resnet_studio.core.basics.message import message
from resnet_studio.core.pictures import exif, high_bit_depth
from resnet_studio.core.pictures.decode import upright_turn
from resnet_studio.core.pictures.formats import identify
from resnet_studio.core.pictures.opening import PictureFile, opened
from resnet_studio.core.pictures.plain_record import from_plain
from resnet_studio.core.pictures.taken_by import Device, Noted, taken_by

_BITS_PER_SAMPLE: Final = 258  # TIFF 6.0
_EXIF: Final = 0x8769  # the tags that a camera notes (EXIF 2.32)
_XMP: Final = 700  # the packet in a TIFF (XMP specification, part 3)
_WANTED: Final = frozenset(
    {
        exif.ORIENTATION, exif.MAKER, exif.MODEL, exif.CHANGED, exif.TAKEN, exif.SOFTWARE, exif.DESCRIPTION,
    }
)  # fmt: skip
_TIME: Final = re.compile(r"(\d{4})[:-](\d\d)[:-](\d\d)[ T](\d\d:\d\d)")
_LONGEST: Final = 300


@dataclass(frozen=True, slots=True)
class About:
    """What a file says of its picture.

    Attributes:
        format: its name, such as "JPEG".
        mode: Pillow's name for the kind of pixels, such as "CMYK".
        bits: of each channel.
        width, height: in pixels, upright.
        transparent: whether it has an alpha channel or a transparent colour.
        orientation: EXIF orientation from 1 to 8.
        taken: when, as "2019-07-21 14:33" in the time of the camera; empty if that is not noted.
        camera: maker and model; empty if they are not noted.
        device: the kind of `Device` that it was taken by; empty if nothing says so.
        device_by: the words that say it.
    """

    format: str
    mode: str
    bits: int
    width: int
    height: int
    transparent: bool = False
    orientation: int = 1
    taken: str = ""
    camera: str = ""
    device: str = ""
    device_by: str = ""

    def to_record(self) -> dict[str, Any]:
        """Plain values, the inverse of `from_record`."""
        return asdict(self)

    @classmethod
    def from_record(cls, record: object) -> Self:
        """Read a record.

        Raises:
            ValueError: it is not one.
        """
        known = from_plain(cls, record)
        if any(len(text) > _LONGEST for text in (known.format, known.mode, known.taken, known.camera, known.device_by)):
            raise ValueError("not a record of About")
        if not (1 <= known.width < 2**31 and 1 <= known.height < 2**31 and 1 <= known.bits <= 64):
            raise ValueError("not a record of About")
        if known.device not in {"", *Device}:
            raise ValueError("not a record of About")
        return known


def about(path: Path) -> About:
    """What the header of a picture says.

    Raises:
        DecodeError: it cannot be read, or is not a picture.
    """

    def work(file: PictureFile) -> About:
        with file.open() as image:
            noted = _noted(image)
            kept = noted.get(exif.ORIENTATION)
            turn = upright_turn(image) if image.format != "TIFF" else kept if isinstance(kept, int) else 1
            width, height = image.size
            if turn >= 5 and image.format != "TIFF":  # of a TIFF, Pillow gives the size that it has upright
                width, height = height, width
            known = identify(file.header)
            device, device_by = _device(image, noted)
            return About(
                format=known[0] if known else (image.format or ""),
                mode=image.mode,
                bits=_bits(image),
                width=width,
                height=height,
                transparent=image.has_transparency_data,
                orientation=turn if 1 <= turn <= 8 else 1,
                taken=_time(str(noted.get(exif.TAKEN) or noted.get(exif.CHANGED) or "")),
                camera=_camera(str(noted.get(exif.MAKER) or ""), str(noted.get(exif.MODEL) or "")),
                device=device,
                device_by=device_by,
            )

    return opened(path, work)


def digest(path: Path) -> str:
    """The SHA-256 of a file, in hexadecimal digits.

    Raises:
        DecodeError: it cannot be read.
    """
    try:
        if not path.is_file():  # a pipe would block forever, a device never end
            raise DecodeError(path, message("It is not a file."))
        with path.open("rb") as file:
            return hashlib.file_digest(file, "sha256").hexdigest()
    except OSError as error:
        reason = error.strerror or str(error)
        raise DecodeError(path, message("It cannot be read: {reason}.", reason=reason)) from error


def _noted(image: ImageFile.ImageFile) -> dict[int, exif.Value]:
    """The known fields of EXIF, none of which makes a picture unreadable."""
    try:
        tags = getattr(image, "tag_v2", None)
        if tags is None:
            return exif.fields(image, _WANTED)
        found = {tag: tags.get(tag) for tag in _WANTED} | {exif.TAKEN: image.getexif().get_ifd(_EXIF).get(exif.TAKEN)}
        return {tag: value for tag, value in found.items() if isinstance(value, int | str)}
    except Exception:  # whatever a damaged field does
        return {}


def _device(image: ImageFile.ImageFile, noted: Mapping[int, exif.Value]) -> tuple[str, str]:
    """The kind of device and the words that say it; both empty where nothing does."""
    xmp = image.info.get("XML:com.adobe.xmp") or image.info.get("xmp") or b""
    if (tags := getattr(image, "tag_v2", None)) is not None:
        with suppress(Exception):  # whatever a damaged field does
            xmp = tags.get(_XMP) or xmp
    start = xmp[: exif.MOST_TEXT] if isinstance(xmp, bytes | str) else b""
    names = (exif.MAKER, exif.MODEL, exif.SOFTWARE, exif.DESCRIPTION)
    maker, model, software, description = (str(noted.get(name) or "").strip() for name in names)
    packet = start if isinstance(start, str) else start.decode("utf-8", "replace")
    found = taken_by(Noted(maker, model, software, description, packet))
    return ("", "") if found is None else (found[0].value, found[1][: _LONGEST // 3])


def _bits(image: ImageFile.ImageFile) -> int:
    tags = getattr(image, "tag_v2", None)
    noted = tags.get(_BITS_PER_SAMPLE) if tags is not None else None
    if isinstance(noted, tuple) and noted and isinstance(noted[0], int):
        return noted[0]
    deep = high_bit_depth.is_grey(image) or high_bit_depth.is_deep_colour(image)
    if image.mode == "F" or (image.mode == "I" and image.format not in {"PNG", "PPM"}):
        return 32
    return 1 if image.mode == "1" else 16 if deep else 8


def _time(noted: str) -> str:
    """A time of EXIF as "2019-07-21 14:33"; empty where a camera has left zeros or spaces."""
    found = _TIME.match(noted)
    if found is None or found[1] == "0000":
        return ""
    year, month, day, time = found.groups()
    return f"{year}-{month}-{day} {time}"


def _camera(maker: str, model: str) -> str:
    """Maker and model, which often begins with the maker's name."""
    maker, model = maker.strip()[: _LONGEST // 3], model.strip()[: _LONGEST // 3]
    first = maker.partition(" ")[0].casefold()
    return model if first and model.casefold().startswith(first) else f"{maker} {model}".strip()
