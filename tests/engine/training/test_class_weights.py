"""Weights of the classes in the training loss."""

import pytest

from resnet_studio.engine.training.class_weights import balanced_weights


def test_balanced_weights_have_mean_one() -> None:
    weights = balanced_weights([10, 30, 60])
    assert weights.mean().item() == pytest.approx(1.0)
    assert (weights[0] / weights[2]).item() == pytest.approx(6.0)
