"""Defaults that follow from other settings."""

from typing import Any

import pytest

from resnet_studio.core.network.architecture import PHOTO_DEPTHS, SMALL_DEPTHS, architecture
from resnet_studio.core.runs.config import TrainConfig
from resnet_studio.core.runs.defaults import Learns, what_learns


def test_default_is_a_pretrained_resnet_18_with_only_the_head_trainable() -> None:
    config = TrainConfig.build()
    assert (config.depth, config.weights, config.image_size) == (18, "imagenet", 224)
    assert config.frozen == ("stem", "layer1", "layer2", "layer3", "layer4")
    assert config.head_multiplier == 1


def test_small_pictures_start_from_scratch_at_32_pixels() -> None:
    config = TrainConfig.build(depth=20)
    assert (config.weights, config.frozen, config.image_size) == ("scratch", (), 32)


def test_head_learns_faster_than_trainable_layers_below_it() -> None:
    config = TrainConfig.build(freeze="layer2")
    assert config.frozen == ("stem", "layer1", "layer2")
    assert config.head_multiplier > 1
    assert config.learning_rate < TrainConfig.build().learning_rate


@pytest.mark.parametrize("optimizer", ["adamw", "muon", "sgd"])
@pytest.mark.parametrize("depth", PHOTO_DEPTHS + SMALL_DEPTHS)
def test_every_depth_and_optimizer_has_valid_defaults(depth: int, optimizer: str) -> None:
    config = TrainConfig.build(depth=depth, optimizer=optimizer)
    assert (config.weight_decay < 0.001) == (optimizer == "sgd")


@pytest.mark.parametrize(
    ("chosen", "expected"),
    [
        ({}, {"frozen": "layer4", "augment": "none", "epochs": 15, "learning_rate": 1e-2, "head_multiplier": 1.0}),
        ({"pictures": 299}, {"frozen": "layer4", "epochs": 15, "best_by": "loss"}),
        ({"pictures": 40}, {"frozen": "layer4", "epochs": 50}),
        ({"pictures": 4}, {"frozen": "layer4", "epochs": 100}),
        (
            {"pictures": 300},
            {"frozen": "layer3", "augment": "photographs", "epochs": 20, "learning_rate": 5e-4, "views": 4},
        ),
        ({"pictures": 800}, {"frozen": "layer3", "epochs": 8, "views": 4, "best_by": "top1"}),
        ({"pictures": 1000}, {"frozen": "layer3", "epochs": 8, "views": 4}),
        ({"pictures": 800, "batch_size": 64}, {"frozen": "layer3", "epochs": 16}),
        ({"pictures": 1499}, {"frozen": "layer3", "layer_decay": 1.0}),
        ({"pictures": 1500}, {"frozen": "layer2", "layer_decay": 0.3, "epochs": 8, "views": 4, "best_by": "top1"}),
        ({"pictures": 1500, "depth": 34, "weights": "w.pt"}, {"frozen": "layer2", "layer_decay": 0.3}),
        ({"pictures": 1500, "frozen": ("layer2", "stem", "layer1")}, {"frozen": "layer2", "layer_decay": 0.3}),
        ({"pictures": 1500, "layer_decay": 1.0}, {"frozen": "layer2", "layer_decay": 1.0}),
        ({"pictures": 1500, "freeze": "layer1"}, {"frozen": "layer1", "layer_decay": 1.0}),
        ({"pictures": 1499, "freeze": "layer2"}, {"frozen": "layer2", "layer_decay": 1.0}),
        ({"pictures": 1500, "shortcuts": False, "weights": "w.pt"}, {"frozen": "layer3", "layer_decay": 1.0}),
        ({"pictures": 1500, "depth": 50}, {"frozen": "layer3", "layer_decay": 1.0}),
        ({"pictures": 1500, "depth": 20, "weights": "w.pt"}, {"frozen": "layer2", "layer_decay": 1.0}),
        ({"pictures": 1500, "weights": "scratch"}, {"frozen": "none", "layer_decay": 1.0}),
        ({"pictures": 299, "freeze": "layer3"}, {"views": 8}),
        ({"pictures": 40, "freeze": "layer3"}, {"frozen": "layer3", "epochs": 40}),
        ({"pictures": 40, "freeze": "none"}, {"frozen": "none", "epochs": 8}),
        ({"pictures": 1000, "freeze": "layer4"}, {"frozen": "layer4", "augment": "none"}),
        ({"pictures": 1000, "weights": "scratch"}, {"frozen": "none", "epochs": 12, "learning_rate": 2e-3}),
        ({"depth": 20}, {"frozen": "none", "optimizer": "muon", "learning_rate": 2e-2, "epochs": 12}),
        ({"depth": 20, "shortcuts": False}, {"frozen": "none", "optimizer": "muon"}),
        ({"weights": "scratch"}, {"frozen": "none", "optimizer": "adamw", "learning_rate": 2e-3}),
        ({"depth": 20, "weights": "w.pt"}, {"optimizer": "adamw"}),
        ({"freeze": "none"}, {"frozen": "none", "learning_rate": 2.5e-4, "head_multiplier": 8.0}),
        ({"freeze": "layer2", "optimizer": "sgd"}, {"learning_rate": 1e-2, "weight_decay": 1e-4}),
    ],
)
def test_defaults_follow_from_trainable_layers_and_number_of_pictures(
    chosen: dict[str, Any], expected: dict[str, Any]
) -> None:
    config = TrainConfig.build(**chosen)
    stages = config.architecture.stage_names
    found = {name: getattr(config, name) for name in expected if name != "frozen"}
    assert found == {name: value for name, value in expected.items() if name != "frozen"}
    assert config.frozen == (() if expected.get("frozen", "layer2") == "none" else stages[: len(config.frozen)])
    if "frozen" in expected and expected["frozen"] != "none":
        assert config.frozen[-1] == expected["frozen"]


@pytest.mark.parametrize(
    ("weights", "frozen", "learns"),
    [
        ("imagenet", ("stem", "layer1", "layer2", "layer3", "layer4"), Learns.HEAD),
        ("imagenet", ("stem", "layer1"), Learns.SOME),
        ("w.pt", ("layer4.0",), Learns.SOME),
        ("imagenet", (), Learns.ALL),
        ("scratch", (), Learns.NEW),
    ],
)
def test_trainable_layers_of_each_default(weights: str, frozen: tuple[str, ...], learns: Learns) -> None:
    assert what_learns(architecture(18), weights, frozen) is learns
