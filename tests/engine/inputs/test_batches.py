"""Order, size and content of batches, and the views that pictures are seen in."""

from pathlib import Path

import numpy as np
import pytest
import torch
from hypothesis import given
from hypothesis import strategies as st
from PIL import Image, ImageEnhance

from resnet_studio.core.basics.errors import DecodeError
from resnet_studio.core.dataset.scan import pictures_in
from resnet_studio.engine.inputs import augment
from resnet_studio.engine.inputs.batches import (
    MEAN,
    STD,
    Batch,
    Pictures,
    batch_count,
    epoch_order,
    in_batches,
    normalise,
)
from resnet_studio.engine.inputs.loader import Loader

CPU = torch.device("cpu")


def some_pictures(folder: Path) -> Pictures:
    names = [str(path) for path in pictures_in(folder)]
    return Pictures("", names, np.arange(len(names)), 32)


def loaded(
    folder: Path, batch_size: int, view: augment.View, epoch: int = 1, threads: int | None = None
) -> list[Batch]:
    pictures = some_pictures(folder)
    order = epoch_order(len(pictures), 7, epoch)
    with Loader(CPU, threads=threads) as loader:
        return list(loader.batches(pictures, order, batch_size, view, seed=7, epoch=epoch, failed=refuse))


def refuse(_: int, error: DecodeError) -> None:
    raise error


@pytest.mark.parametrize(
    ("size", "expected"), [(36, [36]), (35, [36]), (34, [34, 2]), (12, [12, 12, 12]), (5, [5] * 6 + [6])]
)
def test_no_picture_is_ever_alone(colours: Path, size: int, expected: list[int]) -> None:
    made = loaded(colours, size, augment.central(32, small=True))
    assert [len(batch) for batch in made] == expected
    assert len(made) == batch_count(36, size)
    assert sorted(index for batch in made for index in batch.indices) == list(range(36))


