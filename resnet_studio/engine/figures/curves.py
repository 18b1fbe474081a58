"""Curves of probabilities and the areas under them, and how many pictures are answered at a threshold."""

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from resnet_studio.core.basics.message import message
from resnet_studio.core.runs.figures import Covered, Figure, Points
from resnet_studio.engine.figures.areas import by_chance, freedom_within, pr_interval, roc_interval, variance_within
from resnet_studio.engine.figures.intervals import Floats

_MOST_POINTS = 200
_ALL_POINTS = 20_000  # of the curves of all classes
_FEWEST_POINTS = 11
_DIGITS = 6
_TINY = 1e-12

Scores = NDArray[np.floating]
Flags = NDArray[np.bool_]


@dataclass(frozen=True, slots=True)
class Curves:
    """The two curves of one class against all others.

    Attributes:
        roc_area, pr_area: with their intervals.
        roc, pr: their points, thinned.
        roc_slopes, pr_slopes: how the areas change with the weight of each picture, `[N]`; 0 where undefined.
    """

    roc_area: Figure
    pr_area: Figure
    roc: Points
    pr: Points
    roc_slopes: Floats
    pr_slopes: Floats


def points_of_each(classes: int) -> int:
    """How many points the curves of each of so many classes have at most."""
    return max(_FEWEST_POINTS, min(_MOST_POINTS, _ALL_POINTS // classes))


def curves(scores: Scores, positive: Flags, points: int = _MOST_POINTS) -> Curves:
    """ROC and precision-recall curve of N pictures, with areas as scikit-learn computes them.

    The variance of an area is that of the sum of its slopes over the pictures of the class and over the others: for
    the first area it is DeLong's (1988).

    Args:
        scores: probabilities of the class, `[N]`.
        positive: which pictures are of it, `[N]`.
        points: how many a curve has at most.
    """
    order = np.argsort(-scores, kind="stable")
    ranked, hits = scores[order], positive[order]
    last = np.append(np.flatnonzero(np.diff(ranked)), len(ranked) - 1)  # equal scores are one point of a curve
    step = np.searchsorted(last, np.arange(len(ranked)))  # at which of these points each picture is
    found, taken = np.cumsum(hits)[last].astype(float), (last + 1).astype(float)
    inside, outside = int(hits.sum()), len(hits) - int(hits.sum())
    nothing = np.zeros(len(scores))
    if not inside:
        none = Figure(reason=message("No picture is of this class."))
        return Curves(none, none, (), (), nothing, nothing)
    pr_area, pr_slopes = _average_precision(found, taken, step, hits, inside)
    some = np.searchsorted(found, np.linspace(1, inside, min(points, inside)).round())  # evenly over recall
    pr = _points((found / inside)[some], (found / taken)[some])
    if not outside:
        none = Figure(reason=message("All pictures are of this class."))
        return Curves(none, pr_area, (), pr, nothing, _unsorted(pr_slopes, order))
    roc_area, roc_slopes = _roc_area(found, taken, step, hits, inside, outside)
    roc = _roc(np.append(0, taken - found) / outside, np.append(0, found) / inside, points)
    return Curves(roc_area, pr_area, roc, pr, _unsorted(roc_slopes, order), _unsorted(pr_slopes, order))


def _roc_area(
    found: Floats, taken: Floats, step: NDArray[np.int64], hits: Flags, inside: int, outside: int
) -> tuple[Figure, Floats]:
    missed = taken - found
    before_found, before_missed = np.append(0, found[:-1]), np.append(0, missed[:-1])
    below = 1 - ((missed + before_missed) / 2)[step] / outside  # share of the others that each picture is above
    above = ((found + before_found) / 2)[step] / inside  # share of the class that is above each picture
    value = float(below[hits].mean())
    slopes = np.where(hits, (below - value) / inside, (above - value) / outside)
    variance = 0.0
    for group, size in ((hits, inside), (~hits, outside)):
        # A group of one picture does not say how much such pictures vary.
        variance += float((slopes[group] ** 2).sum()) * size / (size - 1) if size > 1 else value * (1 - value)
    freedom = freedom_within(slopes, hits.astype(np.int64))
    return roc_interval(value, variance, freedom, min(inside, outside)), slopes


def _average_precision(
    found: Floats, taken: Floats, step: NDArray[np.int64], hits: Flags, inside: int
) -> tuple[Figure, Floats]:
    gained, precision = np.diff(found, prepend=0), found / taken
    value = float((gained * precision).sum() / inside)
    # A picture changes the precision at its own point and at all later ones, and if it is of the class, counts itself.
    later = np.cumsum((gained / taken)[::-1])[::-1]
    later_precise = np.cumsum((gained * precision / taken)[::-1])[::-1]
    slopes = (np.where(hits, precision[step] - value + later[step], 0.0) - later_precise[step]) / inside
    others = len(hits) - inside
    # Of a class with one picture, and where all others are one picture, there is no freedom left.
    groups = hits.astype(np.int64)
    variance, freedom = variance_within(slopes, groups), min(min(inside, others) - 1, freedom_within(slopes, groups))
    return pr_interval(value, variance, by_chance(value, inside, len(hits)), inside, freedom), slopes


def _unsorted(values: Floats, order: NDArray[np.int64]) -> Floats:
    result = np.empty_like(values)
    result[order] = values
    return result


def _roc(x: Floats, y: Floats, points: int) -> Points:
    """The corners of the curve, thinned."""
    corner = np.ones(len(x), np.bool_)
    corner[1:-1] = (np.abs(np.diff(x, 2)) > _TINY) | (np.abs(np.diff(y, 2)) > _TINY)
    some = np.flatnonzero(corner)
    some = some[np.unique(np.linspace(0, len(some) - 1, min(points, len(some))).round().astype(int))]
    return _points(x[some], y[some])


def _points(x: Floats, y: Floats) -> Points:
    pairs = zip(x.round(_DIGITS).tolist(), y.round(_DIGITS).tolist(), strict=True)
    return tuple(dict.fromkeys(pairs))


def coverage(sureness: Scores, right: Flags, classes: int) -> tuple[Covered, ...]:
    """What is answered at thresholds from high to low, of the highest probability of each picture `[N]`.

    A threshold is halfway to the next picture, so that a probability that is computed again still reaches it; the last
    one is halfway to what the highest of so many classes has at least.
    """
    order = np.argsort(-sureness, kind="stable")
    ranked, correct = sureness[order].astype(float), np.cumsum(right[order])
    last = np.append(np.flatnonzero(np.diff(ranked)), len(ranked) - 1)
    if len(last) > _MOST_POINTS:
        last = last[np.unique(np.linspace(0, len(last) - 1, _MOST_POINTS).round().astype(int))]
    lowest = np.minimum(ranked[-1:], 1 / classes)
    thresholds = (ranked[last] + np.append(ranked, lowest)[last + 1]) / 2
    return tuple(
        Covered(threshold, int(index) + 1, int(correct[index]))
        for threshold, index in zip(thresholds.tolist(), last, strict=True)
    )
