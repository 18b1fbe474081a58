"""Whether what has nothing to do with the subject tells classes apart, such as the size of the files.

A network learns such a shortcut instead of the subject. It looks good on pictures from the same source, and fails on
others.
"""

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from functools import lru_cache
from typing import Final

import numpy as np
from numpy.typing import NDArray

from resnet_studio.core.basics.permutation import permutation
from resnet_studio.core.checks.facts_table import Columns

LEAST: Final = 20
"""Pictures of a class that are needed to say so."""
_FOLDS: Final = 5
_BINS: Final = 12


@dataclass(frozen=True, slots=True)
class Shortcut:
    """A property that tells classes apart.

    Attributes:
        by: which: "bytes", "pixels", "format", "border" or "brightness".
        right: balanced accuracy of classes that are guessed by it alone, on pictures that the guess has not seen.
    """

    by: str
    right: float


def shortcuts(facts: Columns, labels: Sequence[int], least: float) -> list[Shortcut]:
    """The properties that go at least the share `least` of the way from guessing to always right, the best first.

    Args:
        facts: of readable pictures.
        labels: of the same pictures.
        least: a share, 0 to 1.
    """
    classes = np.array(labels, np.int64)
    large = np.flatnonzero(np.bincount(classes) >= LEAST) if len(classes) else classes
    if len(large) < 2:
        return []
    inside = np.isin(classes, large)
    numbered = np.searchsorted(large, classes[inside])
    guess = 1 / len(large)
    found = [
        Shortcut(by, _right([column[inside] for column in columns], numbered)) for by, columns in _properties(facts)
    ]
    return sorted(
        (one for one in found if one.right - guess >= least * (1 - guess)), key=lambda one: one.right, reverse=True
    )


def _properties(facts: Columns) -> Iterator[tuple[str, Sequence[NDArray[np.float64]]]]:
    def column(values: Iterable[float]) -> NDArray[np.float64]:
        return np.fromiter(values, np.float64, len(facts.headers))

    headers = facts.headers
    formats = sorted({(one.format, one.mode) for one in headers})
    yield "bytes", [column(facts.sizes)]
    yield (
        "pixels",
        [
            column(one.width * one.height for one in headers),
            column(one.width / max(1, one.height) for one in headers),
        ],
    )
    yield "format", [column(formats.index((one.format, one.mode)) for one in headers)]
    yield "border", [column(facts.border_contrasts)]
    yield "brightness", [column(facts.means)]


def _right(columns: Sequence[NDArray[np.float64]], labels: NDArray[np.int64]) -> float:
    """Balanced accuracy of guessing by the bin that a picture is in, the best of the columns; by cross-validation."""
    return max(_by_bins(column, labels) for column in columns)


def _by_bins(values: NDArray[np.float64], labels: NDArray[np.int64]) -> float:
    count = int(labels.max()) + 1
    edges = _quantiles(values)
    bins = np.searchsorted(edges, values, "right")
    # The bins are drawn from all pictures, which says nothing of their classes. Each class counts as much.
    weights = 1 / np.bincount(labels, minlength=count)
    right = np.zeros(count)
    folds = _folds(len(labels))
    for fold in range(_FOLDS):
        there, here = folds != fold, folds == fold
        table = np.zeros((len(edges) + 1, count))
        np.add.at(table, (bins[there], labels[there]), weights[labels[there]])
        said = table.argmax(1)[bins[here]]
        right += np.bincount(labels[here][said == labels[here]], minlength=count)
    return float((right * weights).mean())


def _quantiles(values: NDArray[np.float64]) -> NDArray[np.float64]:
    """The values that divide these into bins of about as many; `np.quantile` and `np.unique` import `numpy.ma`."""
    places = np.linspace(0, len(values) - 1, _BINS + 1)[1:-1]
    found: list[float] = np.interp(places, np.arange(len(values)), np.sort(values)).tolist()
    return np.array(sorted(set(found)))


@lru_cache(maxsize=1)
def _folds(count: int) -> NDArray[np.int8]:
    """In which fold each picture is. Kept, because most edits change classes and not how many pictures there are."""
    return (np.array(permutation(count, [0])) % _FOLDS).astype(np.int8)
