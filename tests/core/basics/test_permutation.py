"""Random order that every version draws alike."""

import numpy as np
from hypothesis import given
from hypothesis import strategies as st

from resnet_studio.core.basics.permutation import permutation


@given(st.integers(0, 300), st.lists(st.integers(0, 2**70), min_size=1, max_size=6))
def test_permutation_is_the_one_of_numpy_2(count: int, seed: list[int]) -> None:
    assert permutation(count, seed) == np.random.default_rng(seed).permutation(count).tolist()
