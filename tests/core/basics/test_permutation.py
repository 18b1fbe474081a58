"""Random order that every version draws alike."""

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from resnet_studio.core.basics import permutation as permutation_module
from resnet_studio.core.basics.permutation import permutation


@given(st.integers(0, 300), st.lists(st.integers(0, 2**70), min_size=1, max_size=6))
def test_permutation_is_the_one_of_numpy_2(count: int, seed: list[int]) -> None:
    assert permutation(count, seed) == np.random.default_rng(seed).permutation(count).tolist()


@pytest.mark.parametrize("seed", [[0, 5], [2**40 + 3, 1], [2**63, 7, 9]])
def test_permutation_of_very_many_is_that_of_numpy_2_and_of_our_own_numbers(
    seed: list[int], monkeypatch: pytest.MonkeyPatch
) -> None:
    count = 200_001
    many = permutation(count, seed)
    assert many == np.random.default_rng(seed).permutation(count).tolist()
    monkeypatch.setattr(permutation_module, "_MANY", count + 1)
    assert permutation(count, seed) == many
