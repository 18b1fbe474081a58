"""Which classes a model takes for each other: an order in which these lie together, and the worst pairs."""

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import ArrayLike, NDArray


@dataclass(frozen=True, slots=True)
class Pair:
    """So many pictures of the class `true` are predicted to be of the class `predicted`; both are labels."""

    true: int
    predicted: int
    pictures: int


def worst_pairs(confusion: ArrayLike, most: int) -> tuple[Pair, ...]:
    """The pairs of different classes with the most mistakes, at most so many; of equal ones the first."""
    counts = _counts(confusion)
    np.fill_diagonal(counts, 0)
    flat = counts.ravel()
    order = np.argsort(-flat, kind="stable")[:most]
    size = len(counts)
    return tuple(Pair(int(at // size), int(at % size), int(flat[at])) for at in order if flat[at])


def confusion_order(confusion: ArrayLike) -> tuple[int, ...]:
    """Labels in an order in which classes lie together that are taken for each other, rows being true classes.

    Beginning with the worst pair, classes are joined into chains as long as both are ends of different ones. Classes
    without a mistake stay where they are in relation to each other, and so do chains: each has the place of its first.
    """
    counts = _counts(confusion)
    size = len(counts)
    mistakes = np.triu(counts + counts.T, 1)
    chains = {label: [label] for label in range(size)}  # by each of its two ends
    flat = mistakes.ravel()
    for at in np.argsort(-flat, kind="stable")[: int(np.count_nonzero(flat))].tolist():
        one, other = divmod(at, size)
        first, second = chains.get(one), chains.get(other)
        if first is None or second is None or first is second:
            continue
        joined = _joined(first, second, one, other)
        for end in (first[0], first[-1], second[0], second[-1]):
            chains.pop(end, None)
        chains[joined[0]] = chains[joined[-1]] = joined
    unique = {min(chain): chain for chain in chains.values()}
    ordered = (_upright(unique[first]) for first in sorted(unique))
    return tuple(label for chain in ordered for label in chain)


def _joined(first: Sequence[int], second: Sequence[int], one: int, other: int) -> list[int]:
    """Two chains as one, in which the ends `one` and `other` are neighbours."""
    before = list(first) if first[-1] == one else list(reversed(first))
    after = list(second) if second[0] == other else list(reversed(second))
    return before + after


def _upright(chain: list[int]) -> list[int]:
    return chain if chain[0] <= chain[-1] else chain[::-1]


def _counts(confusion: ArrayLike) -> NDArray[np.int64]:
    counts = np.array(confusion, np.int64)
    return counts.reshape(len(counts), -1) if counts.size else np.zeros((0, 0), np.int64)
