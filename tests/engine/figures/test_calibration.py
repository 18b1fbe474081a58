"""Calibration error and temperature."""

import time

import numpy as np
import pytest

from resnet_studio.core.runs.calibration import tempered
from resnet_studio.engine.figures.calibration import (
    BINS,
    FEWEST,
    bins,
    calibration_error,
    fit_temperature,
)


def answers(pictures: int, classes: int, sharper: float) -> tuple[np.ndarray, np.ndarray]:
    """Probabilities of a calibrated model, made sharper, and true classes."""
    random = np.random.default_rng(pictures + classes)
    logits = random.normal(size=(pictures, classes)) * 2
    plain = np.exp(logits) / np.exp(logits).sum(1, keepdims=True)
    labels = np.array([random.choice(classes, p=row) for row in plain])
    sharp = plain**sharper
    return (sharp / sharp.sum(1, keepdims=True)).astype(np.float32), labels


@pytest.mark.parametrize(("classes", "sharper"), [(2, 2.0), (10, 1.5), (3, 0.5)])
def test_temperature_is_what_probabilities_were_sharpened_by(classes: int, sharper: float) -> None:
    probabilities, labels = answers(4000, classes, sharper)
    found = fit_temperature(probabilities, labels)
    assert found.pictures == 4000
    assert found.value == pytest.approx(sharper, rel=0.12)


def loss(probabilities: np.ndarray, labels: np.ndarray, temperature: float) -> float:
    return float(-np.log(tempered(probabilities, temperature)[np.arange(len(labels)), labels]).mean())


def test_temperature_has_the_lowest_loss_of_many_pictures() -> None:
    probabilities, labels = answers(20_000, 4, 1.7)
    found = fit_temperature(probabilities, labels).value
    assert found is not None
    others = (found * 1.02, found / 1.02, 1.0)
    assert loss(probabilities, labels, found) <= min(loss(probabilities, labels, other) for other in others)


def test_temperature_of_few_pictures_is_between_1_and_the_one_with_the_lowest_loss() -> None:
    probabilities, labels = answers(60, 4, 3.0)
    found = fit_temperature(probabilities, labels).value
    assert found is not None
    lowest = min(np.geomspace(0.5, 10, 300), key=lambda one: loss(probabilities, labels, float(one)))
    assert 1.2 < found < 0.95 * lowest


@pytest.mark.parametrize("pictures", [153, 1000])
@pytest.mark.parametrize("classes", [2, 10])
def test_model_that_is_too_sure_gets_a_temperature_and_a_calibrated_one_none(pictures: int, classes: int) -> None:
    found = fit_temperature(*answers(pictures, classes, 3.0))
    assert found.value is not None
    assert found.value > 1.5
    none = fit_temperature(*answers(pictures, classes, 1.0))
    assert (none.value, none.pictures) == (None, 0)
    assert str(none.reason) == "A temperature would not make the probabilities of new pictures better."


@pytest.mark.parametrize(("sharper", "pictures"), [(1.0, 20), (3.0, 20), (1.0, FEWEST)])
def test_few_pictures_are_no_evidence_for_a_temperature(sharper: float, pictures: int) -> None:
    probabilities, labels = answers(pictures, 2, sharper)
    assert 0 < (probabilities.argmax(1) == labels).sum() < pictures
    found = fit_temperature(probabilities, labels)
    assert found.value is None
    assert ("would not make" if pictures == FEWEST else "too few") in str(found.reason)


def test_a_little_evidence_gives_a_temperature_near_1() -> None:
    found = fit_temperature(*answers(FEWEST, 2, 1.5)).value
    assert found is not None
    assert 1.05 < found < 1.2


def test_temperature_is_the_same_each_time() -> None:
    probabilities, labels = answers(153, 2, 2.0)
    assert fit_temperature(probabilities, labels) == fit_temperature(probabilities, labels)


def test_temperature_of_ten_thousand_pictures_takes_a_fraction_of_a_second() -> None:
    probabilities, labels = answers(10_000, 10, 1.5)
    fit_temperature(probabilities[:50], labels[:50])  # imports SciPy
    began = time.process_time()
    fit_temperature(probabilities, labels)
    assert time.process_time() - began < 1.0


@pytest.mark.parametrize("case", ["few", "right", "wrong"])
def test_there_is_no_temperature_for_few_pictures_or_where_all_or_none_are_right(case: str) -> None:
    probabilities = np.tile(np.array([[0.8, 0.2]], np.float32), (FEWEST, 1))
    labels = np.full(FEWEST, 1 if case == "wrong" else 0)
    if case == "few":
        probabilities, labels = probabilities[1:], labels[1:]
    found = fit_temperature(probabilities, labels)
    assert found.value is None
    assert found.reason


def test_tempered_probabilities_are_those_of_divided_logits() -> None:
    logits = np.array([[2.0, 0.5, -1.0]])
    plain = np.exp(logits) / np.exp(logits).sum()
    divided = np.exp(logits / 1.5) / np.exp(logits / 1.5).sum()
    assert tempered(plain, 1.5) == pytest.approx(divided, rel=1e-6)
    assert np.isfinite(tempered(np.array([[1.0, 0.0]], np.float32), 0.05)).all()


def test_bins_hold_their_upper_end_and_empty_ones_say_so() -> None:
    found = bins(np.array([1 / BINS, 1.0, 0.99]), np.array([True, True, False]))
    assert [one.pictures for one in found] == [1, *[0] * (BINS - 2), 2]
    assert (found[-1].probability, found[-1].right.value) == (pytest.approx(0.995), 0.5)
    assert found[1].probability is None
    assert found[1].right.reason
    assert (found[0].low, found[-1].high) == (0.0, 1.0)


def test_calibration_error_is_the_mean_distance_of_the_bins() -> None:
    random = np.random.default_rng(5)
    sureness, right = random.random(400), random.random(400) < 0.6
    found = calibration_error(sureness, right)
    expected = sum(one.pictures * abs((one.probability or 0) - (one.right.value or 0)) for one in bins(sureness, right))
    assert found.value == pytest.approx(expected / 400)
    assert found.low is not None
    assert found.high is not None
    assert 0 <= found.low < expected / 400 < found.high <= 1


def test_interval_of_a_calibrated_model_begins_at_0_and_of_another_one_above() -> None:
    random = np.random.default_rng(6)
    sureness = random.uniform(0.5, 1, 1000)
    calibrated = calibration_error(sureness, random.random(1000) < sureness)
    assert calibrated.low == 0.0
    off = calibration_error(sureness, random.random(1000) < sureness - 0.2)
    assert off.low is not None
    assert off.low > 0.1


@pytest.mark.parametrize("right", [True, False])
def test_calibration_error_of_one_picture_is_defined(right: bool) -> None:
    found = calibration_error(np.array([0.75]), np.array([right]))
    assert found.value == 0.25 if right else 0.75
    assert found.low is not None
    assert found.high is not None
    assert found.low <= found.high
