"""The axis that a share and its interval are drawn on."""

import pytest

from resnet_studio.gui.widgets.interval_axis import Axis


@pytest.mark.parametrize(
    ("low", "high"), [(79.8, 99.3), (0.0, 3.0), (98.0, 100.0), (0.0, 100.0), (50.0, 50.0), (33.3, 66.7)]
)
def test_axis_holds_its_interval_and_has_few_round_ticks(low: float, high: float) -> None:
    axis = Axis.around(low, high)
    assert 0 <= axis.low <= low <= high <= axis.high <= 100
    assert (axis.ticks[0], axis.ticks[-1]) == (axis.low, axis.high)
    assert 2 <= len(axis.ticks) <= 6
    assert all(tick == round(tick) for tick in axis.ticks)
    assert 0 <= axis.at(low) <= axis.at(high) <= 1
    assert (axis.at(-5), axis.at(105)) == (0, 1)
