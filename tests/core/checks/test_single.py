"""What is wrong with a single picture."""

from collections.abc import Callable
from typing import Any

import pytest

from resnet_studio.core.checks.facts import Facts
from resnet_studio.core.checks.kinds import CheckKind
from resnet_studio.core.checks.single import faults, kinds_of
from resnet_studio.core.checks.thresholds import USUAL, Thresholds

Make = Callable[..., Facts]


@pytest.mark.parametrize(
    ("kind", "changed"),
    [
        ("unreadable", {"readable": False}),
        ("huge", {"width": 9000, "height": 6000}),
        ("uniform", {"contrast": 2.0, "blur": 0.9}),
        ("blurred", {"blur": 0.7}),
        ("blurred", {"blur": 0.5, "fine": 0.1}),
        ("dark", {"high": 60.0}),
        ("bright", {"low": 230.0}),
        ("odd_aspect", {"width": 1300, "height": 400}),
        ("sixteen_bit", {"deep": True}),
        ("cmyk", {"mode": "CMYK"}),
        ("transparent", {"transparent": True}),
        ("animated", {"animated": True}),
        ("rotated", {"turned": True}),
        ("wrong_extension", {"format": "PNG"}),
        ("placeholder", {"flat": 0.9, "letters": 17.0, "colour": 0.0}),
    ],
)
def test_each_fault_is_found_by_the_facts_that_show_it(facts: Make, kind: str, changed: dict[str, Any]) -> None:
    assert kinds_of("a/1.jpg", facts(**changed), USUAL) == [CheckKind(kind)]


def test_ordinary_photograph_has_no_fault(facts: Make) -> None:
    assert kinds_of("a/1.jpeg", facts(), USUAL) == []


@pytest.mark.parametrize("name", ["1.JPG", "1.jpe", "1.jfif", "1.mpo", "no suffix", "1.xyz"])
def test_names_that_fit_a_jpeg_or_say_nothing_are_right(facts: Make, name: str) -> None:
    assert kinds_of(f"a/{name}", facts(), USUAL) == []


def test_tiny_picture_is_found_among_others(facts: Make) -> None:
    some = {f"{number}.jpg": facts() for number in range(9)}
    assert faults(some | {"small.jpg": facts(width=60, height=90)}, USUAL) == {CheckKind.TINY: ["small.jpg"]}


def test_small_pictures_are_not_tiny_where_all_are_small(facts: Make) -> None:
    assert faults({f"{number}.jpg": facts(width=32, height=32) for number in range(9)}, USUAL) == {}


@pytest.mark.parametrize("changed", [{"high": 60.0}, {"blur": 0.8}, {"flat": 0.9, "letters": 30.0, "colour": 0.0}])
def test_what_most_pictures_have_is_how_they_were_taken(facts: Make, changed: dict[str, Any]) -> None:
    many = {f"{number}.jpg": facts(**changed) for number in range(60)}
    assert faults(many, USUAL) == {}


def test_thresholds_can_be_changed(facts: Make) -> None:
    assert kinds_of("a/1.jpg", facts(blur=0.58), Thresholds(blur=0.55)) == [CheckKind.BLURRED]
