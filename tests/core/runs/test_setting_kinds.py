"""Kinds of settings: which values each accepts, and how values and ranges are written."""

import math
from typing import Any

import pytest

from resnet_studio.core.basics.errors import ConfigError
from resnet_studio.core.basics.message import message
from resnet_studio.core.runs.config import TrainConfig
from resnet_studio.core.runs.setting_kinds import Choice, Depth, Device, Layers, Number, Setting, Switch, Weights, Whole

TEXTS: dict[str, Any] = {"name": "x", "label": message("X"), "help": message("Help.")}
WHOLE = Whole(**TEXTS, smallest=1, largest=10_000)
NUMBER = Number(**TEXTS, smallest=0.0, largest=0.5)
CHOICE = Choice(**TEXTS, options=(("one", message("One")), ("two", message("Two"))))


@pytest.mark.parametrize(
    ("setting", "accepted", "refused"),
    [
        (WHOLE, [1, 10_000], [0, 10_001, 1.0, True, "1", None, 10**400]),
        (NUMBER, [0, 0.0, 0.5], [-1e-9, 0.51, math.nan, math.inf, True, "0", None, 10**400]),
        (CHOICE, ["one", "two"], ["three", "", None, 1]),
        (Switch(**TEXTS), [True, False], [1, 0, "true", None]),
        (
            Device(**TEXTS, options=()),
            ["auto", "cpu", "cuda", "cuda:0", "cuda:99", "xpu:1", "mps"],
            ["gpu", "cuda:", "cuda:100", "cuda:٣", "cpu:0", "cuda:-1", None, 0],
        ),
        (Depth(**TEXTS), [18, 152, 20], [19, 18.0, True, "18", 10**400]),
        (Weights(**TEXTS), ["imagenet", "scratch", "a/b.pth"], ["", "  ", "a\0b", None, 3]),
        (Layers(**TEXTS), [(), ["stem"], ("layer1", "layer2.0")], ["layer1", [1], None]),
    ],
    ids=lambda value: type(value).__name__ if isinstance(value, Setting) else "",
)
def test_kind_accepts_only_its_values(setting: Setting, accepted: list[object], refused: list[object]) -> None:
    assert [value for value in accepted if not setting.accepts(value)] == []
    assert [value for value in refused if setting.accepts(value)] == []


def test_refused_value_raises_an_error_with_the_allowed_ones() -> None:
    WHOLE.check(3)
    with pytest.raises(ConfigError, match="x is 0, but must be a whole number from 1 to 10,000"):
        WHOLE.check(0)


@pytest.mark.parametrize(
    ("setting", "value", "text"),
    [
        (WHOLE, 1000, "1,000"),
        (NUMBER, 0.000_01, "0.00001"),
        (CHOICE, "two", "Two"),
        (CHOICE, "three", "three"),
        (Switch(**TEXTS), False, "off"),
        (Depth(**TEXTS), 50, "ResNet-50"),
        (Weights(**TEXTS), "imagenet", "ImageNet"),
        (Weights(**TEXTS), "C:\\models\\best.pt", "best.pt"),
        (Weights(**TEXTS), "/models/best.pt", "best.pt"),
        (Layers(**TEXTS), ("stem", "layer1"), "stem and layer1"),
    ],
)
def test_text_of_a_value(setting: Setting, value: object, text: str) -> None:
    assert str(setting.text_of(value)) == text


def test_neutral_value_is_written_as_off() -> None:
    setting = Whole(**{**TEXTS, "name": "early_stopping"}, smallest=0, largest=100, neutral=0, off=message("off"))
    assert str(setting.text(TrainConfig.build(depth=20, early_stopping=0))) == "off"
    assert str(setting.text(TrainConfig.build(depth=20, early_stopping=5))) == "5"


@pytest.mark.parametrize(
    ("frozen", "text"),
    [
        ((), "nothing"),
        (("stem", "layer1", "layer2"), "up to layer2"),
        (("stem", "layer1", "layer2", "layer3", "layer4"), "all but the head"),
        (("layer2",), "layer2"),
    ],
)
def test_text_of_frozen_layers(frozen: tuple[str, ...], text: str) -> None:
    config = TrainConfig.build(depth=18, frozen=frozen)
    assert str(Layers(**{**TEXTS, "name": "frozen"}).text(config)) == text


def test_flag_is_the_name_with_hyphens_unless_another_is_given() -> None:
    assert Whole(**{**TEXTS, "name": "batch_size"}, smallest=1, largest=2).flag == "--batch-size"
    assert Whole(**TEXTS, smallest=1, largest=2, option="other").flag == "--other"


def test_tip_adds_the_advice_to_the_help() -> None:
    assert str(WHOLE.tip) == "Help."
    assert str(Whole(**TEXTS, smallest=1, largest=2, advice=message("Try 2.")).tip) == "Help. Try 2."
