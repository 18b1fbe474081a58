"""Stores of features: kept where the budget allows, and checked when they come from a file."""

import errno
import os
from collections.abc import Callable
from pathlib import Path

import numpy as np
import pytest
import torch
from torch import Tensor

from resnet_studio.engine.inputs import features
from resnet_studio.engine.inputs.features import FeatureStore, FeatureStores, MissingRowsError, features_folder
from resnet_studio.engine.machine.budget import Budget

ROWS, SHAPE = 50, (4, 4, 8)
BYTES = ROWS * 4 * 4 * 8 * 2
ON_DISK = Budget(memory=0, disk=10 * BYTES)


def some(seed: int = 0) -> Tensor:
    return torch.randn(ROWS, 8, 4, 4, generator=torch.Generator().manual_seed(seed)).bfloat16()


def opened(place: Budget = ON_DISK, key: str = "a" * 64, stores: FeatureStores | None = None) -> FeatureStore:
    store = (stores or FeatureStores()).open(key, ROWS, SHAPE, torch.bfloat16, place)
    assert store is not None
    return store


@pytest.mark.parametrize(
    ("place", "where"),
    [
        (Budget(BYTES, 0), "memory"),
        (Budget(BYTES - 1, 2 * BYTES), "disk"),
        (Budget(BYTES - 1, BYTES), None),
        (Budget(0, 0), None),
    ],
)
def test_store_is_in_memory_else_in_a_file_else_missing(place: Budget, where: str | None) -> None:
    store = FeatureStores().open("k" * 64, ROWS, SHAPE, torch.bfloat16, place)
    assert (store.where if store else None) == where


