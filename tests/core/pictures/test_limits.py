"""Time and memory that pictures may take."""

import os
import threading

import pytest

from resnet_studio.core.basics.errors import ConfigError
from resnet_studio.core.pictures.limits import (
    SECONDS,
    SECONDS_VARIABLE,
    NeedsMemoryError,
    SharedMemory,
    at_most,
    seconds,
    use_seconds,
)  # fmt: skip


def test_seconds_are_those_of_the_variable(monkeypatch: pytest.MonkeyPatch) -> None:
    assert seconds() == SECONDS == 10
    monkeypatch.setenv(SECONDS_VARIABLE, "120")
    assert seconds() == 120


def test_seconds_are_used_by_this_process_and_its_children(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv(SECONDS_VARIABLE, "20")
    assert use_seconds(None) is None
    assert seconds() == 20
    assert use_seconds(30) == 30
    assert os.environ[SECONDS_VARIABLE] == "30"


@pytest.mark.parametrize("value", ["0", "-1", "ten", "1.5", "", "3601", "٣"])
def test_seconds_that_cannot_be_are_refused(monkeypatch: pytest.MonkeyPatch, value: str) -> None:
    monkeypatch.setenv(SECONDS_VARIABLE, value)
    with pytest.raises(ConfigError, match="a whole number of seconds from 1 to 3,600"):
        seconds()


def test_more_memory_than_there_is_is_refused() -> None:
    with pytest.raises(NeedsMemoryError), at_most(99)(100):
        pass
    with pytest.raises(NeedsMemoryError), SharedMemory(99).claim(100):
        pass


def test_threads_share_memory_in_the_order_of_asking() -> None:
    memory, started = SharedMemory(100), list[int]()
    asked = [threading.Event() for _ in range(2)]

    def work(number: int, needed: int) -> None:
        asked[number].set()
        with memory.claim(needed):
            assert memory._used <= 100
            started.append(number)

    first = memory.take(60)
    threads = [threading.Thread(target=work, args=(number, needed)) for number, needed in enumerate((80, 30))]
    for number, thread in enumerate(threads):  # the second would fit beside the first, but comes after the other
        thread.start()
        while len(memory._waiting) <= number:
            asked[number].wait(0.001)
    assert started == []
    first()
    for thread in threads:
        thread.join(10)
    assert started == [0, 1]


def test_memory_given_back_twice_counts_once() -> None:
    memory = SharedMemory(100)
    give_back, other = memory.take(60), memory.take(40)
    give_back()
    give_back()
    taken = memory.take(60)
    with pytest.raises(NeedsMemoryError):
        memory.take(101)
    other()
    taken()
    memory.take(100)()
