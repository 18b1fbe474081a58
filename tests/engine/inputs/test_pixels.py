"""The cache of decoded pixels: outside private memory, and safe to share between threads."""

import errno
import os
import sys
import threading
from collections.abc import Callable
from pathlib import Path

import numpy as np
import pytest

from resnet_studio.core.pictures.decode import Pixels
from resnet_studio.engine.inputs import pixels as pixels_module
from resnet_studio.engine.inputs.cache_damage import CacheDamage
from resnet_studio.engine.inputs.pixels import PixelCache

MB = 1_000_000


def same(found: Pixels | None, pixels: Pixels) -> bool:
    return found is not None and np.array_equal(found, pixels)


@pytest.mark.skipif(sys.platform != "linux", reason="only Linux counts private memory separately")
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
    assert all(same(cache.read(place), pixels) for place in places if place is not None)
    cache.close()


def test_threads_that_add_at_once_do_not_mix_pixels() -> None:
    cache = PixelCache(50 * MB, segment=MB)
    failures: list[int] = []

    def work(number: int) -> None:
        random = np.random.default_rng(number)
        kept = []
        for _ in range(60):
            pixels = np.full((*random.integers(1, 90, 2), 3), random.integers(0, 256), np.uint8)
            kept.append((cache.add(pixels), pixels))
        for place, pixels in kept:
            if place is None or not same(cache.read(place), pixels):
                failures.append(number)

    threads = [threading.Thread(target=work, args=(number,)) for number in range(8)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert not failures
    cache.close()


def test_pixels_beyond_the_budget_are_not_kept() -> None:
    cache = PixelCache(1000, segment=600)
    picture = np.zeros((10, 10, 3), np.uint8)
    assert [cache.add(picture) is not None for _ in range(4)] == [True, True, True, False]
    cache.close()


DAMAGE: dict[str, Callable[[int], object]] = {
    "cut off": lambda file: os.ftruncate(file, 0),
    "cut in a picture": lambda file: os.ftruncate(file, 50 * 40 * 3 - 1),
    "zeros": lambda file: os.pwrite(file, bytes(100), 500),
    "a byte": lambda file: os.pwrite(file, b"x", 2000),
}


@pytest.mark.skipif(not hasattr(os, "pwrite"), reason="the test damages an open file at a position")
@pytest.mark.parametrize("name", DAMAGE)
def test_damaged_pixels_are_not_used(name: str, monkeypatch: pytest.MonkeyPatch) -> None:
    made: list[int] = []
    monkeypatch.setattr(pixels_module, "reserve", lambda file, *_: made.append(file.fileno()))
    damage = CacheDamage()
    cache = PixelCache(MB, damage, segment=MB)
    pixels = np.full((50, 40, 3), 7, np.uint8)
    place = cache.add(pixels)
    assert place is not None
    assert same(cache.read(place), pixels)
    assert not list(damage.report())
    DAMAGE[name](made[0])
    assert cache.read(place) is None
    assert cache.read(place) is None
    (notice,) = damage.report()
    assert "decoded again" in str(notice.text)
    assert not list(damage.report())
    cache.close()


def test_pixels_that_cannot_be_written_are_not_kept(monkeypatch: pytest.MonkeyPatch) -> None:
    def full(*_: object) -> None:
        raise OSError(errno.ENOSPC, "No space left on device")

    cache = PixelCache(MB, segment=MB)
    monkeypatch.setattr(pixels_module.PositionedFile, "write", full)
    assert cache.add(np.zeros((10, 10, 3), np.uint8)) is None
    cache.close()


def test_file_in_use_stays_open_until_its_thread_is_done_though_the_cache_is_closed() -> None:
    cache = PixelCache(MB, segment=MB)
    assert cache.add(np.zeros((4, 4, 3), np.uint8)) is not None
    in_use = cache._files[0]  # what a thread holds while it writes
    cache.close()
    in_use.write(np.ones(12, np.uint8), 0)
    into = np.zeros(12, np.uint8)
    assert in_use.read(into, 0)
    assert into.all()
    assert cache.add(np.zeros((4, 4, 3), np.uint8)) is None
