"""The axis of the intervals."""

import dataclasses
from pathlib import Path

import pytest

from resnet_studio.core.runs.states import RunState
from resnet_studio.core.runs.summary import RunSummary
from resnet_studio.gui.rooms.runs.axis import axis_of

RUN = RunSummary(Path("run"), 0.0, None, "ants", RunState.FINISHED, 1, 1, 0.95, 1.0, 1, usable=True, validation=153)


def runs(*accuracies: float, pictures: int = 153) -> list[RunSummary]:
    return [dataclasses.replace(RUN, best_val_top1=top1, validation=pictures) for top1 in accuracies]


@pytest.mark.parametrize(
    "listed",
    [runs(0.954, 0.838), runs(0.99, 0.1), runs(1.0), runs(0.0), runs(0.5, pictures=4), runs(0.9512, pictures=10**7),
     runs(1.0, pictures=2**40), runs(0.95, float("nan"))],
)  # fmt: skip
def test_axis_holds_all_intervals_and_has_round_figures(listed: list[RunSummary]) -> None:
    axis = axis_of(listed)
    for run in listed:
        for end in run.interval or ():
            assert axis.low - 1e-9 <= end <= axis.high + 1e-9
    assert 1 <= len(axis.ticks) <= 4
    assert all(axis.low - 1e-9 <= tick / 100 <= axis.high + 1e-9 for tick in axis.ticks)
    assert axis.high > axis.low


def test_axis_without_intervals_is_from_0_to_100() -> None:
    axis = axis_of(())
    assert (axis.low, axis.high, axis.ticks[0], axis.ticks[-1]) == (0.0, 1.0, 0, 100)


def test_positions_follow_the_ends() -> None:
    axis = axis_of(runs(0.9))
    assert axis.at(axis.low, 10, 110) == pytest.approx(10)
    assert axis.at(axis.high, 10, 110) == pytest.approx(110)
