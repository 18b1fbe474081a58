"""From a file to an upright RGB array: the one way in which training, prediction and thumbnails see a picture.

Everything here may be called from several threads at once.
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
from resnet_studio.core.pictures import deep
from resnet_studio.core.pictures.decode_errors import TooLargeError, explain
from resnet_studio.core.pictures.formats import HEAD, is_heif, pillow_formats

LARGEST = 2 * 1024**3 // 4 // 3
"""Most pixels of a picture: 178,956,970, twice the size at which Pillow begins to warn."""

_ORIENTATION = 0x0112  # EXIF 2.32, table 4
_UPRIGHT = {
    2: Image.Transpose.FLIP_LEFT_RIGHT,
    3: Image.Transpose.ROTATE_180,
    4: Image.Transpose.FLIP_TOP_BOTTOM,
    5: Image.Transpose.TRANSPOSE,
    6: Image.Transpose.ROTATE_270,
    7: Image.Transpose.TRANSVERSE,
    8: Image.Transpose.ROTATE_90,
}

Pixels = npt.NDArray[np.uint8]


def decode(path: Path, *, smallest_side: int | None = None) -> Pixels:
    """Read a picture as a person would see it: upright, first frame, on white, in colour.

    Integers of more than 8 bits and floats are mapped linearly between the picture's own 0.1 and 99.9
    percentiles, the same in training and prediction. Embedded colour profiles are not applied.

    Args:
        path: the file; its content decides what it is, not its suffix.
        smallest_side: how many pixels the shorter side must keep at least. A JPEG is then decoded at a half,
            a quarter or an eighth of its size where that is enough, several times as fast; whatever is still
            twice as large as needed or more is averaged over blocks of whole pixels.

    Returns:
        uint8 `[H, W, 3]`, RGB, contiguous and writable.

    Raises:
        DecodeError: the file is missing, no picture, cut off, damaged, or has more than `LARGEST` pixels.
    """
    _silence_pillow()
    head = b""
    try:
        if not stat.S_ISREG(path.stat().st_mode):  # a pipe would block for ever, a device never end
            raise DecodeError(path, "It is not a file." if not path.is_dir() else "It is a folder, not a picture.")
        with path.open("rb") as file:
            head = file.read(HEAD)
            file.seek(0)
            return _read(file, head, smallest_side)
    except DecodeError:
        raise
    # Pillow and its libraries raise nearly everything on a damaged file: SyntaxError, ValueError, struct.error,
    # MemoryError, RecursionError … None of it may end a run.
    except Exception as error:
        raise DecodeError(path, explain(error, path, head)) from error


def thumbnail(path: Path, side: int) -> Pixels:
    """The middle square of a picture, `side` pixels wide: uint8 `[side, side, 3]`, for display only.

    Raises:
        DecodeError: as `decode`.
    """
    picture = decode(path, smallest_side=side)
    height, width = picture.shape[:2]
    edge = min(height, width)
    left, top = (width - edge) // 2, (height - edge) // 2
    square = Image.fromarray(picture[top : top + edge, left : left + edge])
    # reducing_gap averages whole blocks first, which makes large PNGs cheap and costs nothing that one sees.
    small = square.resize((side, side), Image.Resampling.BICUBIC, reducing_gap=2.0)
    return np.array(small)


def _read(file: BinaryIO, head: bytes, smallest_side: int | None) -> Pixels:
    with _open(file, head) as image:
        if image.width * image.height > LARGEST:
            raise TooLargeError
        if smallest_side is not None:
            # The scale is chosen by both sides, so it does not matter whether EXIF swaps them afterwards.
            image.draft(None, (max(1, smallest_side), max(1, smallest_side)))
        picture = deep.colour(image, lambda: _open(file, head)) or _to_rgb(image)
        if smallest_side is not None:
            factor = min(picture.size) // max(1, smallest_side)
            picture = picture.reduce(factor) if factor > 1 else picture
        turn = _UPRIGHT.get(_orientation(image))
        return np.array(picture if turn is None else picture.transpose(turn))


def _open(file: BinaryIO, head: bytes) -> ImageFile.ImageFile:
    """The picture's header; pixels follow with `load`."""
    if is_heif(head):
        # By name and late: only who has HEIC pictures pays for libheif, and who lacks it gets a sentence.
        picture: ImageFile.ImageFile = importlib.import_module("pi_heif").HeifImageFile(file)
        return picture
    return Image.open(file, formats=pillow_formats())


def _orientation(image: Image.Image) -> int:
    """EXIF's number from 1 to 8, which Pillow also finds in XMP; broken metadata costs no picture."""
    try:
        value = image.getexif().get(_ORIENTATION, 1)
    except Exception:
        return 1
    return value if isinstance(value, int) else 1


def _to_rgb(image: Image.Image) -> Image.Image:
    image.load()
    if deep.is_deep_grey(image):
        return deep.grey(image)
    if image.has_transparency_data:
        seen = image.convert("RGBA")
        white = Image.new("RGB", seen.size, "white")
        white.paste(seen, mask=seen.getchannel("A"))
        return white
    return image if image.mode == "RGB" else image.convert("RGB")


_PILLOW = re.compile(r"(PIL|pi_heif)(\.|$)")
_QUIET = ("ignore", None, Warning, _PILLOW, 0)
_quiet_lock = threading.Lock()


def _silence_pillow() -> None:
    """Keep Pillow's warnings about odd metadata and large pictures from printing, or from raising under -W error.

    `warnings.catch_warnings` swaps the process's list of filters and puts the old one back, so two threads that
    decode at once can undo each other. Instead one filter, for Pillow's own modules alone, is put in front once
    and stays; it is only put there again after somebody (a test's own `catch_warnings`) has taken it away.
    """
    with _quiet_lock:
        if not warnings.filters or warnings.filters[0] != _QUIET:
            warnings.filterwarnings("ignore", module=_PILLOW.pattern)
