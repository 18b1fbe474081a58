"""How exactly a share is known that was counted on some pictures."""

import math

Z = 1.959963984540054
"""The 97.5 % quantile of the normal distribution."""


def wilson(share: float, pictures: float) -> tuple[float, float]:
    """The 95 % score interval of a share (Wilson 1927, JASA 22).

    Args:
        share: of so many pictures.
        pictures: need not be a whole number, but more than 0.
    """
    centre = share + Z * Z / (2 * pictures)
    half = Z * math.sqrt(share * (1 - share) / pictures + Z * Z / (4 * pictures * pictures))
    scale = 1 + Z * Z / pictures
    return min(share, max(0.0, (centre - half) / scale)), max(share, min(1.0, (centre + half) / scale))
