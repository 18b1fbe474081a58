"""The confusion matrix of a report: a table with numbers for few classes, a drawing for many.

In the drawing classes that are taken for each other lie together, and the worst pairs have numbers, which the list
beside it repeats with names. The number of its parts is bounded, because a run may come from anyone.
"""

from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Final

from resnet_studio.core.basics.message import Message, message, plural
from resnet_studio.core.basics.safe_text import elide_middle, printable
from resnet_studio.core.runs.figures import Cell, Figures

MOST_IN_TABLE: Final = 12
MOST_NAMED: Final = 40
"""Classes whose names stand beside the drawing; of more of them, names would be too small to read."""
MOST_DRAWN: Final = 2000
"""Classes; of more, only the pairs are listed."""
PAIRS: Final = 12
_MARKED: Final = 6
_SIDE: Final = 600  # of the drawing without names
_NAMES: Final = 110
_SINGLE: Final = 1500
"""Mistakes that have a tooltip each; further ones are drawn together."""
_RIGHT_LEVELS: Final = (0.5, 0.8)
_WRONG_LEVELS: Final = 4


@dataclass(frozen=True, slots=True)
class TableCell:
    """A count, its share of the row, and whether it is on the diagonal."""

    pictures: int
    share: float | None
    right: bool


@dataclass(frozen=True, slots=True)
class Row:
    """The pictures of one class."""

    name: str
    cells: tuple[TableCell, ...]


@dataclass(frozen=True, slots=True)
class Mistake:
    """Pictures of a class that are taken for another: a square of the drawing, with what it says in words."""

    x: float
    y: float
    level: int
    text: Message


@dataclass(frozen=True, slots=True)
class Mark:
    """One of the worst pairs in the drawing: a frame, and its number beside it."""

    number: int
    x: float
    y: float
    text_x: float


@dataclass(frozen=True, slots=True)
class Name:
    """The name of a class beside its row and above its column; `at` is the middle of both."""

    text: str
    at: float


@dataclass(frozen=True, slots=True)
class Drawing:
    """The matrix of many classes.

    Attributes:
        cell: side of a square.
        right: paths of the squares on the diagonal, by level.
        wrong: paths of mistakes without a tooltip, by level.
    """

    side: int
    names_side: int
    cell: float
    right: tuple[tuple[int, str], ...]
    wrong: tuple[tuple[int, str], ...]
    mistakes: tuple[Mistake, ...]
    marks: tuple[Mark, ...]
    names: tuple[Name, ...]


@dataclass(frozen=True, slots=True)
class PairRow:
    """A pair of classes that are confused: so many of the pictures of the first."""

    true: str
    predicted: str
    pictures: int
    of: int
    number: int


@dataclass(frozen=True, slots=True)
class Matrix:
    """Exactly one of `rows` and `drawing` is there, or neither where there are too many classes."""

    classes: tuple[str, ...]
    rows: tuple[Row, ...]
    drawing: Drawing | None
    pairs: tuple[PairRow, ...]
    more_pairs: int


def matrix(figures: Figures) -> Matrix:
    """The confusion matrix of a measurement."""
    size = len(figures.classes)
    confused = figures.confused()
    in_table = size <= MOST_IN_TABLE
    drawing = None if in_table or size > MOST_DRAWN else _drawing(figures, confused)
    return Matrix(
        classes=tuple(figures.classes[label].name for label in figures.order) if in_table else (),
        rows=_rows(figures) if in_table else (),
        drawing=drawing,
        pairs=tuple(
            PairRow(
                figures.classes[cell.true].name,
                figures.classes[cell.predicted].name,
                cell.pictures,
                figures.classes[cell.true].n,
                number if drawing and number <= len(_marked(confused)) else 0,
            )
            for number, cell in enumerate(confused[:PAIRS], 1)
        ),
        more_pairs=max(0, len(confused) - PAIRS),
    )


def _rows(figures: Figures) -> tuple[Row, ...]:
    counts = {(cell.true, cell.predicted): cell.pictures for cell in figures.cells}
    rows = []
    for true in figures.order:
        total = figures.classes[true].n
        cells = []
        for predicted in figures.order:
            number = counts.get((true, predicted), 0)
            cells.append(TableCell(number, number / total if total else None, true == predicted))
        rows.append(Row(figures.classes[true].name, tuple(cells)))
    return tuple(rows)


def _drawing(figures: Figures, confused: Sequence[Cell]) -> Drawing:
    size = len(figures.classes)
    place = {label: at for at, label in enumerate(figures.order)}
    cell = _SIDE / size
    right: defaultdict[int, list[str]] = defaultdict(list)
    wrong: defaultdict[int, list[str]] = defaultdict(list)
    for one in figures.cells:
        if one.true == one.predicted:
            share = one.pictures / max(1, figures.classes[one.true].n)
            right[1 + sum(share >= level for level in _RIGHT_LEVELS)].append(_square(place, one, cell))
    for one in confused[_SINGLE:]:
        wrong[min(one.pictures, _WRONG_LEVELS)].append(_square(place, one, cell))
    return Drawing(
        side=_SIDE,
        names_side=_NAMES if size <= MOST_NAMED else 0,
        cell=round(cell, 3),
        right=_paths(right),
        wrong=_paths(wrong),
        mistakes=tuple(_mistake(figures, place, one, cell) for one in confused[:_SINGLE]),
        marks=tuple(_mark(place, one, cell, number) for number, one in enumerate(_marked(confused), 1)),
        names=_names(figures, cell) if size <= MOST_NAMED else (),
    )


def _square(place: dict[int, int], one: Cell, cell: float) -> str:
    return f"M{place[one.predicted] * cell:.5g} {place[one.true] * cell:.5g}h{cell:.4g}v{cell:.4g}h-{cell:.4g}z"


def _paths(squares: dict[int, list[str]]) -> tuple[tuple[int, str], ...]:
    return tuple((level, "".join(some)) for level, some in sorted(squares.items()))


def _mistake(figures: Figures, place: dict[int, int], one: Cell, cell: float) -> Mistake:
    true, predicted = figures.classes[one.true], figures.classes[one.predicted]
    return Mistake(
        x=round(place[one.predicted] * cell, 2),
        y=round(place[one.true] * cell, 2),
        level=min(one.pictures, _WRONG_LEVELS),
        text=taken_for(true.name, predicted.name, one.pictures, true.n),
    )


def taken_for(true: str, predicted: str, pictures: int, of: int) -> Message:
    """A mistake in words."""
    return message(
        "is {true:name}, predicted {predicted:name}: {number} of {total}",
        true=true,
        predicted=predicted,
        number=pictures,
        total=of,
    )


def _marked(confused: Sequence[Cell]) -> Sequence[Cell]:
    """The pairs that get a number; single mistakes are not worth one."""
    return [one for one in confused[:_MARKED] if one.pictures > 1]


def _mark(place: dict[int, int], one: Cell, cell: float, number: int) -> Mark:
    x, y = place[one.predicted] * cell, place[one.true] * cell
    end = x > _SIDE - 40  # no room for the number at the right
    return Mark(number, round(x, 2), round(y, 2), round(x - 12 if end else x + cell + 12, 2))


def _names(figures: Figures, cell: float) -> tuple[Name, ...]:
    longest = 20
    return tuple(
        Name(elide_middle(printable(figures.classes[label].name), longest), round((at + 0.5) * cell, 2))
        for at, label in enumerate(figures.order)
    )


def pairs_left_out(number: int) -> Message:
    """How many pairs are not listed."""
    return plural("and {count} more pair", "and {count} more pairs", number)
