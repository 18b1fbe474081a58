"""95 % intervals of figures: how far they could be from what more pictures of the same kind would give.

Of shares it is Wilson's (1927). A figure that follows from shares, such as a mean of recalls, has Wilson's interval of
the number of pictures with which a share would vary as much. So it stays sensible where nearly all is right and where
classes have few pictures. Decision 0039 has what was measured.
"""

import math
from collections.abc import Callable
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from resnet_studio.core.basics.message import message
from resnet_studio.core.runs.figures import Figure

Floats = NDArray[np.float64]
Counts = NDArray[np.int64]

_Z = 1.959963984540054  # the 97.5 % quantile of the normal distribution
_DRAWS = 1000
_FEW = 2000  # pictures, up to which the mean of a skewed figure is bootstrapped
_PRIOR = 1.0  # pictures that are right, and as many that are wrong, added to each class for the variance


def wilson(share: float, pictures: float) -> tuple[float, float]:
    """Wilson's interval of a share of so many pictures, which need not be a whole number but are more than 0."""
    centre = share + _Z * _Z / (2 * pictures)
    half = _Z * math.sqrt(share * (1 - share) / pictures + _Z * _Z / (4 * pictures * pictures))
    scale = 1 + _Z * _Z / pictures
    return min(share, max(0.0, (centre - half) / scale)), max(share, min(1.0, (centre + half) / scale))


def share(right: float, total: float) -> Figure:
    """A share of at least one picture, with its interval."""
    return Figure(right / total, *wilson(right / total, total))


def f1(right: int, true: int, predicted: int) -> Figure:
    """F1 of a class that is the true or the predicted one of at least one picture.

    Right answers are a share J of the pictures that are of the class or taken for it, and F1 is 2J / (1 + J).
    """
    either = share(right, true + predicted - right)
    value, low, high = (2 * one / (1 + one) for one in (either.value or 0.0, *(either.interval or (0.0, 0.0))))
    return Figure(value, low, high)


@dataclass(frozen=True, slots=True)
class Table:
    """A confusion matrix of K classes by those of its cells that are not 0.

    Attributes:
        rows, columns: indices of the true and the predicted class, each `[C]`.
        counts: of pictures, `[C]`.
        true, predicted, right: of pictures by class, `[K]`.
    """

    rows: Counts
    columns: Counts
    counts: Floats
    true: Floats
    predicted: Floats
    right: Floats

    @classmethod
    def of(cls, true: Counts, predicted: Counts, classes: int) -> "Table":
        """The table of N pictures by their classes, each `[N]`."""
        cells, counts = np.unique(true * classes + predicted, return_counts=True)
        rows, columns = cells // classes, cells % classes
        weights = counts.astype(float)
        return cls(rows, columns, weights, *_margins(rows, columns, weights, classes))

    @property
    def present(self) -> NDArray[np.bool_]:
        """Which classes have pictures, `[K]`."""
        return self.true > 0


def _margins(rows: Counts, columns: Counts, counts: Floats, classes: int) -> tuple[Floats, Floats, Floats]:
    same = rows == columns

    def summed(where: Counts, values: Floats) -> Floats:
        return np.bincount(where, values, classes).astype(float)

    return summed(rows, counts), summed(columns, counts), summed(rows[same], counts[same])


@dataclass(frozen=True, slots=True)
class _Slopes:
    """A figure of each class `[K]`, and how it changes with one more picture of the class, taken for it, and both."""

    values: Floats
    true: Floats
    predicted: Floats
    right: Floats


def _recall(true: Floats, predicted: Floats, right: Floats) -> _Slopes:
    values = _over(right, true)
    return _Slopes(values, -_over(values, true), np.zeros_like(predicted), _over(np.ones_like(true), true))


def _precision(true: Floats, predicted: Floats, right: Floats) -> _Slopes:
    values = _over(right, predicted)
    return _Slopes(values, np.zeros_like(true), -_over(values, predicted), _over(np.ones_like(true), predicted))


def _f1(true: Floats, predicted: Floats, right: Floats) -> _Slopes:
    both = true + predicted
    values = _over(2 * right, both)
    return _Slopes(values, -_over(values, both), -_over(values, both), _over(np.full_like(both, 2.0), both))


