"""The learning rate over the steps of a phase."""

import pytest

from resnet_studio.engine.training.schedule import learning_rate_factor


def test_one_cycle_warms_up_and_ends_at_zero() -> None:
    factors = [learning_rate_factor("one-cycle", step, 100) for step in range(1, 101)]
    assert max(factors) == 1.0
    assert factors.index(1.0) == 19
    assert factors[0] == pytest.approx(0.05)
    assert factors[-1] == pytest.approx(0.0)
    assert learning_rate_factor("constant", 7, 100) == 1.0
