"""All figures of a measurement: equal to scikit-learn's, and defined or with a reason at every edge."""

import json
from collections.abc import Iterator
from dataclasses import fields

import numpy as np
import pytest
from sklearn.metrics import (
    average_precision_score,
    balanced_accuracy_score,
    confusion_matrix,
    f1_score,
    log_loss,
    precision_recall_fscore_support,
    roc_auc_score,
    top_k_accuracy_score,
)

from resnet_studio.core.runs.figures import Figure, Figures
from resnet_studio.core.runs.figures_file import from_record, record
from resnet_studio.engine.figures.calibration import Temperature, fit_temperature
from resnet_studio.engine.figures.metrics import Measured, measure


def answered(labels: np.ndarray, classes: int, right: float = 1.0) -> np.ndarray:
    """Probabilities `[N, K]` of a model that knows something."""
    random = np.random.default_rng(len(labels) + classes)
    logits = random.normal(size=(len(labels), classes))
    logits[np.arange(len(labels)), labels] += right
    powers = np.exp(logits)
    return (powers / powers.sum(1, keepdims=True)).astype(np.float32)


def measured(labels: np.ndarray, probabilities: np.ndarray) -> Figures:
    own = probabilities[np.arange(len(labels)), labels]
    names = [f"class {index}" for index in range(probabilities.shape[1])]
    about = Measured("validation", float(-np.log(own).mean()), train_top1=0.9)
    return measure(about, names, labels, probabilities, fit_temperature(probabilities, labels))


def all_figures(figures: Figures) -> Iterator[tuple[str, Figure]]:
    for holder in (figures, *figures.classes):
        for field in fields(holder):
            value = getattr(holder, field.name)
            if isinstance(value, Figure):
                yield field.name, value


@pytest.mark.parametrize(("pictures", "classes"), [(153, 2), (500, 10), (2000, 200)])
def test_figures_are_those_of_scikit_learn(pictures: int, classes: int) -> None:
    labels = np.append(np.arange(classes), np.random.default_rng(1).integers(0, classes, pictures - classes))
    probabilities = answered(labels, classes)
    found = measured(labels, probabilities)
    predicted = probabilities.argmax(1)
    known = list(range(classes))
    values = probabilities.astype(float)
    values /= values.sum(1, keepdims=True)
    assert found.loss.value == pytest.approx(log_loss(labels, values, labels=known), rel=1e-5)
    assert found.top1.value == (predicted == labels).mean()
    if classes > 5:
        assert found.top5.value == top_k_accuracy_score(labels, probabilities, k=5, labels=known)
    assert found.balanced_accuracy.value == pytest.approx(balanced_accuracy_score(labels, predicted))
    assert found.macro_f1.value == pytest.approx(f1_score(labels, predicted, labels=known, average="macro"))
    one_hot = labels[:, None] == np.arange(classes)
    assert found.roc_area.value == pytest.approx(roc_auc_score(one_hot, probabilities, average="macro"))
    assert found.pr_area.value == pytest.approx(average_precision_score(one_hot, probabilities, average="macro"))
    assert found.confusion().tolist() == confusion_matrix(labels, predicted, labels=known).tolist()
    precision, recall, f1, support = precision_recall_fscore_support(labels, predicted, labels=known, zero_division=0)
    for index, one in enumerate(found.classes):
        assert one.n == support[index]
        assert one.precision.value == (None if not one.predicted else pytest.approx(precision[index]))
        assert one.recall.value == pytest.approx(recall[index])
        assert one.f1.value == pytest.approx(f1[index])


def test_classes_without_pictures_are_left_out_of_all_means() -> None:
    labels = np.arange(120) % 3
    probabilities = answered(
        labels, 5
    )  # of the last two classes there are none, and scikit-learn would count them as 0
    found, one_hot = measured(labels, probabilities), labels[:, None] == np.arange(3)
    assert [one.pr_area.value is None for one in found.classes] == [False] * 3 + [True] * 2
    assert found.pr_area.value == pytest.approx(average_precision_score(one_hot, probabilities[:, :3], average="macro"))
    assert found.roc_area.value == pytest.approx(roc_auc_score(one_hot, probabilities[:, :3], average="macro"))
    assert found.balanced_accuracy.value == pytest.approx(np.mean([one.recall.value for one in found.classes[:3]]))
    assert found.macro_precision.value == pytest.approx(
        np.mean([one.precision.value or 0 for one in found.classes[:3]])
    ), "a class that is never answered counts as 0: else a model would be better for ignoring it"


