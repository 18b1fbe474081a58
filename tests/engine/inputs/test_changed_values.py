"""Random changes of the values of pixels."""

from typing import Any

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from PIL import Image, ImageEnhance

from resnet_studio.core.runs.augmentation import Augmentation
from resnet_studio.engine.inputs.changed_values import changed_values

NOISE = np.random.default_rng(0).integers(60, 200, (48, 48, 3), np.uint8)
ALL = Augmentation(rotation=20, brightness=0.4, contrast=0.4, colour=0.4, blur=2, erasing=1)


def test_same_draws_give_the_same_picture_and_others_another() -> None:
    first, again, other = (changed_values(NOISE, np.random.default_rng(seed), ALL) for seed in (1, 1, 2))
    assert np.array_equal(first, again)
    assert not np.array_equal(first, other)


@pytest.mark.parametrize(
    ("name", "change"),
    [("brightness", ImageEnhance.Brightness), ("contrast", ImageEnhance.Contrast), ("colour", ImageEnhance.Color)],
)
def test_light_is_changed_by_the_drawn_factor(name: str, change: type[ImageEnhance.Brightness]) -> None:
    factor = np.random.default_rng(5).uniform(0.6, 1.4)
    expected = np.asarray(change(Image.fromarray(NOISE)).enhance(factor))
    changed = changed_values(NOISE, np.random.default_rng(5), Augmentation(**{name: 0.4}))
    assert np.abs(changed.astype(int) - expected).max() <= 1


def test_every_other_picture_is_blurred_and_its_mean_stays() -> None:
    results = [changed_values(NOISE, np.random.default_rng(seed), Augmentation(blur=3)) for seed in range(60)]
    blurred = [result for result in results if not np.array_equal(result, NOISE)]
    assert 18 < len(blurred) < 42
    for result in blurred:
        assert abs(result.mean() - NOISE.mean()) < 2
        assert result.std() <= NOISE.std() + 0.5


class _Drawn(np.random.Generator):
    """Draws the largest values, so that each picture is blurred as much as it may be."""

    def random(self, *_: Any, **__: Any) -> Any:
        return 0.0

    def uniform(self, _: Any = 0.0, high: Any = 1.0, *__: Any) -> Any:
        return high


@pytest.mark.parametrize("sigma", [1.0, 4.0, 10.0])
def test_blur_has_the_drawn_standard_deviation(sigma: float) -> None:
    line = np.zeros((101, 101, 3), np.uint8)
    line[:, 50] = 255
    values = changed_values(line, _Drawn(np.random.PCG64(0)), Augmentation(blur=sigma))[50, :, 0].astype(float)
    assert np.sqrt((values * (np.arange(101) - 50) ** 2).sum() / values.sum()) == pytest.approx(sigma, rel=0.1)


def test_a_share_of_pictures_loses_a_rectangle_of_at_most_a_fifth() -> None:
    shares = []
    for seed in range(80):
        changed = changed_values(NOISE, np.random.default_rng(seed), Augmentation(erasing=0.5))
        lost = (changed != NOISE).any(axis=2)
        rows, columns = np.nonzero(lost.any(axis=1))[0], np.nonzero(lost.any(axis=0))[0]
        shares.append(len(rows) * len(columns) / lost.size)
    assert 24 < sum(share > 0 for share in shares) < 56
    assert max(shares) < 0.25
    assert min(share for share in shares if share) > 0.01


@given(
    side=st.integers(1, 40),
    changes=st.builds(
        Augmentation,
        rotation=st.sampled_from((0.0, 15.0, 180.0)),
        brightness=st.sampled_from((0.0, 1.0)),
        blur=st.sampled_from((0.0, 0.01, 10.0)),
        erasing=st.sampled_from((0.0, 1.0)),
    ),
    seed=st.integers(0, 2**32 - 1),
)
def test_any_picture_keeps_its_size(side: int, changes: Augmentation, seed: int) -> None:
    pixels = np.full((side, side, 3), 77, np.uint8)
    changed = changed_values(pixels, np.random.default_rng(seed), changes)
    assert changed.shape == pixels.shape
    assert changed.dtype == np.uint8
