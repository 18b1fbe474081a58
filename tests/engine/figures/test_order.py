"""Confused classes lie together."""

import numpy as np
import pytest

from resnet_studio.engine.figures.intervals import Table
from resnet_studio.engine.figures.order import confusion_order


def table(confusion: np.ndarray) -> Table:
    cells = np.repeat(np.arange(confusion.size), confusion.ravel())
    return Table.of(cells // len(confusion), cells % len(confusion), len(confusion))


def test_confused_classes_become_neighbours() -> None:
    size = 20
    confusion = np.diag(np.full(size, 20))
    shuffled = np.random.default_rng(0).permutation(size)
    for one, other in zip(shuffled[::2], shuffled[1::2], strict=True):
        confusion[one, other] = confusion[other, one] = 8
    order = confusion_order(table(confusion))
    assert sorted(order) == list(range(size))
    place = {index: position for position, index in enumerate(order)}
    assert all(abs(place[one] - place[other]) == 1 for one, other in zip(shuffled[::2], shuffled[1::2], strict=True))


@pytest.mark.parametrize("confusion", [1 + np.rot90(np.diag(range(12))), np.diag(range(20))])
def test_few_classes_and_classes_without_mistakes_keep_their_order(confusion: np.ndarray) -> None:
    assert confusion_order(table(confusion)) == tuple(range(len(confusion)))


def test_two_hundred_classes_and_classes_without_pictures_are_ordered() -> None:
    confusion = np.random.default_rng(1).integers(0, 3, (200, 200))
    confusion[7] = 0
    assert sorted(confusion_order(table(confusion))) == list(range(200))
