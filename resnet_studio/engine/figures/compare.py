"""Is one model better than another on the same pictures? McNemar's exact test, and an interval of the difference."""

import math
from dataclasses import dataclass
from typing import Literal

import numpy as np
from numpy.typing import NDArray
from scipy.optimize import brentq
from scipy.stats import binomtest

from resnet_studio.core.basics.shares import Z

Verdict = Literal["better", "worse", "no_difference"]

LEVEL = 0.05


@dataclass(frozen=True, slots=True)
class Comparison:
    """Two models A and B on the same N pictures.

    Attributes:
        pictures: N.
        only_a, only_b: pictures that only A, or only B, gets right.
        top1_a, top1_b: their top-1 accuracies.
        p: of McNemar's exact test (McNemar 1947): how likely such a difference is if both are equally good.
        low, high: 95 % interval of the difference of the accuracies, A minus B. It holds 0 where p is not below 0.05.
        verdict: of A: "better" or "worse" where p is below 0.05.
    """

    pictures: int
    only_a: int
    only_b: int
    top1_a: float
    top1_b: float
    p: float
    low: float
    high: float
    verdict: Verdict


def compare(right_a: NDArray[np.bool_], right_b: NDArray[np.bool_]) -> Comparison:
    """Compare by which of N pictures each model gets right, bool `[N]` each, in the same order.

    Raises:
        ValueError: there are no answers, or not as many of one as of the other.
    """
    if len(right_a) != len(right_b) or not len(right_a):
        raise ValueError(f"There are {len(right_a)} and {len(right_b)} answers.")
    pictures = len(right_a)
    only_a, only_b = int((right_a & ~right_b).sum()), int((right_b & ~right_a).sum())
    differing = only_a + only_b
    p = float(binomtest(only_a, differing).pvalue) if differing else 1.0
    low, high = paired_interval(only_a, only_b, pictures)
    verdict: Verdict = "no_difference"
    if p < LEVEL:
        verdict = "better" if only_a > only_b else "worse"
    else:  # the exact test is a little stricter than that of the interval
        low, high = min(low, 0.0), max(high, 0.0)
    return Comparison(pictures, only_a, only_b, float(right_a.mean()), float(right_b.mean()), p, low, high, verdict)


def paired_interval(only_a: int, only_b: int, pictures: int) -> tuple[float, float]:
    """The 95 % score interval of a difference of paired shares (Tango 1998, Statistics in Medicine 17).

    It is good for few pictures, and for accuracies near 1. At a difference of 0 its test is McNemar's without a
    correction.
    """
    difference = (only_a - only_b) / pictures

    def low(value: float) -> float:
        return _score(only_a, only_b, pictures, value) - Z

    def high(value: float) -> float:
        return _score(only_a, only_b, pictures, value) + Z

    edge = 1 - 1e-12
    lowest = -1.0 if difference <= -edge else float(brentq(low, -edge, difference))
    highest = 1.0 if difference >= edge else float(brentq(high, difference, edge))
    return lowest, highest


def _score(only_a: int, only_b: int, pictures: int, value: float) -> float:
    """How many standard errors the difference found is above `value`, with the likeliest shares of that difference."""
    a, n = 2 * pictures, pictures
    b = -only_a - only_b + (2 * n - only_a + only_b) * value
    c = -only_b * value * (1 - value)
    share = (math.sqrt(max(0.0, b * b - 4 * a * c)) - b) / (2 * a)  # of pictures that only B gets right
    variance = n * (2 * share + value * (1 - value))
    distance = only_a - only_b - n * value
    if variance <= 0:
        return math.copysign(math.inf, distance) if distance else 0.0
    return distance / math.sqrt(variance)
