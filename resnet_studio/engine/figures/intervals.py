"""95 % intervals of figures: how far they could be from what more pictures of the same kind would give.

Of shares it is Wilson's (1927). A figure that follows from shares, such as a mean of recalls, has Wilson's interval of
the number of pictures with which a share would vary as much. So it stays sensible where nearly all is right and where
classes have few pictures. Decision 0039 has what was measured.
"""

from collections.abc import Callable
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from resnet_studio.core.basics.shares import wilson
from resnet_studio.core.runs.figures import Figure

Floats = NDArray[np.float64]
Counts = NDArray[np.int64]

_PRIOR = 1.0  # pictures that are right, and as many that are wrong, added to each class for the variance


def share(right: float, total: float) -> Figure:
    """A share of at least one picture, with its interval."""
    return Figure(right / total, *wilson(right / total, total))


def f1(right: int, true: int, predicted: int, pictures: int) -> Figure:
    """F1 of a class that is the true one of at least one picture, of so many pictures in all.

    Right answers are a share J of the pictures that are of the class or taken for it, and F1 is 2J / (1 + J). J varies
    less than a share of so many pictures, because of these only those that are taken for the class by mistake vary.

    Args:
        right: pictures of the class that are taken for it.
        true, predicted: pictures of the class, and those taken for it.
        pictures: of all classes.
    """
    others, wrong = pictures - true, predicted - right
    found = (right + _PRIOR) / (true + 2 * _PRIOR)  # shares drawn towards the middle, so that both vary
    taken = (wrong + _PRIOR) / (others + 2 * _PRIOR)
    either = true + taken * others
    middle = found * true / either
    variance = (true * found * (1 - found) + middle**2 * others * taken * (1 - taken)) / either**2
    value = right / (true + wrong)
    low, high = wilson(value, middle * (1 - middle) / variance)
    return Figure(2 * value / (1 + value), 2 * low / (1 + low), 2 * high / (1 + high))


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


def _over(numerator: Floats, denominator: Floats) -> Floats:
    """A quotient, 0 where the denominator is."""
    return np.divide(numerator, denominator, out=np.zeros(len(denominator)), where=denominator > 0)
