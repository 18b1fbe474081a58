"""In what two pictures that are alike differ, as far as what was measured of them says it.

The limits are of 60 photographs of insects and copies of them with one change each: those that were saved again,
halved, mirrored, cropped by 5 % at each side or made brighter by 10 % are all named rightly, of those turned by 3
degrees 58.
"""

import re
from enum import StrEnum
from typing import Final

import numpy as np
from numpy.typing import NDArray
from PIL import Image

from resnet_studio.core.checks.facts import PRINT_BYTES, PRINT_HASHES, PRINT_SIDE, Facts
from resnet_studio.core.checks.store import Measured

_MIDDLE: Final = slice(4, PRINT_SIDE - 4)  # what is compared: a move takes the rest out of the picture
_SAME: Final = 0.985  # correlation of pictures that show the same, in the same frame
_MOVED: Final = 0.93  # least correlation after a move
_GAIN: Final = 0.01  # by which a move must make them more alike
_BRIGHTER: Final = 4.0  # grey values
_RESIZED: Final = 0.015  # of the width or the height
_NEXT: Final = 3  # numbers in names of shots in a row differ by so much at most
_CROPS: Final = (0.95, 0.9, 0.85)
_TURNS: Final = (-4.0, -3.0, -2.0, 2.0, 3.0, 4.0)

Grey = NDArray[np.uint8]


class PairKind(StrEnum):
    """What the second of two pictures is of the first."""

    SAME_FILE = "same_file"
    SAVED_AGAIN = "saved_again"
    OTHER_FORMAT = "other_format"
    RESIZED = "resized"
    BRIGHTER = "brighter"
    DARKER = "darker"
    MIRRORED = "mirrored"
    CROPPED = "cropped"
    TURNED = "turned"
    NEXT_SHOT = "next_shot"
    UNKNOWN = "unknown"


def kind_of(one: str, other: str, measured: Measured) -> PairKind:
    """In what the picture at the path `other` differs from that at `one`."""
    first, second = measured.facts.get(one), measured.facts.get(other)
    if first is None or second is None:
        return PairKind.UNKNOWN
    digest = measured.digests.get(one)
    if digest is not None and digest == measured.digests.get(other) and first.size == second.size:
        return PairKind.SAME_FILE
    if len(first.print) != PRINT_BYTES or len(second.print) != PRINT_BYTES:
        return PairKind.UNKNOWN
    greys = _grey(first), _grey(second)
    still = _alike(*greys)
    mirrored = _alike(greys[0], greys[1][:, ::-1])
    if still >= _SAME and still >= mirrored:
        return _in_the_same_frame(first, second, float(greys[1].mean()) - float(greys[0].mean()))
    if mirrored >= _SAME:
        return PairKind.MIRRORED
    return _moved(greys, still, _resized(first, second)) or (
        PairKind.NEXT_SHOT if _in_a_row(one, other) else PairKind.UNKNOWN
    )


def _in_the_same_frame(one: Facts, other: Facts, brighter: float) -> PairKind:
    if abs(brighter) >= _BRIGHTER:
        return PairKind.BRIGHTER if brighter > 0 else PairKind.DARKER
    if _resized(one, other):
        return PairKind.RESIZED
    formats = {facts.header.format for facts in (one, other) if facts.header is not None}
    return PairKind.OTHER_FORMAT if len(formats) > 1 else PairKind.SAVED_AGAIN


def _resized(one: Facts, other: Facts) -> bool:
    if one.header is None or other.header is None:
        return False
    sizes = (one.header.width, other.header.width), (one.header.height, other.header.height)
    return any(abs(first - second) > _RESIZED * max(first, second) for first, second in sizes)


def _moved(greys: tuple[Grey, Grey], still: float, resized: bool) -> PairKind | None:
    """Cropped, or turned; a picture of the same size that a crop makes more alike is another shot from nearby."""
    both = (greys, greys[::-1])
    cropped = max(_alike(_cropped(one, share), other) for one, other in both for share in _CROPS)
    turned = max(_alike(_turned(greys[0], degrees), greys[1]) for degrees in _TURNS)
    if max(cropped, turned) < max(_MOVED, still + _GAIN):
        return None
    if turned > cropped:
        return PairKind.TURNED
    return PairKind.CROPPED if resized else None


def _in_a_row(one: str, other: str) -> bool:
    """Whether the names of two files are the same but for the last number in them, which is a little larger."""
    first, second = (re.split(r"(\d+)(?=\D*$)", path, maxsplit=1) for path in (one, other))
    if len(first) != 3 or len(second) != 3 or first[::2] != second[::2]:
        return False
    return len(first[1]) < 19 and len(second[1]) < 19 and 0 < abs(int(first[1]) - int(second[1])) <= _NEXT


def _grey(facts: Facts) -> Grey:
    return np.frombuffer(facts.print, np.uint8)[PRINT_HASHES:].reshape(PRINT_SIDE, PRINT_SIDE)


def _cropped(grey: Grey, share: float) -> Grey:
    edge = PRINT_SIDE * (1 - share) / 2
    box = (edge, edge, PRINT_SIDE - edge, PRINT_SIDE - edge)
    return np.asarray(Image.fromarray(grey).resize((PRINT_SIDE, PRINT_SIDE), Image.Resampling.BICUBIC, box=box))


def _turned(grey: Grey, degrees: float) -> Grey:
    return np.asarray(Image.fromarray(grey).rotate(degrees, Image.Resampling.BICUBIC))


def _alike(one: Grey, other: Grey) -> float:
    """The correlation of the middles of two pictures."""
    flat = [grey[_MIDDLE, _MIDDLE].astype(np.float64).ravel() for grey in (one, other)]
    first, second = (values - values.mean() for values in flat)
    length = np.linalg.norm(first) * np.linalg.norm(second)
    return float(first @ second / max(float(length), 1.0))
