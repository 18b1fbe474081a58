"""Loss and top-1 accuracy over several batches."""

import math

import pytest
import torch
from torch import Tensor
from torch.nn import functional

from resnet_studio.engine.answers.answers import Answers
from resnet_studio.engine.answers.score import Score

LOGITS = torch.tensor([[2.0, 1.0, 0.0], [0.0, 3.0, 0.0], [0.0, 0.0, 1.0], [1.0, 0.0, 0.5]])
LABELS = torch.tensor([0, 1, 0, 2])


def of(first: int, end: int, logits: Tensor = LOGITS) -> Answers:
    return Answers(tuple(range(first, end)), LABELS[first:end], logits[first:end])


def test_figures_over_batches_equal_those_over_all_pictures() -> None:
    score = Score()
    for first, end in ((0, 3), (3, 4)):
        score.add(of(first, end))
    assert score.pictures == 4
    assert score.loss == pytest.approx(functional.cross_entropy(LOGITS, LABELS).item())
    assert (score.right, score.top1) == (2, 0.5)


def test_score_without_pictures_is_nan() -> None:
    score = Score()
    assert math.isnan(score.loss)
    assert math.isnan(score.top1)
    assert score.right == 0


def test_clear_starts_again() -> None:
    score = Score()
    score.add(of(0, 4))
    score.clear()
    assert (score.pictures, score.right) == (0, 0)
    score.add(of(0, 1))
    assert score.top1 == 1.0


def test_nan_logits_give_a_nan_loss() -> None:
    score = Score()
    score.add(of(0, 4, torch.full((4, 3), math.nan)))
    assert math.isnan(score.loss)


def test_cells_are_the_confusion_matrix_without_zeros() -> None:
    score = Score()
    for first, end in ((0, 3), (3, 4)):
        score.add(of(first, end))
    assert score.cells() == (0, 0, 1, 0, 2, 1, 1, 1, 1, 2, 0, 1)
    score.clear()
    assert score.cells() == ()


def test_matrix_of_too_many_classes_is_left_out() -> None:
    score = Score()
    score.add(Answers((0,), torch.tensor([0]), torch.zeros(1, 201)))
    assert score.cells() == ()
