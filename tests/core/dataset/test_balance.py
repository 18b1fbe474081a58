"""How evenly pictures are spread over the classes."""

from collections.abc import Callable
from pathlib import Path

import pytest
from PIL import Image

from resnet_studio.core.dataset.balance import imbalance
from resnet_studio.core.dataset.dataset import Dataset
from resnet_studio.core.dataset.scan import scan

MakeDataset = Callable[..., Dataset]


@pytest.fixture
def with_counts(tmp_path: Path) -> MakeDataset:
    """Makes a dataset with so many training pictures of each class, and one for validation."""

    def make(**counts: int) -> Dataset:
        for name, count in counts.items():
            for part, some in (("train", count), ("val", 1)):
                folder = tmp_path / part / name
                folder.mkdir(parents=True)
                for number in range(some):
                    Image.new("L", (2, 2)).save(folder / f"{number}.png")
        return scan(tmp_path)

    return make


def test_imbalance_matters_from_three_times_on(with_counts: MakeDataset) -> None:
    found = imbalance(with_counts(ants=9, bees=3, wasps=4))
    assert found is not None
    assert str(found.sentence) == "ants has 3 times as many training pictures as bees."


def test_less_imbalance_is_not_spoken_of(with_counts: MakeDataset) -> None:
    assert imbalance(with_counts(ants=8, bees=3)) is None
