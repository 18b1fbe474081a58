"""Validation pictures that are shown after each epoch."""

from collections import Counter

import pytest

from resnet_studio.core.runs.defaults import FOLLOWED_PICTURES
from resnet_studio.engine.training.followed import choose_followed


@pytest.mark.parametrize(("count", "expected"), [(0, 0), (5, 5), (24, 24), (1000, 24)])
def test_number_of_followed_pictures_is_limited(count: int, expected: int) -> None:
    chosen = choose_followed([0] * count, seed=1)
    assert len(chosen) == expected
    assert chosen <= set(range(count))


def test_choice_is_spread_evenly_over_the_classes() -> None:
    labels = [0] * 500 + [1] * 20 + [2] * 3
    counts = Counter(labels[index] for index in choose_followed(labels, seed=1))
    assert counts[2] == 3
    assert abs(counts[0] - counts[1]) <= 1
    assert sum(counts.values()) == FOLLOWED_PICTURES


def test_choice_depends_on_the_seed_only() -> None:
    labels = [index % 4 for index in range(400)]
    assert choose_followed(labels, seed=1) == choose_followed(labels, seed=1)
    assert choose_followed(labels, seed=1) != choose_followed(labels, seed=2)
