"""The mean loss of pictures, which a few of them may dominate, with its 95 % interval."""

import math

import numpy as np
from numpy.typing import NDArray

from resnet_studio.core.basics.message import message
from resnet_studio.core.basics.shares import Z
from resnet_studio.core.runs.calibration import SMALLEST
from resnet_studio.core.runs.figures import Figure
from resnet_studio.engine.figures.intervals import Floats

_DRAWS = 1000
_FEW = 2000  # pictures, up to which the mean is bootstrapped
_FEW_WRONG = 10  # answers, below which draws of them say too little of how large a loss can be
_LOW, _HIGH, _HIGHEST = 0.025, 0.975, 0.96
_NODES, _WEIGHTS = np.polynomial.hermite_e.hermegauss(40)  # for means over a normal distribution
_MOST = 50.0  # of an exponent
_LARGEST = -math.log(SMALLEST)  # loss of a picture: as probabilities are computed, none can have a larger one


def mean_loss(margins: Floats, random: np.random.Generator) -> Figure:
    """The mean cross-entropy of pictures.

    The interval is the bootstrap-t's of the logarithm (Efron and Tibshirani 1993, chapter 12); of many pictures the
    one of its normal distribution, which equals it then. Where fewer than 10 answers are wrong, the next pictures may
    well have larger losses than any of these. So the upper end is then at least the one that follows if margins are
    normally distributed (a generalised confidence interval, Weerahandi 1993). Each of the two is then passed by 4 %
    and not by 2.5 %, because only the larger one counts.

    Args:
        margins: of each picture, the logarithm of the odds of its true class, `[N]`.
        random: of the draws.
    """
    losses = np.logaddexp(0.0, -margins)
    count, value = len(losses), float(losses.mean())
    if count < 2:
        return Figure(value, reason=message("One picture does not say how much this varies."))
    error = float(losses.std(ddof=1)) / math.sqrt(count)
    if error <= 0 or value <= 0:
        return Figure(value, value, value)
    few_wrong = int((margins < 0).sum()) < _FEW_WRONG
    if count > _FEW:
        low, high = value * math.exp(-Z * error / value), value * math.exp(Z * error / value)
    else:
        low, high = _bootstrapped(losses, value, error, _HIGHEST if few_wrong else _HIGH, random)
    if few_wrong:
        high = max(high, _if_normal(margins, random))
    return Figure(value, min(value, low), max(value, min(high, _LARGEST)))  # of two or three, draws say nothing


def _bootstrapped(
    losses: Floats, value: float, error: float, highest: float, random: np.random.Generator
) -> tuple[float, float]:
    count = len(losses)
    off = (losses - value).astype(np.float32)  # from the mean, so that few digits are enough
    drawn = off[random.integers(0, count, (_DRAWS, count), np.int32)]
    offs = drawn.mean(1, dtype=float)
    variances = np.maximum(np.einsum("ij,ij->i", drawn, drawn) / count - offs**2, 0) * count / (count - 1)
    means = np.maximum(value + offs, 1e-9 * value)
    errors = np.maximum(np.sqrt(variances / count) / means, 1e-3 * error / value)
    least, most = np.quantile(np.log(means / value) / errors, (1 - highest, 1 - _LOW))
    relative = error / value
    return value * math.exp(-float(most) * relative), value * math.exp(min(_MOST, -float(least) * relative))


def _if_normal(margins: Floats, random: np.random.Generator) -> float:
    """The upper end for normally distributed margins: of means and deviations that could have given these."""
    count = len(margins)
    spreads = margins.std(ddof=1) * np.sqrt((count - 1) / random.chisquare(count - 1, _DRAWS))
    centres = margins.mean() - spreads / math.sqrt(count) * random.normal(size=_DRAWS)
    at_nodes: NDArray[np.float64] = np.logaddexp(0.0, -(centres[:, None] + spreads[:, None] * _NODES))
    return float(np.quantile(at_nodes @ (_WEIGHTS / _WEIGHTS.sum()), _HIGHEST))
