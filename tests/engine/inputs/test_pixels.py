"""The cache of decoded pixels: outside private memory, and safe to share between threads."""

import sys
import threading
from pathlib import Path

import numpy as np
import pytest

from resnet_studio.engine.inputs.pixels import PixelCache

MB = 1_000_000


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
    assert all(np.array_equal(cache.read(place), pixels) for place in places if place is not None)
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
            if place is None or not np.array_equal(cache.read(place), pixels):
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
