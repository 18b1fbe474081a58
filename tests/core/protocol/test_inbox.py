"""The engine's reader of commands."""

import os
import queue
import threading
from collections.abc import Iterator
from multiprocessing import Pipe
from multiprocessing.connection import Connection

import pytest

from resnet_studio.core.protocol.commands import Halt, Quit, Stop
from resnet_studio.core.protocol.inbox import Inbox, Numbered
from resnet_studio.core.protocol.jobs.predict import Predict
from resnet_studio.core.protocol.jobs.weights import CachedWeights

Ends = tuple["Connection[Numbered, object]", Inbox]


@pytest.fixture
def exits(monkeypatch: pytest.MonkeyPatch) -> "queue.Queue[int]":
    """The exit codes with which the process would have ended."""
    codes: queue.Queue[int] = queue.Queue()

    def leave(code: int) -> None:
        codes.put(code)
        raise SystemExit  # ends only the thread that reads

    monkeypatch.setattr(os, "_exit", leave)
    monkeypatch.setattr(threading, "excepthook", lambda _: None)  # pytest reports every exception of a thread
    return codes


@pytest.fixture
def pipe(exits: object) -> Iterator[Ends]:
    """The window's end of the pipe, and the inbox at the other end."""
    window, engine = Pipe()
    inbox = Inbox(engine)
    readers = [thread for thread in threading.enumerate() if thread.name == "commands"]
    yield window, inbox
    window.close()
    for reader in readers:
        reader.join(10)
    engine.close()


def test_jobs_come_in_the_order_of_the_commands(pipe: Ends) -> None:
    window, inbox = pipe
    sent: list[Numbered] = [(1, CachedWeights()), (2, Predict("run", ("a.jpg",))), (3, CachedWeights())]
    for command in sent:
        window.send(command)
    assert [inbox.next_job() for _ in sent] == sent


@pytest.mark.parametrize(("pause", "halt"), [(False, Halt.STOP), (True, Halt.PAUSE)])
def test_request_to_stop_concerns_only_its_job(pipe: Ends, pause: bool, halt: Halt) -> None:
    window, inbox = pipe
    window.send((0, Stop(2, pause)))
    window.send((3, CachedWeights()))
    inbox.next_job()  # the request before it has been read
    assert inbox.halt(2) is halt
    assert inbox.halt(3) is None


@pytest.mark.parametrize("way", ["quit", "closed"])
def test_process_ends_when_the_window_quits_or_is_gone(exits: "queue.Queue[int]", pipe: Ends, way: str) -> None:
    window, _ = pipe
    if way == "quit":
        window.send((0, Quit()))
    else:
        window.close()
    assert exits.get(timeout=10) == 0
