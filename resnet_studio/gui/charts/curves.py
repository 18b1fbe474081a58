"""The content of a run's charts as plain arrays: lines thinned to the screen, and their labels. No Qt."""

from __future__ import annotations

import math
from dataclasses import dataclass
from typing import Literal

import numpy as np
from numpy.typing import NDArray

from resnet_studio.core.basics import formatting, language
from resnet_studio.core.basics.axes import Points, Scale, accuracy_scale, loss_scale
from resnet_studio.core.basics.message import tr
from resnet_studio.core.protocol.events import EpochEnd
from resnet_studio.core.runs.history import RunHistory

Name = Literal["train", "validation"]

SMOOTHED_EPOCHS = 0.1
"""The train loss is the mean of the batches of the last tenth of an epoch …"""
SMOOTHED_BATCHES = 5
"""… and of at least this many."""
MOST_POINTS = 4096
"""A longer curve is a mean at every so many batches: twice as many points as the widest chart has pixel columns."""


def curve_name(name: Name) -> str:
    """The name of a curve in the language in use."""
    return tr("train") if name == "train" else tr("validation")


@dataclass(frozen=True, slots=True)
class Line:
    """One curve: `x` in epochs, `y` in the chart's unit, both float64 `[N]`, `x` rising; `value` labels its end."""

    name: Name
    x: Points
    y: Points
    value: str

    @property
    def label(self) -> str:
        """Name and last value."""
        return tr("{curve} {value}", curve=curve_name(self.name), value=self.value)


@dataclass(frozen=True, slots=True)
class Best:
    """The best epoch and its value on the validation curve.

    `value` is empty on the curve of losses: accuracy is what a model is spoken of by. `by_loss` is true on a curve of
    accuracies where another epoch may be higher, because the loss decided.
    """

    epoch: int
    y: float
    value: str
    by_loss: bool = False

    @property
    def words(self) -> str:
        """What stands beside it."""
        return best_epoch(self.epoch, by_loss=self.by_loss)


def best_epoch(epoch: int, *, by_loss: bool) -> str:
    """Which epoch is the best, and that the loss decided where another one may be more accurate."""
    return tr("best epoch {epoch}, by loss", epoch=epoch) if by_loss else tr("best epoch {epoch}", epoch=epoch)


@dataclass(frozen=True, slots=True)
class Chart:
    """Everything that one chart shows.

    Attributes:
        epochs: right end of the horizontal axis.
        now: how far the run is, in epochs, or None when it has ended.
        readings: for each finished epoch, name and value of each line, for the pointer.
    """

    lines: tuple[Line, ...]
    scale: Scale
    epochs: int
    now: float | None
    best: Best | None
    readings: dict[int, tuple[tuple[Name, str], ...]]

    @property
    def empty(self) -> bool:
        """Whether there is nothing to draw yet."""
        return not any(len(line.x) for line in self.lines)

    def state(self, columns: int) -> tuple[object, ...]:
        """Values that change when the chart of the same run would look different on `columns` columns."""
        now = None if self.now is None else round(self.now / self.epochs * columns)
        ends = tuple((len(line.x), line.x[-1:].tolist(), line.y[-1:].tolist()) for line in self.lines)
        return ends, self.scale, self.epochs, self.best, now


def loss_texts(*values: float) -> tuple[str, ...]:
    """Losses in nats that are shown side by side, all with the decimals that suit the largest of them."""
    top = max((abs(value) for value in values if math.isfinite(value)), default=0.0)
    if top >= 1e6:
        return tuple(formatting.figure(value) for value in values)
    decimals = 3 if top == 0 else min(8, max(0 if top >= 1000 else 1, 2 - math.floor(math.log10(top))))
    if 0.01 <= top < 100:
        decimals = 3
    return tuple(_loss_text(value, decimals) for value in values)


def _loss_text(value: float, decimals: int) -> str:
    if not math.isfinite(value):
        return formatting.figure(value)
    least, current = 10.0**-decimals, language.current()
    return f"< {current.number(least, decimals)}" if 0 < value < least / 2 else current.number(value, decimals)


def loss_chart(history: RunHistory, epochs: int) -> Chart:
    """Batch losses, averaged over the last few, and the validation loss of each epoch."""
    planned = _horizon(history, epochs)
    x, y = _train_loss(history, planned)
    if not len(x):
        x, y = _finite([end.epoch for end in history.epochs], [end.train_loss for end in history.epochs])
    val_x, val_y = _finite([end.epoch for end in history.epochs], [end.val_loss for end in history.epochs])
    texts = iter(loss_texts(*(float(last[-1]) for last in (y, val_y) if len(last))))
    train = Line("train", x, y, next(texts) if len(y) else "")
    validation = Line("validation", val_x, val_y, next(texts) if len(val_y) else "")
    best = history.marked
    known = best is not None and math.isfinite(best.val_loss)
    return Chart(
        lines=(train, validation),
        scale=loss_scale(train.y, validation.y),
        epochs=planned,
        now=_now(history, planned),
        best=Best(best.epoch, best.val_loss, "") if best and known else None,
        readings={end.epoch: _losses(end) for end in history.epochs},
    )


