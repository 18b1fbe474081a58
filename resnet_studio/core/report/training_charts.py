"""The charts of a training over its epochs, as a report draws them."""

import math
from collections.abc import Callable, Sequence
from typing import Final

import numpy as np

from resnet_studio.core.basics import formatting
from resnet_studio.core.basics.axes import Points, Scale, accuracy_scale, epoch_ticks, loss_scale, spread
from resnet_studio.core.basics.message import Message, message, plural
from resnet_studio.core.report.chart import BOTTOM, HEIGHT, TOP, WIDTH, Area, Chart, Dot, Line, Look, Tick
from resnet_studio.core.runs.history import RunHistory

_NAMES: Final = 92  # to the right of curves, for their names
_NAME_GAP: Final = 15.0
_MOST_POINTS: Final = 600  # of a curve, as many as a screen or a sheet can show


def loss_chart(history: RunHistory, planned: int) -> Chart:
    """Loss of training and validation after each epoch."""
    train = [(end.epoch, end.train_loss) for end in history.epochs]
    validation = [(end.epoch, end.val_loss) for end in history.epochs]
    best = history.marked
    return _over_epochs(
        message("Loss"), message("lower is better"), (train, validation), loss_scale, planned,
        mark=(best.epoch, best.val_loss, "") if best else None,
    )  # fmt: skip


def accuracy_chart(history: RunHistory, planned: int) -> Chart:
    """Top-1 accuracy of training and validation after each epoch, in percent."""
    train = [(end.epoch, 100 * end.train_top1) for end in history.epochs]
    validation = [(end.epoch, 100 * end.val_top1) for end in history.epochs]
    best = history.marked
    return _over_epochs(
        message("Accuracy"), message("top-1, %"), (train, validation), accuracy_scale, planned,
        mark=(best.epoch, 100 * best.val_top1, formatting.percent(best.val_top1)) if best else None,
    )  # fmt: skip


def _over_epochs(
    title: Message,
    unit: Message,
    values: Sequence[Sequence[tuple[int, float]]],
    scale_of: Callable[..., Scale],
    planned: int,
    mark: tuple[int, float, str] | None,
) -> Chart:
    curves = [_finite(one) for one in values]
    scale = scale_of(*(y for _, y in curves))
    last = max([1, planned, *(int(x[-1]) for x, _ in curves if len(x))])
    area = Area(WIDTH - _NAMES, 0, last, scale.low, scale.high)
    ends = [area.y(float(y[-1])) if len(y) else HEIGHT / 2 for _, y in curves]
    places = spread(ends, _NAME_GAP, TOP, HEIGHT - BOTTOM)
    looks: tuple[tuple[Look, Message], ...] = (("train", message("train")), ("validation", message("validation")))
    lines = tuple(
        Line(look, area.points(*_thinned(x, y)), name, area.x(float(x[-1])) + 8, place)
        for (look, name), (x, y), place in zip(looks, curves, places, strict=True)
        if len(x)
    )
    known = mark is not None and math.isfinite(mark[1])
    return Chart(
        title=title,
        summary=plural(
            "{title} after each of {count} epoch.",
            "{title} after each of {count} epochs.",
            max((len(one) for one in values), default=0),
            title=title,
        ),
        across=message("epoch"),
        up=unit,
        right=WIDTH - _NAMES,
        x_ticks=tuple(Tick(area.x(epoch), formatting.count(epoch)) for epoch in epoch_ticks(last, 6)),
        y_ticks=tuple(Tick(area.y(tick), scale.text(tick)) for tick in scale.ticks),
        lines=lines,
        dots=(_best(area, *mark),) if known and mark else (),
    )


def _best(area: Area, epoch: int, value: float, text: str) -> Dot:
    x, y = area.x(epoch), area.y(value)
    return Dot(x, y, y, y, 4.5, message("best epoch, {epoch}", epoch=epoch), label=text)


def _finite(pairs: Sequence[tuple[int, float]]) -> tuple[Points, Points]:
    known = np.array([pair for pair in pairs if math.isfinite(pair[1])], np.float64).reshape(-1, 2)
    return known[:, 0], known[:, 1]


def _thinned(x: Points, y: Points) -> tuple[Points, Points]:
    """At most so many points, the first and the last among them."""
    if len(x) <= _MOST_POINTS:
        return x, y
    kept = np.unique(np.linspace(0, len(x) - 1, _MOST_POINTS).astype(np.int64))
    return x[kept], y[kept]
