import dataclasses
import json
import math
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from resnet_studio.core.basics.errors import ConfigError
from resnet_studio.core.network.architecture import PHOTO_DEPTHS, SMALL_DEPTHS, architecture
from resnet_studio.core.runs.config import TrainConfig
from resnet_studio.core.runs.setting_kinds import Choice, Number, Switch, Whole
from resnet_studio.core.runs.settings import SETTINGS, named

FIELDS = [field.name for field in dataclasses.fields(TrainConfig)]


def test_scratch_freezes_nothing_and_refuses_frozen_layers() -> None:
    assert TrainConfig.build(weights="scratch").frozen == ()
    with pytest.raises(ConfigError, match="random layers would stay random"):
        TrainConfig.build(weights="scratch", freeze="layer1")


@pytest.mark.parametrize(
    ("chosen", "field", "expected"),
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
        ({"layer_decay": 0}, "layer_decay", "from 0.01 to 1"),
        ({"layer_decay": 1.5}, "layer_decay", "from 0.01 to 1"),
        ({"optimizer": "adam"}, "optimizer", "adamw, muon, sgd"),
        ({"optimizer": ["sgd"]}, "optimizer", "adamw, muon, sgd"),
        ({"augment": None, "schedule": "cosine"}, "schedule", "one-cycle"),
        ({"weights": ""}, "weights", "path of a file"),
        ({"weights": 3}, "weights", "path of a file"),
        ({"depth": 20, "weights": "imagenet"}, "weights", "ImageNet weights exist for the depths 18"),
        ({"depth": 20, "freeze": "layer4", "weights": "w.pt"}, "freeze", "layer3"),
        ({"shortcuts": False, "weights": "imagenet"}, "weights", "trained with them"),
        ({"shortcuts": 1}, "shortcuts", "true or false"),
        ({"weights_entry": "ema"}, "weights_entry", "imagenet is not a file"),
        ({"weights": "w.pt", "weights_entry": 3}, "weights_entry", "the name of a network in the file"),
        ({"frozen": ("layer9",)}, "frozen", "layer4"),
        ({"frozen": ("layer3.7",)}, "frozen", "layer4.1"),
        ({"frozen": "layer1"}, "frozen", "a list"),
        ({"frozen": 5}, "frozen", "a list"),
        ({"frozen": ("stem",), "freeze": "layer1"}, "freeze", "left out"),
        ({"device": "cuda:x"}, "device", "cuda:0"),
        ({"device": 0}, "device", "auto"),
        ({"hue": "red"}, "hue", "no such setting"),
    ],
)
def test_bad_value_is_refused_with_field_and_allowed_values(chosen: dict[str, Any], field: str, expected: str) -> None:
    with pytest.raises(ConfigError, match=expected) as caught:
        TrainConfig.build(**chosen)
    assert caught.value.field == field
    assert str(caught.value).startswith(field)


@pytest.mark.parametrize("setting", [setting for setting in SETTINGS if isinstance(setting, Whole | Number)])
def test_both_ends_of_each_range_are_allowed(setting: Whole | Number) -> None:
    for value in (setting.smallest, setting.largest):
        assert getattr(TrainConfig.build(**{setting.name: value}), setting.name) == value


def test_frozen_layers_are_normalised() -> None:
    config = TrainConfig.build(frozen=["layer1.1", "stem", "layer1.0", "layer3.1"])
    assert config.frozen == ("stem", "layer1", "layer3.1")


def test_none_counts_as_not_chosen() -> None:
    assert TrainConfig.build(depth=None, epochs=None, seed=3) == TrainConfig.build(seed=3)


@st.composite
def configs(draw: st.DrawFn) -> TrainConfig:
    depth = draw(st.sampled_from(PHOTO_DEPTHS + SMALL_DEPTHS))
    chosen: dict[str, Any] = {"depth": depth, "weights": "some weights.pt"}
    chosen["frozen"] = draw(st.lists(st.sampled_from(architecture(depth).unit_names)))
    for setting in SETTINGS:
        match setting:
            case Whole(smallest=smallest, largest=largest):
                chosen[setting.name] = draw(st.integers(smallest, largest))
            case Number(smallest=low, largest=high):
                chosen[setting.name] = draw(st.floats(low, high))
            case Choice() if not isinstance(setting, Switch):
                chosen[setting.name] = draw(st.sampled_from(setting.values))
            case _:
                pass
    return TrainConfig.build(**chosen)


@given(configs())
def test_record_round_trip_gives_equal_settings(config: TrainConfig) -> None:
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


def test_fields_that_a_record_lacks_get_their_defaults() -> None:
    record = TrainConfig.build(depth=50).to_record()
    del record["early_stopping"], record["precision"]
    assert TrainConfig.from_record(record) == TrainConfig.build(depth=50)


