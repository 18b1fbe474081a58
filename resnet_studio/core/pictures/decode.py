"""Decoding a file into an upright RGB array, for training, prediction and thumbnails alike.

The functions are thread-safe.
"""

from pathlib import Path

import numpy as np
import numpy.typing as npt
from PIL import Image, ImageFile

from resnet_studio.core.pictures import high_bit_depth, jpeg2000
from resnet_studio.core.pictures.bands import as_array, bands, reduced_in_bands
from resnet_studio.core.pictures.colour_profile import changes_colours, to_srgb
from resnet_studio.core.pictures.limits import ALONE, Claim
from resnet_studio.core.pictures.memory import needed, reduction
from resnet_studio.core.pictures.opening import PictureFile, opened
from resnet_studio.core.pictures.orientation import orientation
from resnet_studio.core.pictures.value_scale import UNKNOWN_SCALE, ValueScale
from resnet_studio.core.pictures.values import Values

_TRANSPOSE = {  # by EXIF orientation
    2: Image.Transpose.FLIP_LEFT_RIGHT,
    3: Image.Transpose.ROTATE_180,
    4: Image.Transpose.FLIP_TOP_BOTTOM,
    5: Image.Transpose.TRANSPOSE,
    6: Image.Transpose.ROTATE_270,
    7: Image.Transpose.TRANSVERSE,
    8: Image.Transpose.ROTATE_90,
}

UNUSED_ALPHA = frozenset({"BMP", "DIB", "TGA"})
"""Formats whose writers leave the fourth byte of a pixel at zero."""

Pixels = npt.NDArray[np.uint8]
"""RGB values, `[H, W, 3]`."""


def decode(
    path: Path,
    *,
    smallest_side: int | None = None,
    scale: ValueScale = UNKNOWN_SCALE,
    claim: Claim = ALONE,
    odd: bool = True,
) -> Pixels:
    """Read a picture as a viewer shows it: upright, first frame, RGB of sRGB, transparency on white.

    Colours of 16 bits are scaled from all that 16 bits can hold to 0 to 255. An embedded colour profile is applied.

    Args:
        path: the file; the format is detected from its content, not its suffix.
        scale: of grey values of more than 8 bits; that of the dataset, or of the model that is asked.
        smallest_side: pixels that the shorter side needs at least. A JPEG is then decoded at 1/2, 1/4 or 1/8 of its
            size if that suffices, which is several times as fast. A picture that is still at least twice as large
            as needed is averaged over blocks of whole pixels.
        claim: asks for the memory that decoding takes.
        odd: whether a picture that may take long by what its header shows is decoded as well.

    Returns:
        uint8 `[H, W, 3]`, RGB, contiguous and writable.

    Raises:
        DecodeError: the file is missing, not a picture, truncated, damaged, needs more memory than `claim` has, or has
            more than `MAX_PIXELS` pixels.
        OddPictureError: it is not an ordinary picture, and only those are wanted.
    """
    return opened(path, lambda file: _pixels(file, smallest_side, scale, claim), odd)


def deep_size(path: Path) -> int | None:
    """Pixels of a picture that a `ValueScale` is for, from its header; None of any other picture.

    Raises:
        DecodeError: as `decode`.
    """

    def size(file: PictureFile) -> int | None:
        with file.open() as image:
            return image.width * image.height if high_bit_depth.is_grey(image) else None

    return opened(path, size)


def deep_values(path: Path, claim: Claim = ALONE) -> Values:
    """Values of a picture that has a `deep_size`, `[H, W]`, as they are in the file; `claim` as for `decode`.

    Raises:
        DecodeError: as `decode`.
    """

    def values(file: PictureFile) -> Values:
        with file.open() as image, claim(needed(file, image, None)):
            return high_bit_depth.grey_values(image)[0]

    return opened(path, values)


