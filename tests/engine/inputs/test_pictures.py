"""Picture files as a source: what is decoded, kept, and given to the network."""

import errno
import os
from collections.abc import Callable, Iterator
from contextlib import closing
from pathlib import Path
from typing import Any

import numpy as np
import pytest
import torch
from PIL import Image

from resnet_studio.core.basics.errors import DecodeError
from resnet_studio.core.basics.places import cache_folder
from resnet_studio.core.dataset.loose_pictures import pictures_in
from resnet_studio.core.dataset.scan import scan
from resnet_studio.core.pictures.decode import decode
from resnet_studio.core.pictures.value_scale import ValueScale
from resnet_studio.core.runs.augmentation import Augmentation, preset
from resnet_studio.core.runs.config import TrainConfig
from resnet_studio.engine.inputs import pictures as module
from resnet_studio.engine.inputs import reading, reserve
from resnet_studio.engine.inputs.loader import Loader
from resnet_studio.engine.inputs.normalise import normalise
from resnet_studio.engine.inputs.pictures import PictureSource, training_and_validation
from resnet_studio.engine.inputs.pixels import PixelCache
from resnet_studio.engine.inputs.view import View

CPU = torch.device("cpu")
MB = 1_000_000
VIEW = View(32, False, preset("photographs", small=False))


@pytest.fixture
def cache() -> Iterator[PixelCache]:
    with closing(PixelCache(MB)) as pixels:
        yield pixels


def colours_of(folder: Path, cache: PixelCache | None = None) -> PictureSource:
    names = [str(path) for path in pictures_in(folder)]
    return PictureSource("", names, VIEW, np.arange(len(names)), cache=cache)


def one_pass(source: PictureSource, epoch: int = 1) -> torch.Tensor:
    def refuse(_: int, error: DecodeError) -> None:
        raise error

    with Loader(CPU) as loader:
        made = loader.batches(source, range(len(source)), 8, seed=1, epoch=epoch, failed=refuse)
        return torch.cat([batch.inputs for batch in made])


def test_kept_pictures_are_not_decoded_again(copied_colours: Path, cache: PixelCache) -> None:
    source = colours_of(copied_colours, cache)
    first, other = one_pass(source), one_pass(source, epoch=2)
    for name in source.names:
        Path(name).unlink()
    assert torch.equal(one_pass(source), first)
    assert torch.equal(one_pass(source, epoch=2), other)
    assert not torch.equal(first, other)


def test_pictures_that_do_not_fit_in_the_cache_are_decoded_again(colours: Path) -> None:
    with closing(PixelCache(5 * 40 * 32 * 3 + 1)) as cache:
        source = colours_of(colours, cache)
        first = one_pass(source)
        assert int(np.count_nonzero(source.kept[:, 1])) == 5
        assert torch.equal(one_pass(source), first)


def test_pictures_whose_kept_pixels_are_damaged_are_decoded_again(
    colours: Path, cache: PixelCache, monkeypatch: pytest.MonkeyPatch
) -> None:
    source = colours_of(colours, cache)
    first = one_pass(source)
    kept = source.kept.copy()
    cache._files[0].write(np.zeros(20_000, np.uint8), 0)
    assert torch.equal(one_pass(source), first)
    assert int(np.count_nonzero(source.kept[:, 0] != kept[:, 0])) >= 3, "they are kept again, in another place"
    assert torch.equal(one_pass(source), first)


def test_cache_changes_no_pixel(colours: Path, cache: PixelCache) -> None:
    assert torch.equal(one_pass(colours_of(colours)), one_pass(colours_of(colours, cache)))


def test_closed_cache_leaves_no_file(colours: Path, cache: PixelCache) -> None:
    one_pass(colours_of(colours, cache))
    cache.close()
    assert not [file for file in cache_folder().rglob("*") if file.is_file()]


def test_pictures_that_are_not_needed_again_are_not_kept(colours: Path, cache: PixelCache) -> None:
    source = colours_of(colours, cache)
    source.load(3, np.random.default_rng(0), again=False)
    source.load(4, np.random.default_rng(0), again=True)
    assert source.kept[:, 1].nonzero()[0].tolist() == [4]


def full(*_: object) -> None:
    raise OSError(errno.ENOSPC, "No space left on device")


def closed_folder(monkeypatch: pytest.MonkeyPatch) -> None:
    cache_folder().mkdir(parents=True)
    (cache_folder() / "pixels").write_text("in the way")


def full_disk(monkeypatch: pytest.MonkeyPatch) -> None:
    if hasattr(os, "posix_fallocate"):
        monkeypatch.setattr(reserve.os, "posix_fallocate", full)
    else:
        monkeypatch.setattr(reserve.shutil, "disk_usage", lambda _: type("Usage", (), {"free": 0}))


@pytest.mark.parametrize("trouble", [closed_folder, full_disk])
def test_pictures_are_decoded_each_time_where_pixels_cannot_be_kept(
    colours: Path, cache: PixelCache, trouble: Callable[[pytest.MonkeyPatch], None], monkeypatch: pytest.MonkeyPatch
) -> None:
    trouble(monkeypatch)
    source = colours_of(colours, cache)
    first = one_pass(source)
    assert not source.kept.any()
    assert torch.equal(one_pass(source), first)


