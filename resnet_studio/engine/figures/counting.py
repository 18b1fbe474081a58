"""How many pictures of each class there are among pictures whose classes are not known: quantification.

To count answers is biased: a model that takes 5 % of the bees for ants finds 50 ants among 1,000 bees. What the model
answered for held-back pictures, whose classes are known, says how often each class is taken for which; the counts that
explain the answers best follow from that, as in the matrix method of Gart and Buck (1966), Saerens et al. (2002) and
Lipton et al. (2018). Here the whole range of counts that fit is drawn, as by Ziegler and Czyż (2024): decision 0042.
"""

from collections.abc import Callable
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

Counts = NDArray[np.int64]
Floats = NDArray[np.float64]

MOST_CLASSES = 200
"""With more, a table of held-back pictures has too few in each cell to say anything."""
_DRAWS = 1000
_FEWEST_DRAWS = 200
_CELLS = 4_000_000  # of all drawn tables together
_CLIMB = 60  # steps of expectation and maximisation, to where the draws begin
_STEPS = 30  # of each chain, of which the last one counts
_ROW = 2.0  # pictures that each row of the table is given before any are counted: half right, half wrong
_CLASS = 0.5  # pictures that each class is given
_TINY = float(np.finfo(float).tiny)


@dataclass(frozen=True, slots=True)
class Counted:
    """How many pictures of one class there are, with the interval that holds it in 95 of 100 cases."""

    estimate: int
    low: int
    high: int


def count_classes(
    known: Counts, answered: Counts, random: np.random.Generator, check: Callable[[], object] = lambda: None
) -> tuple[Counted, ...]:
    """How many pictures there are of each of K classes among those that were answered.

    Args:
        known: of held-back pictures, how many of each class got each answer, `[K, M]`: the first K answers are the
            classes, and a further one can be "not sure".
        answered: how many pictures got each answer, `[M]`.
        random: for the draws.
        check: called now and then; it raises to end.
    """
    classes, answers = known.shape
    draws = max(_FEWEST_DRAWS, min(_DRAWS, _CELLS // (classes * answers)))
    before = np.full((classes, answers), _ROW / 2 / (answers - 1))
    before[np.arange(classes), np.arange(classes)] = _ROW / 2
    tables = random.standard_gamma(known + before, (draws, classes, answers))
    tables /= np.maximum(tables.sum(2, keepdims=True), _TINY)
    shares = _best_shares(tables, answered, check)
    counts = np.zeros((draws, classes), np.int64)
    for _ in range(_STEPS if draws == _DRAWS else _STEPS // 10):
        check()
        counts = random.multinomial(answered, _given_answer(tables, shares)).sum(1)
        shares = random.standard_gamma(counts + _CLASS)
        shares /= shares.sum(1, keepdims=True)
    return tuple(map(_counted, np.sort(counts, 0).T))


def _counted(drawn: Counts) -> Counted:
    """The median of sorted draws; the interval between their 2.5 and 97.5 % quantiles and the shortest one with 95 %.

    The first does not reach 0 where a class is absent, and the second is too short in the middle: both together cover.
    """
    inside = -(-95 * len(drawn) // 100)
    widths = drawn[inside - 1 :] - drawn[: len(drawn) - inside + 1]
    shortest = np.flatnonzero(widths == widths.min())
    first = int(shortest[len(shortest) // 2])
    low, high = np.quantile(drawn, (0.025, 0.975), method="inverted_cdf")
    return Counted(int(np.median(drawn)), int(min(low, drawn[first])), int(max(high, drawn[first + inside - 1])))


def _given_answer(tables: Floats, shares: Floats) -> Floats:
    """The chance of each class for a picture by its answer, `[draws, M, K]`."""
    joint = (shares[:, :, None] * tables).transpose(0, 2, 1)
    joint /= np.maximum(joint.sum(2, keepdims=True), _TINY)
    joint[:, :, 0] += np.maximum(0, 1 - joint.sum(2))  # an answer that no class gives, within rounding
    return joint


def _best_shares(tables: Floats, answered: Counts, check: Callable[[], object]) -> Floats:
    """The shares of the classes that make the answers most probable, for each table, `[draws, K]`."""
    draws, classes, _ = tables.shape
    shares = np.full((draws, classes), 1 / classes)
    for _ in range(_CLIMB):
        check()
        explained = np.maximum((shares[:, None, :] @ tables)[:, 0], _TINY)
        shares = shares * (tables @ (answered / explained)[:, :, None])[:, :, 0] + _CLASS
        shares /= shares.sum(1, keepdims=True)
    return shares
