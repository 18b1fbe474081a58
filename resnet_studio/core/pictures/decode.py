"""Decoding a file into an upright RGB array, for training, prediction and thumbnails alike.

The functions are thread-safe.
"""

import importlib
import re
import stat
import threading
import warnings
from pathlib import Path
from typing import BinaryIO

import numpy as np
import numpy.typing as npt
from PIL import Image, ImageFile

from resnet_studio.core.basics.errors import DecodeError
from resnet_studio.core.basics.message import message
from resnet_studio.core.pictures import high_bit_depth
from resnet_studio.core.pictures.decode_errors import TooLargeError, explain
from resnet_studio.core.pictures.formats import HEADER_BYTES, is_heif, pillow_formats

MAX_PIXELS = 2 * 1024**3 // 4 // 3
"""Largest picture that is decoded: 178,956,970 pixels, twice the size at which Pillow begins to warn."""

_ORIENTATION = 0x0112  # EXIF 2.32, table 4
_TRANSPOSE = {  # by EXIF orientation
    2: Image.Transpose.FLIP_LEFT_RIGHT,
    3: Image.Transpose.ROTATE_180,
    4: Image.Transpose.FLIP_TOP_BOTTOM,
    5: Image.Transpose.TRANSPOSE,
    6: Image.Transpose.ROTATE_270,
    7: Image.Transpose.TRANSVERSE,
    8: Image.Transpose.ROTATE_90,
}

Pixels = npt.NDArray[np.uint8]
"""RGB values, `[H, W, 3]`."""


def decode(path: Path, *, smallest_side: int | None = None) -> Pixels:
    """Read a picture as a viewer shows it: upright, first frame, RGB, transparency on white.

    Integers of more than 8 bits and floats are scaled linearly from the picture's own 0.1 and 99.9 percentiles to
    0 and 255, the same in training and prediction. Embedded colour profiles are not applied.

    Args:
        path: the file; the format is detected from its content, not its suffix.
        smallest_side: pixels that the shorter side needs at least. A JPEG is then decoded at 1/2, 1/4 or 1/8 of its
            size if that suffices, which is several times as fast. A picture that is still at least twice as large
            as needed is averaged over blocks of whole pixels.

    Returns:
        uint8 `[H, W, 3]`, RGB, contiguous and writable.

    Raises:
        DecodeError: the file is missing, not a picture, truncated, damaged, or has more than `MAX_PIXELS` pixels.
    """
    _silence_pillow()
    header = b""
    try:
        if not stat.S_ISREG(path.stat().st_mode):  # a pipe would block forever, a device never end
            folder = message("It is a folder, not a picture.")
            raise DecodeError(path, folder if path.is_dir() else message("It is not a file."))
        with path.open("rb") as file:
            header = file.read(HEADER_BYTES)
            file.seek(0)
            return _read(file, header, smallest_side)
    except DecodeError:
        raise
    # Pillow and its libraries raise almost any exception on a damaged file: SyntaxError, ValueError, struct.error,
    # MemoryError, RecursionError … None of them may end a run.
    except Exception as error:
        raise DecodeError(path, explain(error, path, header)) from error


def thumbnail(path: Path, side: int) -> Pixels:
    """The centre square of a picture, resized: uint8 `[side, side, 3]`, for display only.

    Raises:
        DecodeError: as `decode`.
    """
    picture = decode(path, smallest_side=side)
    height, width = picture.shape[:2]
    edge = min(height, width)
    left, top = (width - edge) // 2, (height - edge) // 2
    square = Image.fromarray(picture[top : top + edge, left : left + edge])
    # reducing_gap averages whole blocks first: faster for large PNGs, with no visible difference.
    small = square.resize((side, side), Image.Resampling.BICUBIC, reducing_gap=2.0)
    return np.array(small)


def _read(file: BinaryIO, header: bytes, smallest_side: int | None) -> Pixels:
    with _open(file, header) as image:
        if image.width * image.height > MAX_PIXELS:
            raise TooLargeError
        if smallest_side is not None:
            # Both sides get the same minimum, so it does not matter whether EXIF swaps them afterwards.
            image.draft(None, (max(1, smallest_side), max(1, smallest_side)))
        picture = high_bit_depth.load_colour(image, lambda: _open(file, header)) or _to_rgb(image)
        if smallest_side is not None:
            factor = min(picture.size) // max(1, smallest_side)
            picture = picture.reduce(factor) if factor > 1 else picture
        transpose = _TRANSPOSE.get(_orientation(image))
        return np.array(picture if transpose is None else picture.transpose(transpose))


def _open(file: BinaryIO, header: bytes) -> ImageFile.ImageFile:
    """Read the picture's header; `load` decodes the pixels."""
    if is_heif(header):
        # Imported here, so that libheif is loaded only for HEIC pictures, and its absence is reported as an error.
        picture: ImageFile.ImageFile = importlib.import_module("pi_heif").HeifImageFile(file)
        return picture
    return Image.open(file, formats=pillow_formats())


def _orientation(image: Image.Image) -> int:
    """EXIF orientation from 1 to 8, which Pillow also reads from XMP; 1 if the metadata is broken."""
    try:
        value = image.getexif().get(_ORIENTATION, 1)
    except Exception:
        return 1
    return value if isinstance(value, int) else 1


def _to_rgb(image: Image.Image) -> Image.Image:
    image.load()
    if high_bit_depth.is_grey(image):
        return high_bit_depth.grey_to_rgb(image)
    if image.has_transparency_data:
        rgba = image.convert("RGBA")
        result = Image.new("RGB", rgba.size, "white")
        result.paste(rgba, mask=rgba.getchannel("A"))
        return result
    return image if image.mode == "RGB" else image.convert("RGB")


_PILLOW_MODULES = re.compile(r"(PIL|pi_heif)(\.|$)")
_IGNORE_PILLOW = ("ignore", None, Warning, _PILLOW_MODULES, 0)
_filter_lock = threading.Lock()


def _silence_pillow() -> None:
    """Ignore Pillow's warnings about unusual metadata and large pictures, which `-W error` would turn into errors.

    `warnings.catch_warnings` replaces the filters of the whole process and restores them later, so threads that
    decode at the same time would undo each other's change. Instead, one filter for Pillow's modules is installed
    and stays; it is installed again only if other code (such as `catch_warnings` in a test) removed it.
    """
    with _filter_lock:
        if not warnings.filters or warnings.filters[0] != _IGNORE_PILLOW:
            warnings.filterwarnings("ignore", module=_PILLOW_MODULES.pattern)
