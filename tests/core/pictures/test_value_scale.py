"""Which values of deep pictures become black and white."""

from typing import Any

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from resnet_studio.core.pictures import value_scale as module
from resnet_studio.core.pictures.value_scale import UNKNOWN_SCALE, ValueScale, range_of, scaled

GENERATOR = np.random.default_rng(0)


def between(low: float, high: float, dtype: str = "u2") -> np.ndarray:
    return GENERATOR.uniform(low, high, 20_000).astype(dtype)


@pytest.mark.parametrize(
    ("values", "expected"),
    [
        (between(0, 65535), (0, 65535)),
        (between(0, 4095), (0, 4095)),
        (between(100, 3000), (0, 4095)),
        (between(0, 200), (0, 255)),
        (between(0, 1, "f4"), (0, 1)),
        (between(0, 1.005, "f4"), (0, 1)),
        (between(0, 230, "f8"), (0, 255)),
        (np.full(9, 300, np.uint16), (0, 511)),
        (np.full(9, 0.25, np.float32), (0, 1)),
        (np.zeros(9, np.uint16), (0, 255)),
    ],
    ids=["16 bits", "12 bits", "microscope", "8 bits", "float", "overshoot", "float to 255", "flat", "flat float",
         "black"],
)  # fmt: skip
def test_range_is_that_of_the_bits_in_use(values: np.ndarray, expected: tuple[float, float]) -> None:
    assert range_of(values) == expected


@pytest.mark.parametrize(
    ("low", "high", "dtype"),
    [(29_000, 31_000, "u2"), (-1000, 2500, "i2"), (0, 12, "u2"), (-1, 1, "f4"), (0, 0.1, "f4")],
)
def test_values_that_use_little_of_it_or_are_negative_are_their_own_range(low: float, high: float, dtype: str) -> None:
    found = range_of(between(low, high, dtype))
    assert found == pytest.approx((low, high), abs=(high - low) / 8)


def test_hot_pixel_does_not_darken_a_dataset() -> None:
    values = between(0, 4095)
    values[7] = 65535
    assert range_of(values) == (0, 4095)


@pytest.mark.parametrize("values", [[-5, -5], [-5, 0], [7e37, 7e37], [-3e38, 3e38]])
def test_range_of_any_values_has_a_width(values: list[float]) -> None:
    low, high = range_of(np.array(values, np.float32))
    assert low < high


@pytest.mark.parametrize(
    ("values", "expected"),
    [
        (np.array([0, 65535], "u2"), [0, 255]),
        (np.array([0, 1000], "u2"), [0, 4]),
        (np.array([0, 0.5], "f4"), [0, 128]),
        (np.array([0, 255], "f4"), [0, 255]),
        (np.array([np.nan, np.inf, 0.2], "f4"), [0, 255, 51]),
        (np.array([np.nan], "f4"), [0]),
    ],
)
def test_unknown_scale_takes_all_that_the_values_could_be(values: np.ndarray, expected: list[int]) -> None:
    assert UNKNOWN_SCALE.applied(values).tolist() == expected


def test_integers_and_floats_have_scales_of_their_own() -> None:
    scale = ValueScale(integers=(0, 100), floats=(-1, 1))
    assert scale.applied(np.array([50, 100], "u2")).tolist() == [128, 255]
    assert scale.applied(np.array([0, 1], "f4")).tolist() == [128, 255]


def test_values_larger_than_a_chunk_have_one_scale(monkeypatch: pytest.MonkeyPatch) -> None:
    values = between(0, 65535).reshape(100, 200)
    expected = scaled(values, (0, 65535))
    monkeypatch.setattr(module, "_CHUNK", 64)
    np.testing.assert_array_equal(scaled(values, (0, 65535)), expected)


@given(numbers=st.lists(st.floats(width=32), min_size=1, max_size=40))
@settings(max_examples=60, deadline=None)
def test_any_floats_keep_their_order(numbers: list[float]) -> None:
    values = np.array(numbers, np.float32)
    finite = values[np.isfinite(values)]
    scale = ValueScale(floats=range_of(finite)) if finite.size else UNKNOWN_SCALE
    for grey in (scale.applied(values).astype(int), UNKNOWN_SCALE.applied(values).astype(int)):
        in_order = grey[[index for index in np.argsort(values) if not np.isnan(values[index])]]
        assert (np.diff(in_order) >= 0).all()


@pytest.mark.parametrize("scale", [UNKNOWN_SCALE, ValueScale((0, 4095)), ValueScale((-5.5, 7), (0, 1))])
def test_record_gives_the_same_scale(scale: ValueScale) -> None:
    assert ValueScale.from_record(scale.to_record()) == scale


def test_missing_record_is_an_unknown_scale() -> None:
    assert ValueScale.from_record(None) == UNKNOWN_SCALE


@pytest.mark.parametrize(
    "record",
    [[], "wide", {"integers": 5}, {"integers": [5, 5]}, {"floats": [1, 0]}, {"floats": ["0", 1]}, {"floats": [0, True]},
     {"floats": [0, float("nan")]}, {"floats": [0, float("inf")]}, {"integers": [0, 10**400]}, {"integers": [0]}],
    ids=str,
)  # fmt: skip
def test_damaged_record_is_refused(record: Any) -> None:
    with pytest.raises(ValueError, match=r"range|object"):
        ValueScale.from_record(record)


def test_sentence_names_black_and_white() -> None:
    assert UNKNOWN_SCALE.sentence is None
    assert str(ValueScale((0, 4095)).sentence) == (
        "The pictures hold values of more than 8 bits. In all of them, 0 becomes black and 4,095 white."
    )
    assert "0.125 becomes black and 0.75 white" in str(ValueScale(floats=(0.125, 0.75)).sentence)


def test_sentence_names_both_ranges_where_pictures_hold_both_kinds_of_numbers() -> None:
    assert str(ValueScale((0, 4095), (0.125, 0.75)).sentence) == (
        "The pictures hold values of more than 8 bits. In all that hold whole numbers, 0 becomes black and 4,095 "
        "white; in all that hold decimal numbers, 0.125 and 0.75."
    )
