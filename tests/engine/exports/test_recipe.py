"""What a model's file says of itself."""

import json
from pathlib import Path

import pytest

from resnet_studio.core.exports.formats import FORMATS
from resnet_studio.core.runs.threshold import Threshold, keep_threshold
from resnet_studio.engine.exports.recipe import described, recipe_of
from tests.engine.exports.models import random_model


@pytest.mark.parametrize(
    ("key", "wanted", "given"),
    [
        ("onnx", "uint8 [height, width, 3]", "a probability for each class, in their order"),
        ("pt2", "uint8 [height, width, 3]", "a probability for each class, in their order"),
        ("keras", "as uint8 [batch, 32, 32, 3], RGB of 0 to 255: the file normalises it", "a probability for each"),
        ("litert", "as uint8 [1, 32, 32, 3], RGB of 0 to 255: the file normalises it", "a probability for each"),
        ("coreml", "as an RGB image: the file normalises it", "classLabel_probs"),
        ("safetensors", "as float32 [batch, 3, 32, 32], RGB of 0 to 1, minus mean, divided by std", "a logit for each"),
    ],
)
def test_recipe_says_what_goes_into_a_file_and_what_comes_out(
    tmp_path: Path, key: str, wanted: str, given: str
) -> None:
    recipe = recipe_of(tmp_path, random_model(20, True), None, FORMATS[key])
    assert wanted in recipe["input"]
    assert given in recipe["output"]
    assert recipe["preprocessing"]["inside"] == list(FORMATS[key].inside)


def test_every_format_has_a_recipe(tmp_path: Path) -> None:
    model = random_model(20, True)
    for form in FORMATS.values():
        assert recipe_of(tmp_path, model, None, form)["input"]


def test_threshold_goes_with_its_temperature_only(tmp_path: Path) -> None:
    keep_threshold(tmp_path, Threshold(0.9, 0.55, "validation", 1.5, plain=0.5))
    model = random_model(20, True)
    said = [recipe_of(tmp_path, model, temperature, FORMATS["onnx"])["threshold"] for temperature in (1.5, 2.0, None)]
    assert said == [0.55, None, 0.5]


def test_names_are_readable_in_other_programs(tmp_path: Path) -> None:
    recipe = recipe_of(tmp_path, random_model(20, True), None, FORMATS["onnx"]) | {"classes": ["Käfer", "\udcff"]}
    names = described(recipe)["names"]
    assert "Käfer" in names
    assert json.loads(names)[0] == "Käfer"
    names.encode()
