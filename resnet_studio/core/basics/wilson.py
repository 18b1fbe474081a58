"""The 95 % interval of a share, where one has to be made of counts on the spot."""

import math
from typing import Final

_Z: Final = 1.959963984540054  # the 97.5 % quantile of the normal distribution


def wilson(right: int, total: int) -> tuple[float, float]:
    """The interval of `right` of `total` (E. B. Wilson, 1927); of nothing, all that is possible: 0 to 1."""
    if not total:
        return 0.0, 1.0
    share, square = right / total, _Z * _Z
    centre = share + square / (2 * total)
    half = _Z * math.sqrt(share * (1 - share) / total + square / (4 * total * total))
    scale = 1 + square / total
    return min(share, max(0.0, (centre - half) / scale)), max(share, min(1.0, (centre + half) / scale))
