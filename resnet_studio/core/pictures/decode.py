"""Decoding a file into an upright RGB array, for training, prediction and thumbnails alike.

The functions are thread-safe.
"""

import importlib
import logging
import re
import stat
import threading
import warnings
from collections.abc import Callable
from pathlib import Path
from typing import BinaryIO, TypeVar

import numpy as np
import numpy.typing as npt
from PIL import Image, ImageFile

from resnet_studio.core.basics.errors import DecodeError
from resnet_studio.core.basics.message import message
from resnet_studio.core.pictures import high_bit_depth, png
from resnet_studio.core.pictures.colour_profile import to_srgb
from resnet_studio.core.pictures.decode_errors import TooLargeError, explain
from resnet_studio.core.pictures.formats import HEADER_BYTES, is_heif, pillow_formats
from resnet_studio.core.pictures.value_scale import UNKNOWN_SCALE, Values, ValueScale

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

_UNUSED_ALPHA = frozenset({"BMP", "DIB", "TGA"})  # formats whose writers leave the fourth byte of a pixel at zero

Pixels = npt.NDArray[np.uint8]
"""RGB values, `[H, W, 3]`."""
T = TypeVar("T")


def decode(path: Path, *, smallest_side: int | None = None, scale: ValueScale = UNKNOWN_SCALE) -> Pixels:
    """Read a picture as a viewer shows it: upright, first frame, RGB of sRGB, transparency on white.

    Colours of 16 bits are scaled from all that 16 bits can hold to 0 to 255. An embedded colour profile is applied.

    Args:
        path: the file; the format is detected from its content, not its suffix.
        scale: of grey values of more than 8 bits; that of the dataset, or of the model that is asked.
        smallest_side: pixels that the shorter side needs at least. A JPEG is then decoded at 1/2, 1/4 or 1/8 of its
            size if that suffices, which is several times as fast. A picture that is still at least twice as large
            as needed is averaged over blocks of whole pixels.

    Returns:
        uint8 `[H, W, 3]`, RGB, contiguous and writable.

    Raises:
        DecodeError: the file is missing, not a picture, truncated, damaged, or has more than `MAX_PIXELS` pixels.
    """
    return _opened(path, lambda file, header, profile: _pixels(file, header, profile, smallest_side, scale))


def deep_size(path: Path) -> int | None:
    """Pixels of a picture that a `ValueScale` is for, from its header; None of any other picture.

    Raises:
        DecodeError: as `decode`.
    """

    def size(file: BinaryIO, header: bytes, _profile: bytes | None) -> int | None:
        with _open(file, header) as image:
            return image.width * image.height if high_bit_depth.is_grey(image) else None

    return _opened(path, size)


def deep_values(path: Path) -> Values:
    """Values of a picture that has a `deep_size`, `[H, W]`, as they are in the file.

    Raises:
        DecodeError: as `decode`.
    """

    def values(file: BinaryIO, header: bytes, _profile: bytes | None) -> Values:
        with _open(file, header) as image:
            _refuse_too_large(image)
            return high_bit_depth.grey_values(image)[0]

    return _opened(path, values)


def thumbnail(path: Path, side: int, scale: ValueScale = UNKNOWN_SCALE) -> Pixels:
    """The centre square of a picture, resized: uint8 `[side, side, 3]`, for display only; `scale` as for `decode`.

    Raises:
        DecodeError: as `decode`.
    """
    picture = decode(path, smallest_side=side, scale=scale)
    height, width = picture.shape[:2]
    edge = min(height, width)
    left, top = (width - edge) // 2, (height - edge) // 2
    square = Image.fromarray(picture[top : top + edge, left : left + edge])
    # reducing_gap averages whole blocks first: faster for large PNGs, with no visible difference.
    small = square.resize((side, side), Image.Resampling.BICUBIC, reducing_gap=2.0)
    return np.array(small)