AT_FIRST = {
    "depth", "weights", "frozen", "image_size", "learning_rate", "head_multiplier", "weight_decay", "epochs",
    "shortcuts", "batch_size", "optimizer", "schedule", "label_smoothing", "augment", "class_weights",
    "early_stopping", "seed", "device", "precision",
}  # fmt: skip
"""The settings of the first version."""
SINCE: list[dict[str, Any]] = [
    {"views": 20},  # as many as epochs: each had a view of its own
    {"weights_entry": ""},
    {
        "smallest_crop": 0.5, "shift": 0.0, "mirror": "sideways", "rotation": 0.0, "quarter_turns": False,
        "brightness": 0.0, "contrast": 0.0, "colour": 0.0, "blur": 0.0, "erasing": 0.0, "mixup": 0.0, "cutmix": 0.0,
    },
    {"best_by": "top1"},
    {"lanes": 1},
    {"top_first": 0.0},
    {"layer_decay": 1.0},
]  # fmt: skip
"""What each later version added, and the values that give what was done before."""


@pytest.mark.parametrize("version", range(len(SINCE)))
def test_record_of_an_earlier_version_gives_what_that_version_did(version: int) -> None:
    record = TrainConfig.build(freeze="layer3", epochs=20, depth=18, weight_decay=0.01).to_record() | {
        "augment": "light"
    }
    known = AT_FIRST.union(*SINCE[:version])
    read = TrainConfig.from_record({name: value for name, value in record.items() if name in known}).to_record()
    before = {name: value for added in SINCE[version:] for name, value in added.items()}
    assert {name: read[name] for name in before} == before
    assert {name: read[name] for name in known} == {name: record[name] for name in known} | {"augment": "photographs"}


def test_each_setting_says_what_was_done_before_it() -> None:
    assert AT_FIRST.union(*SINCE) == set(FIELDS)


def test_head_of_an_earlier_version_keeps_the_most_accurate_epoch() -> None:
    record = TrainConfig.build(freeze="layer4").to_record()
    assert record.pop("best_by") == "loss"
    assert TrainConfig.from_record(record).best_by == "top1"


def test_number_of_pictures_must_be_a_number() -> None:
    with pytest.raises(ConfigError, match="pictures"):
        TrainConfig.from_record({"pictures": "many"})


PHOTOS = TrainConfig.build(
    depth=18, freeze="layer3", epochs=3, learning_rate=0.002, image_size=96, augment="strong", seed=5
)


def test_changed_keeps_settings_that_were_not_chosen() -> None:
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
def test_changed_replaces_invalid_combinations(chosen: dict[str, Any], weights: str, frozen: tuple[str, ...]) -> None:
    changed = PHOTOS.changed(**chosen)
    assert (changed.weights, changed.frozen) == (weights, frozen)
    assert (changed.epochs, changed.learning_rate, changed.image_size) == (3, 0.002, 96)


def test_changed_keeps_the_entry_of_a_file_only_with_the_file() -> None:
    config = TrainConfig.build(weights="w.pt", weights_entry="ema")
    assert config.changed(epochs=3).weights_entry == "ema"
    assert config.changed(weights="other.pt").weights_entry == ""
    assert config.changed(weights="imagenet").weights_entry == ""
    assert config.changed(depth=20, weights="other.pt", weights_entry="teacher").weights_entry == "teacher"


def test_changed_unfreezes_blocks_that_the_new_network_lacks() -> None:
    blocks = TrainConfig.build(depth=34, frozen=("stem", "layer3.1", "layer3.5"))
    assert blocks.changed(depth=18).frozen == ("stem", "layer3.1")


def test_changed_refuses_an_invalid_choice() -> None:
    with pytest.raises(ConfigError, match="random layers"):
        PHOTOS.changed(weights="scratch", freeze="layer1")
    with pytest.raises(ConfigError, match="depth is 19"):
        PHOTOS.changed(depth=19)
    with pytest.raises(ConfigError, match="ImageNet weights exist"):
        PHOTOS.changed(depth=20, weights="imagenet")
    with pytest.raises(ConfigError, match="there is no such setting"):
        PHOTOS.changed(hue="red")


def test_head_alone_mixes_no_pieces() -> None:
    head = TrainConfig.build(freeze="layer4", cutmix=1.0)
    assert [named("cutmix").applies(one) for one in (head, head.changed(freeze="layer3"))] == [False, True]
    assert head.augmentation.mixes
    assert not head.mixing.mixes
    assert TrainConfig.build(freeze="layer4", cutmix=1.0, mixup=0.4).mixing.mixes
    assert TrainConfig.build(freeze="layer3", cutmix=1.0).mixing.mixes
