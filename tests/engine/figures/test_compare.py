"""Comparing two models on the same pictures: the test, the interval and the words."""

import numpy as np
import pytest
from scipy.stats import binom

from resnet_studio.engine.figures.compare import compare, paired_interval


def answers(both: int, only_a: int, only_b: int, neither: int) -> tuple[np.ndarray, np.ndarray]:
    counts = (both, only_a, only_b, neither)
    return np.repeat([True, True, False, False], counts), np.repeat([True, False, True, False], counts)


def test_p_is_that_of_mcnemars_exact_test() -> None:
    found = compare(*answers(120, 15, 4, 14))
    assert found.p == pytest.approx(2 * binom.cdf(4, 19, 0.5))
    assert (found.pictures, found.only_a, found.only_b, found.verdict) == (153, 15, 4, "better")
    assert found.top1_a - found.top1_b == pytest.approx(11 / 153)
    assert found.low < 11 / 153 < found.high


def test_interval_ends_where_the_score_test_would_refuse_the_difference() -> None:
    only_a, only_b, pictures = 12, 2, 50
    for value in paired_interval(only_a, only_b, pictures):
        shares = np.linspace(1e-6, (1 - value) / 2 - 1e-6, 1_000_001)  # of pictures that only B gets right
        likelihood = (
            only_a * np.log(shares + value)
            + only_b * np.log(shares)
            + (pictures - only_a - only_b) * np.log(1 - 2 * shares - value)
        )
        likeliest = shares[likelihood.argmax()]
        error = np.sqrt((2 * likeliest + value - value**2) / pictures)
        assert abs((only_a - only_b) / pictures - value) / error == pytest.approx(1.96, abs=1e-3)


def test_exchanged_models_have_the_opposite_verdict_and_interval() -> None:
    left, right = answers(100, 20, 5, 10)
    forth, back = compare(left, right), compare(right, left)
    assert (forth.verdict, back.verdict) == ("better", "worse")
    assert (forth.low, forth.high) == pytest.approx((-back.high, -back.low), abs=1e-6)


@pytest.mark.parametrize("counts", [(4, 0, 0, 0), (0, 0, 0, 4), (0, 1, 0, 0), (0, 0, 1, 0), (150, 2, 1, 0)])
def test_small_and_extreme_counts_give_no_difference_and_an_interval_around_it(counts: tuple[int, ...]) -> None:
    found = compare(*answers(*counts))
    assert found.verdict == "no_difference"
    assert -1 <= found.low <= found.top1_a - found.top1_b <= found.high <= 1


def test_interval_holds_no_difference_exactly_where_the_test_finds_none() -> None:
    for differing in range(40):
        for only_a in range(differing + 1):
            found = compare(*answers(50, only_a, differing - only_a, 60))
            assert (found.low <= 0 <= found.high) == (found.verdict == "no_difference"), found
    found = compare(*answers(100, 9, 2, 42))
    assert (found.verdict, found.low) == ("no_difference", 0.0)


@pytest.mark.parametrize("pictures", [20, 150, 2000])
@pytest.mark.parametrize(("share_a", "share_b"), [(0.1, 0.1), (0.15, 0.05), (0.3, 0.2)])
def test_interval_covers_the_true_difference_in_95_of_100_trials(pictures: int, share_a: float, share_b: float) -> None:
    random = np.random.default_rng(0)
    draws = random.multinomial(pictures, [share_a, share_b, 1 - share_a - share_b], 2000)
    pairs, counts = np.unique(draws[:, :2], axis=0, return_counts=True)
    intervals = [paired_interval(int(a), int(b), pictures) for a, b in pairs]
    covered = [low <= share_a - share_b <= high for low, high in intervals]
    assert 0.93 <= np.average(covered, weights=counts) <= 0.975


def test_answers_of_different_pictures_are_refused() -> None:
    with pytest.raises(ValueError, match="3 and 4"):
        compare(np.ones(3, bool), np.ones(4, bool))
