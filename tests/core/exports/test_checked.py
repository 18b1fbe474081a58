"""What a check asks for."""

import math

import pytest

from resnet_studio.core.exports.checked import Checked, compared_of, read_otherwise


@pytest.mark.parametrize(
    ("precision", "agree", "largest", "passed"),
    [
        ("float32", 100, 0.005, True),
        ("float32", 99, 0.001, False),
        ("float32", 100, 0.006, False),
        ("float16", 100, 0.03, True),
        ("float16", 100, 0.031, False),
        ("int8", 98, 0.5, True),
        ("int8", 97, 0.01, False),
        ("float32", 100, math.inf, False),
    ],
)
def test_file_passes_by_what_its_precision_allows(precision: str, agree: int, largest: float, passed: bool) -> None:
    assert Checked(precision, 100, agree, largest).passed is passed


def test_check_of_no_picture_is_not_passed() -> None:
    assert not Checked("float32", 0, 0, 0.0).passed


def test_sentence_has_the_figures() -> None:
    said = str(Checked("float32", 153, 152, 0.0124).sentence)
    assert said == (
        "152 of 153 pictures get the same class as in ResNet Studio, and probabilities differ by 0.0124 at most."
    )


def test_difference_of_rounding_is_said_without_an_exponent() -> None:
    assert str(Checked("float32", 9, 9, 2.38e-7).sentence).endswith("probabilities differ by 0.000001 at most.")


def test_parts_of_the_compared_pictures_are_said() -> None:
    assert not compared_of(())
    assert str(compared_of((153, 0, 0))) == "These are pictures of the run's validation part."
    assert str(compared_of((6, 4, 1006))) == (
        "These are pictures of the run: 6 for validation, 4 for testing, 1,006 for training."
    )


def test_pictures_that_the_program_reads_otherwise_are_said() -> None:
    assert not read_otherwise(153, 153)
    assert str(read_otherwise(153, 152)).startswith("1 of 153 pictures is not read")
