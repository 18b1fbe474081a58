"""The counts of a confusion matrix by places and by labels."""

import numpy as np

from resnet_studio.core.runs.figures import Cell
from resnet_studio.gui.rooms.results.counts import Counts, next_pair

COUNTS = Counts(("a", "b", "c"), (2, 0, 1), np.array([[5, 1, 0], [0, 4, 3], [0, 0, 0]]))


def test_places_follow_the_order_of_classes() -> None:
    assert COUNTS.placed.tolist() == [[0, 0, 0], [0, 5, 1], [3, 0, 4]]
    assert COUNTS.labels(2, 0) == (1, 2)
    assert COUNTS.cell(1, 2) == (2, 0)


def test_row_without_pictures_has_shares_of_nothing() -> None:
    assert COUNTS.shares[0].tolist() == [0, 0, 0]
    assert COUNTS.shares[2].tolist() == [3 / 7, 0, 4 / 7]


def test_pairs_are_passed_through_in_turn_in_both_directions() -> None:
    assert COUNTS.pairs == (Cell(1, 2, 3), Cell(0, 1, 1))
    assert next_pair(COUNTS.pairs, None, 1) == Cell(1, 2, 3)
    assert next_pair(COUNTS.pairs, (1, 2), 1) == Cell(0, 1, 1)
    assert next_pair(COUNTS.pairs, (0, 1), 1) == Cell(1, 2, 3)
    assert next_pair(COUNTS.pairs, (1, 2), -1) == Cell(0, 1, 1)
    assert next_pair((), (0, 0), 1) is None
