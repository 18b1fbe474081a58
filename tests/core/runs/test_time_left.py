"""The time left is shown in steps and does not jump."""

import itertools
import math
import random

import pytest

from resnet_studio.core.runs.time_left import TimeLeft


@pytest.mark.parametrize(
    ("estimate", "shown"),
    [(0.4, 5), (7, 5), (43, 45), (97, 100), (349, 360), (1234, 1260), (5_000, 5_100), (40_000, 39_600)],
)
def test_time_left_is_as_coarse_as_it_is_long(estimate: float, shown: float) -> None:
    assert TimeLeft().follow(estimate) == shown


def test_time_left_falls_without_going_back_while_the_estimate_jitters() -> None:
    noise, left = random.Random(0), TimeLeft()
    shown = [left.follow((900 - second) * noise.uniform(0.99, 1.01)) for second in range(900)]
    changes = [pair for pair in itertools.pairwise(shown) if pair[0] != pair[1]]
    assert all(after < before for before, after in changes), "it never rises"
    assert len(changes) < 50, "once in half a minute at first, in five seconds at the end"


def test_time_left_follows_an_estimate_that_has_really_changed() -> None:
    left = TimeLeft()
    assert left.follow(600) == 600
    assert left.follow(1800) == 1800
    assert left.follow(30) == 30
    assert math.isnan(left.follow(math.nan))
    assert left.follow(52) == 50
