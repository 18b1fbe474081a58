"""The axes of a chart: scales, ticks, and labels that do not overlap. No Qt."""

from __future__ import annotations

import math
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from resnet_studio.core.basics import language

Points = NDArray[np.float64]


@dataclass(frozen=True, slots=True)
class Scale:
    """A vertical axis: its ends, and where lines and figures stand."""

    low: float
    high: float
    ticks: tuple[float, ...]
    decimals: int

    def text(self, tick: float) -> str:
        """The number beside a tick; empty while there are no values."""
        return "" if self.decimals < 0 else language.current().signs(f"{tick:.{self.decimals}f}")


def nice_step(span: float, most: int) -> float:
    """The smallest of 1, 2, 5, 10 … (any power of ten) that divides `span` into at most `most` parts."""
    raw = span / most
    power = 10.0 ** math.floor(math.log10(raw))
    return next(factor * power for factor in (1.0, 2.0, 5.0, 10.0) if factor * power >= raw * (1 - 1e-9))


def loss_scale(*values: Points) -> Scale:
    """From zero to above the highest value; single spikes of an unstable run may leave the chart."""
    tops = [float(np.quantile(line, 0.995)) for line in values if len(line)]
    if not tops:
        return _NOTHING
    top = max([*tops, 0.01])
    step = nice_step(top, 5)
    high = math.ceil(top / (step / 2) + 0.1) * step / 2
    return _scale(0.0, high, step)


def accuracy_scale(*values: Points) -> Scale:
    """An axis in percent that spans at least 20 points; it ends at 100 as soon as a value exceeds 40."""
    known = np.concatenate(values) if values else np.empty(0)
    if not len(known):
        return _NOTHING
    low, top = float(known.min()), float(known.max())
    high = 100.0 if top > 40 else max(20.0, math.ceil(top / 10 + 0.1) * 10.0)
    low = min(low, high - 20)
    step = next(step for step in (5.0, 10.0, 20.0) if high - math.floor(low / step) * step <= 5 * step)
    return _scale(math.floor(low / step) * step, high, step)


# Without values there are no numbers beside the axis, only the horizontal axis.
_NOTHING = Scale(0.0, 1.0, (0.0,), -1)


def _scale(low: float, high: float, step: float) -> Scale:
    count = math.floor((high - low) / step + 1e-9)
    decimals = max(0, -math.floor(math.log10(step) + 1e-9))
    return Scale(low, high, tuple(low + step * number for number in range(count + 1)), decimals)


def epoch_ticks(epochs: int, most: int) -> tuple[int, ...]:
    """Whole epochs from 0 to the last one, which is always included; about `most` of them at most."""
    step = max(1, round(nice_step(epochs, max(1, most))))
    ticks = list(range(0, epochs + 1, step))
    if ticks[-1] != epochs:
        if len(ticks) > 1 and epochs - ticks[-1] < 0.6 * step:
            ticks.pop()
        ticks.append(epochs)
    return tuple(ticks)


def spread(wanted: list[float], gap: float, low: float, high: float) -> list[float]:
    """Positions as close as possible to those wanted, `gap` apart and from `low` to `high`, in the same order."""
    order = sorted(range(len(wanted)), key=lambda index: wanted[index])
    placed = [min(max(wanted[index], low), high) for index in order]
    for number in range(1, len(placed)):
        placed[number] = max(placed[number], placed[number - 1] + gap)
    overlap = max(0.0, placed[-1] - high) if placed else 0.0
    if overlap:
        placed[-1] -= overlap
        for number in range(len(placed) - 2, -1, -1):
            placed[number] = min(placed[number], placed[number + 1] - gap)
    result = [0.0] * len(wanted)
    for index, position in zip(order, placed, strict=True):
        result[index] = position
    return result
