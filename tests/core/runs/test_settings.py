"""The table of settings: it agrees with `TrainConfig`, and texts and details follow from it."""

import dataclasses
from typing import Any, get_type_hints

import pytest

from resnet_studio.core.basics.errors import ConfigError
from resnet_studio.core.runs.config import TrainConfig
from resnet_studio.core.runs.setting_kinds import (
    Choice,
    Depth,
    Device,
    Entry,
    Layers,
    Number,
    Setting,
    Switch,
    Weights,
    Whole,
)
from resnet_studio.core.runs.settings import SECTIONS, SETTINGS, details, in_section, named

TYPES: dict[type[Setting], Any] = {
    Whole: int, Number: float, Choice: str, Switch: bool, Device: str, Depth: int, Weights: str,
    Layers: tuple[str, ...], Entry: str,
}  # fmt: skip


def detail(**chosen: Any) -> dict[str, str]:
    return {str(label): str(text) for label, text in details(TrainConfig.build(**chosen))}


def test_table_and_dataclass_have_the_same_fields_in_the_same_order() -> None:
    assert [setting.name for setting in SETTINGS] == [field.name for field in dataclasses.fields(TrainConfig)]


@pytest.mark.parametrize("setting", SETTINGS, ids=lambda setting: setting.name)
def test_row_has_the_type_of_its_field(setting: Setting) -> None:
    assert get_type_hints(TrainConfig)[setting.name] == TYPES[type(setting)]


@pytest.mark.parametrize("setting", SETTINGS, ids=lambda setting: setting.name)
def test_row_is_complete(setting: Setting) -> None:
    assert setting.label
    assert str(setting.help).endswith(".")
    assert str(setting.tip).startswith(str(setting.help))
    assert setting.allowed
    assert setting.default is None or setting.accepts(setting.default)
    assert setting.section in ("", *(section.id for section in SECTIONS))
    assert setting.text(TrainConfig.build())


def test_labels_options_and_sections_are_unique() -> None:
    assert len({str(setting.label) for setting in SETTINGS}) == len(SETTINGS)
    assert len({setting.flag for setting in SETTINGS}) == len(SETTINGS)
    assert len({section.id for section in SECTIONS}) == len(SECTIONS)


def test_leading_setting_of_a_section_belongs_to_it() -> None:
    for section in SECTIONS:
        assert in_section(section)
        assert not section.leading or named(section.leading) in in_section(section)


@pytest.mark.parametrize(
    ("name", "value", "text"),
    [
        ("image_size", 96, "96 px"),
        ("epochs", 1200, "1,200"),
        ("seed", 4_000_000, "4000000"),
        ("optimizer", "adamw", "AdamW"),
        ("learning_rate", 0.000123456, "0.000123456"),
        ("learning_rate", 1e-8, "0.00000001"),
        ("early_stopping", 0, "off"),
        ("early_stopping", 1, "1 epoch"),
        ("early_stopping", 5, "5 epochs"),
        ("label_smoothing", 0.0, "off"),
        ("class_weights", "none", "off"),
        ("head_multiplier", 8.0, "8 × as fast"),
        ("head_multiplier", 0.5, "0.5 × as fast"),
        ("head_multiplier", 1.0, "same speed"),
        ("layer_decay", 0.3, "0.3 × per stage"),
        ("layer_decay", 1.0, "same rate for all"),
        ("device", "cuda:1", "cuda:1"),
        ("weights", "/models/my net.pth", "my net.pth"),
        ("weights", r"C:\models\my net.pth", "my net.pth"),
    ],
)
def test_text_of_a_value(name: str, value: object, text: str) -> None:
    assert str(named(name).text(TrainConfig.build(**{name: value}))) == text


@pytest.mark.parametrize(
    ("chosen", "text"),
    [
        ({"freeze": "none"}, "nothing"),
        ({"freeze": "layer4"}, "all but the head"),
        ({"freeze": "layer2"}, "up to layer2"),
        ({"frozen": ("layer1", "layer3.0")}, "layer1 and layer3.0"),
    ],
)
def test_text_of_frozen_layers(chosen: dict[str, Any], text: str) -> None:
    assert detail(**chosen)["Frozen"] == text


def test_details_leave_out_what_is_off_or_has_no_effect() -> None:
    plain = detail()
    assert plain["Network"] == "ResNet-18"
    assert plain["Weights"] == "ImageNet"
    assert not {"Early stopping", "Label smoothing", "Class weights", "Residual shortcuts", "Head", "Device"} & set(
        plain
    )
    full = detail(freeze="layer2", early_stopping=3, label_smoothing=0.1, class_weights="balanced")
    assert full["Early stopping"] == "3 epochs"
    assert full["Label smoothing"] == "0.1"
    assert full["Class weights"] == "balanced"
    assert full["Head"] == "8 × as fast"
    assert detail(shortcuts=False)["Residual shortcuts"] == "off"


def test_prepared_views_are_a_detail_only_where_they_are_used() -> None:
    assert "Prepared views" not in detail(freeze="none", augment="light")
    assert "Prepared views" not in detail(freeze="layer1", augment="none")
    assert detail(freeze="layer1", augment="light", views=4)["Prepared views"] == "4"
    first = detail(freeze="none", augment="light", epochs=6, top_first=0.5, views=4)  # while the top layers learn
    assert first["Prepared views"] == "4"


def test_rates_by_stage_are_a_detail_only_where_several_stages_learn() -> None:
    assert "Layer decay" not in detail(freeze="layer3", layer_decay=0.3)
    assert "Layer decay" not in detail(freeze="layer2")
    assert detail(freeze="layer2", layer_decay=0.3)["Layer decay"] == "0.3 × per stage"


def test_refused_value_is_named_with_what_is_allowed() -> None:
    with pytest.raises(ConfigError) as caught:
        named("epochs").check(0)
    assert str(caught.value) == "epochs is 0, but must be a whole number from 1 to 10,000."
    assert str(caught.value.allowed) == "a whole number from 1 to 10,000"


def test_switch_accepts_only_true_and_false() -> None:
    switch = named("shortcuts")
    assert switch.accepts(True)
    assert switch.accepts(False)
    assert not switch.accepts(1)
    assert not switch.accepts("yes")
