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


def test_variance_of_f1_of_a_class_is_that_of_redrawn_pictures() -> None:
    true, predicted = labels([[400, 60], [30, 200]])
    random = np.random.default_rng(1)
    values = []
    for _ in range(400):
        drawn = [random.choice(np.flatnonzero(true == label), int((true == label).sum())) for label in (0, 1)]
        some = np.concatenate(drawn)
        values.append(f1_score(true[some], predicted[some]))
    found = intervals.f1(right=200, true=230, predicted=260, pictures=690)
    assert found.value == pytest.approx(2 * 200 / (230 + 260))
    assert width(found) == pytest.approx(2 * 1.96 * np.std(values), rel=0.12)


@pytest.mark.parametrize(
    ("right", "true", "predicted", "pictures"), [(0, 1, 0, 1), (1, 1, 1, 1), (3, 3, 3, 9), (0, 3, 4, 9), (9, 9, 9, 9)]
)
def test_interval_of_f1_is_within_0_and_1_and_holds_it(right: int, true: int, predicted: int, pictures: int) -> None:
    found = intervals.f1(right, true, predicted, pictures)
    assert found.value == 2 * right / (true + predicted)
    assert found.low is not None
    assert found.high is not None
    assert 0 <= found.low <= found.value <= found.high <= 1
    assert width(found) > 0.1