def too_sure(probabilities: np.ndarray) -> np.ndarray:
    """What a temperature mends."""
    powers = probabilities**3
    return np.asarray(powers / powers.sum(1, keepdims=True))


def right_for(labels: np.ndarray, classes: int) -> np.ndarray:
    return np.where(labels[:, None] == np.arange(classes), 0.9, 0.1 / max(1, classes - 1)).astype(np.float32)


EDGES = {
    "two classes": (np.arange(60) % 2, too_sure(answered(np.arange(60) % 2, 2))),
    "ten classes": (np.arange(60) % 10, too_sure(answered(np.arange(60) % 10, 10))),
    "two hundred classes": (np.arange(600) % 200, answered(np.arange(600) % 200, 200)),
    "a class of one picture": (np.array([0] * 20 + [1]), answered(np.array([0] * 20 + [1]), 2)),
    "a class without a right answer": (np.arange(40) % 2, np.tile(np.array([[0.7, 0.3]], np.float32), (40, 1))),
    "an absent class": (np.arange(40) % 2, answered(np.arange(40) % 2, 3)),
    "four pictures": (np.arange(4) % 2, answered(np.arange(4) % 2, 2)),
    "three pictures": (np.arange(3) % 2, answered(np.arange(3) % 2, 2)),
    "two pictures": (np.array([0, 1]), np.array([[0.9, 0.1], [0.3, 0.7]], np.float32)),
    "one picture": (np.array([0]), np.array([[0.6, 0.4]], np.float32)),
    "all right": (np.arange(40) % 2, right_for(np.arange(40) % 2, 2)),
    "four, all right": (np.arange(4) % 2, right_for(np.arange(4) % 2, 2)),
    "all wrong": (np.arange(40) % 2, right_for(1 - np.arange(40) % 2, 2)),
    "one class of pictures": (np.zeros(30, np.int64), answered(np.zeros(30, np.int64), 2)),
    "a model of one class": (np.zeros(4, np.int64), np.ones((4, 1), np.float32)),
}


@pytest.mark.parametrize("edge", EDGES)
def test_every_figure_is_defined_within_its_interval_or_says_why_not(edge: str) -> None:
    figures = measured(*EDGES[edge])
    for name, figure in all_figures(figures):
        if figure.value is None:
            assert figure.reason, name
            assert figure.interval is None, name
        elif figure.interval is None:
            assert figure.reason, name
        else:
            low, high = figure.interval
            assert 0 <= low <= figure.value <= high, name
            assert high <= 1 or name == "loss", name
    assert figures.verdict
    assert figures.verdict_kind
    assert figures.coverage[-1].answered == figures.pictures
    assert sum(one.pictures for one in figures.bins) == figures.pictures
    assert from_record(json.loads(json.dumps(record(figures)))) == figures


@pytest.mark.parametrize(
    ("edge", "undefined"),
    [
        ("two classes", {"top5"}),
        ("ten classes", set()),
        ("four pictures", {"top5", "tempered_ece"}),
        ("all right", {"top5", "tempered_ece"}),
        ("all wrong", {"top5", "tempered_ece"}),
        ("a class without a right answer", {"top5", "precision"}),
        ("one class of pictures", {"top5", "roc_area", "recall", "f1", "pr_area", "tempered_ece"}),
    ],
)
def test_only_figures_that_cannot_be_are_undefined(edge: str, undefined: set[str]) -> None:
    found = {name for name, figure in all_figures(measured(*EDGES[edge])) if figure.value is None}
    assert found - undefined == set()


def test_same_pictures_have_the_same_figures() -> None:
    labels = np.arange(100) % 3
    assert measured(labels, answered(labels, 3)) == measured(labels, answered(labels, 3))


def test_coverage_is_of_calibrated_probabilities_where_there_is_a_temperature() -> None:
    labels = np.arange(100) % 2
    probabilities = answered(labels, 2)
    about = Measured("validation", 0.5)
    plain = measure(about, ["a", "b"], labels, probabilities, Temperature(None))
    warm = measure(about, ["a", "b"], labels, probabilities, Temperature(4.0, 100))
    assert plain.tempered_bins == ()
    assert len(warm.tempered_bins) == len(warm.bins)
    assert warm.coverage[0].threshold < plain.coverage[0].threshold
    assert (warm.temperature, warm.tempered_on) == (4.0, 100)


def test_loss_that_is_not_a_number_is_undefined_and_the_rest_is_not() -> None:
    labels = np.arange(30) % 2
    found = measure(Measured("all", float("nan")), ["a", "b"], labels, np.zeros((30, 2), np.float32), Temperature(None))
    assert found.loss.value is None
    assert found.loss.reason
    assert found.top1.value == 0.5
