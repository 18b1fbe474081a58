"""How much memory decoding a picture takes, from its header: the one place that says so.

The figures were measured with Pillow 13 and are a little more than what was seen; a test compares them.
"""

from typing import Final

from PIL import Image, ImageFile

from resnet_studio.core.pictures import high_bit_depth, icons, jpeg2000
from resnet_studio.core.pictures.bands import PIXELS
from resnet_studio.core.pictures.opening import PictureFile

_RASTER: Final = {"1": 1, "L": 1, "P": 1, "I;16": 2, "I;16L": 2, "I;16B": 2, "I;16N": 2}
"""Bytes of a pixel in Pillow's memory; 4 in all other modes."""
_DECODER: Final = {"AVIF": 12, "HEIF": 12, "ICNS": 24, "ICO": 12, "WEBP": 12}
"""Bytes of a pixel that a format's library takes beside Pillow's memory."""
_JPEG2000: Final = 5.3
"""The same for each channel of a JPEG 2000."""
_IN_PYTHON: Final = 9
"""The same of a decoder in Python, which collects bytes and copies them twice."""
_FOR_A_BAND: Final = 64
"""Bytes of a pixel of what is converted at a time."""
_RESULT: Final = 8
"""Bytes of a pixel of the result: as Pillow has it, converted, and as an array."""
_BASIC: Final = 2_000_000
_READ_WHOLE: Final = frozenset({"AVIF", "HEIF", "SGI", "WEBP"})


def reduction(image: Image.Image, smallest_side: int | None) -> int:
    """How many pixels each way are averaged to one where the shorter side needs `smallest_side` of them."""
    return 1 if smallest_side is None else max(1, min(image.size) // max(1, smallest_side))


def needed(file: PictureFile, image: ImageFile.ImageFile, smallest_side: int | None) -> int:
    """Bytes that decoding takes at most, for a picture as it was opened, before `draft` and `load`."""
    kind = image.format or ""
    stored = image.width * image.height
    if icons.is_icon(file.header):
        stored = max(stored, icons.pixels(file.file) or icons.MAX_PIXELS)
    pixels, factor = stored, reduction(image, smallest_side)
    if kind in {"JPEG", "MPO"} and smallest_side is not None:
        drafted = next(step for step in (8, 4, 2, 1) if factor >= step)
        pixels, factor = stored // drafted**2, factor // drafted
    elif times := jpeg2000.halvings(file.file, image, factor):
        pixels, factor = stored >> 2 * times, factor >> times
    kept = pixels * (_raster(image) + _kept(image))
    if kind in _READ_WHOLE or file.in_memory:
        kept += 2 * file.size
    decoding = int(pixels * _decoding(image))
    if file.buffered:  # coefficients of 2 bytes for each channel
        decoding += 2 * stored * len(image.getbands())
    after = pixels // factor**2 * _RESULT + min(pixels, PIXELS) * _FOR_A_BAND
    return kept + max(decoding, after) + _BASIC


def _raster(image: ImageFile.ImageFile) -> int:
    return _RASTER.get(image.mode, 4)


def _kept(image: ImageFile.ImageFile) -> int:
    """Bytes of a pixel that are kept until the result is there, beside Pillow's own memory."""
    if high_bit_depth.is_grey(image):
        return _raster(image) + 2  # the values, and alpha
    return _raster(image) if high_bit_depth.is_deep_colour(image) else 0


def _decoding(image: ImageFile.ImageFile) -> float:
    """Bytes of a pixel that only decoding takes."""
    taken: float = _DECODER.get(image.format or "", 0)
    if image.format == "JPEG2000":
        taken += _JPEG2000 * len(image.getbands())
    if {tile.codec_name for tile in image.tile} & Image.DECODERS.keys():
        taken += _IN_PYTHON
    if image.format == "TIFF":
        taken += _raster(image)  # a strip may be the whole picture, and Pillow turns it
    return taken