def _losses(end: EpochEnd) -> tuple[tuple[Name, str], ...]:
    validation, train = loss_texts(end.val_loss, end.train_loss)
    return ("validation", validation), ("train", train)


def accuracy_chart(history: RunHistory, epochs: int) -> Chart:
    """Top-1 in percent after each epoch, on training and on validation pictures."""
    planned = _horizon(history, epochs)
    numbers = [end.epoch for end in history.epochs]
    lines: list[Line] = []
    tops: tuple[tuple[Name, list[float]], ...] = (
        ("train", [end.train_top1 for end in history.epochs]),
        ("validation", [end.val_top1 for end in history.epochs]),
    )
    for name, values in tops:
        x, y = _finite(numbers, values)
        lines.append(Line(name, x, 100 * y, formatting.percent(float(y[-1])) if len(y) else ""))
    best = history.marked
    known = best is not None and math.isfinite(best.val_top1)
    return Chart(
        lines=tuple(lines),
        scale=accuracy_scale(*(line.y for line in lines)),
        epochs=planned,
        now=_now(history, planned),
        best=Best(best.epoch, 100 * best.val_top1, formatting.percent(best.val_top1), history.by_loss)
        if best and known
        else None,
        readings={
            end.epoch: (("validation", formatting.percent(end.val_top1)), ("train", formatting.percent(end.train_top1)))
            for end in history.epochs
        },
    )


def _horizon(history: RunHistory, epochs: int) -> int:
    """The planned epochs, or more if the run was longer."""
    return max(1, epochs, history.epochs[-1].epoch if history.epochs else 0)


def _steps_an_epoch(history: RunHistory, epochs: int) -> float:
    if history.steps_planned:
        return history.steps_planned / epochs
    if history.epochs:  # a run without planned steps
        return history.epochs[-1].step / history.epochs[-1].epoch
    return max(1, history.steps[-1] if history.steps else 1)


def _train_loss(history: RunHistory, epochs: int) -> tuple[Points, Points]:
    # Copies, because a view would keep the growing arrays from growing.
    steps, losses = _finite(history.steps, history.losses)
    an_epoch = max(1e-9, _steps_an_epoch(history, epochs))
    stride = max(1, len(steps) // MOST_POINTS)
    chosen = np.arange(len(steps))[::-stride][::-1]  # from the last one back, because the last one has the label
    means = smooth(steps, losses, SMOOTHED_EPOCHS * an_epoch, max(SMOOTHED_BATCHES, stride), chosen)
    return steps[chosen] / an_epoch, means


def _now(history: RunHistory, epochs: int) -> float | None:
    if not history.running or history.last_batch is None:
        return None
    return min(float(epochs), history.last_batch.step / max(1e-9, _steps_an_epoch(history, epochs)))


def _finite(x: object, y: object) -> tuple[Points, Points]:
    left, right = np.array(x, dtype=np.float64), np.array(y, dtype=np.float64)
    good = np.isfinite(right)
    return left[good], right[good]


def smooth(steps: Points, values: Points, span: float, least: int, index: NDArray[np.int64]) -> Points:
    """At each index the mean of the last `span` steps and of at least the `least` last values, float64 `[M]`."""
    if not len(values):
        return values
    first = np.minimum(np.searchsorted(steps, steps[index] - span, side="right"), index - least + 1).clip(0)
    sums = np.concatenate([[0.0], np.cumsum(values)])
    means: Points = (sums[index + 1] - sums[first]) / (index + 1 - first)
    return means


def decimate(x: Points, y: Points, right: float, columns: int) -> tuple[Points, Points]:
    """At most two points for each of `columns` pixel columns between 0 and `right`: lowest and highest value there.

    Args:
        x: rising, float64 `[N]`; points outside count as the outermost columns.
        y: finite, float64 `[N]`.

    Returns:
        x and y, float64 `[M]` with M <= 2 * columns, in drawing order.
    """
    columns = max(1, columns)
    if len(x) <= 2:
        return x, y
    column = np.clip((x / right * columns).astype(np.int64), 0, columns - 1)
    first = np.flatnonzero(np.concatenate([[True], column[1:] != column[:-1]]))
    last = np.concatenate([first[1:], [len(x)]]) - 1
    low, high = np.minimum.reduceat(y, first), np.maximum.reduceat(y, first)
    rises = y[last] >= y[first]
    out_x = np.column_stack([x[first], x[last]]).ravel()
    out_y = np.column_stack([np.where(rises, low, high), np.where(rises, high, low)]).ravel()
    keep = np.ones(len(out_x), dtype=bool)
    keep[1::2] = last > first  # a column with one value is one point
    return out_x[keep], out_y[keep]
