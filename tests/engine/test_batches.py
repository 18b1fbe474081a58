"""Order, size and content of batches, and the views that pictures are seen in."""

from pathlib import Path

import numpy as np
import pytest
import torch
from hypothesis import given
from hypothesis import strategies as st
from PIL import Image

from resnet_studio.core.errors import DecodeError
from resnet_studio.core.scan import pictures_in
from resnet_studio.engine import augment, batches
from resnet_studio.engine.batches import Batch, Pictures, batch_count, epoch_order, normalise


def loaded(folder: Path, batch_size: int, view: augment.View, epoch: int = 1) -> list[Batch]:
    paths = pictures_in(folder)
    pictures = Pictures(paths, list(range(len(paths))), 32)
    order = epoch_order(len(paths), 7, epoch)
    return list(batches.batches(pictures, order, batch_size, view, seed=7, epoch=epoch, failed=refuse))


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


def test_a_batch_is_uint8_channels_last_with_its_labels(colours: Path) -> None:
    (batch,) = loaded(colours, 36, augment.central(32, small=True))
    assert batch.images.shape == (36, 3, 32, 32)
    assert batch.images.dtype == torch.uint8
    assert batch.images.is_contiguous(memory_format=torch.channels_last)
    assert batch.labels.tolist() == list(batch.indices)


@pytest.mark.parametrize("kind", ["light", "strong"])
@pytest.mark.parametrize("small", [True, False])
def test_the_same_seed_and_epoch_give_the_same_pixels(
    colours: Path, kind: str, small: bool, monkeypatch: pytest.MonkeyPatch
) -> None:
    view = augment.training_view(kind, 32, small)
    first = torch.cat([batch.images for batch in loaded(colours, 8, view)])
    monkeypatch.setattr(batches.os, "cpu_count", lambda: 1)
    assert torch.equal(first, torch.cat([batch.images for batch in loaded(colours, 8, view)]))
    other = torch.cat([batch.images for batch in loaded(colours, 8, view, epoch=2)])
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
    mean, std = torch.tensor(batches.MEAN), torch.tensor(batches.STD)
    assert torch.allclose(out[0], -mean / std)
    assert torch.allclose(out[1], (1 - mean) / std, atol=1e-6)
