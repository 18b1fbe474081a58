"""What a view makes of a picture, with and without augmentation."""

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from PIL import Image

from resnet_studio.core.runs.augmentation import preset
from resnet_studio.engine.inputs.view import View

PRESETS = ("none", "light", "photographs", "documents", "microscopy", "strong")


def test_central_view_matches_torchvisions_centre_crop_within_two_levels() -> None:
    ramp = np.broadcast_to(np.arange(512, dtype=np.float32) / 2, (300, 512))
    pixels = np.stack([ramp, ramp, ramp], axis=-1).astype(np.uint8)
    seen = View(224, small=False)(pixels, np.random.default_rng(0))
    resized = Image.fromarray(pixels).resize((round(512 * 256 / 300), 256), Image.Resampling.BILINEAR)
    left = (resized.width - 224) // 2
    cropped = np.asarray(resized.crop((left, 16, left + 224, 240)))
    assert np.abs(seen.astype(int) - cropped).max() <= 2


def test_view_of_noise_matches_pillow_within_two_levels() -> None:
    random = np.random.default_rng(3)
    noise = Image.fromarray(random.integers(0, 256, (40, 60, 3), np.uint8)).resize((600, 400))
    pixels = np.asarray(noise)
    seen = View(224, small=False)(pixels, random)
    side = round(400 * 224 / 256)
    box = noise.crop(((600 - side) // 2, (400 - side) // 2, (600 - side) // 2 + side, (400 - side) // 2 + side))
    expected = np.asarray(box.resize((224, 224), Image.Resampling.BILINEAR))
    assert np.abs(seen.astype(int) - expected).max() <= 2


@pytest.mark.parametrize("kind", PRESETS)
def test_smallest_crop_of_a_square_is_not_smaller_than_what_decoding_keeps(kind: str) -> None:
    view = View(224, False, preset(kind, small=False))
    side = view.smallest_side
    seen: list[tuple[int, int]] = []

    class Watched(np.ndarray):
        def __getitem__(self, key: object) -> object:
            found = super().__getitem__(key)
            if isinstance(key, tuple) and all(isinstance(part, slice) for part in key):
                seen.append(found.shape[:2])
            return found

    pixels = np.zeros((side, side, 3), np.uint8).view(Watched)
    for seed in range(300):
        view(pixels, np.random.default_rng(seed))
    smallest = min(min(size) for size in seen)
    assert 223 <= smallest <= (226 if kind == "none" else 260)


def test_strong_augmentation_keeps_grey_grey_and_levels_in_range() -> None:
    view = View(64, False, preset("strong", small=False))
    for seed in range(30):
        seen = view(np.full((90, 90, 3), 120, np.uint8), np.random.default_rng(seed)).astype(int)
        assert np.ptp(seen, axis=2).max() <= 1
        assert abs(seen.mean() - 120) < 0.41 * 120
    varied = [view(np.full((90, 90, 3), 120, np.uint8), np.random.default_rng(seed)).mean() for seed in range(30)]
    assert max(varied) - min(varied) > 60


def test_corners_of_a_rotated_picture_have_its_mean_colour() -> None:
    pixels = np.full((64, 64, 3), (180, 90, 20), np.uint8)
    view = View(64, False, preset("strong", small=False))
    for seed in range(20):
        seen = view(pixels, np.random.default_rng(seed)).astype(int)
        assert np.ptp(seen, axis=(0, 1)).max() <= 1


def test_rotation_goes_both_ways_by_up_to_15_degrees() -> None:
    pixels = np.full((224, 224, 3), 100, np.uint8)
    pixels[108:116] = 160
    view = View(224, True, preset("strong", small=True))
    slopes = []
    for seed in range(20):
        seen = view(pixels, np.random.default_rng(seed))[..., 0].astype(float)
        bright = seen - np.median(seen)
        bright[bright < bright.max() / 2] = 0
        middles = [np.average(np.arange(224), weights=bright[:, column]) for column in (60, 164)]
        slopes.append(np.degrees(np.arctan((middles[1] - middles[0]) / 104)))
    assert -15.5 < min(slopes) < -8
    assert 8 < max(slopes) < 15.5


def test_light_augmentation_never_mirrors_small_pictures() -> None:
    half = np.zeros((32, 32, 3), np.uint8)
    half[:, 20:] = 255
    view = View(32, True, preset("light", small=True))
    for seed in range(40):
        seen = view(half, np.random.default_rng(seed))
        assert seen[:, 0].max() == 0
        assert seen[:, -1].min() == 255


@given(width=st.integers(1, 90), height=st.integers(1, 90), seed=st.integers(0, 2**32 - 1))
def test_view_of_any_size_is_a_square(width: int, height: int, seed: int) -> None:
    pixels = np.full((height, width, 3), 77, np.uint8)
    for small in (True, False):
        for kind in PRESETS:
            seen = View(32, small, preset(kind, small=small))(pixels, np.random.default_rng(seed))
            assert seen.shape == (32, 32, 3)
            assert seen.dtype == np.uint8