def reduced(path: Path, longest: int, scale: ValueScale = UNKNOWN_SCALE) -> Pixels:
    """A picture for a screen, averaged over blocks of whole pixels: its longer side is less than twice `longest`, and
    at least that where the file has as much; `scale` as for `decode`.

    Raises:
        DecodeError: as `decode`.
    """
    picture = decode(path, smallest_side=longest, scale=scale)
    factor = max(picture.shape) // longest  # more than one for a panorama only
    return picture if factor <= 1 else np.array(Image.fromarray(picture).reduce(factor))


def _opened(path: Path, work: Callable[[BinaryIO, bytes, bytes | None], T]) -> T:
    """What `work` makes of a file, its first bytes, and its colour profile where Pillow cannot give it.

    What goes wrong becomes a DecodeError.
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
            try:
                return work(file, header, None)
            except ValueError:  # of a PNG it may only say that there is much text, or a large profile
                if not header.startswith(png.SIGNATURE):
                    raise
            file.seek(0)
            bare, profile = png.without_metadata(file)
            return work(bare, header, profile)
    except DecodeError:
        raise
    # Pillow and its libraries raise almost any exception on a damaged file: SyntaxError, ValueError, struct.error,
    # MemoryError, RecursionError … None of them may end a run.
    except Exception as error:
        raise DecodeError(path, explain(error, path, header)) from error


def _pixels(
    file: BinaryIO, header: bytes, profile: bytes | None, smallest_side: int | None, scale: ValueScale
) -> Pixels:
    with _open(file, header) as image:
        _refuse_too_large(image)
        if smallest_side is not None:
            # Both sides get the same minimum, so it does not matter whether EXIF swaps them afterwards.
            image.draft(None, (max(1, smallest_side), max(1, smallest_side)))
        picture = (
            high_bit_depth.load_grey(image, scale)
            or high_bit_depth.load_colour(image, lambda: _open(file, header))
            or _loaded(image)
        )
        if smallest_side is not None:
            factor = min(picture.size) // max(1, smallest_side)
            picture = picture.reduce(factor) if factor > 1 else picture
        picture = to_srgb(picture, profile or image.info.get("icc_profile"))  # last, when it is smallest
        transpose = _TRANSPOSE.get(_orientation(image))
        return np.array(picture if transpose is None else picture.transpose(transpose))


def _refuse_too_large(image: Image.Image) -> None:
    if image.width * image.height > MAX_PIXELS:
        raise TooLargeError


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


def _loaded(image: Image.Image) -> Image.Image:
    """Mode RGB, L or CMYK, transparency on white."""
    image.load()
    if image.has_transparency_data:
        return _on_white(image)
    if image.mode in {"RGB", "L", "CMYK"}:
        return image
    return image.convert("L" if image.mode == "1" else "RGB")


def _on_white(image: Image.Image) -> Image.Image:
    rgba = image.convert("RGBA")
    mode = "L" if image.mode in {"1", "L", "LA", "La"} else "RGB"
    alpha = rgba.getchannel("A")
    if image.format in _UNUSED_ALPHA and alpha.getextrema() == (0, 0):
        return rgba.convert(mode)
    result = Image.new("RGB", rgba.size, "white")
    result.paste(rgba, mask=alpha)
    return result.convert(mode)


_PILLOW_MODULES = re.compile(r"(PIL|pi_heif)(\.|$)")
_IGNORE_PILLOW = ("ignore", None, Warning, _PILLOW_MODULES, 0)
_filter_lock = threading.Lock()
logging.getLogger("PIL").setLevel(logging.CRITICAL)  # what it says about a broken file is in the error that follows


def _silence_pillow() -> None:
    """Ignore Pillow's warnings about unusual metadata and large pictures, which `-W error` would turn into errors.

    `warnings.catch_warnings` replaces the filters of the whole process and restores them later, so threads that
    decode at the same time would undo each other's change. Instead, one filter for Pillow's modules is installed
    and stays; it is installed again only if other code (such as `catch_warnings` in a test) removed it.
    """
    with _filter_lock:
        if not warnings.filters or warnings.filters[0] != _IGNORE_PILLOW:
            warnings.filterwarnings("ignore", module=_PILLOW_MODULES.pattern)
