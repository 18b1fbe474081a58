"""Parsing untrusted JSON within limits."""

import json
import math
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from resnet_studio.core.basics import json_text

extreme: st.SearchStrategy[Any] = st.sampled_from(
    [
        10**400,
        -(10**400),
        2**63,
        -0.0,
        math.nan,
        math.inf,
        True,
        "\ud800",
        "\0",
        "\ufeff",
        "9" * 5000,
        [[]] * 50,
        [None],
    ]
)
scalars = st.none() | st.booleans() | st.integers() | st.floats() | st.text(st.characters(), max_size=8)
anything = st.recursive(
    scalars | extreme,
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.text(max_size=4), inner, max_size=3),
    max_leaves=6,
)


@given(anything)
def test_parse_gives_the_same_values_as_the_json_module(value: object) -> None:
    text = json.dumps(value)
    expected = json.dumps(json.loads(text))
    assert json.dumps(json_text.parse(text)) == expected
    assert json.dumps(json_text.parse(text.encode())) == expected


@pytest.mark.parametrize("name", ['[[[{{{,,,"', "\\", '\\"', '"\\\\"', "\\\\\\[", "é[", "\u2028{"])
def test_brackets_and_commas_inside_strings_are_not_counted(name: str) -> None:
    for ascii_only in (True, False):
        text = json.dumps([name] * 100, ensure_ascii=ascii_only)
        assert json_text.parse(text, 101) == [name] * 100
        with pytest.raises(json_text.JsonLimitError, match="more than 60 values"):
            json_text.parse(f"[{text}, {text}, {'[],' * 40}0]", 60)


@pytest.mark.parametrize("text", ["[" * 40 + "]" * 40, '{"a":' * 40 + "1" + "}" * 40, "[" * 100_000])
def test_deep_nesting_is_refused(text: str) -> None:
    with pytest.raises(json_text.JsonLimitError, match="deeper than 32 levels"):
        json_text.parse(text)


def test_limit_error_has_a_message_with_its_values() -> None:
    with pytest.raises(json_text.JsonLimitError) as caught:
        json_text.parse("[" + "0," * 2000 + "0]", 1500)
    assert caught.value.message.values == {"limit": 1500}
    assert str(caught.value) == "It holds more than 1,500 values."


def test_byte_order_mark_is_skipped() -> None:
    assert json_text.parse(b'\xef\xbb\xbf{"a": 1}') == {"a": 1}


@pytest.mark.parametrize(
    ("value", "whole", "number"),
    [(3, True, True), (-2.5, False, True), (True, False, False), ("3", False, False), (None, False, False),
     (math.nan, False, False), (math.inf, False, False), (10**400, True, False)],
)  # fmt: skip
def test_numbers_are_those_that_a_float_can_hold(value: object, whole: bool, number: bool) -> None:
    assert (json_text.is_whole(value), json_text.is_number(value)) == (whole, number)
