"""The counts of a confusion matrix as it is shown: in an order, with its worst pairs. No Qt."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field
from functools import cached_property

import numpy as np
from numpy.typing import NDArray

from resnet_studio.core.runs.figures import Cell, Figures

MOST_PAIRS = 6
"""So many of the worst pairs have a number."""
SHARE_STEPS = (0.1, 0.25, 0.5)
"""Up to these shares of a row, mistakes are drawn in the first three of four steps; counts are: 1, 2, 3, more."""


@dataclass(frozen=True, eq=False)
class Counts:
    """How often which class is predicted.

    Attributes:
        names: of the classes, in the model's order.
        order: labels by their place in the matrix.
        counts: int64 `[K, K]` by labels; rows are true classes.
    """

    names: tuple[str, ...] = ()
    order: tuple[int, ...] = ()
    counts: NDArray[np.int64] = field(default_factory=lambda: np.zeros((0, 0), np.int64))

    @classmethod
    def of(cls, figures: Figures) -> Counts:
        """Those of a measurement."""
        return cls(tuple(one.name for one in figures.classes), figures.order, figures.confusion())

    def __len__(self) -> int:
        return len(self.names)

    def exchanged(self, counts: NDArray[np.int64]) -> Counts:
        """Other counts of the same classes in the same order."""
        return Counts(self.names, self.order, counts)

    @cached_property
    def placed(self) -> NDArray[np.int64]:
        """The counts by places."""
        order = np.array(self.order, np.int64)
        return np.asarray(self.counts[np.ix_(order, order)]) if len(order) else self.counts

    @cached_property
    def totals(self) -> NDArray[np.int64]:
        """How many pictures are of each class, by labels."""
        return np.asarray(self.counts.sum(1))

    @cached_property
    def shares(self) -> NDArray[np.float64]:
        """The shares of rows, by places; 0 where there are no pictures."""
        placed = self.placed.astype(float)
        return np.asarray(placed / np.maximum(placed.sum(1, keepdims=True), 1))

    @cached_property
    def pairs(self) -> tuple[Cell, ...]:
        """The pairs of different classes with the most mistakes, by labels, the worst first."""
        wrong = self.counts.copy()
        np.fill_diagonal(wrong, 0)
        flat = wrong.ravel()
        order = np.argsort(-flat, kind="stable")[: int(np.count_nonzero(flat))]
        size = len(self)
        return tuple(map(Cell, (order // size).tolist(), (order % size).tolist(), flat[order].tolist()))

    def place(self, label: int) -> int:
        """Where a class stands."""
        return self.order.index(label)

    def labels(self, row: int, column: int) -> tuple[int, int]:
        """The true and the predicted label of a cell."""
        return self.order[row], self.order[column]

    def cell(self, true: int, predicted: int) -> tuple[int, int]:
        """Row and column of a pair of labels."""
        return self.place(true), self.place(predicted)


def same_classes(one: Counts, other: Counts) -> bool:
    """Whether two matrices have the same rows and columns, so that a cell of one is a cell of the other."""
    return (one.names, one.order) == (other.names, other.order)


def next_pair(pairs: Sequence[Cell], current: tuple[int, int] | None, step: int) -> Cell | None:
    """The pair after (or before) the one in focus, the worst where none is; None without pairs."""
    if not pairs:
        return None
    places = [number for number, pair in enumerate(pairs) if (pair.true, pair.predicted) == current]
    return pairs[(places[0] + step) % len(pairs)] if places else pairs[0 if step > 0 else -1]
