"""How exactly a share is known that was counted on some pictures."""

import math

from resnet_studio.core.basics.message import NOTHING, Message, message

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


def interval_text(share: float, pictures: int) -> Message:
    """The interval of a share in words; empty without pictures, or where there is no such share."""
    if pictures < 1 or not 0 <= share <= 1:
        return NOTHING
    low, high = wilson(share, pictures)
    return message("{low:percent} to {high:percent}", low=low, high=high)
