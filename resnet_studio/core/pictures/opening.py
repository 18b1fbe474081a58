"""Opening a file as a picture: its header, read within bounds, and what goes wrong as a sentence."""

import importlib
import io
import logging
import os
import re
import stat
import threading
import warnings
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from typing import BinaryIO, TypeVar

from PIL import Image, ImageFile

from resnet_studio.core.basics.errors import DecodeError
from resnet_studio.core.basics.message import message
from resnet_studio.core.pictures import glance, icons, jpeg, png
from resnet_studio.core.pictures.decode_errors import explain
from resnet_studio.core.pictures.formats import HEADER_BYTES, is_heif, pillow_formats
from resnet_studio.core.pictures.limits import OddPictureError, TooLargeError

MAX_PIXELS = 2 * 1024**3 // 4 // 3
"""Largest picture that is decoded: 178,956,970 pixels, twice the size at which Pillow begins to warn."""
_USUAL_SEGMENTS = 64
_USUAL_METADATA = 1 << 20

T = TypeVar("T")


@dataclass(frozen=True, slots=True)
class PictureFile:
    """A file that is open, and what a glance at it showed.

    Attributes:
        file: its bytes; for some, a copy in memory without metadata.
        header: its first `HEADER_BYTES` bytes.
        size: in bytes.
        profile: the colour profile, where Pillow cannot give it.
        buffered: whether it is a JPEG that is kept whole while it is decoded.
        odd: whether anything but an ordinary picture is opened as well.
    """

    file: BinaryIO
    header: bytes
    size: int
    profile: bytes | None = None
    buffered: bool = False
    odd: bool = True

    @property
    def in_memory(self) -> bool:
        """Whether `file` is a copy."""
        return not isinstance(self.file, io.BufferedReader)

    def open(self) -> ImageFile.ImageFile:
        """Read the picture's header; `load` decodes the pixels.

        Raises:
            OddPictureError: decoding it may take long, and only ordinary pictures are wanted.
            TooLargeError: it has more pixels than may be decoded.
        """
        if icons.is_icon(self.header) and (icons.pixels(self.file) or 0) > icons.MAX_PIXELS:
            raise TooLargeError(icon=True)  # Pillow decodes it at once when it is opened
        self.file.seek(0)
        image = _by_library(self.file, self.header)
        if image.width * image.height > MAX_PIXELS:
            raise TooLargeError
        if not self.odd and not glance.loads_quickly(self.file, image, self.size):
            raise OddPictureError
        return image


def opened(path: Path, work: Callable[[PictureFile], T], odd: bool = True) -> T:
    """What `work` makes of a file.

    Raises:
        DecodeError: of whatever went wrong.
        OddPictureError: decoding it may take long, and only ordinary pictures are wanted.
    """
    _silence_pillow()
    header = b""
    try:
        if not stat.S_ISREG(path.stat().st_mode):  # a pipe would block forever, a device never end
            folder = message("It is a folder, not a picture.")
            raise DecodeError(path, folder if path.is_dir() else message("It is not a file."))
        with path.open("rb") as file:
            header = file.read(HEADER_BYTES)
            found = _glanced(file, header, odd)
            try:
                return work(found)
            except ValueError:  # of a PNG it may only say that there is much text, or a large profile
                if not header.startswith(png.SIGNATURE) or found.in_memory:
                    raise
            return work(_bare_png(file, found))
    except (DecodeError, OddPictureError):
        raise
    # Pillow and its libraries raise almost any exception on a damaged file: SyntaxError, ValueError, struct.error,
    # MemoryError, RecursionError … None of them may end a run.
    except Exception as error:
        raise DecodeError(path, explain(error, path, header)) from error


def _glanced(file: BinaryIO, header: bytes, odd: bool) -> PictureFile:
    """The file, without its metadata where there is more than a picture needs."""
    size = os.fstat(file.fileno()).st_size
    ordinary = glance.opens_quickly(file, header, size)
    if not odd and not ordinary:
        raise OddPictureError
    if header.startswith(png.SIGNATURE) and not ordinary:
        return _bare_png(file, PictureFile(file, header, size, odd=odd))
    if not header.startswith(jpeg.SIGNATURE):
        return PictureFile(file, header, size, odd=odd)
    head = jpeg.head(file, None if odd else glance.MOST_SEGMENTS)
    if head is None:  # damaged, which Pillow may forgive
        if not odd and size > glance.SMALL_FILE:
            raise OddPictureError
        return PictureFile(file, header, size, odd=odd)
    if head.segments > _USUAL_SEGMENTS or head.metadata > _USUAL_METADATA:
        bare = jpeg.without_metadata(file, head)
        return PictureFile(bare, header, bare.getbuffer().nbytes, None, head.buffered, odd)
    return PictureFile(file, header, size, None, head.buffered, odd)


def _bare_png(file: BinaryIO, found: PictureFile) -> PictureFile:
    file.seek(0)
    bare, profile = png.without_metadata(file)
    return PictureFile(bare, found.header, bare.getbuffer().nbytes, profile, odd=found.odd)


def _by_library(file: BinaryIO, header: bytes) -> ImageFile.ImageFile:
    if is_heif(header):
        # Imported here, so that libheif is loaded only for HEIC pictures, and its absence is reported as an error.
        picture: ImageFile.ImageFile = importlib.import_module("pi_heif").HeifImageFile(file)
        return picture
    return Image.open(file, formats=pillow_formats())


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
