"""The confusion matrix of a report: a table for few classes, a bounded drawing for many, the worst pairs by name."""

from dataclasses import replace

import pytest

from resnet_studio.core.report import matrix as module
from resnet_studio.core.report.matrix import MOST_IN_TABLE, PAIRS, matrix
from resnet_studio.core.runs.figures import Cell, ClassFigures, Figure, Figures
from tests.made_figures import some_figures

_NONE = Figure()


def of(cells: list[Cell], classes: int, order: tuple[int, ...] = ()) -> Figures:
    named = tuple(
        ClassFigures(
            f"class {label}",
            sum(one.pictures for one in cells if one.true == label),
            0,
            _NONE,
            _NONE,
            _NONE,
            _NONE,
            _NONE,
        )
        for label in range(classes)
    )
    return some_figures(cells=tuple(cells), classes=named, order=order or tuple(range(classes)))


def test_few_classes_are_a_table_in_the_order_of_confusion() -> None:
    found = matrix(of([Cell(0, 0, 5), Cell(0, 1, 1), Cell(1, 1, 4)], 3, (1, 0, 2)))
    assert found.classes == ("class 1", "class 0", "class 2")
    assert [[cell.pictures for cell in row.cells] for row in found.rows] == [[4, 0, 0], [1, 5, 0], [0, 0, 0]]
    assert [cell.share for cell in found.rows[1].cells] == [pytest.approx(1 / 6), pytest.approx(5 / 6), 0.0]
    assert found.rows[2].cells[0].share is None
    assert found.drawing is None


def test_many_classes_are_drawn_with_the_worst_pairs_numbered() -> None:
    size = MOST_IN_TABLE + 1
    cells = [Cell(label, label, 9) for label in range(size)] + [Cell(3, 7, 5), Cell(0, 2, 2), Cell(1, 2, 1)]
    found = matrix(of(cells, size))
    assert found.rows == ()
    assert found.drawing is not None
    assert [(pair.true, pair.predicted, pair.pictures, pair.of, pair.number) for pair in found.pairs] == [
        ("class 3", "class 7", 5, 14, 1),
        ("class 0", "class 2", 2, 11, 2),
        ("class 1", "class 2", 1, 10, 0),
    ]
    assert [mark.number for mark in found.drawing.marks] == [1, 2]
    first = found.drawing.mistakes[0]
    assert (first.x, first.y) == (round(7 * 600 / size, 2), round(3 * 600 / size, 2))
    assert str(first.text) == "is class 3, predicted class 7: 5 of 14"
    assert len(found.drawing.names) == size


def test_names_are_left_out_where_they_would_be_too_small() -> None:
    drawing = matrix(of([Cell(0, 0, 1)], 200)).drawing
    assert drawing is not None
    assert (drawing.names, drawing.names_side) == ((), 0)


def test_the_number_of_parts_is_bounded(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(module, "_SINGLE", 3)
    cells = [Cell(0, label, 1) for label in range(1, 20)]
    found = matrix(of(cells, 20))
    assert found.drawing is not None
    assert len(found.drawing.mistakes) == 3
    assert [path.count("M") for _, path in found.drawing.wrong] == [16]
    assert (len(found.pairs), found.more_pairs) == (PAIRS, 19 - PAIRS)


def test_too_many_classes_are_only_listed(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(module, "MOST_DRAWN", 19)
    found = matrix(of([Cell(0, 1, 3)], 20))
    assert (found.rows, found.drawing, len(found.pairs)) == ((), None, 1)


def test_model_that_is_always_right_has_no_pairs() -> None:
    assert matrix(replace(some_figures(), cells=(Cell(0, 0, 10),))).pairs == ()
