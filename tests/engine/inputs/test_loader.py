"""The loader's threads: batches in a fixed order, failures reported, nothing left behind."""

import threading
from collections.abc import Callable
from contextlib import closing
from typing import Any

import numpy as np
import pytest
import torch

from resnet_studio.core.basics.errors import DecodeError
from resnet_studio.core.runs.epoch_order import epoch_order
from resnet_studio.engine.inputs.batches import Batch, batch_count
from resnet_studio.engine.inputs.loader import Loader

CPU = torch.device("cpu")
MakeSource = Callable[..., Any]


def refuse(_: int, error: DecodeError) -> None:
    raise error


def one_pass(source: Any, batch_size: int, epoch: int = 1, threads: int | None = None) -> list[Batch]:
    order = epoch_order(len(source), 7, epoch)
    with Loader(CPU, threads=threads) as loader:
        return list(loader.batches(source, order, batch_size, seed=7, epoch=epoch, failed=refuse))


def loader_threads() -> list[str]:
    return [thread.name for thread in threading.enumerate() if thread.name.startswith("load")]


@pytest.mark.parametrize(
    ("size", "expected"), [(36, [36]), (35, [36]), (34, [34, 2]), (12, [12, 12, 12]), (5, [5] * 6 + [6])]
)
def test_last_batch_is_never_a_single_item(vectors: MakeSource, size: int, expected: list[int]) -> None:
    made = one_pass(vectors(36), size)
    assert [len(batch) for batch in made] == expected
    assert len(made) == batch_count(36, size)
    assert [index for batch in made for index in batch.indices] == epoch_order(36, 7, 1)


def test_batch_has_collated_items_and_their_labels(vectors: MakeSource) -> None:
    source = vectors(12)
    (batch,) = one_pass(source, 12)
    assert batch.inputs.shape == (12, 12)
    assert batch.labels.tolist() == [int(source.labels[index]) for index in batch.indices]


def test_random_changes_depend_only_on_seed_epoch_and_item(vectors: MakeSource) -> None:
    source = vectors(36)
    first = torch.cat([batch.inputs for batch in one_pass(source, 8, threads=1)])
    for threads in (2, 7):
        assert torch.equal(first, torch.cat([batch.inputs for batch in one_pass(source, 8, threads=threads)]))
    assert not torch.equal(first, torch.cat([batch.inputs for batch in one_pass(source, 8, epoch=2)]))


def test_abandoned_pass_leaves_no_thread_and_the_next_is_complete(vectors: MakeSource) -> None:
    source = vectors(36)
    with Loader(CPU) as loader:
        with closing(loader.batches(source, range(36), 4, failed=refuse)) as made:
            next(made)
        assert "load ahead" not in loader_threads()
        assert sum(map(len, loader.batches(source, range(36), 4, failed=refuse))) == 36
    assert not loader_threads()


def test_unexpected_error_in_a_thread_is_raised_in_the_consumer(vectors: MakeSource) -> None:
    source = vectors(36, error=ZeroDivisionError("in a source"))
    with Loader(CPU) as loader, pytest.raises(ZeroDivisionError, match="in a source"):
        list(loader.batches(source, range(36), 4, failed=refuse))
    assert not loader_threads()


@pytest.fixture
def reported() -> list[tuple[int, str]]:
    """Index and thread of each failure."""
    return []


def test_failures_are_reported_in_the_consumers_thread_before_later_items(
    vectors: MakeSource, reported: list[tuple[int, str]]
) -> None:
    source, here = vectors(36, broken={0, 7, 8, 35}), threading.current_thread().name

    def failed(index: int, _: DecodeError) -> None:
        reported.append((index, threading.current_thread().name))

    sizes = []
    with Loader(CPU) as loader:
        for batch in loader.batches(source, range(36), 8, failed=failed):
            sizes.append(len(batch))
            assert {index for index in (0, 7, 8, 35) if index < batch.indices[-1]} <= {index for index, _ in reported}
    assert sizes == [8, 8, 8, 8]
    assert reported == [(index, here) for index in (0, 7, 8, 35)]


def test_failures_are_reported_where_every_item_fails(vectors: MakeSource, reported: list[tuple[int, str]]) -> None:
    source = vectors(5, broken=set(range(5)))
    with Loader(CPU) as loader:
        assert not list(loader.batches(source, range(5), 2, failed=lambda index, _: reported.append((index, ""))))
    assert [index for index, _ in reported] == [0, 1, 2, 3, 4]


def test_mapped_reports_failures_and_gives_the_other_items(
    vectors: MakeSource, reported: list[tuple[int, str]]
) -> None:
    here, made = threading.current_thread().name, list[int]()

    def failed(index: int, _: DecodeError) -> None:
        reported.append((index, threading.current_thread().name))

    pieces = [range(first, min(36, first + 5)) for first in range(0, 36, 5)]
    with Loader(CPU) as loader:
        source = vectors(36, broken={0, 7, 8, 35})
        done = loader.mapped(source, pieces, lambda batch: made.extend(batch.indices), failed=failed)
        assert list(done) == pieces
    assert sorted(made) == sorted(set(range(36)) - {0, 7, 8, 35})
    assert reported == [(index, here) for index in (0, 7, 8, 35)]


def test_mapped_computes_with_one_thread_each_and_restores_the_callers(vectors: MakeSource) -> None:
    usual = torch.get_num_threads()
    seen: list[int] = []
    torch.set_num_threads(3)
    try:
        with Loader(CPU, threads=2) as loader:
            pieces = [range(first, first + 4) for first in range(0, 36, 4)]

            def look(_: Batch) -> None:
                seen.append(torch.get_num_threads())

            assert list(loader.mapped(vectors(36), pieces, look, failed=refuse)) == pieces
            assert set(seen) == {1}
            assert torch.get_num_threads() == 3
    finally:
        torch.set_num_threads(usual)


def test_time_spent_waiting_is_counted(vectors: MakeSource, monkeypatch: pytest.MonkeyPatch) -> None:
    source, arrived = vectors(8), threading.Event()
    load = type(source).load

    def slow(self: Any, index: int, random: np.random.Generator, *, again: bool = True) -> Any:
        arrived.wait(0.05)
        return load(self, index, random, again=again)

    monkeypatch.setattr(type(source), "load", slow)
    with Loader(CPU, threads=1) as loader:
        list(loader.batches(source, range(8), 8, failed=refuse))
        assert loader.seconds_waiting > 0.2
