"""Threads that load items: in order, and left behind where one takes too long."""

import threading
import time
from collections.abc import Callable, Iterator
from concurrent.futures import CancelledError
from contextlib import closing
from typing import Any

import pytest

from resnet_studio.core.pictures.decoder_pool import DecodeStoppedError
from resnet_studio.core.pictures.limits import SharedMemory
from resnet_studio.engine.inputs import load_thread, workers
from resnet_studio.engine.inputs.load_thread import claim_from, waits_elsewhere
from resnet_studio.engine.inputs.workers import Work, Workers

Loaded = list[tuple[int, Any]]


def pieces(count: int, load: Callable[[int], Any], size: int = 2) -> Iterator[Work[Loaded]]:
    for first in range(0, count, size):
        yield Work(range(first, first + size), load, lambda item: f"{item} is late", lambda loaded: loaded)


def flat(results: Any) -> list[Any]:
    return [value for result in results for _, value in result]


@pytest.fixture
def may_end() -> Iterator[threading.Event]:
    """Set at the end, so that no thread outlives the test."""
    event = threading.Event()
    yield event
    event.set()


@pytest.fixture
def pool() -> Iterator[Callable[..., Workers]]:
    """Makes workers that are closed at the end."""
    made: list[Workers] = []

    def make(count: int = 2, seconds: float = 0.2) -> Workers:
        made.append(Workers(count, seconds))
        return made[-1]

    yield make
    for one in made:
        one.close()


def compute_until(event: threading.Event) -> None:
    """Take processor time, as a decoder does."""
    while not event.is_set():
        sum(range(1000))


def test_results_come_in_order_and_at_most_depth_ahead(pool: Any) -> None:
    started: list[int] = []
    first_may_end = threading.Event()

    def load(item: int) -> int:
        started.append(item)
        if item == 0:
            first_may_end.wait(10)
        return item * item

    with closing(pool().in_order(pieces(20, load, 1), 3)) as results:
        first_may_end.set()
        assert next(results) == [(0, 0)]
        assert max(started) <= 4
        assert flat(results) == [item * item for item in range(1, 20)]


def test_closed_results_wait_for_what_runs_and_drop_the_rest(pool: Any) -> None:
    running, may_go_on, ended = threading.Event(), threading.Event(), list[int]()

    def load(item: int) -> int:
        if item == 1:
            running.set()
            may_go_on.wait(10)
        ended.append(item)
        return item

    results = pool(1).in_order(pieces(20, load, 1), 5)
    assert next(results) == [(0, 0)]
    running.wait(10)
    threading.Timer(0.05, may_go_on.set).start()
    results.close()
    assert ended == [0, 1]


@pytest.mark.parametrize("count", [1, 3])
def test_item_that_computes_for_too_long_is_late_and_the_others_are_loaded(
    pool: Any, may_end: threading.Event, count: int
) -> None:
    def load(item: int) -> int:
        if item in {2, 3, 9}:
            compute_until(may_end)
        return item

    began = time.monotonic()
    got = flat(pool(count).in_order(pieces(12, load, 4), 3))
    assert got == [0, 1, "2 is late", "3 is late", 4, 5, 6, 7, 8, "9 is late", 10, 11]
    assert time.monotonic() - began < 20


def test_item_that_waits_is_late_much_later(
    pool: Any, may_end: threading.Event, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(load_thread, "_PATIENCE", 2)
    asked = 0

    def load(item: int) -> int:
        if item == 1:
            may_end.wait()
        return item

    one = pool(1, 0.5)
    look = one._look

    def counted() -> None:
        nonlocal asked
        asked += 1
        look()

    monkeypatch.setattr(one, "_look", counted)
    assert flat(one.in_order(pieces(4, load), 1)) == [0, "1 is late", 2, 3]
    assert asked > 2


def test_time_in_which_the_process_stood_still_is_not_counted(
    pool: Any, may_end: threading.Event, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(load_thread, "_computed", lambda _: None)  # as where the system does not say
    one = pool(1, 5.0)
    inside = threading.Event()

    def load(item: int) -> int:
        inside.set()
        may_end.wait()
        return item

    with closing(one.in_order(pieces(2, load), 1)) as results:
        waiting = threading.Thread(target=lambda: next(results))
        waiting.start()
        inside.wait(10)
        one._looked -= 3_600  # an hour of sleep
        one._look()
        assert not one._threads[0].left_behind
        may_end.set()
        waiting.join(10)


def test_closing_leaves_behind_what_is_still_loading(pool: Any, may_end: threading.Event) -> None:
    running = threading.Event()

    def load(item: int) -> int:
        running.set()
        may_end.wait()
        return item

    one = pool(2, 1000)
    results = one.in_order(pieces(8, load), 4)

    def wait_for_it() -> None:
        with pytest.raises(CancelledError):
            next(results)

    waiting = threading.Thread(target=wait_for_it)
    waiting.start()
    running.wait(10)
    began = time.monotonic()
    one.close()
    assert time.monotonic() - began < workers.CLOSE_SECONDS + 20
    waiting.join(10)
    assert not waiting.is_alive()


def test_pass_after_one_that_was_left_behind_is_whole(pool: Any, may_end: threading.Event) -> None:
    running, seen = threading.Event(), list[int]()

    def stuck(item: int) -> int:
        if item == 1:
            running.set()
            may_end.wait()
            seen.append(item)
        return item

    one = pool(1, 1000)
    results = one.in_order(pieces(8, stuck, 1), 4)
    assert next(results) == [(0, 0)]
    running.wait(10)
    results.close()
    assert flat(one.in_order(pieces(8, lambda item: -item), 4)) == [0, -1, -2, -3, -4, -5, -6, -7]
    assert seen == []


def test_error_of_an_item_is_raised_where_its_result_is_wanted(pool: Any) -> None:
    def load(item: int) -> int:
        if item == 3:
            raise TimeoutError("by design")
        return item

    results = pool().in_order(pieces(8, load), 2)
    assert next(results) == [(0, 0), (1, 1)]
    with pytest.raises(TimeoutError, match="by design"):
        list(results)


def test_waiting_for_memory_or_another_process_is_not_counted_as_time(pool: Any, may_end: threading.Event) -> None:
    memory = SharedMemory(100)
    give_back = memory.take(100)
    ends = iter([give_back])

    def load(item: int) -> int:
        if item == 0:
            with claim_from(memory, 50):
                return item
        with waits_elsewhere() as should_stop:
            assert not should_stop()
            may_end.wait(1.0)
        return item

    one = pool(2, 0.01)
    look = one._look

    def looked() -> None:
        look()
        for end in ends:
            end()

    one._look = looked
    assert flat(one.in_order(pieces(2, load, 1), 1)) == [0, 1]


def test_memory_of_a_thread_that_is_left_behind_is_for_others(pool: Any, may_end: threading.Event) -> None:
    memory, stopped = SharedMemory(100), threading.Event()

    def load(item: int) -> int:
        with claim_from(memory, 80):
            if item == 0:
                compute_until(may_end)
        return item

    def waiting(item: int) -> int:
        with pytest.raises(DecodeStoppedError), claim_from(memory, 80):
            pass
        stopped.set()
        return item

    assert flat(pool(1).in_order(pieces(4, load), 1)) == ["0 is late", 1, 2, 3]
    with memory.claim(100):
        one = pool(1)
        results = one.in_order(pieces(2, waiting, 1), 1)
        threading.Timer(0.3, one.close).start()
        with pytest.raises(BaseException):  # noqa: B017 - it is of a library: a result that was given up
            next(results)
    assert stopped.wait(10)
