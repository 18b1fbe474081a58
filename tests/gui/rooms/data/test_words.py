"""A dataset in words."""

from collections.abc import Callable

import pytest

from resnet_studio.core.dataset.dataset import Dataset
from resnet_studio.gui.rooms.data.room import DataRoom

MakeDataset = Callable[..., Dataset]


@pytest.mark.parametrize(
    ("counts", "sentence"),
    [
        ({"ants": (123, 70, 0), "bees": (121, 83, 0)}, "Balanced: 48.6 % and 51.4 %"),
        ({"a": (10, 0, 0), "b": (90, 0, 0)}, "Uneven: 10.0 % and 90.0 %. Class weights, in Train, make up for it."),
        ({"a": (4, 0, 0), "b": (4, 0, 0), "c": (4, 0, 0)}, "Balanced: 4 pictures in each class"),
        ({"a": (4, 0, 0), "b": (5, 0, 0), "c": (6, 0, 0)}, "Balanced: 4 to 6 pictures in a class"),
        (
            {"rare": (1, 0, 0), "b": (500, 0, 0), "common": (1200, 0, 0)},
            "Uneven: from 1 (rare) to 1,200 (common) pictures in a class. Class weights, in Train, make up for it.",
        ),
    ],
)
def test_balance_of_classes_is_described(
    room: DataRoom, counts: dict[str, tuple[int, int, int]], sentence: str, made: MakeDataset
) -> None:
    room.show_dataset(made(counts), 0.1)
    assert room.dataset_page.classes.balance() == sentence
