"""The loader's threads: nothing is decoded twice, nothing is left behind, and memory stays what it was."""

import errno
import sys
import threading
from collections.abc import Callable
from contextlib import closing
from pathlib import Path
from typing import Any

import numpy as np
import pytest
import torch
from PIL import Image

from resnet_studio.core.basics.errors import DecodeError
from resnet_studio.core.basics.places import cache_folder
from resnet_studio.core.dataset.scan import pictures_in
from resnet_studio.core.pictures.decode import decode
from resnet_studio.engine.inputs import augment, mapped
from resnet_studio.engine.inputs import loader as module
from resnet_studio.engine.inputs.batches import Batch, Pictures
from resnet_studio.engine.inputs.loader import Loader, in_thread
from resnet_studio.engine.inputs.pixels import PixelCache

CPU = torch.device("cpu")
VIEW = augment.training_view("light", 32, small=False)
MB = 1_000_000


@pytest.fixture
def pictures(copied_colours: Path) -> Pictures:
    names = [str(path) for path in pictures_in(copied_colours)]
    return Pictures("", names, np.arange(len(names)), 32)


def refuse(_: int, error: DecodeError) -> None:
    raise error


def one_pass(loader: Loader, pictures: Pictures, epoch: int = 1) -> torch.Tensor:
    order = range(len(pictures))
    made = loader.batches(pictures, order, 8, VIEW, seed=1, epoch=epoch, failed=refuse)
    return torch.cat([batch.inputs for batch in made])


def no_loader_threads() -> bool:
    return not any(thread.name.startswith("decode") for thread in threading.enumerate())


def test_later_passes_decode_nothing_and_see_the_same(pictures: Pictures) -> None:
    with Loader(CPU, keep=MB) as loader:
        first, other = one_pass(loader, pictures), one_pass(loader, pictures, epoch=2)
        for name in pictures.names:
            Path(name).unlink()
        assert torch.equal(one_pass(loader, pictures), first)
        assert torch.equal(one_pass(loader, pictures, epoch=2), other)
        assert not torch.equal(first, other)


def test_what_does_not_fit_is_decoded_again(pictures: Pictures) -> None:
    one = 40 * 32 * 3
    with Loader(CPU, keep=5 * one + 1) as loader:
        first = one_pass(loader, pictures)
        assert int(np.count_nonzero(pictures.kept[:, 1])) == 5
        assert torch.equal(one_pass(loader, pictures), first)


def test_without_a_cache_it_is_the_same(pictures: Pictures, copied_colours: Path) -> None:
    with Loader(CPU) as loader, Loader(CPU, keep=MB) as keeping:
        assert torch.equal(one_pass(loader, pictures), one_pass(keeping, pictures))


def test_no_file_is_left(pictures: Pictures) -> None:
    with Loader(CPU, keep=MB) as loader:
        one_pass(loader, pictures)
    assert not [file for file in cache_folder().rglob("*") if file.is_file()]


def full(*_: object) -> None:
    raise OSError(errno.ENOSPC, "No space left on device")


def closed_folder(monkeypatch: pytest.MonkeyPatch) -> None:
    cache_folder().mkdir(parents=True)
    (cache_folder() / "pixels").write_text("in the way")


def full_disk(monkeypatch: pytest.MonkeyPatch) -> None:
    if hasattr(mapped.os, "posix_fallocate"):
        monkeypatch.setattr(mapped.os, "posix_fallocate", full)
    else:
        monkeypatch.setattr(mapped.shutil, "disk_usage", lambda _: type("Usage", (), {"free": 0}))


@pytest.mark.parametrize("trouble", [closed_folder, full_disk])
def test_with_nowhere_to_keep_pixels_pictures_are_decoded_each_time(
    pictures: Pictures, trouble: Callable[[pytest.MonkeyPatch], None], monkeypatch: pytest.MonkeyPatch
) -> None:
    trouble(monkeypatch)
    with Loader(CPU, keep=MB) as loader:
        first = one_pass(loader, pictures)
        assert not pictures.kept.any()
        assert torch.equal(one_pass(loader, pictures), first)


@pytest.mark.skipif(sys.platform != "linux", reason="private memory is counted apart on Linux only")
def test_kept_pixels_are_not_private_memory() -> None:
    def anonymous() -> int:
        lines = Path("/proc/self/status").read_text(encoding="ascii").splitlines()
        return next(int(line.split()[1]) * 1024 for line in lines if line.startswith("RssAnon"))

    pixels = np.random.default_rng(0).integers(0, 256, (1000, 1000, 3), np.uint8)
    cache = PixelCache(100 * MB, segment=10 * MB)
    before = anonymous()
    places = [cache.add(pixels) for _ in range(30)]
    assert all(place is not None for place in places)
    assert anonymous() - before < 8 * MB
    assert all(np.array_equal(cache.read(place), pixels) for place in places if place is not None)
    cache.close()


