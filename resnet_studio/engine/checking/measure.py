"""What the checks need of files: headers, figures of the pixels, and fingerprints."""

from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Final

from PIL import Image

from resnet_studio.core.basics.errors import DecodeError
from resnet_studio.core.checks.facts import AGAIN, Facts
from resnet_studio.core.pictures.examine import Header
from resnet_studio.engine.checking.fingerprint import fingerprints, squeezed
from resnet_studio.engine.checking.look import Glimpse, colourfulness, glimpse, ground, letters, looks
from resnet_studio.engine.inputs.reading import examine_picture, read_picture

SIDE: Final = 96
"""Pixels that the shorter side has at least, and less than twice as many, where the file has as many: what is blurred
there is blurred for a network too. Less of a JPEG is decoded for it than for any other size."""
_LETTERS_SIDE: Final = 160  # the same, at which letters are looked for
_LEAST_FLAT: Final = 0.8  # ground from which they are


@dataclass(frozen=True, slots=True)
class Sight:
    """What was seen of one file that can be read."""

    size: int
    mtime_ns: int
    header: Header
    glimpse: Glimpse
    squeezed: bytes


def measure(path: Path, size: int, mtime_ns: int) -> Facts:
    """The facts of a file of that size and time; also of one that cannot be read."""
    return facts_of([see(path, size, mtime_ns)])[0]


def see(path: Path, size: int, mtime_ns: int) -> Sight | Facts:
    """What is seen of a file; its facts where it cannot be read."""
    try:
        header, grey = examine_picture(path, SIDE)
        marks, colour = (0, 0.0) if ground(grey, _LEAST_FLAT) is None else _on_plain_ground(path)
    except DecodeError as error:
        cause = error.__cause__
        out_of_reach = isinstance(cause, OSError) and cause.errno is not None
        return Facts(size, AGAIN if out_of_reach else mtime_ns, problem=error.problem)
    return Sight(size, mtime_ns, header, glimpse(grey, marks, colour), squeezed(grey))


def facts_of(seen: Sequence[Sight | Facts]) -> list[Facts]:
    """The facts of files; those that are given as facts stay."""
    sights = [one for one in seen if isinstance(one, Sight)]
    if not sights:
        return [one for one in seen if isinstance(one, Facts)]
    figures = zip(looks([one.glimpse for one in sights]), fingerprints([one.squeezed for one in sights]), strict=True)
    made = iter(
        Facts(one.size, one.mtime_ns, one.header, look, None, fingerprint)
        for one, (look, fingerprint) in zip(sights, figures, strict=True)
    )
    return [one if isinstance(one, Facts) else next(made) for one in seen]


def _on_plain_ground(path: Path) -> tuple[int, float]:
    """Letters and colours of a picture."""
    pixels = read_picture(path, _LETTERS_SIDE)
    grey = Image.fromarray(pixels).convert("L")
    level = ground(grey, 0.0)
    return 0 if level is None else letters(grey, level), colourfulness(pixels)
