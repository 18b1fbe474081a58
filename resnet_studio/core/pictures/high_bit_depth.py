"""Pictures with more than 8 bits per channel: reading all bits of their values, and scaling them to 8 bits."""

import re
import sys
from collections.abc import Callable
from typing import Any

import numpy as np
import numpy.typing as npt
from PIL import Image, ImageFile

from resnet_studio.core.pictures import tiff
from resnet_studio.core.pictures.bands import as_array, bands, reduced_in_bands
from resnet_studio.core.pictures.value_scale import ValueScale, scaled
from resnet_studio.core.pictures.values import Values

Alpha = npt.NDArray[np.uint8]

_COLOUR_MODE = re.compile(r"(?P<bands>RGB|RGBA|RGBX);16(?P<order>[BLN])")
_OTHER_ORDER = {"B": "L", "L": "B", "N": "B" if sys.byteorder == "little" else "L"}
_GREY_AND_ALPHA = "LA;16B"


def is_grey(opened: ImageFile.ImageFile) -> bool:
    """Whether it is a grey picture with more than 8 bits, by its header: one that a `ValueScale` is for."""
    return _keeps_values(opened) or _rawmode(opened) == _GREY_AND_ALPHA


def grey_values(opened: ImageFile.ImageFile) -> tuple[Values, Alpha | None]:
    """Load a picture for which `is_grey` holds.

    Returns:
        Its values `[H, W]`, integers or floats, and uint8 alpha `[H, W]` where it has one.
    """
    if _rawmode(opened) == _GREY_AND_ALPHA:  # grey and alpha of 2 bytes each fit the 4 bytes of an RGBA pixel
        _read_as(opened, _GREY_AND_ALPHA, "RGBA")
        shape = (opened.height, opened.width)
        deep, alpha = np.empty(shape, np.uint16), np.empty(shape, np.uint8)
        for rows, band in bands(opened):
            upper, lower, alpha[rows], _ = np.moveaxis(np.asarray(band), -1, 0)
            deep[rows] = upper.astype(np.uint16) << 8 | lower
        return deep, alpha
    opened.tile = tiff.in_native_order(opened.tile)
    opened.load()
    values: Values = as_array(opened)
    if opened.mode == "I" and tiff.is_unsigned(opened):  # 32 bits, which Pillow takes for signed ones
        values = values.view(np.uint32)
    transparent = opened.info.get("transparency")
    if isinstance(transparent, int):  # a PNG may declare one grey value transparent
        return values, np.where(values == transparent, 0, 255).astype(np.uint8)
    return values, None


def load_grey(opened: ImageFile.ImageFile, scale: ValueScale, factor: int) -> Image.Image | None:
    """Load a grey picture with more than 8 bits, averaged over blocks of `factor` x `factor` pixels.

    Returns:
        Mode "L" on white, or None if the picture is of another kind; then it is not loaded.
    """
    if not is_grey(opened):
        return None
    values, alpha = grey_values(opened)
    between = scale.range_for(values)
    # Pillow inverts pictures of 8 bits in which white is zero, but not these.
    inverted = tiff.white_is_zero(opened)

    def visible(rows: slice, _: Image.Image) -> Image.Image:
        grey = scaled(values[rows], between)
        return _on_white(255 - grey if inverted else grey, None if alpha is None else alpha[rows])

    return reduced_in_bands(opened, factor, visible)


def load_colour(
    opened: ImageFile.ImageFile, reopen: Callable[[], ImageFile.ImageFile], factor: int
) -> Image.Image | None:
    """Load a PNG or TIFF with 16 bits per channel, of which Pillow would keep only the upper 8.

    Pillow reads the upper byte of each value. With the byte order in the file's description swapped it reads the
    lower byte, so two passes give the full value. All that 16 bits can hold becomes 0 to 255.

    Args:
        opened: not loaded yet; it is loaded here only if it is such a picture.
        reopen: opens the same file a second time.
        factor: the picture is averaged over blocks of so many pixels each way.

    Returns:
        RGB on white, or None if the picture is of another kind.
    """
    if not is_deep_colour(opened):
        return None
    rawmode = _rawmode(opened)
    mode = _COLOUR_MODE.fullmatch(rawmode)
    assert mode is not None
    opened.load()
    with reopen() as second:
        _read_as(second, rawmode, f"{mode['bands']};16{_OTHER_ORDER[mode['order']]}")

        def visible(rows: slice, upper: Image.Image) -> Image.Image:
            lower = second.crop((0, rows.start, second.width, rows.stop))
            values = np.asarray(upper).astype(np.uint16) << 8 | np.asarray(lower)
            alpha = _colour_key_alpha(values, opened.info.get("transparency"))
            if opened.mode == "RGBA":
                alpha = (values[..., 3] >> 8).astype(np.uint8)
            rgb = (values[..., :3].astype(np.uint32) + 128) // 257  # rounded; 257 is 65,535 / 255
            return _on_white(rgb.astype(np.uint8), alpha)

        return reduced_in_bands(opened, factor, visible)


def is_deep_colour(opened: ImageFile.ImageFile) -> bool:
    """Whether it is a picture for `load_colour`, by its header."""
    return _COLOUR_MODE.fullmatch(_rawmode(opened)) is not None


def _keeps_values(image: Image.Image) -> bool:
    return image.mode in {"I", "F"} or image.mode.startswith("I;16")


def _rawmode(image: ImageFile.ImageFile) -> str:
    """Pillow's name for the layout of pixels in the file; empty if there are several layouts or none."""
    if image.mode not in {"RGB", "RGBA"} or image.format == "JPEG":  # which has 8 bits, and is asked often
        return ""
    modes = {tile.args if isinstance(tile.args, str) else (tile.args or ("",))[0] for tile in image.tile}
    mode = modes.pop() if len(modes) == 1 else ""
    return mode if isinstance(mode, str) else ""


def _read_as(image: ImageFile.ImageFile, old: str, new: str) -> None:
    image.tile = [
        tile._replace(args=new if tile.args == old else (new, *tile.args[1:])) if tile.args else tile
        for tile in image.tile
    ]
    image.load()


def _colour_key_alpha(values: npt.NDArray[np.uint16], transparent: object) -> Alpha | None:
    """Alpha `[H, W]` of a PNG that declares one colour transparent, else None."""
    if not isinstance(transparent, tuple) or len(transparent) != 3:
        return None
    return np.where((values == np.array(transparent)).all(axis=-1), 0, 255).astype(np.uint8)


def _on_white(pixels: npt.NDArray[Any], alpha: Alpha | None) -> Image.Image:
    picture = Image.fromarray(pixels)
    if alpha is None:
        return picture
    white = Image.new(picture.mode, picture.size, "white")
    white.paste(picture, mask=Image.fromarray(alpha))
    return white