def test_threads_that_keep_pixels_at_once_never_mix_them() -> None:
    cache = PixelCache(50 * MB, segment=MB)
    failures: list[int] = []

    def work(number: int) -> None:
        random = np.random.default_rng(number)
        kept = []
        for _ in range(60):
            pixels = np.full((*random.integers(1, 90, 2), 3), random.integers(0, 256), np.uint8)
            kept.append((cache.add(pixels), pixels))
        for place, pixels in kept:
            if place is None or not np.array_equal(cache.read(place), pixels):
                failures.append(number)

    threads = [threading.Thread(target=work, args=(number,)) for number in range(8)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert not failures
    cache.close()


def test_an_abandoned_pass_leaves_no_thread_and_the_next_is_whole(pictures: Pictures) -> None:
    with Loader(CPU, keep=MB) as loader:
        with closing(loader.batches(pictures, range(36), 4, VIEW, failed=refuse)) as made:  # type: ignore[type-var]
            next(made)
        assert not any(thread.name == "decode ahead" for thread in threading.enumerate())
        assert len(one_pass(loader, pictures)) == 36
    assert no_loader_threads()


def test_an_error_in_the_thread_comes_out_where_batches_are_asked_for(pictures: Pictures) -> None:
    def broken(pixels: augment.Pixels, random: np.random.Generator) -> augment.Pixels:
        raise ZeroDivisionError("in a view")

    with Loader(CPU) as loader, pytest.raises(ZeroDivisionError, match="in a view"):
        list(loader.batches(pictures, range(36), 4, broken, failed=refuse))
    assert no_loader_threads()


def test_unreadable_pictures_are_told_in_the_thread_that_asks(pictures: Pictures) -> None:
    for index in (0, 7, 8, 35):
        Path(pictures.names[index]).write_bytes(b"no picture")
    told: list[tuple[int, str]] = []

    def failed(index: int, error: DecodeError) -> None:
        told.append((index, threading.current_thread().name))

    here = threading.current_thread().name
    with Loader(CPU) as loader:
        sizes = [len(batch) for batch in loader.batches(pictures, range(36), 8, VIEW, failed=failed)]
        assert sizes == [8, 8, 8, 8]
        assert told == [(index, here) for index in (0, 7, 8, 35)]
        told.clear()
        made: list[int] = []
        pieces = [range(first, min(36, first + 5)) for first in range(0, 36, 5)]
        done = loader.mapped(pictures, pieces, VIEW, lambda batch: made.extend(batch.indices), failed=failed)
        assert list(done) == pieces
        assert sorted(made) == sorted(set(range(36)) - {0, 7, 8, 35})
        assert told == [(index, here) for index in (0, 7, 8, 35)]


def test_threads_of_a_loader_compute_alone_and_the_caller_keeps_its_threads(pictures: Pictures) -> None:
    usual = torch.get_num_threads()
    seen: list[int] = []
    torch.set_num_threads(3)
    try:
        with Loader(CPU, threads=2) as loader:
            view = augment.central(32, small=False)
            pieces = [range(first, first + 4) for first in range(0, 36, 4)]

            def look(_: Batch) -> None:
                seen.append(torch.get_num_threads())

            made = loader.mapped(pictures, pieces, view, look, failed=refuse)
            assert list(made) == pieces
            assert set(seen) == {1}
            assert torch.get_num_threads() == 3
    finally:
        torch.set_num_threads(usual)


def test_waiting_is_counted(pictures: Pictures) -> None:
    arrived = threading.Event()

    def slow(pixels: augment.Pixels, random: np.random.Generator) -> augment.Pixels:
        arrived.wait(0.05)
        return pixels[:32, :32]

    with Loader(CPU, threads=1) as loader:
        list(loader.batches(pictures, range(8), 8, slow, failed=refuse))
        assert loader.seconds_waiting > 0.2


def test_a_thread_ahead_is_ended_when_nobody_wants_more() -> None:
    closed = threading.Event()

    def endless() -> "object":
        try:
            number = 0
            while True:
                yield number
                number += 1
        finally:
            closed.set()

    with closing(in_thread(endless, 2)) as items:  # type: ignore[arg-type, type-var]
        assert [next(items) for _ in range(5)] == [0, 1, 2, 3, 4]
    assert closed.is_set()


def test_a_large_picture_is_kept_no_larger_than_it_has_to_be(tmp_path: Path) -> None:
    Image.new("RGB", (1600, 1200), "red").save(tmp_path / "large.png")
    pictures = Pictures(str(tmp_path), ["large.png"], np.zeros(1, np.int64), 256)
    with Loader(CPU, keep=10 * MB) as loader:
        list(loader.batches(pictures, [0], 1, VIEW, failed=refuse))
    assert pictures.kept[0, 1:].tolist() == [300, 400]


def test_a_picture_that_finds_no_memory_is_tried_once_more_alone(
    pictures: Pictures, monkeypatch: pytest.MonkeyPatch
) -> None:
    calls: list[Path] = []

    def full(path: Path, **more: Any) -> Any:
        calls.append(path)
        if len(calls) in {3, 9}:
            raise DecodeError(path, "There is not enough memory.") from MemoryError()
        return decode(path, **more)

    monkeypatch.setattr(module, "decode", full)
    failed: list[int] = []
    with Loader(CPU) as loader:
        made = loader.batches(pictures, range(len(pictures)), 8, VIEW, failed=lambda index, _: failed.append(index))
        assert sum(map(len, made)) == len(pictures)
    assert not failed
    assert len(calls) == len(pictures) + 2
