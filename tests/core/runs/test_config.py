import dataclasses
import json
import math
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from resnet_studio.core.basics.errors import ConfigError
from resnet_studio.core.network.architecture import PHOTO_DEPTHS, SMALL_DEPTHS, architecture
from resnet_studio.core.runs.config import CHOICES, INTEGERS, NUMBERS, TrainConfig

FIELDS = [field.name for field in dataclasses.fields(TrainConfig)]


def test_the_default_is_a_pretrained_resnet_18_with_a_new_head() -> None:
    config = TrainConfig.build()
    assert (config.depth, config.weights, config.image_size) == (18, "imagenet", 224)
    assert config.frozen == ("stem", "layer1", "layer2", "layer3", "layer4")
    assert config.head_multiplier == 1


def test_from_scratch_nothing_is_frozen() -> None:
    assert TrainConfig.build(weights="scratch").frozen == ()
    with pytest.raises(ConfigError, match="random layers would stay random"):
        TrainConfig.build(weights="scratch", freeze="layer1")


def test_small_images_start_from_scratch_at_32_pixels() -> None:
    config = TrainConfig.build(depth=20)
    assert (config.weights, config.frozen, config.image_size) == ("scratch", (), 32)


def test_with_open_layers_the_head_learns_faster_than_the_backbone() -> None:
    config = TrainConfig.build(freeze="layer2")
    assert config.frozen == ("stem", "layer1", "layer2")
    assert config.head_multiplier > 1
    assert config.learning_rate < TrainConfig.build().learning_rate


@pytest.mark.parametrize("optimizer", CHOICES["optimizer"])
@pytest.mark.parametrize("depth", PHOTO_DEPTHS + SMALL_DEPTHS)
def test_every_depth_and_optimizer_has_valid_defaults(depth: int, optimizer: str) -> None:
    config = TrainConfig.build(depth=depth, optimizer=optimizer)
    assert (config.weight_decay < 0.001) == (optimizer == "sgd")


@pytest.mark.parametrize(
    ("chosen", "field", "said"),
    [
        ({"depth": 19}, "depth", "18, 34, 50, 101, 152"),
        ({"depth": "18"}, "depth", "one of"),
        ({"depth": True}, "depth", "one of"),
        ({"epochs": 0}, "epochs", "from 1 to 10,000"),
        ({"epochs": 2.0}, "epochs", "whole number"),
        ({"epochs": True}, "epochs", "whole number"),
        ({"batch_size": 1}, "batch_size", "BatchNorm"),
        ({"image_size": 31}, "image_size", "from 32 to 512"),
        ({"learning_rate": math.nan}, "learning_rate", "0.00000001 to 10"),
        ({"learning_rate": "fast"}, "learning_rate", "a number"),
        ({"label_smoothing": 1}, "label_smoothing", "from 0 to 0.9"),
        ({"optimizer": "adam"}, "optimizer", "adamw, sgd"),
        ({"optimizer": ["sgd"]}, "optimizer", "adamw, sgd"),
        ({"augment": None, "schedule": "cosine"}, "schedule", "one-cycle"),
        ({"weights": ""}, "weights", "path of a file"),
        ({"weights": 3}, "weights", "path of a file"),
        ({"depth": 20, "weights": "imagenet"}, "weights", "ImageNet weights exist for the depths 18"),
        ({"depth": 20, "freeze": "layer4", "weights": "w.pt"}, "freeze", "layer3"),
        ({"shortcuts": False, "weights": "imagenet"}, "weights", "trained with them"),
        ({"shortcuts": 1}, "shortcuts", "true or false"),
        ({"frozen": ("layer9",)}, "frozen", "layer4"),
        ({"frozen": ("layer3.7",)}, "frozen", "layer4.1"),
        ({"frozen": "layer1"}, "frozen", "a list"),
        ({"frozen": 5}, "frozen", "a list"),
        ({"frozen": ("stem",), "freeze": "layer1"}, "freeze", "left out"),
        ({"device": "cuda:x"}, "device", "cuda:0"),
        ({"device": 0}, "device", "auto"),
        ({"colour": "red"}, "colour", "no such setting"),
    ],
)
def test_a_bad_value_is_refused_with_field_value_and_range(chosen: dict[str, Any], field: str, said: str) -> None:
    with pytest.raises(ConfigError, match=said) as caught:
        TrainConfig.build(**chosen)
    assert caught.value.field == field
    assert str(caught.value).startswith(field)


@pytest.mark.parametrize("name", INTEGERS)
def test_the_ends_of_each_range_are_allowed(name: str) -> None:
    smallest, largest, _ = INTEGERS[name]
    assert getattr(TrainConfig.build(**{name: smallest}), name) == smallest
    assert getattr(TrainConfig.build(**{name: largest}), name) == largest


def test_frozen_layers_have_one_form() -> None:
    config = TrainConfig.build(frozen=["layer1.1", "stem", "layer1.0", "layer3.1"])
    assert config.frozen == ("stem", "layer1", "layer3.1")


def test_settings_that_are_not_chosen_can_be_passed_as_none() -> None:
    assert TrainConfig.build(depth=None, epochs=None, seed=3) == TrainConfig.build(seed=3)


@st.composite
def configs(draw: st.DrawFn) -> TrainConfig:
    depth = draw(st.sampled_from(PHOTO_DEPTHS + SMALL_DEPTHS))
    chosen: dict[str, Any] = {"depth": depth, "weights": "some weights.pt"}
    chosen["frozen"] = draw(st.lists(st.sampled_from(architecture(depth).unit_names)))
    for name, (smallest, largest, _) in INTEGERS.items():
        chosen[name] = draw(st.integers(smallest, largest))
    for name, (low, high, _) in NUMBERS.items():
        chosen[name] = draw(st.floats(low, high))
    for name, options in CHOICES.items():
        chosen[name] = draw(st.sampled_from(options))
    return TrainConfig.build(**chosen)


