"""Iterators that work ahead in threads."""

import threading
from collections.abc import Generator
from concurrent.futures import ThreadPoolExecutor
from contextlib import closing

import pytest

from resnet_studio.engine.inputs.ahead import in_order, in_thread


def test_generator_in_a_thread_is_closed_when_its_consumer_stops() -> None:
    closed = threading.Event()

    def endless() -> Generator[int]:
        try:
            number = 0
            while True:
                yield number
                number += 1
        finally:
            closed.set()

    with closing(in_thread(endless, 2)) as items:
        assert [next(items) for _ in range(5)] == [0, 1, 2, 3, 4]
    assert closed.is_set()
    assert not any(thread.name == "load ahead" for thread in threading.enumerate())


def test_error_in_a_thread_comes_after_the_items_before_it() -> None:
    def broken() -> Generator[int]:
        yield 1
        raise ZeroDivisionError("in a thread")

    items = in_thread(broken, 2)
    assert next(items) == 1
    with pytest.raises(ZeroDivisionError, match="in a thread"):
        next(items)


def test_results_of_a_pool_come_in_order_and_at_most_depth_ahead() -> None:
    started: list[int] = []
    first_may_end = threading.Event()

    def work(number: int) -> int:
        started.append(number)
        if number == 0:
            first_may_end.wait(10)
        return number * number

    with ThreadPoolExecutor(2) as pool, closing(in_order(pool, work, range(20), 3)) as results:
        first_may_end.set()
        assert next(results) == 0
        assert max(started) <= 3
        assert list(results) == [number * number for number in range(1, 20)]


def test_closed_results_wait_for_running_work_and_cancel_the_rest() -> None:
    running, may_end, ended = threading.Event(), threading.Event(), list[int]()

    def work(number: int) -> int:
        if number == 1:
            running.set()
            may_end.wait(10)
        ended.append(number)
        return number

    with ThreadPoolExecutor(1) as pool:
        results = in_order(pool, work, range(20), 5)
        assert next(results) == 0
        running.wait(10)
        threading.Timer(0.05, may_end.set).start()
        results.close()
        assert ended == [0, 1]
