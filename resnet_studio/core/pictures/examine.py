"""What a picture's header says beside its grey values, for checks: decoded once, both are there."""

from contextlib import suppress
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Final, Self

from PIL import Image, ImageFile

from resnet_studio.core.pictures import high_bit_depth
from resnet_studio.core.pictures.decode import UNUSED_ALPHA, picture_of, upright_turn
from resnet_studio.core.pictures.limits import ALONE, Claim, OddPictureError
from resnet_studio.core.pictures.memory import needed
from resnet_studio.core.pictures.opening import PictureFile, opened
from resnet_studio.core.pictures.plain_record import from_plain, to_plain
from resnet_studio.core.pictures.small_jpeg import small_jpeg
from resnet_studio.core.pictures.value_scale import UNKNOWN_SCALE, ValueScale

_LOOKED_AT: Final = 512  # pixels of the longer side in which transparent ones are looked for
_MAY_MOVE: Final = frozenset({"AVIF", "GIF", "PNG", "WEBP"})
"""Formats of which Pillow says at once whether there is a second frame. Of an MPO, that is a preview or the other eye's
view."""


@dataclass(frozen=True, slots=True)
class Header:
    """What a file says of its picture.

    Attributes:
        format: Pillow's name, such as "JPEG".
        mode: Pillow's name for the kind of pixels, such as "CMYK".
        width, height: in pixels, upright.
        deep: whether it has more than 8 bits for a channel.
        transparent: whether something in it is.
        animated: whether it has more than one frame, or page.
        turned: whether it is stored another way up than it is shown.
    """

    format: str
    mode: str
    width: int
    height: int
    deep: bool = False
    transparent: bool = False
    animated: bool = False
    turned: bool = False

    def to_record(self) -> dict[str, Any]:
        """Plain values, the inverse of `from_record`."""
        return to_plain(self)

    @classmethod
    def from_record(cls, record: object) -> Self:
        """Read a record.

        Raises:
            ValueError: it is not one.
        """
        return from_plain(cls, record)


def examined(
    path: Path | str,
    *,
    smallest_side: int | None = None,
    scale: ValueScale = UNKNOWN_SCALE,
    claim: Claim = ALONE,
    odd: bool = True,
    quiet: bool = False,
) -> tuple[Header, Image.Image]:
    """What the header says, and a picture of mode "L"; arguments and errors as for `decode`.

    With `quiet`, a picture is odd where the library that decodes it prints to the terminal what is wrong with it.
    """

    def work(file: PictureFile) -> tuple[Header, Image.Image]:
        with file.open() as image, claim(needed(file, image, smallest_side)):
            if quiet and any(tile.codec_name == "libtiff" for tile in image.tile):
                raise OddPictureError
            deep = high_bit_depth.is_grey(image) or high_bit_depth.is_deep_colour(image)
            mode, (width, height) = image.mode, image.size
            grey = picture_of(file, image, smallest_side, scale, grey=True)
            if grey is image and image.format in _MAY_MOVE:
                grey = grey.copy()  # to look for a second frame unloads the pixels of the file
            turn = upright_turn(image)
            if turn >= 5 or (image.format == "TIFF" and (width > height) != (grey.width > grey.height)):
                width, height = height, width
            return (
                Header(
                    format=image.format or "",
                    mode=mode,
                    width=width,
                    height=height,
                    deep=deep,
                    transparent=_is_transparent(image),
                    animated=_is_animated(image),
                    turned=turn != 1,
                ),
                grey,
            )

    if small := small_jpeg(path):
        with suppress(Exception):  # which `opened` explains
            return Header("JPEG", small.mode, small.width, small.height), small.grey(smallest_side)
    return opened(Path(path), work, odd)


def _is_transparent(image: Image.Image) -> bool:
    """Whether a loaded picture has pixels that show what is behind it."""
    if not image.has_transparency_data:
        return False
    if image.mode in {"RGBA", "LA", "PA"}:
        lowest, highest = image.getchannel("A").getextrema()
    else:  # a palette, or one colour that stands for nothing
        part = image.resize((min(image.width, _LOOKED_AT), min(image.height, _LOOKED_AT)), Image.Resampling.NEAREST)
        lowest, highest = part.convert("RGBA").getchannel("A").getextrema()
    unused = highest == 0 and image.format in UNUSED_ALPHA
    return bool(lowest != 255 and not unused)


def _is_animated(image: ImageFile.ImageFile) -> bool:
    try:
        if image.format == "TIFF":
            return bool(getattr(image, "tag_v2", None) and image.tag_v2.next)  # type: ignore[attr-defined]
        return image.format in _MAY_MOVE and bool(getattr(image, "is_animated", False))
    except Exception:  # what follows the first frame may be damaged, and is not used
        return False
