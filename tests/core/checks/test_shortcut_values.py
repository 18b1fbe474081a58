"""What each class has of a property that tells classes apart."""

from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from resnet_studio.core.checks.facts import Facts
from resnet_studio.core.checks.shortcut_values import EXAMPLES, values_of
from resnet_studio.core.checks.store import Measured
from resnet_studio.core.dataset.catalogue import Catalogue, Picture
from resnet_studio.core.dataset.dataset import apply

Make = Callable[..., Facts]
DATASET = apply(
    Catalogue(
        Path("/pictures"),
        ("a", "b", "few"),
        tuple(
            Picture(f"{name}/{number:02}.jpg", label, "train", 1000, 1)
            for label, (name, count) in enumerate((("a", 40), ("b", 40), ("few", 3)))
            for number in range(count)
        ),
    )
)


@pytest.mark.parametrize(
    ("by", "changed", "usual", "example"),
    [
        ("bytes", {}, "1.0 KB", "1.0 KB"),
        ("brightness", {"mean": 51.0}, "20.0 %", "20.0 %"),
        ("border", {"border_contrast": 2.7}, "3", "3"),
        ("pixels", {"width": 224, "height": 224}, "224 × 224", "224 × 224"),
        ("format", {"format": "PNG", "mode": "L"}, "PNG (grey)", "PNG (grey)"),
    ],
)
def test_each_class_that_was_judged_has_its_value_and_examples(
    facts: Make, by: str, changed: dict[str, Any], usual: str, example: str
) -> None:
    known = {one.path: facts(**changed) if one.label == 1 else facts() for one in DATASET.pictures}
    _, of_b = found = values_of(by, DATASET, Measured(known, {}, ()))
    assert [one.name for one in found] == ["a", "b"]
    assert (str(of_b.usual), [str(value) for value in of_b.values]) == (usual, [example] * EXAMPLES)
    assert all(path.startswith("b/") for path in of_b.examples)


def test_values_that_few_pictures_have_are_left_out(facts: Make) -> None:
    known = {one.path: facts(mean=255.0 * int(one.path[-6:-4]) / 100) for one in DATASET.pictures}
    of_a, _ = values_of("brightness", DATASET, Measured(known, {}, ()))
    assert str(of_a.usual) == "4.0 % to 35.0 %"
    assert of_a.examples == ("a/18.jpg", "a/19.jpg", "a/20.jpg")


def test_several_formats_of_a_class_are_shares(facts: Make) -> None:
    known = {one.path: facts(format="PNG" if one.path < "a/10" else "JPEG") for one in DATASET.pictures}
    of_a, of_b = values_of("format", DATASET, Measured(known, {}, ()))
    assert (str(of_a.usual), str(of_b.usual)) == ("JPEG (colour) 75.0 %, PNG (colour) 25.0 %", "JPEG (colour)")
    assert min(of_a.examples) >= "a/10"
