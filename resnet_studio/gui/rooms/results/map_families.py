"""Families of classes whose pictures are near each other on a map, where there are more classes than colours. No Qt."""

from __future__ import annotations

from typing import Final

import numpy as np
from numpy.typing import NDArray

NONE: Final = -1
"""The family of a class without a point."""
_ROUNDS: Final = 30

Floats = NDArray[np.float64]
Indices = NDArray[np.int64]


def families(places: Floats, labels: Indices, classes: int, most: int) -> Indices:
    """The family of each class, int64 `[K]`, from the left of the map to its right: at most `most` of them.

    k-means on the middles of the classes. It begins with middles that are far from each other, so that the same map
    always has the same families.

    Args:
        places: of the points, float64 `[N, 2]`.
        labels: of the points, int64 `[N]`; -1 is of no class.
    """
    found = np.full(classes, NONE, np.int64)
    present = np.unique(labels[labels >= 0])
    if not len(present):
        return found
    middles = _middles(places, labels, present)
    centres = _far_apart(middles, min(most, len(present)))
    nearest = np.zeros(len(present), np.int64)
    for _ in range(_ROUNDS):
        before, nearest = nearest, _nearest(middles, centres)
        centres = np.array([middles[nearest == family].mean(0) if np.any(nearest == family) else centre
                            for family, centre in enumerate(centres)])  # fmt: skip
        if np.array_equal(before, nearest):
            break
    order = np.argsort(centres[:, 0], kind="stable")
    found[present] = np.argsort(order)[nearest]
    return found


def _middles(places: Floats, labels: Indices, present: Indices) -> Floats:
    """The medians of the points of each class, float64 `[C, 2]`, sorted once instead of class by class."""
    in_order = np.sort(labels)
    starts = np.searchsorted(in_order, present, "left")
    counts = np.searchsorted(in_order, present, "right") - starts
    middles = np.empty((len(present), 2))
    for axis in range(2):
        values = places[np.lexsort((places[:, axis], labels)), axis]
        middles[:, axis] = (values[starts + (counts - 1) // 2] + values[starts + counts // 2]) / 2
    return middles


def _far_apart(middles: Floats, count: int) -> Floats:
    """The middle that is furthest from the mean of all, then again and again the one furthest from those chosen."""
    distances = np.hypot(*(middles - middles.mean(0)).T)
    chosen = [int(distances.argmax())]
    while len(chosen) < count:
        away = np.hypot(*(middles[:, None] - middles[chosen]).transpose(2, 0, 1)).min(1)
        chosen.append(int(away.argmax()))
    return middles[chosen]


def _nearest(middles: Floats, centres: Floats) -> Indices:
    distances = np.hypot(*(middles[:, None] - centres).transpose(2, 0, 1))
    return np.asarray(distances.argmin(1), np.int64)