def test_large_picture_is_kept_no_larger_than_its_view_needs(tmp_path: Path, cache: PixelCache) -> None:
    Image.new("RGB", (1600, 1200), "red").save(tmp_path / "large.png")
    source = PictureSource(tmp_path, ["large.png"], View(224, small=False), cache=cache)
    source.load(0, np.random.default_rng(0))
    assert source.kept[0, 1:3].tolist() == [300, 400]


def test_decoding_is_retried_once_after_a_memory_error(colours: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    source, calls = colours_of(colours), list[Path]()

    def scarce(path: Path, **more: Any) -> Any:
        calls.append(path)
        if len(calls) in {3, 9}:
            raise DecodeError(path, "There is not enough memory.") from MemoryError()
        return decode(path, **more)

    monkeypatch.setattr(reading, "decode", scarce)
    assert len(one_pass(source)) == len(source)
    assert len(calls) == len(source) + 2


def test_collated_pictures_are_uint8_in_channels_last_memory(colours: Path) -> None:
    source = colours_of(colours)
    items = [source.load(index, np.random.default_rng(0)) for index in range(3)]
    batch = source.collate(items)
    assert batch.shape == (3, *source.shape)
    assert batch.dtype == torch.uint8
    assert batch.is_contiguous(memory_format=torch.channels_last)
    assert torch.equal(source.to_input(batch, CPU), normalise(batch, CPU))


def test_input_is_normalised_as_the_source_says(colours: Path) -> None:
    names = [str(path) for path in pictures_in(colours)]
    source = PictureSource("", names, VIEW, mean=(0.0, 0.0, 0.0), std=(1.0, 1.0, 1.0))
    batch = source.collate([source.load(0, np.random.default_rng(0))])
    torch.testing.assert_close(source.to_input(batch, CPU), batch / 255)


@pytest.mark.parametrize("augment", ["light", "strong"])
@pytest.mark.parametrize("depth", [20, 18])
def test_parts_of_a_dataset_have_their_views_and_labels(colours: Path, augment: str, depth: int) -> None:
    dataset = scan(colours)
    config = TrainConfig.build(depth=depth, weights="scratch", image_size=64, augment=augment)
    train, validation = training_and_validation(config, dataset)
    assert (len(train), len(validation)) == (30, 6)
    expected_changes = preset(augment, small=depth == 20)
    assert (train.view.changes, validation.view.changes) == (expected_changes, Augmentation())
    assert (train.is_random, validation.is_random) == (True, False)
    assert train.view.small == (depth == 20)
    assert train.shape == (3, 64, 64)
    expected = [(picture.path, picture.label) for picture in dataset.part("train")]
    assert [(train.name(index), int(train.labels[index])) for index in range(len(train))] == expected


def test_parts_of_a_dataset_are_decoded_on_its_scale(tmp_path: Path) -> None:
    """So a 12-bit picture is the same input as its 8-bit twin."""
    random = np.random.default_rng(0)
    for root in ("twelve", "eight"):
        for name in ("cells", "dust"):
            (tmp_path / root / name).mkdir(parents=True)
    for name in ("cells", "dust"):
        for number in range(5):
            twin = random.integers(0, 256, (40, 40), np.uint8)
            Image.fromarray(twin).save(tmp_path / "eight" / name / f"{number}.png")
            deep = np.rint(twin * (4095 / 255)).astype(np.uint16)
            Image.fromarray(deep).save(tmp_path / "twelve" / name / f"{number}.png")
    config = TrainConfig.build(depth=20, weights="scratch")
    twelve, eight = scan(tmp_path / "twelve"), scan(tmp_path / "eight")
    assert twelve.scale == ValueScale(integers=(0, 4095))
    for deep, twin in zip(*(training_and_validation(config, each) for each in (twelve, eight)), strict=True):
        assert torch.equal(one_pass(deep), one_pass(twin))
        assert deep.facts != twin.facts, "stored results are not those of another scale"


def test_identity_changes_with_the_file(copied_colours: Path) -> None:
    source = colours_of(copied_colours)
    before, path = source.identity(0), source.path(0)
    assert source.identity(0) == before
    os.utime(path, ns=(1, 1))
    changed = source.identity(0)
    path.unlink()
    assert len({before, changed, source.identity(0), source.identity(1)}) == 4


def failure(root: Path, *parts: str) -> DecodeError:
    return DecodeError(root.joinpath(*parts), "It cannot be read.")


def test_missing_folder_inside_a_class_is_reachable_and_a_missing_class_is_not(copied_colours: Path) -> None:
    source = PictureSource(copied_colours, ["red/red 1.png"], VIEW)
    assert source.is_reachable(failure(copied_colours, "red", "red 1.png"))
    assert source.is_reachable(failure(copied_colours, "red", "deleted", "1.png"))
    assert not source.is_reachable(failure(copied_colours, "yellow", "1.png"))
    assert not source.is_reachable(failure(copied_colours, "yellow", "deleted", "1.png"))


def test_folder_that_may_not_be_read_is_not_reachable(colours: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    def refuse(path: Any) -> Any:
        raise PermissionError(13, "Permission denied", str(path))

    monkeypatch.setattr(module.os, "scandir", refuse)
    assert not PictureSource(colours, ["red/red 1.png"], VIEW).is_reachable(failure(colours, "red", "red 1.png"))
