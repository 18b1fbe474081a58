"""The 95 % interval of a calibration error: those errors with which a model would often show what was seen.

What is seen of a calibration error is larger than it, by chance, and the more so the smaller it is. So neither a
bootstrap nor a variance gives an interval that covers. Instead, models are thought of whose answers are right less or
more often than their probabilities say, from not at all to very much; an error is in the interval if the one that was
seen is neither smaller nor larger than most of those that such a model would show on these pictures.
"""

import math
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from resnet_studio.core.basics.shares import Z

Floats = NDArray[np.float64]
Counts = NDArray[np.int64]

_OUTSIDE = 0.05
_EACH = 0.025
_STEPS = np.concatenate([[0.0], np.geomspace(0.02, 30.0, 60)])  # how far models are from a calibrated one
_EXACT = 50  # pictures of a bin, up to which the binomial distribution is summed up
_NORMAL = np.linspace(-4, 4, 41)  # above, a normal one is
_NORMAL_WEIGHTS = np.exp(-(_NORMAL**2) / 2) / np.exp(-(_NORMAL**2) / 2).sum()
_TINY = 1e-9
_PRIOR = (0.25, 1.0)  # draws the constant and the slope towards those of a calibrated model


@dataclass(frozen=True, slots=True)
class Binned:
    """Pictures in the bins that have any.

    Attributes:
        counts: of pictures, `[B]`.
        said: mean of their highest probabilities, `[B]`.
        right: how many of them are right, `[B]`.
    """

    counts: Counts
    said: Floats
    right: Floats

    @property
    def seen(self) -> float:
        """The calibration error that they show."""
        return float(np.abs(self.counts * self.said - self.right).sum() / self.counts.sum())


def calibration_interval(bins: Binned) -> tuple[float, float]:
    """The interval of the calibration error of the model that gave these answers.

    Models differ from a calibrated one in two ways: as these answers do, by a line between the logit of what is said
    and that of what is right; and by as much on the other side, as far as what is right on the whole allows it.
    """
    total, seen = int(bins.counts.sum()), bins.seen
    logits = _logit(bins.said)
    constant, slope = _fitted(logits, bins)
    size = math.hypot(constant, slope - 1)
    surer = 1.0 if bins.right.sum() > (bins.counts * bins.said).sum() else -1.0
    line = (constant + (slope - 1) * logits) / size if size > 1e-3 else np.full_like(logits, surer)
    along = _Models.along(bins, line)
    low, high = along.lowest(seen), along.highest(seen)
    other = _Models.along(bins, np.full_like(logits, -surer))
    error = abs(float((bins.counts * bins.said - bins.right).sum())) / total
    likely = other.errors + error <= Z * other.deviations
    if likely.any():
        high = max(high, min(other.highest(seen), float(other.errors[likely].max())))
    return min(low, seen), min(1.0, max(high, seen))


@dataclass(frozen=True, slots=True)
class _Models:
    """Models, one after the other further from a calibrated one.

    Attributes:
        errors: their calibration errors, `[S]`.
        least, most: which they would show, in all but 5 % of cases, `[S]`.
        deviations: standard deviations of how many of the answers are right, as a share, `[S]`.
    """

    errors: Floats
    least: Floats
    most: Floats
    deviations: Floats

    @classmethod
    def along(cls, bins: Binned, direction: Floats) -> "_Models":
        """Those whose logits of what is right are further and further from what is said, in a direction `[B]`."""
        from scipy.special import ndtr, ndtri

        weights = bins.counts / bins.counts.sum()
        right = 1 / (1 + np.exp(-np.clip(_logit(bins.said) + _STEPS[:, None] * direction, -40, 40)))
        gaps = np.abs(bins.said - right)
        errors = (weights * gaps).sum(1)
        mean, variance, third = _moments(bins, right)
        # Which pictures there are varies, too.
        drawn = ((weights * gaps**2).sum(1) - errors**2) / bins.counts.sum()
        deviation = np.sqrt((weights**2 * variance).sum(1) + np.maximum(drawn, 0))
        shown = _Skewed((weights * mean).sum(1), np.maximum(deviation, _TINY), (weights**3 * third).sum(1))
        # The 5 % are dealt out evenly; but a side on which less is possible leaves the rest to the other one.
        below = np.minimum(_EACH, ndtr(shown.standard(errors)))
        spread = np.sqrt((weights**2 * right * (1 - right) / bins.counts).sum(1))
        most = shown.quantile(ndtri(1 - _OUTSIDE + below))
        return cls(errors, shown.quantile(np.full_like(errors, -Z)), most, spread)

    def lowest(self, seen: float) -> float:
        """The smallest error with which so much would be seen; none is smaller than that is enough."""
        over = self.most - seen
        enough = np.flatnonzero(over >= 0)
        if not len(enough):
            return seen
        first = int(enough[0])
        return self._between(first - 1, -over[first - 1], over[first]) if first else 0.0

    def highest(self, seen: float) -> float:
        """The largest error with which so little would be seen."""
        over = seen - self.least
        last = int(np.flatnonzero(over >= 0)[-1]) if (over >= 0).any() else 0
        return self._between(last, over[last], -over[last + 1]) if last + 1 < len(over) else float(self.errors.max())

    def _between(self, index: int, before: float, after: float) -> float:
        one, two = self.errors[index : index + 2].tolist()
        return float(one + (two - one) * before / (before + after)) if before + after > 0 else float(one)


