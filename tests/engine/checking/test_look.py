"""Figures of grey values, beside those that a library computes."""

import numpy as np
import pytest
from numpy.typing import NDArray
from scipy import ndimage

from resnet_studio.engine.checking.look import blur_and_roughness


def left(values: NDArray[np.float64], kernel: int, axis: int) -> float:
    """The share of the differences that Crete et al. find after a further blurring."""
    again = ndimage.uniform_filter1d(values, kernel, axis)
    before, after = (np.abs(np.diff(one, axis=axis)) for one in (values, again))
    return float(np.minimum(before, after).sum() / before.sum())


@pytest.mark.parametrize(("size", "kernel"), [((128, 191), 9), ((96, 96), 7), ((40, 3), 3), ((5, 3), 3)])
def test_blur_and_roughness_are_those_of_a_library(size: tuple[int, int], kernel: int) -> None:
    values = np.random.default_rng(0).integers(0, 256, size, np.uint8)
    exact = values.astype(np.float64)
    blur, rough = blur_and_roughness(values)
    assert blur == pytest.approx(max(left(exact, kernel, axis) for axis in (0, 1)))
    inner = ndimage.laplace(exact)[1:-1, 1:-1]
    assert rough == pytest.approx(inner.std(), rel=1e-4)
