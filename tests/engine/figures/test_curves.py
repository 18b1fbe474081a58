"""Curves and areas equal scikit-learn's; thresholds say what they answer."""

import numpy as np
import pytest
from scipy.stats import t
from sklearn.metrics import average_precision_score, roc_auc_score, roc_curve

from resnet_studio.engine.figures.areas import by_chance, freedom_within, mean_pr, mean_roc, variance_within
from resnet_studio.engine.figures.curves import coverage, curves


def scored(pictures: int, digits: int = 9) -> tuple[np.ndarray, np.ndarray]:
    random = np.random.default_rng(pictures)
    positive = random.random(pictures) < 0.3
    positive[:2] = True, False
    return (positive * 0.5 + random.random(pictures)).round(digits), positive


@pytest.mark.parametrize(("pictures", "digits"), [(2, 9), (50, 9), (2000, 9), (2000, 1)])
def test_areas_are_those_of_scikit_learn(pictures: int, digits: int) -> None:
    scores, positive = scored(pictures, digits)
    found = curves(scores, positive)
    assert found.roc_area.value == pytest.approx(roc_auc_score(positive, scores), abs=1e-12)
    assert found.pr_area.value == pytest.approx(average_precision_score(positive, scores), abs=1e-12)
    for figure in (found.roc_area, found.pr_area):
        assert figure.low is not None
        assert figure.high is not None
        assert figure.value is not None
        assert 0 <= figure.low <= figure.value <= figure.high <= 1


def test_slopes_are_what_one_more_picture_changes() -> None:
    scores, positive = scored(40)
    found = curves(scores, positive)
    more = 1e-6
    for index in (0, 1, 7, 20):
        weights = np.ones(40)
        weights[index] += more
        for slopes, area in (
            (
                found.roc_slopes,
                roc_auc_score(positive, scores, sample_weight=weights) - roc_auc_score(positive, scores),
            ),
            (
                found.pr_slopes,
                average_precision_score(positive, scores, sample_weight=weights)
                - average_precision_score(positive, scores),
            ),
        ):
            assert slopes[index] == pytest.approx(area / more, abs=1e-5)


def test_curves_are_thinned_and_reach_both_ends() -> None:
    scores, positive = scored(5000)
    found = curves(scores, positive, points=50)
    assert len(found.roc) <= 50
    assert len(found.pr) <= 50
    assert found.roc[0] == (0.0, 0.0)
    assert found.roc[-1] == (1.0, 1.0)
    assert found.pr[-1][0] == 1.0
    x, y = np.array(found.roc).T
    area = float(((x[1:] - x[:-1]) * (y[1:] + y[:-1])).sum() / 2)
    assert found.roc_area.value == pytest.approx(area, abs=0.01)


def test_curve_of_few_pictures_has_the_corners_that_scikit_learn_gives() -> None:
    scores, positive = scored(30)
    false, true, _ = roc_curve(positive, scores, drop_intermediate=True)
    expected = [(round(x, 6), round(y, 6)) for x, y in zip(false.tolist(), true.tolist(), strict=True)]
    assert {*curves(scores, positive).roc, expected[1]} == set(expected)  # it also keeps the first of the pictures


def test_areas_without_pictures_of_the_class_or_of_others_say_why() -> None:
    scores = np.array([0.2, 0.9])
    none = curves(scores, np.array([False, False]))
    assert none.roc_area.value is None
    assert none.roc_area.reason
    assert none.pr_area.value is None
    every = curves(scores, np.array([True, True]))
    assert every.roc_area.value is None
    assert every.roc_area.reason
    assert every.pr_area.value == 1.0
    assert mean_roc([none.roc_area], none.roc_slopes, np.array([1, 1])).reason
    assert mean_pr([none.pr_area], none.pr_slopes, [0.0], np.array([1, 1])).reason


def test_a_perfect_area_of_few_pictures_has_a_wide_interval() -> None:
    found = curves(np.array([0.9, 0.1, 0.2]), np.array([True, False, False])).roc_area
    assert found.value == 1.0
    assert found.low is not None
    assert found.low < 0.5


def test_variance_of_a_roc_area_is_delongs() -> None:
    scores, positive = scored(300)
    found = curves(scores, positive)
    inside, outside = scores[positive], scores[~positive]
    above = (inside[:, None] > outside).mean(1)
    below = (inside[:, None] > outside).mean(0)
    variance = above.var(ddof=1) / len(inside) + below.var(ddof=1) / len(outside)
    low, _ = found.roc_area.interval or (0.0, 0.0)
    centre = found.roc_area.value or 0.0
    below = np.log(centre / (1 - centre)) - np.log(low / (1 - low))
    student = t.ppf(0.975, freedom_within(found.roc_slopes, positive.astype(np.int64)))
    assert below == pytest.approx(student * np.sqrt(variance) / (centre * (1 - centre)), rel=1e-3)


def test_coverage_counts_answers_and_right_ones_from_the_surest_on() -> None:
    found = coverage(np.array([0.6, 0.9, 0.9, 0.7]), np.array([False, True, False, True]), 2)
    assert [(one.answered, one.right) for one in found] == [(2, 1), (3, 2), (4, 2)]
    assert [one.threshold for one in found] == pytest.approx([0.8, 0.65, 0.55]), "of two, one has a half"


def test_thresholds_are_reached_by_the_pictures_that_they_are_of() -> None:
    sureness = 0.25 + 0.75 * np.random.default_rng(3).random(5000)
    found = coverage(sureness, sureness > 0.5, 4)
    assert len(found) <= 200
    for one in found:
        assert (sureness.astype(np.float32) >= one.threshold).sum() == one.answered


def test_variance_of_a_precision_recall_area_is_that_of_redrawn_pictures() -> None:
    scores, positive = scored(600)
    random, values = np.random.default_rng(4), []
    groups = [np.flatnonzero(positive), np.flatnonzero(~positive)]
    for _ in range(400):
        some = np.concatenate([random.choice(group, len(group)) for group in groups])
        values.append(average_precision_score(positive[some], scores[some]))
    found = variance_within(curves(scores, positive).pr_slopes, positive.astype(np.int64))
    assert np.sqrt(found) == pytest.approx(np.std(values), rel=0.1)


def test_variance_of_a_few_pictures_far_off_has_few_degrees_of_freedom() -> None:
    random, groups = np.random.default_rng(6), np.arange(2000) % 2
    slopes = random.normal(size=2000)
    assert freedom_within(slopes, groups) == np.inf
    slopes[:5] = 100, -100, 90, -90, 110
    assert 1 < freedom_within(slopes, groups) < 15


def test_chance_raises_the_area_of_few_random_answers_as_much_as_is_said() -> None:
    random = np.random.default_rng(5)
    positive = np.arange(20) % 2 == 1
    drawn = positive[random.random((2000, 20)).argsort(axis=1)]  # all at once: scikit-learn takes 5 ms for each
    precision = drawn.cumsum(axis=1) / np.arange(1, 21)
    assert precision[0][drawn[0]].mean() == pytest.approx(average_precision_score(drawn[0], -np.arange(20)))
    mean = precision[drawn].mean()
    assert by_chance(float(mean), 10, 20) == pytest.approx(mean - 0.5, abs=0.01)
    assert by_chance(1.0, 10, 20) == 0


def test_a_class_with_one_picture_has_an_interval_of_its_precision_recall_area() -> None:
    found = curves(np.array([0.9, 0.5, 0.2, 0.1]), np.array([False, True, False, False])).pr_area
    low, high = found.interval or (1.0, 0.0)
    assert low < 0.1
    assert high > 0.8
