"""The axes of a chart: scales, ticks, and labels that do not overlap."""

from itertools import pairwise

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from resnet_studio.core.basics.axes import accuracy_scale, epoch_ticks, loss_scale, spread


@given(st.lists(st.floats(-50, 250), min_size=1, max_size=5))
def test_spread_labels_never_overlap_or_leave_chart(wanted: list[float]) -> None:
    placed = spread(wanted, 17.0, 10.0, 190.0)
    ordered = sorted(placed)
    assert all(after - before >= 17.0 - 1e-6 for before, after in pairwise(ordered))
    assert min(placed) >= 10.0 - 1e-6
    assert max(placed) <= 190.0 + 1e-6


def test_spread_keeps_distant_labels() -> None:
    assert spread([150.0, 40.0], 17.0, 0.0, 200.0) == [150.0, 40.0]


@pytest.mark.parametrize(
    ("epochs", "most", "ticks"),
    [
        (12, 7, (0, 2, 4, 6, 8, 10, 12)),
        (1, 7, (0, 1)),
        (8, 5, (0, 2, 4, 6, 8)),
        (25, 6, (0, 5, 10, 15, 20, 25)),
        (11, 6, (0, 2, 4, 6, 8, 11)),
        (100, 6, (0, 20, 40, 60, 80, 100)),
    ],
)
def test_epoch_ticks(epochs: int, most: int, ticks: tuple[int, ...]) -> None:
    assert epoch_ticks(epochs, most) == ticks


def test_scales_have_expected_ends() -> None:
    loss = loss_scale(np.array([0.87, 0.1]))
    assert loss.low == 0.0
    assert [loss.text(tick) for tick in loss.ticks] == ["0.0", "0.2", "0.4", "0.6", "0.8"]
    accuracy = accuracy_scale(np.array([41.0, 95.4]))
    assert (accuracy.low, accuracy.high, len(accuracy.ticks)) == (40.0, 100.0, 4)
    near = accuracy_scale(np.array([94.2, 97.0]))
    assert (near.low, near.high, near.ticks) == (80.0, 100.0, (80.0, 85.0, 90.0, 95.0, 100.0))
    low = accuracy_scale(np.array([1.0, 3.0]))
    assert (low.low, low.high) == (0.0, 20.0)
    one = accuracy_scale(np.array([12.9]), np.array([17.5]))  # a run of one epoch
    assert (one.low, one.high) == (0.0, 20.0)
    assert loss_scale().text(0.0) == ""
