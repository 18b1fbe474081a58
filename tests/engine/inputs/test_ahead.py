"""Iterators that work ahead in a thread."""

import threading
from collections.abc import Generator
from contextlib import closing

import pytest

from resnet_studio.engine.inputs.ahead import in_thread


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
