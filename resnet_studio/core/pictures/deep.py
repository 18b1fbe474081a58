"""Pictures of more than eight bits: how their values become grey and colour that a person can see."""

import re
import sys
from collections.abc import Callable

import numpy as np
import numpy.typing as npt
from PIL import Image, ImageFile

LOWER, UPPER = 0.1, 99.9
"""Percentiles of a picture's values that become black and white."""

_BAND = 1 << 22  # values that are stretched at a time, so that float64 copies stay at tens of megabytes
_COLOUR = re.compile(r"(?P<bands>RGB|RGBA|RGBX);16(?P<order>[BLN])")
_OTHER_ORDER = {"B": "L", "L": "B", "N": "B" if sys.byteorder == "little" else "L"}


def stretch(values: npt.NDArray[np.generic]) -> npt.NDArray[np.uint8]:
    """Map numbers linearly so that their 0.1 and 99.9 percentiles become 0 and 255.

    NaN becomes 0, infinity the nearer end. Where all values are alike the result is 0.

    Args:
        values: integers or floats of any shape; all of them share one scale, colours keep their proportions.

    Returns:
        uint8 of the same shape.
    """
    # float64, because interpolating between two huge float32 overflows.
    finite = values[np.isfinite(values)].astype(np.float64) if values.dtype.kind == "f" else values
    low, high = (float(edge) for edge in np.percentile(finite, (LOWER, UPPER))) if finite.size else (0.0, 0.0)
    # Both can be the same value, as in a mask with few white points: then whatever is above it is white.
    width = high - low if high > low else np.finfo(np.float64).tiny
    flat, result = values.reshape(-1), np.empty(values.size, np.uint8)
    for start in range(0, values.size, _BAND):
        with np.errstate(over="ignore"):
            band = np.nan_to_num((flat[start : start + _BAND].astype(np.float64) - low) / width, nan=0.0)
        result[start : start + _BAND] = np.rint(255 * np.clip(band, 0, 1))
    return result.reshape(values.shape)


def is_deep_grey(image: Image.Image) -> bool:
    """Whether Pillow keeps more than eight bits of a picture, as it only does for grey ones."""
    return image.mode in {"I", "F"} or image.mode.startswith("I;16")


def grey(image: Image.Image) -> Image.Image:
    """A loaded picture with deep grey values as RGB."""
    values = np.asarray(image)
    result = stretch(values)
    transparent = image.info.get("transparency")
    if isinstance(transparent, int):  # a PNG may name one grey that is see-through
        result[values == transparent] = 255
    return Image.fromarray(result).convert("RGB")


def colour(image: ImageFile.ImageFile, again: Callable[[], ImageFile.ImageFile]) -> Image.Image | None:
    """Load a PNG or TIFF of sixteen bits a colour, of which Pillow itself would keep only the upper eight.

    Pillow takes the upper byte of each value. Told that the file has the other byte order, it takes the lower
    one: two readings give the whole value.

    Args:
        image: just opened; it is loaded here if it is such a picture, else it is left as it is.
        again: opens the same file a second time.

    Returns:
        RGB on white, or None if the picture is of another kind.
    """
    rawmode = _rawmode(image)
    if rawmode == "LA;16B":  # grey and alpha, two bytes each, fit the four bytes that a plain RGBA pixel has
        _read_as(image, rawmode, "RGBA")
        upper, lower, alpha, _ = np.moveaxis(np.asarray(image), -1, 0).astype(np.uint16)
        return _on_white(upper << 8 | lower, alpha)
    kind = _COLOUR.fullmatch(rawmode)
    if not kind:
        return None
    image.load()
    with again() as second:
        _read_as(second, rawmode, f"{kind['bands']};16{_OTHER_ORDER[kind['order']]}")
        values = np.asarray(image).astype(np.uint16) << 8 | np.asarray(second)
    alpha = values[..., 3] >> 8 if image.mode == "RGBA" else _keyed(values, image.info.get("transparency"))
    return _on_white(values[..., :3], alpha)


def _rawmode(image: ImageFile.ImageFile) -> str:
    """How the pixels lie in the file, in Pillow's words; empty if the file has several layouts or none."""
    modes = {tile.args if isinstance(tile.args, str) else (tile.args or ("",))[0] for tile in image.tile}
    mode = modes.pop() if len(modes) == 1 else ""
    return mode if isinstance(mode, str) and image.mode in {"RGB", "RGBA"} else ""


def _read_as(image: ImageFile.ImageFile, old: str, new: str) -> None:
    image.tile = [
        tile._replace(args=new if tile.args == old else (new, *tile.args[1:])) if tile.args else tile
        for tile in image.tile
    ]
    image.load()


def _keyed(values: npt.NDArray[np.uint16], transparent: object) -> npt.NDArray[np.uint16] | None:
    """Alpha `[H, W]` where a PNG names one colour that is see-through."""
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
