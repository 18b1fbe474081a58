"""95 % intervals of areas under curves, by how much each picture changes the area."""

import math

import numpy as np
from numpy.typing import NDArray

from resnet_studio.core.basics.shares import Z, wilson
from resnet_studio.core.runs.figures import Figure
from resnet_studio.engine.figures.intervals import Floats

_MOST = 700.0  # of an exponent
_BY_CHANCE = 2  # divided by the number of pictures: how much of 1 / freedom says nothing


def roc_interval(value: float, variance: float, freedom: float, fewest: float) -> Figure:
    """An area under a ROC curve with the variance that it has, and its degrees of freedom.

    The end towards the middle is on the scale of the logit with Student's t; the other one is Wilson's, of as many
    pictures as let a share vary as much. At 0 and 1, both are Wilson's of the smaller group of pictures.
    """
    if not 0 < value < 1 or variance <= 0:
        return Figure(value, *wilson(value, fewest))
    low, high = wilson(value, value * (1 - value) / variance)
    if value >= 1 / 2:
        low = min(value, _logit(value, variance, -_student(freedom)))
    else:
        high = max(value, _logit(value, variance, _student(freedom)))
    return Figure(value, low, high)


def pr_interval(value: float, variance: float, chance: float, fewest: int, freedom: float) -> Figure:
    """An area under a curve of precision and recall with the variance that it has.

    The lower end is on the scale of the logit with Student's t, as far below as few pictures raise the area by chance.
    The upper end is Wilson's, of as many pictures as let a share vary as much. At 0 and 1, both are Wilson's of the
    pictures of the class.

    Args:
        value, variance: of the area.
        chance: by how much few pictures are likely to make it larger than it is.
        fewest: pictures of the smallest class that it is of.
        freedom: degrees of freedom of the variance; without any, it is that of a share.
    """
    if not 0 < value < 1 or variance <= 0:
        return Figure(value, *wilson(value, fewest))
    if freedom < 1:
        return Figure(value, _logit(value, value * (1 - value) / fewest, -Z), wilson(value, fewest)[1])
    centre = max(value - chance, value / 2)
    low = _logit(centre, variance, -_student(freedom))
    return Figure(value, min(value, low), wilson(value, value * (1 - value) / variance)[1])


def by_chance(value: float, inside: int, pictures: int) -> float:
    """By how much an average precision is likely to be larger than with very many pictures.

    Of answers at random this is known (Bestgen 2015); it becomes 0 as the area becomes 1.
    """
    if not 0 < inside < pictures:
        return 0.0
    harmonic = float((1 / np.arange(1, pictures + 1)).sum())
    expected = ((inside - 1) / (pictures - 1) * (pictures - harmonic) + harmonic) / pictures
    return max(0.0, expected - inside / pictures) * (1 - value) / (1 - expected) if expected < 1 else 0.0


def variance_within(slopes: Floats, groups: NDArray[np.int64]) -> float:
    """The variance of the sum of slopes `[N]`, where so many pictures of each group were drawn.

    A group of one picture does not say how much such pictures vary; its slope is taken as it is.
    """
    counts = np.bincount(groups)
    sums, squares = np.bincount(groups, slopes), np.bincount(groups, slopes**2)
    off = np.maximum(squares - sums**2 / np.maximum(counts, 1), 0) * counts / np.maximum(counts - 1, 1)
    return float(np.where(counts > 1, off, squares).sum())


def freedom_within(slopes: Floats, groups: NDArray[np.int64]) -> float:
    """Degrees of freedom of `variance_within` (Satterthwaite 1946): few where a few pictures make up most of it.

    Slopes and groups are `[N]`, as there.

    They are those of the chi-squared distribution that varies as much as the sum of squares does, without the variation
    that a sample of this size shows anyway; infinitely many, where there is no other.
    """
    counts = np.bincount(groups)
    squares = (slopes - (np.bincount(groups, slopes) / np.maximum(counts, 1))[groups]) ** 2
    sums, fourths = np.bincount(groups, squares), np.bincount(groups, squares**2)
    vary = float(((fourths - sums**2 / np.maximum(counts, 1)) * counts / np.maximum(counts - 1, 1)).sum())
    total = float(sums.sum())
    inverse = vary / (2 * total**2) - _BY_CHANCE / len(slopes) if total > 0 else 0.0
    return max(1.0, 1 / inverse) if inverse > 0 else math.inf


def mean_roc(areas: list[Figure], slopes: Floats, labels: NDArray[np.int64]) -> Figure:
    """The mean of the areas under ROC curves of several classes, as far as they are defined.

    Args:
        areas: of the classes.
        slopes: the sums of their slopes, `[N]`.
        labels: true classes, `[N]`.
    """
    known = [one.value for one in areas if one.value is not None]
    if not known:
        return Figure(reason=next(iter(one.reason for one in areas)))
    counts = np.bincount(labels)
    variance = float(((slopes / len(known)) ** 2).sum())
    return roc_interval(float(np.mean(known)), variance, freedom_within(slopes, labels), int(counts[counts > 0].min()))


def mean_pr(areas: list[Figure], slopes: Floats, chances: list[float], labels: NDArray[np.int64]) -> Figure:
    """The mean of the areas under curves of precision and recall of several classes, as far as they are defined.

    Args:
        areas: of the classes.
        slopes: the sums of their slopes, `[N]`.
        chances: by how much each is likely to be too large.
        labels: true classes, `[N]`.
    """
    known = [(one.value, chance) for one, chance in zip(areas, chances, strict=True) if one.value is not None]
    if not known:
        return Figure(reason=next(iter(one.reason for one in areas)))
    counts = np.bincount(labels)
    value, chance = (float(one) for one in np.mean(known, 0))
    variance = variance_within(slopes / len(known), labels)
    present = counts[counts > 0]
    freedom = min(len(labels) - len(present), freedom_within(slopes, labels))
    return pr_interval(value, variance, chance, int(present.min()), freedom)


def _student(freedom: float) -> float:
    """How many standard deviations 97.5 % are below."""
    from scipy.special import stdtrit

    return float(stdtrit(freedom, 0.975))


def _logit(value: float, variance: float, off: float) -> float:
    """So many standard deviations off, on the scale of the logit."""
    at = math.log(value / (1 - value)) + off * math.sqrt(variance) / (value * (1 - value))
    return 1 / (1 + math.exp(min(_MOST, -at)))
