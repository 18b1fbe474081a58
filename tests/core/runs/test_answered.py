"""Answers in the orders in which a person looks at them."""

from pathlib import Path

import numpy as np
import pytest

from resnet_studio.core.basics.errors import RunError
from resnet_studio.core.runs.answered import Answered, Order, read_answered
from resnet_studio.core.runs.evaluation import Evaluation
from resnet_studio.core.runs.figures_file import Stored
from tests.made_figures import some_figures

CLASSES = ("ants", "bees", "wasps")
PATHS = ("b/10.png", "b/9.png", "a/1.png", "c/1.png", "a/2.png")
LABELS = np.array([1, 1, 0, 2, 0])
PROBABILITIES = np.array(
    [[0.1, 0.8, 0.1], [0.9, 0.05, 0.05], [0.5, 0.3, 0.2], [0.6, 0.3, 0.1], [0.2, 0.7, 0.1]], np.float32
)


@pytest.fixture
def answered() -> Answered:
    return Answered(Path("/data"), PATHS, CLASSES, LABELS, PROBABILITIES)


def names(answered: Answered, order: Order, **filters: object) -> list[str]:
    return [answered.paths[index] for index in answered.chosen(order, **filters)]  # type: ignore[arg-type]


def test_orders(answered: Answered) -> None:
    assert names(answered, "loss") == ["b/9.png", "c/1.png", "a/2.png", "a/1.png", "b/10.png"]
    assert names(answered, "confident") == ["b/9.png", "a/2.png", "c/1.png"]
    assert names(answered, "unsure") == ["a/1.png", "c/1.png", "a/2.png", "b/10.png", "b/9.png"]
    assert names(answered, "name") == ["a/1.png", "a/2.png", "b/9.png", "b/10.png", "c/1.png"]


def test_filters(answered: Answered) -> None:
    assert names(answered, "name", mistakes=True) == ["a/2.png", "b/9.png", "c/1.png"]
    assert names(answered, "name", true=1) == ["b/9.png", "b/10.png"]
    assert names(answered, "name", true=1, predicted=0) == ["b/9.png"]
    assert names(answered, "name", predicted=1) == ["a/2.png", "b/10.png"]
    assert names(answered, "loss", true=2, predicted=2) == []


def test_equal_losses_are_in_the_order_of_names() -> None:
    count = 50
    answered = Answered(
        Path("/data"), tuple(f"{number}.png" for number in reversed(range(count))), CLASSES,
        np.zeros(count, np.int64), np.full((count, 3), 1 / 3, np.float32),
    )  # fmt: skip
    assert names(answered, "loss") == [f"{number}.png" for number in range(count)]


def test_picture_with_probability_zero_has_a_finite_loss() -> None:
    answered = Answered(Path("/"), ("a",), CLASSES, np.array([0]), np.array([[0, 1, 0]], np.float32))
    assert 20 < answered.losses[0] < 30


def test_no_pictures_at_all() -> None:
    nothing = Answered(Path("/"), (), CLASSES, np.zeros(0, np.int64), np.zeros((0, 3), np.float32))
    assert [len(nothing.chosen(order)) for order in ("loss", "confident", "unsure", "name")] == [0] * 4


def test_file_of_an_evaluation_is_read_and_one_of_other_classes_refused(tmp_path: Path) -> None:
    (tmp_path / "results").mkdir()
    file = tmp_path / "results" / "evaluation-0.npz"
    Evaluation(PATHS, LABELS, PROBABILITIES, (), 0.5, 0.4).write(file)
    stored = Stored(some_figures(), tmp_path / "results" / "figures-validation-0.json", file)
    assert read_answered(tmp_path, stored, Path("/data"), CLASSES).chosen("loss")[0] == 1
    with pytest.raises(RunError, match="other classes"):
        read_answered(tmp_path, stored, Path("/data"), CLASSES[:2])
