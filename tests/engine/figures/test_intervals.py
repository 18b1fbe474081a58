"""Intervals of figures: known values, and what they are at the edges."""

import numpy as np
import pytest
from scipy.stats import binomtest
from sklearn.metrics import balanced_accuracy_score, f1_score, precision_score

from resnet_studio.core.runs.figures import Figure
from resnet_studio.engine.figures import intervals
from resnet_studio.engine.figures.intervals import Table

MEANS = (intervals.mean_recall, intervals.mean_precision, intervals.mean_f1)


def width(figure: Figure) -> float:
    low, high = figure.interval or (0.0, 0.0)
    return high - low


def labels(confusion: list[list[int]]) -> tuple[np.ndarray, np.ndarray]:
    """True and predicted classes of the pictures that a confusion matrix counts."""
    counts = np.array(confusion)
    cells = np.repeat(np.arange(counts.size), counts.ravel())
    return cells // len(counts), cells % len(counts)


@pytest.mark.parametrize(("right", "total"), [(0, 1), (1, 1), (0, 20), (20, 20), (146, 153), (1000, 2000)])
def test_interval_of_a_share_is_wilsons(right: int, total: int) -> None:
    expected = binomtest(right, total).proportion_ci(0.95, "wilson")
    assert intervals.share(right, total).interval == pytest.approx((expected.low, expected.high), abs=1e-12)


@pytest.mark.parametrize("confusion", [[[66, 4], [3, 80]], [[5, 0, 2], [1, 9, 0], [0, 0, 1]], [[0, 4], [3, 0]]])
def test_means_over_classes_are_those_of_scikit_learn(confusion: list[list[int]]) -> None:
    true, predicted = labels(confusion)
    table = Table.of(true, predicted, len(confusion))
    found = [mean(table).value for mean in MEANS]
    precision = precision_score(true, predicted, average="macro", zero_division=0)
    expected = [balanced_accuracy_score(true, predicted), precision, f1_score(true, predicted, average="macro")]
    assert found == pytest.approx(expected, abs=1e-12)


@pytest.mark.parametrize("mean", MEANS)
def test_variance_of_a_mean_is_that_of_redrawn_pictures(mean: object) -> None:
    counts = np.array([[400, 60, 40], [30, 200, 20], [10, 40, 200]])
    random = np.random.default_rng(1)
    true, predicted = labels(counts.tolist())
    values = []
    for _ in range(400):
        drawn = random.integers(0, len(true), len(true))
        values.append(mean(Table.of(true[drawn], predicted[drawn], 3)).value)  # type: ignore[operator]
    found = mean(Table.of(true, predicted, 3))  # type: ignore[operator]
    assert width(found) == pytest.approx(2 * 1.96 * np.std(values), rel=0.12)


@pytest.mark.parametrize("mean", MEANS)
def test_means_leave_out_classes_without_pictures(mean: object) -> None:
    two = mean(Table.of(*labels([[8, 2], [1, 9]]), 2))  # type: ignore[operator]
    three = mean(Table.of(*labels([[8, 2, 0], [1, 9, 0], [0, 0, 0]]), 3))  # type: ignore[operator]
    assert three.value == two.value
    assert width(three) == pytest.approx(width(two), rel=0.1)


@pytest.mark.parametrize("mean", MEANS)
@pytest.mark.parametrize("confusion", [[[4]], [[2, 0], [0, 2]], [[0, 2], [2, 0]], [[1, 0], [0, 0]], [[0, 1], [0, 0]]])
def test_interval_of_a_mean_is_within_0_and_1_and_holds_it(mean: object, confusion: list[list[int]]) -> None:
    found = mean(Table.of(*labels(confusion), len(confusion)))  # type: ignore[operator]
    assert found.interval is not None
    assert 0 <= found.low <= found.value <= found.high <= 1
    assert width(found) > 0.1


def test_f1_has_the_interval_of_the_share_that_it_follows_from() -> None:
    found = intervals.f1(right=8, true=10, predicted=9)
    assert found.value == pytest.approx(2 * 8 / 19)
    low, high = intervals.wilson(8 / 11, 11)
    assert found.interval == pytest.approx((2 * low / (1 + low), 2 * high / (1 + high)))


def test_interval_of_a_mean_of_losses_holds_it_and_narrows_with_pictures() -> None:
    random = np.random.default_rng(2)
    losses = random.lognormal(-2, 1.5, 40_000)
    found = [intervals.mean(losses[:count], random) for count in (20, 500, 1900, 2100, 40_000)]
    assert all(one.low is not None and one.high is not None and one.low < one.value < one.high for one in found)  # type: ignore[operator]
    widths = [width(one) for one in found]
    assert widths[2] == pytest.approx(widths[3], rel=0.3)
    assert widths[0] > widths[1] > widths[2] > widths[4]


def test_a_single_loss_has_no_interval_and_says_why() -> None:
    found = intervals.mean(np.array([0.3]), np.random.default_rng(0))
    assert (found.value, found.interval) == (0.3, None)
    assert found.reason


def test_equal_losses_have_an_interval_without_width() -> None:
    assert intervals.mean(np.full(9, 0.5), np.random.default_rng(0)).interval == (0.5, 0.5)
