"""Where the cells and names of a confusion matrix are. No Qt: px in, px out, before scrolling."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

FEW = 12
"""Up to so many classes, the whole matrix has names at its edges and figures in its cells."""
_LEAST = 2
"""Side of the smallest cells, px."""
_NAMED = 14
"""From this size of the cells on, names stand at the edges."""
_MOST_ZOOM = 44
_NAME_SHARE = 0.26
"""Of the width, at most, for the names of the true classes."""
_TALLEST_NAME = 96
_LEAST_NAME = 40


@dataclass(frozen=True, slots=True)
class Box:
    """A rectangle, px."""

    x: float
    y: float
    width: float
    height: float


@dataclass(frozen=True, slots=True)
class MatrixLayout:
    """A matrix of `classes` rows and columns.

    Attributes:
        left, top: room for names, px.
        width, height: of a cell with the gap after it, px.
        gap: between cells, px.
        upright: whether the names above are turned by 90°, because they are wider than the cells.
    """

    classes: int
    left: float
    top: float
    width: float
    height: float
    gap: float
    upright: bool = False

    @property
    def few(self) -> bool:
        """Whether there are figures in the cells."""
        return self.width >= 21 and self.height >= 18

    @property
    def named(self) -> bool:
        """Whether there is room for names."""
        return self.left > 0

    @property
    def size(self) -> tuple[float, float]:
        """Width and height of all, px."""
        return self.left + self.classes * self.width - self.gap, self.top + self.classes * self.height - self.gap

    def cell(self, row: int, column: int) -> Box:
        """The rectangle of a cell."""
        return Box(
            self.left + column * self.width,
            self.top + row * self.height,
            self.width - self.gap,
            self.height - self.gap,
        )

    def at(self, x: float, y: float) -> tuple[int, int] | None:
        """Row and column of the cell at a point; None outside of all."""
        if x < self.left or y < self.top or not self.classes:
            return None
        row, column = int((y - self.top) // self.height), int((x - self.left) // self.width)
        return (row, column) if row < self.classes and column < self.classes else None


def few_layout(names: Sequence[float], width: float, height: float) -> MatrixLayout:
    """The layout that fills a width and a height; `names` are the widths of the classes' names, px."""
    classes = max(1, len(names))
    gap = 6.0 if classes <= 3 else 3.0 if classes <= 6 else 2.0
    left = min(max([0, *names]) + 12, max(_LEAST_NAME, width * _NAME_SHARE))
    cell = (width - left + gap) / classes
    upright = max([0, *names]) > cell - gap + 2
    top = min(max([_LEAST_NAME, *names]) + 10, _TALLEST_NAME) if upright else 26.0
    return MatrixLayout(classes, left, top, cell, max(18.0, (height - top + gap) / classes), gap, upright)


def many_layout(names: Sequence[float], side: float, zoom: float) -> MatrixLayout:
    """Square cells that fit into a side, or are `zoom` times as large, with names from a readable size on."""
    classes = max(1, len(names))
    cell = min(zoomed(classes, side, zoom), float(_MOST_ZOOM)) if zoom > 1 else fitting(classes, side)
    gap = 1.0 if cell >= 6 else 0.0
    if cell < _NAMED:
        return MatrixLayout(classes, 0, 0, cell, cell, gap)
    room = min(max([_LEAST_NAME, *names]) + 10, _TALLEST_NAME)
    return MatrixLayout(classes, room, room, cell, cell, gap, upright=True)


def fitting(classes: int, side: float) -> float:
    """The side of cells that fit, at least the smallest that can be seen, px."""
    return max(_LEAST, side // max(1, classes))


def zoomed(classes: int, side: float, zoom: float) -> float:
    """The side of enlarged cells, whole px."""
    return float(round(fitting(classes, side) * zoom))


def most_zoom(classes: int, side: float) -> float:
    """How far cells can be enlarged."""
    return max(1.0, _MOST_ZOOM / fitting(classes, side))
