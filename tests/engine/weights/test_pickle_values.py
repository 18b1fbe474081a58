"""Values of pickles are those that unpickling gives, as far as a state dict has such values, and nothing is called."""

import io
import pickle
from collections import OrderedDict
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from resnet_studio.engine.weights import pickle_values
from resnet_studio.engine.weights.pickle_names import RefusedNameError
from resnet_studio.engine.weights.pickle_values import PickleValues, TooManyError

KEYS = st.text() | st.integers(-(2**59), 2**59) | st.booleans()
VALUES = st.recursive(
    st.none() | st.booleans() | st.integers(-(2**100), 2**100) | st.floats(allow_nan=False) | st.text(),
    lambda inner: st.lists(inner) | st.dictionaries(KEYS, inner) | st.lists(inner, max_size=5).map(tuple),
    max_leaves=30,
)


def read(pickled: bytes) -> Any:
    return PickleValues(io.BytesIO(pickled)).read()


@given(VALUES, st.integers(0, 5))
def test_plain_values_are_read_as_they_were_written(value: Any, protocol: int) -> None:
    assert read(pickle.dumps(value, protocol)) == value


@pytest.mark.parametrize("protocol", [2, 4])
def test_dictionaries_of_the_library_are_plain_ones(protocol: int) -> None:
    found = read(pickle.dumps(OrderedDict(a=1, b=OrderedDict(c=2)), protocol))
    assert found == {"a": 1, "b": {"c": 2}}
    assert type(found) is dict


def test_dictionary_of_python_2_is_read() -> None:
    pairs = b"](](U\x01aK\x01e](U\x01bK\x02ee"
    assert read(b"\x80\x02ccollections\nOrderedDict\n" + pairs + b"\x85R.") == {"a": 1, "b": 2}


def test_pickles_follow_each_other() -> None:
    values = PickleValues(io.BytesIO(pickle.dumps(1) + pickle.dumps(["a"])))
    assert (values.read(), values.read()) == (1, ["a"])
    with pytest.raises(ValueError):
        values.read()


def test_other_name_is_refused_before_it_is_called() -> None:
    with pytest.raises(RefusedNameError) as caught:
        read(pickle.dumps(pytest.fail))
    assert "outcomes" in caught.value.name


def test_opcodes_are_limited_over_all_pickles(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(pickle_values, "MOST_OPCODES", 30)
    values = PickleValues(io.BytesIO(pickle.dumps(list(range(10)), 2) * 2))
    assert values.read() == list(range(10))
    with pytest.raises(TooManyError):
        values.read()


@given(st.binary(max_size=200))
def test_noise_gives_a_value_or_an_error_of_ours(noise: bytes) -> None:
    try:
        read(b"\x80\x02" + noise + b".")
    except (ValueError, RefusedNameError, TooManyError):
        return
