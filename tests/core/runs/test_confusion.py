"""The order of classes, and the worst pairs."""

import itertools

import numpy as np
import pytest

from resnet_studio.core.runs.confusion import Pair, confusion_order, worst_pairs


def distance(order: tuple[int, ...], one: int, other: int) -> int:
    return abs(order.index(one) - order.index(other))


def test_two_classes_keep_their_order() -> None:
    assert confusion_order([[66, 4], [3, 80]]) == (0, 1)


def test_classes_without_mistakes_keep_their_order() -> None:
    assert confusion_order(np.diag([3, 1, 4, 1])) == (0, 1, 2, 3)


def test_confused_classes_are_neighbours_and_the_worst_pair_first_of_all() -> None:
    counts = np.diag([9] * 6)
    counts[0, 5] = 4  # the worst pair
    counts[5, 3] = 2
    counts[0, 3] = 1  # these two cannot be neighbours as well
    counts[2, 4] = 1
    order = confusion_order(counts)
    assert sorted(order) == [0, 1, 2, 3, 4, 5]
    assert distance(order, 0, 5) == 1
    assert distance(order, 5, 3) == 1
    assert distance(order, 2, 4) == 1


def test_order_holds_every_class_once_for_any_counts() -> None:
    random = np.random.default_rng(0)
    for size in (1, 2, 7, 60):
        for _ in range(20):
            counts = random.poisson(0.3, (size, size))
            assert sorted(confusion_order(counts)) == list(range(size))


def test_order_puts_mistakes_nearer_the_diagonal_than_names_do() -> None:
    random = np.random.default_rng(1)
    hidden = random.permutation(60)  # neighbours in this order are taken for each other
    counts = np.diag([10] * 60)
    for first, second in itertools.pairwise(hidden):
        counts[first, second] += random.integers(1, 5)
    where = np.argsort(confusion_order(counts))
    pairs = [(true, predicted) for true, predicted in np.argwhere(counts) if true != predicted]
    assert np.mean([abs(where[true] - where[predicted]) for true, predicted in pairs]) < 3


def test_worst_pairs_are_counted_by_direction_and_exclude_right_answers() -> None:
    counts = [[9, 2, 0], [3, 9, 0], [0, 1, 9]]
    assert worst_pairs(counts, 2) == (Pair(1, 0, 3), Pair(0, 1, 2))
    assert worst_pairs(counts, 9) == (Pair(1, 0, 3), Pair(0, 1, 2), Pair(2, 1, 1))
    assert worst_pairs(np.diag([1, 2]), 3) == ()


@pytest.mark.parametrize("counts", [[], [[3]]])
def test_fewer_than_two_classes_have_no_pairs(counts: list[list[int]]) -> None:
    assert worst_pairs(counts, 3) == ()
    assert confusion_order(counts) == tuple(range(len(counts)))
