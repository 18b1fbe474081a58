"""The parts of a report's drawings, in units of their SVG: axes, lines, points and names. `charts.svg` draws them."""

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Final, Literal

from resnet_studio.core.basics.message import NOTHING, Message

Look = Literal["train", "validation", "plain", "even"]
WIDTH: Final = 400
HEIGHT: Final = 230
LEFT: Final = 44
TOP: Final = 20
BOTTOM: Final = 34


@dataclass(frozen=True, slots=True)
class Tick:
    """A line across the chart, and the number beside it."""

    at: float
    text: str


@dataclass(frozen=True, slots=True)
class Line:
    """A curve as `points` of an SVG polyline, and its name at `x`, `y`."""

    look: Look
    points: str
    name: Message = NOTHING
    x: float = 0.0
    y: float = 0.0


@dataclass(frozen=True, slots=True)
class Dot:
    """A point with its interval from `low` to `high`, which are equal where there is none; `text` is its tooltip.

    `side` is where its label is: above it, or after or before it, where a title is above.
    """

    x: float
    y: float
    low: float
    high: float
    radius: float
    text: Message
    look: Look = "validation"
    label: str = ""
    side: Literal["above", "after", "before"] = "above"


@dataclass(frozen=True, slots=True)
class Chart:
    """A drawing with two axes. `title` and `summary` say in words what it shows."""

    title: Message
    summary: Message
    across: Message
    up: Message
    right: float
    x_ticks: tuple[Tick, ...]
    y_ticks: tuple[Tick, ...]
    lines: tuple[Line, ...] = ()
    dots: tuple[Dot, ...] = ()
    width: int = WIDTH
    height: int = HEIGHT
    left: int = LEFT
    top: int = TOP
    bottom: int = HEIGHT - BOTTOM


@dataclass(frozen=True, slots=True)
class Area:
    """From values to units of the drawing."""

    right: float
    x_low: float
    x_high: float
    y_low: float
    y_high: float

    def x(self, value: float) -> float:
        """The place of a value across; one beyond the axis is at its end."""
        share = min(1.0, max(0.0, (value - self.x_low) / (self.x_high - self.x_low)))
        return rounded(LEFT + share * (self.right - LEFT))

    def y(self, value: float) -> float:
        """The place of a value upwards; one beyond the axis is at its end."""
        share = min(1.0, max(0.0, (value - self.y_low) / (self.y_high - self.y_low)))
        return rounded(HEIGHT - BOTTOM - share * (HEIGHT - BOTTOM - TOP))

    def points(self, xs: Iterable[float], ys: Iterable[float]) -> str:
        """Points of a polyline."""
        return " ".join(f"{self.x(x):g},{self.y(y):g}" for x, y in zip(xs, ys, strict=True))


def rounded(value: float) -> float:
    """A place in the drawing, as exactly as can be seen."""
    return round(value, 1)