@given(configs())
def test_settings_come_back_from_their_record(config: TrainConfig) -> None:
    record = json.loads(json.dumps(config.to_record(), allow_nan=False))
    assert TrainConfig.from_record(record) == config


scalars = st.none() | st.booleans() | st.integers() | st.floats() | st.text(max_size=8)
anything = scalars | st.lists(scalars, max_size=3) | st.dictionaries(st.text(max_size=3), scalars, max_size=2)


@settings(suppress_health_check=[HealthCheck.too_slow])
@given(st.dictionaries(st.sampled_from([*FIELDS, "freeze"]), anything, max_size=4))
def test_a_damaged_record_is_a_config_error_or_valid_settings(record: dict[str, Any]) -> None:
    try:
        config = TrainConfig.from_record(record)
    except ConfigError:
        return  # any other error fails the test
    assert TrainConfig.from_record(config.to_record()) == config


def test_an_older_record_gets_the_defaults() -> None:
    record = TrainConfig.build(depth=50).to_record()
    del record["early_stopping"], record["precision"]
    assert TrainConfig.from_record(record) == TrainConfig.build(depth=50)


@pytest.mark.parametrize(
    ("chosen", "expected"),
    [
        ({}, {"frozen": "layer4", "augment": "none", "epochs": 15, "learning_rate": 1e-2, "head_multiplier": 1.0}),
        ({"pictures": 999}, {"frozen": "layer4", "epochs": 15}),
        ({"pictures": 1000}, {"frozen": "layer3", "augment": "light", "epochs": 8, "learning_rate": 5e-4, "views": 2}),
        ({"pictures": 1000, "freeze": "layer4"}, {"frozen": "layer4", "augment": "none"}),
        ({"pictures": 1000, "weights": "scratch"}, {"frozen": "none", "epochs": 12, "learning_rate": 2e-3}),
        ({"freeze": "none"}, {"frozen": "none", "learning_rate": 2.5e-4, "head_multiplier": 8.0}),
        ({"freeze": "layer2", "optimizer": "sgd"}, {"learning_rate": 1e-2, "weight_decay": 1e-4}),
    ],
)
def test_defaults_follow_what_learns_and_from_how_many_pictures(
    chosen: dict[str, Any], expected: dict[str, Any]
) -> None:
    config = TrainConfig.build(**chosen)
    stages = config.architecture.stage_names
    found = {name: getattr(config, name) for name in expected if name != "frozen"}
    assert found == {name: value for name, value in expected.items() if name != "frozen"}
    assert config.frozen == (() if expected.get("frozen", "layer2") == "none" else stages[: len(config.frozen)])
    if "frozen" in expected and expected["frozen"] != "none":
        assert config.frozen[-1] == expected["frozen"]


def test_how_many_pictures_must_be_a_number() -> None:
    with pytest.raises(ConfigError, match="pictures"):
        TrainConfig.from_record({"pictures": "many"})


PHOTOS = TrainConfig.build(
    depth=18, freeze="layer3", epochs=3, learning_rate=0.002, image_size=96, augment="strong", seed=5
)


def test_what_is_not_chosen_stays_though_its_default_would_be_another() -> None:
    assert PHOTOS.changed() == PHOTOS
    assert PHOTOS.changed(epochs=None, weights=None) == PHOTOS
    assert PHOTOS.changed(optimizer="sgd") == dataclasses.replace(PHOTOS, optimizer="sgd")
    assert PHOTOS.changed(freeze="none") == dataclasses.replace(PHOTOS, frozen=())
    assert PHOTOS.changed(frozen=("layer2",)) == dataclasses.replace(PHOTOS, frozen=("layer2",))
    assert PHOTOS.changed(depth=50) == dataclasses.replace(PHOTOS, depth=50)


@pytest.mark.parametrize(
    ("chosen", "weights", "frozen"),
    [
        ({"depth": 20}, "scratch", ()),
        ({"shortcuts": False}, "scratch", ()),
        ({"weights": "scratch"}, "scratch", ()),
        ({"depth": 20, "weights": "w.pt"}, "w.pt", ("stem", "layer1", "layer2", "layer3")),
    ],
)
def test_what_cannot_stand_beside_a_choice_gives_way(
    chosen: dict[str, Any], weights: str, frozen: tuple[str, ...]
) -> None:
    changed = PHOTOS.changed(**chosen)
    assert (changed.weights, changed.frozen) == (weights, frozen)
    assert (changed.epochs, changed.learning_rate, changed.image_size) == (3, 0.002, 96)


def test_blocks_that_the_other_network_lacks_are_not_frozen() -> None:
    blocks = TrainConfig.build(depth=34, frozen=("stem", "layer3.1", "layer3.5"))
    assert blocks.changed(depth=18).frozen == ("stem", "layer3.1")


def test_a_choice_that_cannot_be_is_refused() -> None:
    with pytest.raises(ConfigError, match="random layers"):
        PHOTOS.changed(weights="scratch", freeze="layer1")
    with pytest.raises(ConfigError, match="depth is 19"):
        PHOTOS.changed(depth=19)
    with pytest.raises(ConfigError, match="ImageNet weights exist"):
        PHOTOS.changed(depth=20, weights="imagenet")
    with pytest.raises(ConfigError, match="there is no such setting"):
        PHOTOS.changed(colour="red")