def mean_recall(table: Table) -> Figure:
    """Balanced accuracy: the mean of recall over the classes that have pictures."""
    return _mean(table, _recall)


def mean_precision(table: Table) -> Figure:
    """The mean of precision over the classes that have pictures; one that is never predicted counts as 0."""
    return _mean(table, _precision)


def mean_f1(table: Table) -> Figure:
    """Macro F1: the mean of F1 over the classes that have pictures."""
    return _mean(table, _f1)


def _mean(table: Table, figure: Callable[[Floats, Floats, Floats], _Slopes]) -> Figure:
    """The mean of a figure over the classes that have pictures.

    Its variance is that of the delta method, from shares that are drawn towards the middle: each class gets
    `_PRIOR` right and as many wrong answers more, these spread over all other classes, and keeps its total.
    """
    present, size = table.present, len(table.true)
    value = float(figure(table.true, table.predicted, table.right).values[present].mean())
    added = _PRIOR * present * (size > 1)  # a single class has no wrong cell
    scale = _over(table.true, table.true + 2 * added)
    right = (table.right + added) * scale
    spread = added * scale / max(1, size - 1)  # to each wrong cell of a class's row
    same = table.rows == table.columns
    wrong = table.counts[~same] * scale[table.rows[~same]]
    predicted = np.bincount(table.columns[~same], wrong, size) + spread.sum() - spread + right
    slopes = figure(table.true, predicted, right)
    a, b, c = (np.where(present, one, 0.0) for one in (slopes.true, slopes.predicted, slopes.right))
    squares = size * a**2 + 2 * a * b.sum() + (b**2).sum() - (a + b) ** 2  # of all wrong cells in each row
    variance = (
        float(
            (right * (a + b + c) ** 2).sum()
            + (wrong * (a[table.rows[~same]] + b[table.columns[~same]]) ** 2).sum()
            + (spread * squares).sum()
        )
        / int(present.sum()) ** 2
    )
    middle = float(slopes.values[present].mean())
    if variance <= 0:
        return Figure(value, *wilson(value, float(table.true.sum())))
    return Figure(value, *wilson(value, middle * (1 - middle) / variance))


def mean(values: Floats, random: np.random.Generator) -> Figure:
    """The mean of a figure above 0 of each picture, such as its loss, which a few pictures may dominate.

    The interval is the bootstrap-t's (Efron and Tibshirani 1993, chapter 12); of many pictures the one of the
    logarithm's normal distribution, which equals it then.
    """
    count, value = len(values), float(values.mean())
    if count < 2:
        return Figure(value, reason=message("One picture does not say how much this varies."))
    error = float(values.std(ddof=1)) / math.sqrt(count)
    if error <= 0 or value <= 0:
        return Figure(value, value, value)
    if count > _FEW:
        return Figure(value, value * math.exp(-_Z * error / value), value * math.exp(_Z * error / value))
    drawn = values[random.integers(0, count, (_DRAWS, count))]
    errors = np.maximum(drawn.std(1, ddof=1) / math.sqrt(count), 1e-3 * error)
    low, high = np.quantile((drawn.mean(1) - value) / errors, (0.025, 0.975))
    return Figure(value, min(value, max(0.0, value - float(high) * error)), max(value, value - float(low) * error))


def area(value: float, variance: float, fewest: float) -> Figure:
    """An area under a curve with the variance that it has, on the scale of the logit.

    At 0 and 1, where this has no width, the interval is Wilson's of the smaller group of pictures.
    """
    if not 0 < value < 1 or variance <= 0:
        return Figure(value, *wilson(value, fewest))
    centre, half = math.log(value / (1 - value)), _Z * math.sqrt(variance) / (value * (1 - value))
    low, high = (1 / (1 + math.exp(min(700.0, -one))) for one in (centre - half, centre + half))
    return Figure(value, min(value, low), max(value, high))


def _over(numerator: Floats, denominator: Floats) -> Floats:
    """A quotient, 0 where the denominator is."""
    return np.divide(numerator, denominator, out=np.zeros(len(denominator)), where=denominator > 0)
