"""From one file to what is seen of its picture, and from many of these to their facts."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Final

import numpy as np
from PIL import Image

from resnet_studio.core.checks.facts import Facts
from resnet_studio.core.pictures.decode import Pixels
from resnet_studio.core.pictures.examine import Header
from resnet_studio.engine.checking.fingerprint import fingerprints, squeezed
from resnet_studio.engine.checking.look import (
    Glimpse,
    colourfulness,
    ground,
    has_ground,
    letters,
    looks,
)

SIDE: Final = 96
"""Pixels that the shorter side has at least, and less than twice as many, where the file has as many: what is blurred
there is blurred for a network too. Less of a JPEG is decoded for it than for any other size."""
_LETTERS_SIDE: Final = 160  # the same, at which letters are looked for
_LEAST_FLAT: Final = 0.8  # ground from which they are

Examine = Callable[[Path, int], tuple[Header, Image.Image]]
"""Header and grey values of a file, of which the shorter side has so many pixels at least."""
Read = Callable[[Path, int], Pixels]
"""The same for its pixels."""


@dataclass(frozen=True, slots=True)
class Sight:
    """What was seen of one file."""

    size: int
    mtime_ns: int
    header: Header
    glimpse: Glimpse
    squeezed: bytes


def sight(path: Path, size: int, mtime_ns: int, examine: Examine, read: Read) -> Sight:
    """What is seen of a file of that size and time; it raises as `examine` and `read`."""
    header, grey = examine(path, SIDE)
    return seen((path, size, mtime_ns), header, grey, read)


def seen(file: tuple[Path | str, int, int], header: Header, grey: Image.Image, read: Read) -> Sight:
    """The same for a file that was examined; it raises as `read`."""
    path, size, mtime_ns = file
    marks, colour, counts = 0, 0.0, grey.histogram()
    if has_ground(counts, grey.width * grey.height, _LEAST_FLAT):
        pixels = read(Path(path), _LETTERS_SIDE)
        larger = Image.fromarray(pixels).convert("L")
        marks, colour = letters(larger, ground(larger.histogram())), colourfulness(pixels)
    values = np.frombuffer(grey.tobytes(), np.uint8).reshape(grey.height, grey.width)
    return Sight(size, mtime_ns, header, Glimpse(values, counts, marks, colour), squeezed(grey))


def facts_of(sights: Sequence[Sight]) -> list[Facts]:
    """The facts of files."""
    if not sights:
        return []
    figures = zip(looks([one.glimpse for one in sights]), fingerprints([one.squeezed for one in sights]), strict=True)
    return [
        Facts(one.size, one.mtime_ns, one.header, look, None, fingerprint)
        for one, (look, fingerprint) in zip(sights, figures, strict=True)
    ]
