"""Texts of the Train room."""

from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from resnet_studio.core.dataset.catalogue import UNLABELLED, Catalogue, Part, Picture
from resnet_studio.core.dataset.dataset import apply
from resnet_studio.core.runs.config import TrainConfig
from resnet_studio.gui.rooms.train import words as train_words
from resnet_studio.gui.rooms.train.plan_words import plan

Helper = Callable[..., Any]


def test_very_small_learning_rate_has_an_exponent() -> None:
    assert train_words.rate_text(0.0000183) == "0.000018"
    assert train_words.rate_text(3e-8) == "< 0.000001"
    assert train_words.rate_text(0.000123) == "0.00012"
    assert train_words.rate_text(0.01) == "0.01"
    assert train_words.rate_text(0.0) == "0"


@pytest.mark.parametrize(
    ("chosen", "line"),
    [
        ({}, "ResNet-18 from ImageNet weights, head trains"),
        ({"freeze": "layer3", "depth": 50}, "ResNet-50 from ImageNet weights, layer4 and head train"),
        ({"freeze": "none"}, "ResNet-18 from ImageNet weights, everything trains"),
        ({"weights": "scratch", "depth": 20}, "ResNet-20 from scratch, everything trains"),
        ({"weights": "/models/my net.pth"}, "ResNet-18 from my net.pth, head trains"),
        ({"depth": 20, "shortcuts": False}, "ResNet-20 without shortcuts from scratch, everything trains"),
        (
            {"frozen": ("stem", "layer1", "layer2", "layer3.0")},
            "ResNet-18 from ImageNet weights, part of layer3, layer4 and head train",
        ),
    ],
)
def test_facts_are_one_line(chosen: dict[str, object], line: str) -> None:
    assert train_words.facts(TrainConfig.build(**chosen)) == line


def test_plan_counts_pictures_for_tests_and_those_that_have_no_class() -> None:
    places: tuple[tuple[str, int, Part], ...] = (
        ("a", 0, "train"),
        ("b", 0, "validation"),
        ("c", 0, "test"),
        ("d", 0, "test"),
        ("e", UNLABELLED, "train"),
    )
    pictures = tuple(Picture(f"{name}.jpg", label, part, 1, 1) for name, label, part in places)
    sentence, detail = plan(TrainConfig.build(), apply(Catalogue(Path("/ants"), ("ants",), pictures)))[0]
    assert sentence == "1 picture to learn from, 1 to check on, 2 for tests"
    first, hint = detail.splitlines()
    assert first.endswith("; 1 picture without a class takes no part")
    assert hint == "1 picture to check on says little. In folds, each picture is checked on once."
