"""The charts of a measurement as a report draws them: reliability, coverage, and a share on a short axis."""

import math
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from typing import Final, Literal

from resnet_studio.core.basics import formatting, language
from resnet_studio.core.basics.message import message, plural
from resnet_studio.core.report.chart import WIDTH, Area, Chart, Dot, Line, Look, Tick, rounded
from resnet_studio.core.runs.figures import Bin, Covered, Figure, Figures

_MARGIN: Final = 16
_PERCENT = (0, 25, 50, 75, 100)


def reliability_chart(figures: Figures) -> Chart:
    """Of what share the model is right where it says a probability, with intervals; on the line it says the truth."""
    area = Area(WIDTH - _MARGIN, 0, 100, 0, 100)
    most = max((one.pictures for one in figures.bins), default=1)
    without = figures.bins if figures.tempered_bins else ()
    dots = [*_bins(area, without, most, "plain"), *_bins(area, figures.given_bins, most, "validation")]
    return Chart(
        title=message("Reliability"),
        summary=message(
            "Points are groups of pictures: how sure the model is of them, and of what share it is right. On the "
            "dashed line it is as often right as it says."
        ),
        across=message("says, %"),
        up=message("is right, %"),
        right=WIDTH - _MARGIN,
        x_ticks=_percents(area.x),
        y_ticks=_percents(area.y),
        lines=(Line("even", area.points((0, 100), (0, 100))),),
        dots=tuple(dots),
    )


def _bins(area: Area, bins: Sequence[Bin], most: int, look: Look) -> Iterable[Dot]:
    for one in bins:
        if one.probability is None or one.right.value is None:
            continue
        low, high = one.right.interval or (one.right.value, one.right.value)
        yield Dot(
            x=area.x(100 * one.probability),
            y=area.y(100 * one.right.value),
            low=area.y(100 * low),
            high=area.y(100 * high),
            radius=rounded(2 + 3.5 * math.sqrt(one.pictures / max(1, most))),
            text=plural(
                "{count} picture: says {says:percent}, is right on {right:percent}",
                "{count} pictures: says {says:percent}, is right on {right:percent}",
                one.pictures,
                says=one.probability,
                right=one.right.value,
            ),
            look=look,
        )


def coverage_chart(figures: Figures, marked: Covered | None) -> Chart:
    """Of what share of its answers the model is right, the less of the pictures it answers."""
    total = max(1, figures.pictures)
    points = [(100 * one.answered / total, 100 * one.accuracy) for one in figures.coverage]
    lowest = min((y for _, y in points), default=0.0)
    floor = min(90.0, math.floor(lowest / 10) * 10.0)
    area = Area(WIDTH - _MARGIN, 0, 100, floor, 100)
    step = 10 if floor < 70 else 5
    step = 20 if floor < 40 else step
    xs, ys = [x for x, _ in points], [y for _, y in points]
    dots: tuple[Dot, ...] = ()
    if marked is not None:
        x, y = area.x(100 * marked.answered / total), area.y(100 * marked.accuracy)
        text = message(
            "answers {share:percent} of the pictures, {right:percent} of the answers right",
            share=marked.answered / total,
            right=marked.accuracy,
        )
        side: Literal["after", "before"] = "after" if x < 0.8 * WIDTH else "before"
        dots = (Dot(x, y, y, y, 4.5, text, label=formatting.percent(marked.accuracy), side=side),)
    numbers = language.current()
    return Chart(
        title=message("Right answers by coverage"),
        summary=message("The fewer pictures are answered, only the surest ones, the more of the answers are right."),
        across=message("answered, %"),
        up=message("right, %"),
        right=WIDTH - _MARGIN,
        x_ticks=_percents(area.x),
        y_ticks=tuple(Tick(area.y(at), numbers.number(at)) for at in range(int(floor), 101, step)),
        lines=(Line("validation", area.points(xs, ys)),) if points else (),
        dots=dots,
    )


def _percents(place: Callable[[float], float]) -> tuple[Tick, ...]:
    return tuple(Tick(place(at), str(at)) for at in _PERCENT)


@dataclass(frozen=True, slots=True)
class Strip:
    """A share with its interval on an axis from `low` to `high` percent, 0 to 100 across."""

    at: float
    start: float
    end: float
    low: int = 0
    high: int = 100


def strip(figure: Figure, *, zoomed: bool = False) -> Strip | None:
    """Where a share and its interval are; None where it is not defined.

    `zoomed`, the axis begins at the last ten below the interval, so that a narrow one can be seen.
    """
    if figure.value is None:
        return None
    low, high = figure.interval or (figure.value, figure.value)
    start = min(90, max(0, math.floor(10 * low) * 10)) if zoomed else 0
    at, left, right = (
        rounded(min(1.0, max(0.0, (100 * one - start) / (100 - start))) * 100) for one in (figure.value, low, high)
    )
    return Strip(at, left, right, start)