def thumbnail(path: Path, side: int, scale: ValueScale = UNKNOWN_SCALE, claim: Claim = ALONE) -> Pixels:
    """The centre square of a picture, resized: uint8 `[side, side, 3]`, for display only; the rest as for `decode`.

    Raises:
        DecodeError: as `decode`.
    """
    picture = decode(path, smallest_side=side, scale=scale, claim=claim)
    height, width = picture.shape[:2]
    edge = min(height, width)
    left, top = (width - edge) // 2, (height - edge) // 2
    square = Image.fromarray(picture[top : top + edge, left : left + edge])
    # reducing_gap averages whole blocks first: faster for large PNGs, with no visible difference.
    small = square.resize((side, side), Image.Resampling.BICUBIC, reducing_gap=2.0)
    return np.array(small)


def reduced(path: Path, longest: int, scale: ValueScale = UNKNOWN_SCALE, claim: Claim = ALONE) -> Pixels:
    """A picture for a screen, averaged over blocks of whole pixels: its longer side is less than twice `longest`, and
    at least that where the file has as much; the rest as for `decode`.

    Raises:
        DecodeError: as `decode`.
    """
    picture = decode(path, smallest_side=longest, scale=scale, claim=claim)
    factor = max(picture.shape) // longest  # more than one for a panorama only
    return picture if factor <= 1 else np.array(Image.fromarray(picture).reduce(factor))


def _pixels(file: PictureFile, smallest_side: int | None, scale: ValueScale, claim: Claim) -> Pixels:
    with file.open() as image, claim(needed(file, image, smallest_side)):
        return as_array(picture_of(file, image, smallest_side, scale))


def picture_of(
    file: PictureFile, image: ImageFile.ImageFile, smallest_side: int | None, scale: ValueScale, *, grey: bool = False
) -> Image.Image:
    """The picture that `decode` gives, or its `grey` values, of which a JPEG is decoded in less time.

    `image` is what `file.open` returned, and is loaded here.
    """
    kept = grey and not changes_colours(file.profile or image.info.get("icc_profile"), "RGB")
    # Both sides get the same minimum, so it does not matter whether EXIF swaps them afterwards.
    side = None if smallest_side is None else (max(1, smallest_side), max(1, smallest_side))
    if kept or side is not None:
        image.draft("L" if kept else None, side)
    factor = reduction(image, smallest_side)
    if times := jpeg2000.halvings(file.file, image, factor):
        jpeg2000.load_halved(image, times)
        factor >>= times
    picture = (
        high_bit_depth.load_grey(image, scale, factor)
        or high_bit_depth.load_colour(image, file.open, factor)
        or _loaded(image, smallest_side)
    )
    profile = file.profile or image.info.get("icc_profile")
    if not grey or picture.mode != "L" or changes_colours(profile, "L"):
        picture = to_srgb(picture, profile)  # last, when it is smallest
    picture = picture.convert("L") if grey and picture.mode != "L" else picture
    transpose = _TRANSPOSE.get(upright_turn(image))
    return picture if transpose is None else picture.transpose(transpose)


def upright_turn(image: Image.Image) -> int:
    """EXIF orientation from 1 to 8; 1 where the metadata is broken."""
    try:
        return orientation(image)
    except Exception:  # of metadata, which never makes a picture unreadable
        return 1


def _loaded(image: Image.Image, smallest_side: int | None = None) -> Image.Image:
    """Mode RGB, L or CMYK, transparency on white."""
    image.load()
    factor = reduction(image, smallest_side)  # the size of a few kinds is known only now
    if image.has_transparency_data:
        unused = image.format in UNUSED_ALPHA and all(
            band.convert("RGBA").getchannel("A").getextrema() == (0, 0) for _, band in bands(image)
        )
        return reduced_in_bands(image, factor, lambda _, band: _on_white(band, unused))
    if image.mode in {"RGB", "L", "CMYK"}:
        return image.reduce(factor) if factor > 1 else image
    mode = "L" if image.mode == "1" else "RGB"
    return reduced_in_bands(image, factor, lambda _, band: band.convert(mode))


def _on_white(image: Image.Image, unused: bool) -> Image.Image:
    rgba = image.convert("RGBA")
    mode = "L" if image.mode in {"1", "L", "LA", "La"} else "RGB"
    if unused:
        return rgba.convert(mode)
    result = Image.new("RGB", rgba.size, "white")
    result.paste(rgba, mask=rgba.getchannel("A"))
    return result.convert(mode)
