"""Pictures with more than 8 bits per channel: scaling their values to 8 bits."""

import re
import sys
from collections.abc import Callable

import numpy as np
import numpy.typing as npt
from PIL import Image, ImageFile

LOWER, UPPER = 0.1, 99.9
"""Percentiles of a picture's values that become 0 and 255."""

_CHUNK = 1 << 22  # values scaled at a time, so that float64 copies take only tens of megabytes
_COLOUR_MODE = re.compile(r"(?P<bands>RGB|RGBA|RGBX);16(?P<order>[BLN])")
_OTHER_ORDER = {"B": "L", "L": "B", "N": "B" if sys.byteorder == "little" else "L"}


def stretch(values: npt.NDArray[np.generic]) -> npt.NDArray[np.uint8]:
    """Scale values linearly so that their 0.1 and 99.9 percentiles become 0 and 255.

    NaN becomes 0; infinities become 0 or 255. If all values are equal the result is 0.

    Args:
        values: integers or floats of any shape; all channels share one scale, which keeps the colours' proportions.

    Returns:
        uint8 of the same shape.
    """
    # float64, because interpolating between two huge float32 values overflows.
    finite = values[np.isfinite(values)].astype(np.float64) if values.dtype.kind == "f" else values
    low, high = (float(edge) for edge in np.percentile(finite, (LOWER, UPPER))) if finite.size else (0.0, 0.0)
    # Both can be equal, as in a mask with few white points: then everything above becomes white.
    width = high - low if high > low else np.finfo(np.float64).tiny
    flat, result = values.reshape(-1), np.empty(values.size, np.uint8)
    for start in range(0, values.size, _CHUNK):
        with np.errstate(over="ignore"):
            chunk = np.nan_to_num((flat[start : start + _CHUNK].astype(np.float64) - low) / width, nan=0.0)
        result[start : start + _CHUNK] = np.rint(255 * np.clip(chunk, 0, 1))
    return result.reshape(values.shape)


def is_grey(image: Image.Image) -> bool:
    """Whether it is a grey picture with more than 8 bits, the only kind for which Pillow keeps them."""
    return image.mode in {"I", "F"} or image.mode.startswith("I;16")


def grey_to_rgb(image: Image.Image) -> Image.Image:
    """Convert a loaded picture for which `is_grey` holds."""
    values = np.asarray(image)
    result = stretch(values)
    transparent = image.info.get("transparency")
    if isinstance(transparent, int):  # a PNG may declare one grey value transparent
        result[values == transparent] = 255
    return Image.fromarray(result).convert("RGB")


def load_colour(opened: ImageFile.ImageFile, reopen: Callable[[], ImageFile.ImageFile]) -> Image.Image | None:
    """Load a PNG or TIFF with 16 bits per channel, of which Pillow would keep only the upper 8.

    Pillow reads the upper byte of each value. With the byte order in the file's description swapped it reads the
    lower byte, so two passes give the full value.

    Args:
        opened: not loaded yet; it is loaded here only if it is such a picture.
        reopen: opens the same file a second time.

    Returns:
        RGB on white, or None if the picture is of another kind.
    """
    rawmode = _rawmode(opened)
    if rawmode == "LA;16B":  # grey and alpha of 2 bytes each fit the 4 bytes of an RGBA pixel
        _read_as(opened, rawmode, "RGBA")
        upper, lower, alpha, _ = np.moveaxis(np.asarray(opened), -1, 0).astype(np.uint16)
        return _on_white(upper << 8 | lower, alpha)
    mode = _COLOUR_MODE.fullmatch(rawmode)
    if not mode:
        return None
    opened.load()
    with reopen() as second:
        _read_as(second, rawmode, f"{mode['bands']};16{_OTHER_ORDER[mode['order']]}")
        values = np.asarray(opened).astype(np.uint16) << 8 | np.asarray(second)
    alpha = values[..., 3] >> 8 if opened.mode == "RGBA" else _colour_key_alpha(values, opened.info.get("transparency"))
    return _on_white(values[..., :3], alpha)


def _rawmode(image: ImageFile.ImageFile) -> str:
    """Pillow's name for the layout of pixels in the file; empty if there are several layouts or none."""
    modes = {tile.args if isinstance(tile.args, str) else (tile.args or ("",))[0] for tile in image.tile}
    mode = modes.pop() if len(modes) == 1 else ""
    return mode if isinstance(mode, str) and image.mode in {"RGB", "RGBA"} else ""


def _read_as(image: ImageFile.ImageFile, old: str, new: str) -> None:
    image.tile = [
        tile._replace(args=new if tile.args == old else (new, *tile.args[1:])) if tile.args else tile
        for tile in image.tile
    ]
    image.load()


def _colour_key_alpha(values: npt.NDArray[np.uint16], transparent: object) -> npt.NDArray[np.uint16] | None:
    """Alpha `[H, W]` of a PNG that declares one colour transparent, else None."""
    if not isinstance(transparent, tuple) or len(transparent) != 3:
        return None
    return np.where((values == np.array(transparent)).all(axis=-1), 0, 255).astype(np.uint16)


def _on_white(values: npt.NDArray[np.uint16], alpha: npt.NDArray[np.uint16] | None) -> Image.Image:
    picture = Image.fromarray(stretch(values)).convert("RGB")
    if alpha is None:
        return picture
    white = Image.new("RGB", picture.size, "white")
    white.paste(picture, mask=Image.fromarray(alpha.astype(np.uint8)))
    return white
