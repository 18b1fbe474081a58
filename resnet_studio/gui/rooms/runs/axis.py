"""The axis that the intervals of all runs share. No Qt."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

from resnet_studio.core.basics.axes import nice_step
from resnet_studio.core.runs.summary import RunSummary

_MOST_STEPS = 2


@dataclass(frozen=True, slots=True)
class Axis:
    """From `low` to `high`, fractions of 1; `ticks` are in per cent."""

    low: float
    high: float
    ticks: tuple[int, ...]

    def at(self, share: float, left: float, right: float) -> float:
        """Where a share is between two positions, which stand for the ends."""
        return left + (right - left) * (share - self.low) / (self.high - self.low)


def axis_of(runs: Iterable[RunSummary]) -> Axis:
    """The axis for the intervals of these runs; from 0 to 100 % where there are none."""
    ends = [end for run in runs if run.interval for end in run.interval]
    low, high = (100 * min(ends), 100 * max(ends)) if ends else (0.0, 100.0)
    low, high = min(low, 99.0), max(high, low + 1)
    step = max(1, round(nice_step(high - low, _MOST_STEPS)))
    first, last = -(-low // step) * step, high // step * step
    if last <= first:  # all runs are between two ticks
        first, last = low // step * step, min(100.0, (low // step + 1) * step)
    ticks = tuple(range(int(first), int(last) + 1, step))
    return Axis(min(low, first) / 100, max(high, last) / 100, ticks)
