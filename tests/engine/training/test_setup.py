"""What follows from settings and dataset before a run starts."""

import re
from dataclasses import FrozenInstanceError, replace
from pathlib import Path
from typing import Any

import pytest
import torch

from resnet_studio.core.basics.errors import RunError
from resnet_studio.core.dataset.dataset import Dataset
from resnet_studio.core.dataset.scan import scan
from resnet_studio.core.runs.config import TrainConfig
from resnet_studio.engine.training.setup import set_up

CONFIG = TrainConfig.build(depth=20, weights="scratch", batch_size=64, device="cpu", precision="float32", seed=3)


@pytest.fixture(autouse=True)
def threads() -> object:
    """Setting up chooses a number of threads, which the other tests do not expect."""
    before = torch.get_num_threads()
    yield
    torch.set_num_threads(before)


def of_parts(dataset: Dataset, *parts: str) -> Dataset:
    """The dataset with only the pictures of these parts."""
    return replace(dataset, pictures=tuple(picture for picture in dataset.pictures if picture.part in parts))


def test_network_and_data_follow_from_settings_and_dataset(colours: Path) -> None:
    setup = set_up(CONFIG, scan(colours))
    assert (len(setup.train), len(setup.validation)) == (30, 6)
    assert setup.network.state_dict()["fc.weight"].shape == (3, 64)
    assert setup.compute.precision == "float32"
    assert setup.followed <= frozenset(range(6))
    assert setup.class_weights is None
    with pytest.raises(FrozenInstanceError):
        setup.class_weights = torch.ones(3)  # type: ignore[misc]


def test_batch_has_at_most_as_many_items_as_there_are(colours: Path) -> None:
    assert set_up(CONFIG, scan(colours)).batch_size == 30
    assert set_up(CONFIG.changed(batch_size=8), scan(colours)).batch_size == 8


def test_initial_weights_depend_on_the_seed(colours: Path) -> None:
    first, same, other = (
        set_up(CONFIG.changed(seed=seed), scan(colours)).network.state_dict()["conv1.weight"] for seed in (3, 3, 4)
    )
    assert torch.equal(first, same)
    assert not torch.equal(first, other)


def test_balanced_class_weights_favour_rare_classes(copied_colours: Path) -> None:
    for number in range(6):
        (copied_colours / "red" / f"red {number}.png").unlink()
    setup = set_up(CONFIG.changed(class_weights="balanced"), scan(copied_colours))
    assert setup.class_weights is not None
    blue, green, red = setup.class_weights.tolist()
    assert red == pytest.approx(2 * blue)
    assert blue == pytest.approx(green)
    assert blue + green + red == pytest.approx(3)


@pytest.mark.parametrize(
    ("parts", "message"),
    [
        (("validation",), "has too few training pictures: 0 of at least 2"),
        (("train",), "has too few validation pictures: 0 of at least 1"),
    ],
)
def test_dataset_with_an_empty_part_is_refused(colours: Path, parts: tuple[str, ...], message: str) -> None:
    with pytest.raises(RunError, match=re.escape(message)):
        set_up(CONFIG, of_parts(scan(colours), *parts))


@pytest.mark.parametrize(
    ("chosen", "lanes"),
    [({"batch_size": 30}, 1), ({"lanes": 3}, 3), ({"lanes": 3, "depth": 18, "freeze": "layer4", "weights": "any"}, 1)],
    ids=["automatic, few pictures", "chosen", "head alone"],
)
def test_lanes_are_as_chosen_where_layers_learn(colours: Path, chosen: dict[str, Any], lanes: int) -> None:
    settings: dict[str, Any] = {"depth": 20, "device": "cpu", **chosen}
    assert set_up(TrainConfig.build(**settings), scan(colours)).lanes == lanes
