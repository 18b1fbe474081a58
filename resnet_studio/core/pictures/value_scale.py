"""The scale of deep pictures: which of their values become black and white. It is one for a whole dataset.

Deep are grey pictures of more than 8 bits: their values may be those of a camera, a thermometer or a computation, and
what is bright among them can be seen only in many of them together. Stretched one by one, they would lose their
brightness, and a white picture would become black.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, Self

from resnet_studio.core.basics.json_text import is_number
from resnet_studio.core.basics.message import Message, message

if TYPE_CHECKING:
    import numpy as np
    import numpy.typing as npt

    from resnet_studio.core.pictures.values import Values

Range = tuple[float, float]
"""The values that become 0 and 255."""

LOWER, UPPER = 0.1, 99.9
"""Percentiles between which the values of a dataset are looked at, so that a hot pixel decides nothing."""

_INTEGER_TOPS = tuple(float(2**bits - 1) for bits in range(8, 33))
_FLOAT_TOPS = (1.0, 255.0, 65535.0)
_USUAL_INTEGERS = 65535.0
_LEAST_USED = 1 / 4  # of the usual range; pictures that use less of it, as thermal ones do, would be all grey
_OVERSHOOT = 1.01  # of floats that were resized
_LARGEST = 1e300
_CHUNK = 1 << 22  # values scaled at a time, so that float64 copies take only tens of megabytes


@dataclass(frozen=True, slots=True)
class ValueScale:
    """The values of deep pictures that become black and white.

    Attributes:
        integers: of pictures that hold integers; None where it is not known: then all that 16 bits can hold.
        floats: of pictures that hold floats; None where it is not known: then 0 to 1, to 255 or to 65,535, the first
            that holds a picture's values.
    """

    integers: Range | None = None
    floats: Range | None = None

    def applied(self, values: Values) -> npt.NDArray[np.uint8]:
        """The values of one picture on this scale, uint8 of the same shape."""
        return scaled(values, self.range_for(values))

    def range_for(self, values: Values) -> Range:
        """The range that this scale has for the values of one picture."""
        known = self.floats if values.dtype.kind == "f" else self.integers
        return known or _usual_range(values)

    def to_record(self) -> dict[str, list[float] | None]:
        """A JSON-ready record, the inverse of `from_record`."""
        return {
            "integers": list(self.integers) if self.integers else None,
            "floats": list(self.floats) if self.floats else None,
        }

    @classmethod
    def from_record(cls, record: object) -> Self:
        """The scale in a record; an unknown one where there is no record.

        Raises:
            ValueError: it is not such a record.
        """
        if record is None:
            return cls()
        if not isinstance(record, Mapping):
            raise ValueError("not an object")
        return cls(_range(record, "integers"), _range(record, "floats"))

    @property
    def sentence(self) -> Message | None:
        """What a person should know about it; None if no pictures are deep."""
        if self.integers and self.floats:
            return message(
                "The pictures hold values of more than 8 bits. In all that hold whole numbers, {low} becomes black and "
                "{high} white; in all that hold decimal numbers, {low_decimal} and {high_decimal}.",
                low=_short(self.integers[0]),
                high=_short(self.integers[1]),
                low_decimal=_short(self.floats[0]),
                high_decimal=_short(self.floats[1]),
            )
        known = self.integers or self.floats
        if known is None:
            return None
        return message(
            "The pictures hold values of more than 8 bits. In all of them, {low} becomes black and {high} white.",
            low=_short(known[0]),
            high=_short(known[1]),
        )


UNKNOWN_SCALE = ValueScale()


def range_of(values: Values) -> Range:
    """The range for pictures of which `values` are a sample: integers or finite floats, at least one.

    It is 0 to the largest number of the fewest bits that hold the values, as in 12-bit pictures, or 0 to 1 or 255 for
    floats, so that a picture and its 8-bit twin look the same. Values that use only a small part of that, or are
    negative, are their own range.
    """
    import numpy as np  # imported here to keep the start-up fast

    low, high = (float(edge) for edge in np.percentile(values.astype(np.float64), (LOWER, UPPER)))
    top = _top(high, values.dtype.kind == "f")
    if low >= 0 and (high == low or high - low >= top * _LEAST_USED):
        return 0.0, top
    return (low, high) if high > low else (low, 0.0)


def scaled(values: Values, between: Range) -> npt.NDArray[np.uint8]:
    """Values as uint8 of the same shape, linear between the ends of a range. NaN becomes 0."""
    import numpy as np  # imported here to keep the start-up fast

    low, high = between
    flat, result = values.reshape(-1), np.empty(values.size, np.uint8)
    for start in range(0, values.size, _CHUNK):
        chunk = np.nan_to_num((flat[start : start + _CHUNK].astype(np.float64) - low) / (high - low), nan=0.0)
        result[start : start + _CHUNK] = np.rint(255 * np.clip(chunk, 0, 1))
    return result.reshape(values.shape)


def _usual_range(values: Values) -> Range:
    """The range of a picture of which nothing is known: its own values decide as little as possible."""
    import numpy as np  # imported here to keep the start-up fast

    floats, flat, most = values.dtype.kind == "f", values.reshape(-1), 0.0
    for start in range(0, flat.size, _CHUNK):
        chunk = flat[start : start + _CHUNK]
        most = max(most, float(np.max(chunk, initial=0, where=np.isfinite(chunk) if floats else True)))
    return 0.0, max(_top(most, floats), 0.0 if floats else _USUAL_INTEGERS)


def _top(high: float, floats: bool) -> float:
    """White in pictures whose largest value is `high`."""
    tops = _FLOAT_TOPS if floats else _INTEGER_TOPS
    return next((top for top in tops if high <= top * _OVERSHOOT), high)


def _range(record: Mapping[Any, Any], name: str) -> Range | None:
    ends = record.get(name)
    if ends is None:
        return None
    if not isinstance(ends, list) or len(ends) != 2 or not all(_is_bounded(end) for end in ends) or ends[0] >= ends[1]:
        raise ValueError(f"{name} is not a range")
    return float(ends[0]), float(ends[1])


def _is_bounded(value: object) -> bool:
    return is_number(value) and abs(value) < _LARGEST  # so that no difference of two of them overflows


def _short(value: float) -> float | int:
    """A whole number where it is one."""
    return int(value) if abs(value) < 2**53 and value == int(value) else value
