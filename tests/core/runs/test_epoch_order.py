"""In which order an epoch takes the training pictures."""

from collections import Counter

import numpy as np
from hypothesis import given
from hypothesis import strategies as st

from resnet_studio.core.runs.epoch_order import balanced_order, epoch_order, with_repeats


def test_epoch_order_depends_on_epoch_and_seed() -> None:
    assert epoch_order(50, 1, 1) == epoch_order(50, 1, 1)
    assert sorted(epoch_order(50, 1, 1)) == list(range(50))
    assert len({tuple(epoch_order(50, seed, epoch)) for seed in (1, 2) for epoch in (1, 2)}) == 4


def test_balanced_order_depends_on_epoch_and_seed() -> None:
    labels = np.array([0] * 40 + [1] * 4)
    assert balanced_order(labels, 1, 1) == balanced_order(labels, 1, 1)
    assert len({tuple(balanced_order(labels, seed, epoch)) for seed in (1, 2) for epoch in (1, 2)}) == 4


def test_balanced_order_is_the_one_that_runs_were_trained_in() -> None:
    assert balanced_order(np.array([7, 3, 5, 3, 7, 7, 3, 3]), 1, 2) == [0, 3, 6, 2, 2, 2, 1, 5]


def test_every_picture_of_a_large_class_comes_in_some_epoch() -> None:
    labels = np.array([0] * 40 + [1] * 4)
    seen = {index for epoch in range(1, 9) for index in balanced_order(labels, 0, epoch)}
    assert seen == set(range(44))


@given(counts=st.lists(st.integers(0, 20), min_size=1, max_size=6), seed=st.integers(0, 99))
def test_balanced_order_has_each_class_equally_often_and_its_pictures_too(counts: list[int], seed: int) -> None:
    labels = np.repeat(np.arange(len(counts)), counts)
    order = balanced_order(labels, seed, 1)
    assert len(order) == len(labels)
    of_class = Counter(labels[order].tolist())
    if order:
        assert set(of_class) == {label for label, count in enumerate(counts) if count}
        assert max(of_class.values()) - min(of_class.values()) <= 1
    for label in of_class:
        repeats = Counter(index for index in order if labels[index] == label)
        times = [repeats[index] for index in np.flatnonzero(labels == label)]
        assert max(times) - min(times) <= 1


@given(order=st.lists(st.integers(0, 4), max_size=20), start=st.integers(0, 20))
def test_numbers_of_repeated_pictures_are_unique_and_those_of_what_is_left(order: list[int], start: int) -> None:
    numbers = with_repeats(order, 5)
    assert len(set(numbers)) == len(order)
    assert [number % 5 for number in numbers] == order
    assert with_repeats(order[start:], 5) == numbers[start:]
    if len(set(order)) == len(order):
        assert numbers == order
