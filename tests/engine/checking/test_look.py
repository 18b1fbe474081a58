"""Figures of grey values, beside those that a library computes."""

import numpy as np
import pytest
from numpy.typing import NDArray
from scipy import ndimage

from resnet_studio.engine.checking.look import blur_and_roughness, blurs_and_roughness


def left(values: NDArray[np.float64], kernel: int, axis: int) -> float:
    """The share of the differences that Crete et al. find after a further blurring."""
    again = ndimage.uniform_filter1d(values, kernel, axis)
    before, after = (np.abs(np.diff(one, axis=axis)) for one in (values, again))
    return float(np.minimum(before, after).sum() / before.sum())


def kernel_of(values: NDArray[np.uint8]) -> int:
    """9 pixels of 128, an odd number of them."""
    return round(9 / 128 * min(values.shape)) // 2 * 2 + 1


@pytest.mark.parametrize(("size", "kernel"), [((128, 191), 9), ((96, 96), 7), ((40, 3), 3), ((5, 3), 3)])
def test_blur_and_roughness_are_those_of_a_library(size: tuple[int, int], kernel: int) -> None:
    values = np.random.default_rng(0).integers(0, 256, size, np.uint8)
    exact = values.astype(np.float64)
    blur, rough = blur_and_roughness(values)
    assert blur == pytest.approx(max(left(exact, kernel, axis) for axis in (0, 1)))
    inner = ndimage.laplace(exact)[1:-1, 1:-1]
    assert rough == pytest.approx(inner.std(), rel=1e-4)


def test_some_lines_say_that_pictures_are_sharp_and_all_lines_how_blurred_they_are() -> None:
    noise = np.random.default_rng(0).integers(0, 256, (3, 150, 200), np.uint8)
    stripes = np.repeat(noise[:, ::30], 30, 1)  # across they are sharp, down only here and there
    soft = [ndimage.gaussian_filter(one, sigma) for one, sigma in zip(noise, (1.0, 3.0, 4.0), strict=True)]
    pictures = [noise[0], soft[0], np.ascontiguousarray(soft[1].T), soft[2][:100, :131], stripes[0], noise[1]]
    together, alone = blurs_and_roughness(pictures), [blurs_and_roughness([one])[0] for one in pictures]
    assert together == alone
    for values, (blur, rough) in zip(pictures, together, strict=True):
        exact = max(left(values.astype(np.float64), kernel_of(values), axis) for axis in (0, 1))
        assert blur == pytest.approx(exact, abs=0.04 if rough == 0 else 1e-6)
        assert (rough == 0) == (exact < 0.38)
