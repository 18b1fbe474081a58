"""What can be asked of the figures of a measurement."""

from dataclasses import replace

import pytest

from resnet_studio.core.runs.figures import Cell, Covered, Figure
from tests.made_figures import some_figures


def test_confusion_has_true_classes_as_rows() -> None:
    figures = some_figures()
    assert figures.confusion().tolist() == [[5, 1, 0], [1, 3, 0], [0, 0, 0]]
    assert figures.right == 8


def test_confused_pairs_are_those_off_the_diagonal_the_most_frequent_first() -> None:
    cells = (Cell(0, 0, 9), Cell(0, 1, 1), Cell(1, 0, 2), Cell(2, 1, 2))
    assert some_figures(cells=cells).confused() == [Cell(1, 0, 2), Cell(2, 1, 2), Cell(0, 1, 1)]


@pytest.mark.parametrize(("asked", "threshold"), [(0.95, 0.99), (0.85, 0.6), (0.8, 0.5)])
def test_asking_for_an_accuracy_gives_the_threshold_that_answers_most(asked: float, threshold: float) -> None:
    found = some_figures().asking(asked)
    assert found is not None
    assert found.threshold == threshold
    assert found.accuracy >= asked


def test_no_threshold_is_found_where_the_surest_answers_are_wrong() -> None:
    assert some_figures(coverage=(Covered(0.9, 2, 1), Covered(0.5, 10, 5))).asking(0.6) is None


def test_what_a_threshold_answers() -> None:
    figures = some_figures()
    assert figures.at_threshold(0.7) == Covered(0.7, 6, 5)
    assert figures.at_threshold(0.8) == Covered(0.8, 6, 5)
    assert figures.at_threshold(0.995).answered == 0


def test_figure_without_ends_has_no_interval() -> None:
    assert Figure(0.5, 0.4, 0.6).interval == (0.4, 0.6)
    assert replace(Figure(0.5, 0.4, 0.6), low=None).interval is None
