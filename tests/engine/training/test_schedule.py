"""The learning rate over the steps of a phase."""

import pytest

from resnet_studio.engine.training.schedule import learning_rate_factor


def factors(steps: int) -> list[float]:
    return [learning_rate_factor("one-cycle", step, steps) for step in range(1, steps + 1)]


def test_one_cycle_warms_up_and_ends_close_to_zero() -> None:
    found = factors(100)
    assert max(found) == 1.0
    assert found.index(1.0) == 19
    assert found[0] == pytest.approx(0.05)
    assert found[19:] == sorted(found[19:], reverse=True)
    assert 0 < found[-1] < 0.001


@pytest.mark.parametrize("steps", [1, 2, 3, 4, 5, 6, 7, 1000])
def test_every_step_of_one_cycle_learns(steps: int) -> None:
    found = factors(steps)
    assert min(found) > 0
    assert max(found) <= 1.0


def test_second_of_two_steps_learns_half_as_much() -> None:
    assert factors(2) == [1.0, pytest.approx(0.5)]


def test_constant_schedule_stays() -> None:
    assert learning_rate_factor("constant", 7, 100) == 1.0