@pytest.mark.parametrize(
    ("place", "where"),
    [(Budget(BYTES, 2 * BYTES), "disk"), (Budget(BYTES, BYTES), "memory"), (Budget(BYTES - 1, BYTES), None)],
)
def test_large_store_is_in_a_file_also_where_memory_would_hold_it(
    place: Budget, where: str | None, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(features, "IN_MEMORY", BYTES - 1)
    store = FeatureStores().open("k" * 64, ROWS, SHAPE, torch.bfloat16, place)
    assert (store.where if store else None) == where


@pytest.mark.parametrize("place", [Budget(BYTES, 0), ON_DISK])
def test_rows_are_read_as_they_were_written(place: Budget) -> None:
    store, values = opened(place), some()
    assert store.missing(range(ROWS)) == list(range(ROWS))
    store.write([3, 40, 7], values[[3, 40, 7]])
    assert store.missing([1, 3, 7, 8, 40]) == [1, 8]
    got = store.read([40, 3, 3])
    assert torch.equal(got, values[[40, 3, 3]])
    assert got.is_contiguous(memory_format=torch.channels_last)


@pytest.mark.parametrize("place", [Budget(BYTES, 0), ON_DISK])
def test_row_that_was_never_written_is_not_read(place: Budget) -> None:
    store = opened(place)
    store.write([3], some()[[3]])
    with pytest.raises(KeyError, match=r"rows \[4\] of the features are missing"):
        store.read([3, 4])


@pytest.mark.parametrize("shape", [(8,), (4, 8), (4, 4, 8)])
def test_store_holds_features_of_any_number_of_dimensions(shape: tuple[int, ...]) -> None:
    store, values = FeatureStore(3, shape, torch.float32), torch.randn(3, shape[-1], *shape[:-1])
    store.write([2, 0, 1], values)
    assert torch.equal(store.read([2, 0, 1]), values)


def test_last_store_in_memory_is_kept_for_the_same_key_only() -> None:
    stores, place = FeatureStores(), Budget(BYTES, 0)
    opened(place, "a", stores).write([5], some()[[5]])
    assert opened(place, "a", stores).missing([5, 6]) == [6]
    assert opened(place, "b", stores).missing([5]) == [5]
    assert opened(place, "a", stores).missing([5]) == [5]


def test_file_is_found_again_under_its_key_only() -> None:
    opened().write(range(ROWS), some())
    found = opened()
    assert not found.missing(range(ROWS))
    assert torch.equal(found.read(range(ROWS)), some())
    assert opened(key="b" * 64).missing(range(ROWS)) == list(range(ROWS))


def _noise(file: Path, start: int, count: int | None = None) -> None:
    content = bytearray(file.read_bytes())
    end = len(content) if count is None else start + count
    content[start:end] = np.random.default_rng(1).bytes(end - start)
    file.write_bytes(content)


TABLE = 4096
TROUBLE: dict[str, tuple[Callable[[Path], object], int]] = {
    "deleted": (lambda file: file.unlink(), ROWS),
    "cut in half": (lambda file: os.truncate(file, TABLE + BYTES // 2), ROWS),
    "emptied": (lambda file: os.truncate(file, 0), ROWS),
    "longer": (lambda file: os.truncate(file, TABLE + BYTES + 1), ROWS),
    "noise": (lambda file: _noise(file, 0), ROWS),
    "noise in its checksums": (lambda file: _noise(file, 0, TABLE), ROWS),
    "noise in its rows": (lambda file: _noise(file, TABLE), ROWS),
    "zeros": (lambda file: file.write_bytes(bytes(TABLE + BYTES)), ROWS),
    "one byte changed": (lambda file: _noise(file, TABLE + BYTES - 1, 1), 1),
    "a folder": (lambda file: (file.unlink(), file.mkdir()), -1),
}


@pytest.mark.parametrize("name", TROUBLE)
def test_damage_to_the_file_is_detected(name: str) -> None:
    opened().write(range(ROWS), some())
    (file,) = features_folder().iterdir()
    spoil, lost = TROUBLE[name]
    spoil(file)
    store = FeatureStores().open("a" * 64, ROWS, SHAPE, torch.bfloat16, ON_DISK)
    if lost < 0:  # nothing can be kept there: features are computed each time
        assert store is None
        return
    assert store is not None
    lacking = store.missing(range(ROWS))
    assert len(lacking) == lost
    store.write(lacking, some()[lacking])
    assert torch.equal(opened().read(range(ROWS)), some())
    assert [found.suffix for found in features_folder().iterdir()] == [".features"]


WHILE_OPEN: dict[str, tuple[Callable[[Path], object], int]] = {
    "cut off": (lambda file: os.truncate(file, 0), ROWS),
    "cut in half": (lambda file: os.truncate(file, TABLE + BYTES // 2), ROWS // 2),
    "zeros in rows": (lambda file: _zeros(file, TABLE, BYTES), ROWS),
    "one byte changed": (lambda file: _noise(file, TABLE + BYTES - 1, 1), 1),
    "checksums": (lambda file: _zeros(file, 0, TABLE), 0),  # those that count were read when the file was opened
}


def _zeros(file: Path, start: int, count: int) -> None:
    with file.open("r+b") as opened:
        opened.seek(start)
        opened.write(bytes(count))


@pytest.mark.parametrize("name", WHILE_OPEN)
def test_damage_while_the_file_is_used_is_a_missing_row(name: str) -> None:
    """It was mapped into memory before: a file that is cut off then ends the process (SIGBUS)."""
    store = opened()
    store.write(range(ROWS), some())
    assert torch.equal(store.read(range(ROWS)), some())
    (file,) = features_folder().iterdir()
    spoil, lost = WHILE_OPEN[name]
    spoil(file)
    if lost:
        with pytest.raises(MissingRowsError) as caught:
            store.read(range(ROWS))
        assert len(caught.value.rows) == store.damaged == lost
    lacking = store.missing(range(ROWS))
    assert len(lacking) == lost
    store.write(lacking, some()[lacking])
    assert torch.equal(store.read(range(ROWS)), some())


def test_least_recently_used_files_make_room() -> None:
    names = ["c" * 64, "a" * 64, "b" * 64]
    for hour, name in enumerate(names):
        opened(key=name)
        os.utime(features_folder() / f"{name}.features", (hour, hour))
    room_for_two = Budget(0, 2 * (BYTES + TABLE))
    opened(room_for_two, key="d" * 64)
    assert {file.stem[0] for file in features_folder().iterdir()} == {"b", "d"}


def test_folder_that_cannot_be_made_gives_no_store(studio_home: Path) -> None:
    (studio_home / "cache").write_text("in the way")
    assert FeatureStores().open("a", ROWS, SHAPE, torch.bfloat16, ON_DISK) is None


def test_full_disk_gives_no_store_and_leaves_no_file(monkeypatch: pytest.MonkeyPatch) -> None:
    def full(*_: object) -> None:
        raise OSError(errno.ENOSPC, "No space left on device")

    monkeypatch.setattr(features, "reserve", full)
    assert FeatureStores().open("a", ROWS, SHAPE, torch.bfloat16, ON_DISK) is None
    assert not list(features_folder().iterdir())
