"""The filter of pictures."""

from collections.abc import Callable

from resnet_studio.core.dataset.dataset import Dataset
from resnet_studio.gui.rooms.data.filter import Filter

MakeDataset = Callable[..., Dataset]


def test_positions_and_pictures_agree(made: MakeDataset) -> None:
    chosen = Filter(made({"a": (5, 2, 0), "b": (1, 3, 0), "c": (2, 2, 2)}))
    assert sorted(chosen.picture(position) for position in range(len(chosen))) == list(range(17))
    assert all(chosen.position(chosen.picture(position)) == position for position in range(len(chosen)))
    chosen.choose(label=1, part="validation", words=" 2.PNG ")
    assert len(chosen) == 1
    assert chosen.position(chosen.picture(0)) == 0
    assert sum(chosen.position(picture) >= 0 for picture in range(17)) == 1