@given(pictures=st.integers(2, 500), size=st.integers(2, 64))
def test_the_count_of_batches_is_known_beforehand(pictures: int, size: int) -> None:
    sizes = [size] * (pictures // size)
    rest = pictures % size
    if rest == 1 and sizes:
        sizes[-1] += 1
    elif rest:
        sizes.append(rest)
    assert batch_count(pictures, size) == len(sizes)
    assert [len(part) for part in in_batches(range(pictures), size)] == sizes


def test_a_batch_is_uint8_channels_last_with_its_labels(colours: Path) -> None:
    (batch,) = loaded(colours, 36, augment.central(32, small=True))
    assert batch.inputs.shape == (36, 3, 32, 32)
    assert batch.inputs.dtype == torch.uint8
    assert batch.inputs.is_contiguous(memory_format=torch.channels_last)
    assert batch.labels.tolist() == list(batch.indices)


@pytest.mark.parametrize("kind", ["light", "strong"])
@pytest.mark.parametrize("small", [True, False])
def test_the_same_seed_and_epoch_give_the_same_pixels(colours: Path, kind: str, small: bool) -> None:
    view = augment.training_view(kind, 32, small)
    first = torch.cat([batch.inputs for batch in loaded(colours, 8, view, threads=1)])
    for threads in (2, 7):
        assert torch.equal(first, torch.cat([batch.inputs for batch in loaded(colours, 8, view, threads=threads)]))
    other = torch.cat([batch.inputs for batch in loaded(colours, 8, view, epoch=2)])
    assert not torch.equal(first, other)


def test_orders_differ_by_epoch_and_seed() -> None:
    assert epoch_order(50, 1, 1) == epoch_order(50, 1, 1)
    assert sorted(epoch_order(50, 1, 1)) == list(range(50))
    assert len({tuple(epoch_order(50, seed, epoch)) for seed in (1, 2) for epoch in (1, 2)}) == 4


def test_the_central_view_is_torchvisions_centre_crop_within_resampling() -> None:
    ramp = np.broadcast_to(np.arange(512, dtype=np.float32) / 2, (300, 512))
    pixels = np.stack([ramp, ramp, ramp], axis=-1).astype(np.uint8)
    seen = augment.central(224, small=False)(pixels, np.random.default_rng(0))
    resized = Image.fromarray(pixels).resize((round(512 * 256 / 300), 256), Image.Resampling.BILINEAR)
    left = (resized.width - 224) // 2
    cropped = np.asarray(resized.crop((left, 16, left + 224, 240)))
    assert np.abs(seen.astype(int) - cropped).max() <= 2


def test_views_are_pillows_within_two_levels() -> None:
    random = np.random.default_rng(3)
    noise = Image.fromarray(random.integers(0, 256, (40, 60, 3), np.uint8)).resize((600, 400))
    pixels = np.asarray(noise)
    seen = augment.central(224, small=False)(pixels, random)
    side = round(400 * 224 / 256)
    box = noise.crop(((600 - side) // 2, (400 - side) // 2, (600 - side) // 2 + side, (400 - side) // 2 + side))
    expected = np.asarray(box.resize((224, 224), Image.Resampling.BILINEAR))
    assert np.abs(seen.astype(int) - expected).max() <= 2


@pytest.mark.parametrize("kind", ["none", "light", "strong"])
def test_no_crop_of_a_square_is_smaller_than_what_decoding_keeps(kind: str) -> None:
    side = augment.smallest_side(224, False, kind)
    seen: list[tuple[int, int]] = []

    class Watched(np.ndarray):  # type: ignore[type-arg]
        def __getitem__(self, key: object) -> object:
            found = super().__getitem__(key)
            if isinstance(key, tuple) and all(isinstance(part, slice) for part in key):
                seen.append(found.shape[:2])
            return found

    pixels = np.zeros((side, side, 3), np.uint8).view(Watched)
    view = augment.training_view(kind, 224, small=False)
    for seed in range(300):
        view(pixels, np.random.default_rng(seed))
    smallest = min(min(size) for size in seen)
    assert 223 <= smallest <= (226 if kind == "none" else 260)


def test_strong_changes_keep_a_grey_picture_grey_and_every_level_in_range() -> None:
    view = augment.training_view("strong", 64, small=False)
    for seed in range(30):
        seen = view(np.full((90, 90, 3), 120, np.uint8), np.random.default_rng(seed)).astype(int)
        assert np.ptp(seen, axis=2).max() <= 1
        assert abs(seen.mean() - 120) < 0.41 * 120
    varied = [view(np.full((90, 90, 3), 120, np.uint8), np.random.default_rng(seed)).mean() for seed in range(30)]
    assert max(varied) - min(varied) > 60


def test_colours_change_as_pillow_changes_them() -> None:
    pixels = np.random.default_rng(0).integers(90, 130, (50, 50, 3), np.uint8)
    factors = (1.3, 0.7, 1.4)
    image = Image.fromarray(pixels)
    for change, factor in zip(
        (ImageEnhance.Brightness, ImageEnhance.Contrast, ImageEnhance.Color), factors, strict=True
    ):
        image = change(image).enhance(factor)
    matrix = augment._colour_change(pixels.mean(axis=(0, 1)), *factors)
    ours = pixels @ matrix[:, :3].T + matrix[:, 3]
    assert np.abs(ours - np.asarray(image)).max() <= 3  # Pillow rounds three times


def test_the_corners_of_a_turned_picture_are_no_frame() -> None:
    pixels = np.full((64, 64, 3), (180, 90, 20), np.uint8)
    view = augment.training_view("strong", 64, small=False)
    for seed in range(20):
        seen = view(pixels, np.random.default_rng(seed)).astype(int)
        assert np.ptp(seen, axis=(0, 1)).max() <= 1


def test_turning_goes_both_ways_by_up_to_15_degrees() -> None:
    pixels = np.full((224, 224, 3), 100, np.uint8)
    pixels[108:116] = 160
    view = augment.training_view("strong", 224, small=True)
    slopes = []
    for seed in range(20):
        seen = view(pixels, np.random.default_rng(seed))[..., 0].astype(float)
        bright = seen - np.median(seen)
        bright[bright < bright.max() / 2] = 0
        middles = [np.average(np.arange(224), weights=bright[:, column]) for column in (60, 164)]
        slopes.append(np.degrees(np.arctan((middles[1] - middles[0]) / 104)))
    assert -15.5 < min(slopes) < -8
    assert 8 < max(slopes) < 15.5


def test_light_never_mirrors_small_images() -> None:
    half = np.zeros((32, 32, 3), np.uint8)
    half[:, 20:] = 255
    view = augment.training_view("light", 32, small=True)
    for seed in range(40):
        seen = view(half, np.random.default_rng(seed))
        assert seen[:, 0].max() == 0
        assert seen[:, -1].min() == 255


@given(width=st.integers(1, 90), height=st.integers(1, 90), seed=st.integers(0, 2**32 - 1))
def test_any_picture_gives_a_square(width: int, height: int, seed: int) -> None:
    pixels = np.full((height, width, 3), 77, np.uint8)
    for small in (True, False):
        for kind in ("none", "light", "strong"):
            seen = augment.training_view(kind, 32, small)(pixels, np.random.default_rng(seed))
            assert seen.shape == (32, 32, 3)
            assert seen.dtype == np.uint8


def test_normalised_pixels_are_imagenets() -> None:
    images = torch.tensor([[0, 0, 0], [255, 255, 255]], dtype=torch.uint8).view(2, 3, 1, 1)
    out = normalise(images, torch.device("cpu")).squeeze()
    mean, std = torch.tensor(MEAN), torch.tensor(STD)
    assert torch.allclose(out[0], -mean / std)
    assert torch.allclose(out[1], (1 - mean) / std, atol=1e-6)
