"""How exactly a share is known that was counted on some pictures."""

import math

_Z = 1.959963984540054  # of a normal distribution, two-sided 95 %


def wilson(share: float, total: int) -> tuple[float, float]:
    """The 95 % score interval of a share of `total` pictures, which is at least 1 (Wilson 1927, JASA 22)."""
    centre = share + _Z * _Z / (2 * total)
    half = _Z * math.sqrt(share * (1 - share) / total + _Z * _Z / (4 * total * total))
    scale = 1 + _Z * _Z / total
    return min(share, max(0.0, (centre - half) / scale)), max(share, min(1.0, (centre + half) / scale))
