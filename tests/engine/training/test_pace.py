"""When a training reports, by a clock that the test sets."""

from types import SimpleNamespace

import pytest

from resnet_studio.engine.training import pace as module
from resnet_studio.engine.training.pace import Pace


class Clock:
    """Seconds as the test wants them."""

    now = 100.0


@pytest.fixture
def clock(monkeypatch: pytest.MonkeyPatch) -> Clock:
    made = Clock()
    monkeypatch.setattr(module, "time", SimpleNamespace(perf_counter=lambda: made.now))
    return made


def test_batches_are_due_twenty_times_a_second(clock: Clock) -> None:
    pace = Pace()
    assert not pace.batch_is_due()
    clock.now += 0.051
    assert pace.batch_is_due()
    pace.speed()
    assert not pace.batch_is_due()


def test_speed_counts_items_since_the_last_report(clock: Clock) -> None:
    pace = Pace()
    pace.start_steps()
    pace.count(30)
    pace.count(10)
    clock.now += 2
    assert pace.speed() == pytest.approx(20)
    pace.count(5)
    clock.now += 1
    assert pace.speed() == pytest.approx(5)


def test_speed_excludes_validation_between_epochs(clock: Clock) -> None:
    pace = Pace()
    pace.count(99)
    clock.now += 1000
    pace.start_steps()
    pace.count(10)
    clock.now += 1
    assert pace.speed() == pytest.approx(10)


def test_epoch_counts_its_preparation_separately(clock: Clock) -> None:
    pace = Pace()
    clock.now += 50
    pace.start_epoch()
    clock.now += 3
    pace.end_preparation()
    clock.now += 4
    assert pace.preparing == pytest.approx(3)
    assert pace.epoch_seconds == pytest.approx(7)
    pace.start_epoch()
    assert pace.preparing == 0


def test_epoch_that_goes_on_after_a_pause_takes_the_sum_of_the_time_trained(clock: Clock) -> None:
    pace = Pace()
    clock.now += 5000
    pace.start_epoch(seconds=40, preparing=10)
    clock.now += 2
    with pace.standing_still():
        clock.now += 60
    pace.end_preparation()
    clock.now += 3
    assert pace.preparing == pytest.approx(12)
    assert pace.epoch_seconds == pytest.approx(45)


def test_time_in_which_the_training_stands_still_is_left_out(clock: Clock) -> None:
    pace = Pace()
    pace.start_epoch()
    pace.start_steps()
    pace.start_validation()
    pace.count(10)
    clock.now += 1
    with pace.standing_still():
        clock.now += 60
    clock.now += 0.5
    assert pace.epoch_seconds == pytest.approx(1.5)
    assert not pace.validation_is_due()
    clock.now += 0.5
    assert pace.speed() == pytest.approx(5)
    with pace.standing_still():
        clock.now += 60
    assert not pace.batch_is_due()


def test_start_of_a_preparation_is_always_due(clock: Clock) -> None:
    pace = Pace()
    assert pace.preparation_is_due(0)
    assert not pace.preparation_is_due(5)
    clock.now += 0.11
    assert pace.preparation_is_due(5)
    assert not pace.preparation_is_due(6)


def test_only_a_long_validation_is_reported(clock: Clock) -> None:
    pace = Pace()
    clock.now += 500
    pace.start_validation()
    clock.now += 1.9
    assert not pace.validation_is_due()
    clock.now += 0.2
    assert pace.validation_is_due()
    assert not pace.validation_is_due()
