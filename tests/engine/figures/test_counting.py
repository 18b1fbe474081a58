"""Counts of classes, corrected for what a model mistakes for what."""

import numpy as np
import pytest

from resnet_studio.engine.figures.counting import count_classes

SURE = np.array([[500, 0, 0], [0, 500, 0]])
WEAK = np.array([[90, 10, 0], [30, 70, 0]])


def counted(known: np.ndarray, *answered: int) -> list[tuple[int, int, int]]:
    found = count_classes(known, np.array(answered), np.random.default_rng(0))
    return [(one.low, one.estimate, one.high) for one in found]


def test_model_that_makes_no_mistakes_is_believed() -> None:
    (ants_low, ants, ants_high), (_, bees, _) = counted(SURE, 12, 5, 0)
    assert (ants, bees) == (12, 5)
    assert 11 <= ants_low <= ants_high <= 13


def test_rare_class_that_is_only_found_by_mistake_may_be_absent() -> None:
    known = np.array([[950, 50, 0], [5, 95, 0]])
    (_, _, _), (low, bees, high) = counted(known, 950, 50, 0)
    assert low == 0
    assert bees < 20
    assert high < 50


def test_counts_are_corrected_towards_the_class_that_is_missed() -> None:
    _, (low, bees, high) = counted(WEAK, 150, 90, 0)  # 130 ants and 110 bees make one expect this
    assert low < 110 < high
    assert 98 <= bees <= 122


def test_pictures_without_an_answer_are_shared_out() -> None:
    known = np.array([[80, 0, 20], [0, 98, 2]])
    (low, ants, high), (_, bees, _) = counted(known, 8, 50, 3)
    assert ants + bees == pytest.approx(61, abs=1)
    assert low <= 8 < ants <= high


def test_estimates_and_intervals_are_of_all_pictures() -> None:
    for low, estimate, high in counted(WEAK, 3, 4, 2):
        assert 0 <= low <= estimate <= high <= 9


@pytest.mark.parametrize("answered", [(0, 0, 0), (0, 0, 7), (100_000, 0, 0)])
def test_any_answers_have_counts(answered: tuple[int, int, int]) -> None:
    for low, estimate, high in counted(WEAK, *answered):
        assert 0 <= low <= estimate <= high <= sum(answered)


def test_class_without_held_back_pictures_has_a_wide_interval() -> None:
    found = counted(np.array([[50, 0, 0, 0], [0, 50, 0, 0], [0, 0, 0, 0]]), 10, 10, 10, 0)
    assert found[2][2] - found[2][0] > found[0][2] - found[0][0]


def test_many_classes_take_a_few_draws_only() -> None:
    known = np.full((120, 121), 1) + 40 * np.eye(120, 121, dtype=int)
    found = counted(known, *[10] * 121)
    assert len(found) == 120


def test_same_answers_have_the_same_counts() -> None:
    assert counted(WEAK, 30, 20, 1) == counted(WEAK, 30, 20, 1)
