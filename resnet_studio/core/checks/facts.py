"""What was measured of one file for the checks. It depends on the file alone, so it is kept until the file changes."""

import json
from dataclasses import dataclass
from typing import Any, Self

from resnet_studio.core.basics.message import Message
from resnet_studio.core.pictures.examine import Header
from resnet_studio.core.pictures.plain_record import to_plain

PRINT_SIDE = 32
"""Of the grey values in a `Facts.print`, which its hashes are computed from."""

PRINT_HASHES = 8 + 8
"""Bytes of the two hashes before them: of the picture, and of the mirrored picture."""

PRINT_BYTES = PRINT_HASHES + PRINT_SIDE * PRINT_SIDE
"""Of a `Facts.print`."""

AGAIN = -1
"""`Facts.mtime_ns` of a file that is measured again the next time: it may be within reach, or have more time, then."""


LARGEST_RECORD = 4_000
"""Characters of a record of the facts of a readable picture: five times as many as there are."""


@dataclass(frozen=True, slots=True)
class Look:
    """Figures of a picture's pixels; grey values are from 0 to 255.

    Attributes:
        mean: grey value.
        low, high: grey values below which 5 % and 99 % of the pixels are.
        contrast: standard deviation of the grey values.
        flat: share of the pixels with the most common grey value, or one next to it.
        blur: how much of the detail a further blurring leaves, 0 (sharp) to 1 (Crete et al. 2007); by some lines of the
            picture where it is small.
        fine: standard deviation of the Laplacian, in units of `contrast`; 0 where `blur` is small and nothing asks.
        colour: mean difference of the largest and smallest of red, green and blue, less those of the ground, of a
            picture on a plain one; 0 where the ground is not.
        letters: most marks of a letter's size that stand in one row on a plain ground; 0 where the ground is not.
        border, border_contrast: mean and standard deviation of the grey values at the picture's edges.
    """

    mean: float
    low: float
    high: float
    contrast: float
    flat: float
    blur: float
    fine: float
    colour: float
    letters: float
    border: float
    border_contrast: float


@dataclass(frozen=True, slots=True)
class Facts:
    """What is known of one file.

    Attributes:
        size, mtime_ns: of the file that was measured.
        header: what it says of its picture; None where it cannot be read.
        look: figures of the pixels; None where it cannot be read.
        problem: why it cannot be read; None where it can.
        print: what near-duplicates are found by, `PRINT_BYTES` bytes; empty where it cannot be read.
    """

    size: int
    mtime_ns: int
    header: Header | None = None
    look: Look | None = None
    problem: Message | None = None
    print: bytes = b""

    def to_record(self) -> dict[str, Any]:
        """JSON-ready values of all but size, time and print, the inverse of `from_record`."""
        return {
            "header": None if self.header is None else self.header.to_record(),
            "look": None if self.look is None else to_plain(self.look),
            "problem": None if self.problem is None else self.problem.to_record(),
        }

    def kept(self) -> "Kept":
        """As they are kept."""
        return Kept(self.size, self.mtime_ns, json.dumps(self.to_record()), self.print)

    @classmethod
    def from_record(cls, size: int, mtime_ns: int, record: object, fingerprint: bytes) -> Self:
        """Read a record.

        Raises:
            ValueError: it is not one.
        """
        if type(size) is not int or type(mtime_ns) is not int:
            raise ValueError("not the size and the time of a file")
        if not isinstance(record, dict) or len(fingerprint) not in (0, PRINT_BYTES):
            raise ValueError("not the facts of a file")
        header, look, problem = (record.get(name) for name in ("header", "look", "problem"))
        if (header is None) != (look is None) or (header is None) == (problem is None):
            raise ValueError("not the facts of a file")
        if header is None:
            return cls(size, mtime_ns, problem=Message.from_record(problem))
        if not isinstance(look, dict) or set(look) != set(Look.__dataclass_fields__):
            raise ValueError("not the look of a picture")
        figures = {name: float(value) for name, value in look.items()}
        return cls(size, mtime_ns, Header.from_record(header), Look(**figures), None, fingerprint)


@dataclass(frozen=True, slots=True)
class Kept:
    """The facts of one file as they are kept: `record` is JSON, and is checked when it is read."""

    size: int
    mtime_ns: int
    record: str
    print: bytes