@dataclass(frozen=True, slots=True)
class _Skewed:
    """Distributions by mean, deviation and third central moment, each `[S]`: Pearson's type III.

    Quantiles are those of Wilson and Hilferty (1931).
    """

    mean: Floats
    deviation: Floats
    third: Floats

    @property
    def _shape(self) -> Floats:
        return np.asarray(4 / np.clip(self.third / self.deviation**3, 1e-3, 3) ** 2)

    def quantile(self, normal: Floats) -> Floats:
        """Those that belong to quantiles of the normal distribution."""
        shape = self._shape
        root = np.maximum(0, 1 - 1 / (9 * shape) + normal / (3 * np.sqrt(shape)))
        return np.asarray(self.mean + self.deviation * (shape * root**3 - shape) / np.sqrt(shape))

    def standard(self, values: Floats) -> Floats:
        """The quantiles of the normal distribution that belong to values."""
        shape = self._shape
        ratio = np.maximum(0, 1 + (values - self.mean) / self.deviation / np.sqrt(shape))
        return np.asarray((np.cbrt(ratio) - 1 + 1 / (9 * shape)) * 3 * np.sqrt(shape))


def _logit(shares: Floats) -> Floats:
    inside = np.clip(shares, _TINY, 1 - 1e-7)
    return np.asarray(np.log(inside) - np.log1p(-inside))


def _fitted(logits: Floats, bins: Binned) -> tuple[float, float]:
    """Constant and slope of the line on which the logit of what is right lies: logistic regression (Platt 1999).

    Found by Newton's method, halved where a step leads upwards.
    """
    at = np.array([0.0, 1.0])
    design = np.stack([np.ones_like(logits), logits])
    prior, towards = np.array(_PRIOR), np.array([0.0, 1.0])

    def loss(where: Floats) -> float:
        line = where @ design
        each = bins.right * np.logaddexp(0, -line) + (bins.counts - bins.right) * np.logaddexp(0, line)
        return float(each.sum() + (prior * (where - towards) ** 2).sum() / 2)

    for _ in range(30):
        right = 1 / (1 + np.exp(-np.clip(at @ design, -40, 40)))
        slope = design @ (bins.counts * right - bins.right) + prior * (at - towards)
        bend = (design * (bins.counts * right * (1 - right))) @ design.T + np.diag(prior)
        step, now = np.linalg.solve(bend, slope), loss(at)
        while loss(at - step) > now and np.abs(step).max() > _TINY:
            step /= 2
        at = at - step
        if now - loss(at) < 1e-6:
            break
    return float(at[0]), float(at[1])


def _moments(bins: Binned, right: Floats) -> tuple[Floats, Floats, Floats]:
    """Mean, variance and third central moment of the gap that each bin shows, for models by what is right `[S, B]`."""
    right = np.clip(right, _TINY, 1 - _TINY)
    found = np.empty((3, *right.shape))
    few = bins.counts <= _EXACT
    if few.any():
        counts = bins.counts[few, None]
        values = np.arange(int(counts.max()) + 1)
        shown = np.abs(bins.said[few, None] - values / counts)
        found[:, :, few] = _central(shown, _binomial(values, counts, right[:, few, None]))
    if not few.all():
        some = right[:, ~few]
        deviation = np.sqrt(some * (1 - some) / bins.counts[~few])
        shown = np.abs((bins.said[~few] - some)[..., None] + deviation[..., None] * _NORMAL)
        found[:, :, ~few] = _central(shown, _NORMAL_WEIGHTS)
    return found[0], found[1], found[2]


def _central(values: Floats, weights: Floats) -> Floats:
    mean = (weights * values).sum(-1)
    off = values - mean[..., None]
    squares = weights * off**2
    return np.stack([mean, squares.sum(-1), (squares * off).sum(-1)])


def _binomial(values: Counts, counts: Counts, share: Floats) -> Floats:
    from scipy.special import gammaln

    rest = np.maximum(counts - values, 0)
    ways = np.where(values <= counts, gammaln(counts + 1.0) - gammaln(values + 1.0) - gammaln(rest + 1.0), -np.inf)
    return np.asarray(np.exp(ways + values * np.log(share) + rest * np.log1p(-share)))
