"""The engine's process: jobs one after the other, and a pipe that two threads write."""

import threading
from typing import Any

import pytest

from resnet_studio.core.protocol.commands import Command, Halt
from resnet_studio.core.protocol.events import EngineReady, Heartbeat, JobFinished, JobStopped
from resnet_studio.core.protocol.jobs.weights import CachedWeights, WeightsOnDisk
from resnet_studio.engine import serve as module
from resnet_studio.engine.serve import ENGINE, Outbox, serve


class Pipe:
    """Records what is sent; fails if two threads send at once."""

    def __init__(self) -> None:
        self.sent: list[tuple[int, Any]] = []
        self.busy = threading.Lock()

    def send(self, item: tuple[int, Any]) -> None:
        assert self.busy.acquire(blocking=False)
        self.sent.append(item)
        self.busy.release()


class Inbox:
    """Two jobs, of which the second is asked to stop; then the process ends."""

    def __init__(self) -> None:
        self.jobs: list[tuple[int, Command]] = [(1, CachedWeights()), (2, CachedWeights())]

    def next_job(self) -> tuple[int, Command]:
        if not self.jobs:
            raise EOFError
        return self.jobs.pop(0)

    def halt(self, job: int) -> Halt | None:
        return Halt.STOP if job == 2 else None


def test_jobs_are_done_in_order_and_events_carry_their_number(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(module, "_beat", lambda _: None)
    pipe = Pipe()
    with pytest.raises(EOFError):
        serve(Inbox(), pipe)  # type: ignore[arg-type]
    assert [(job, type(event)) for job, event in pipe.sent] == [
        (ENGINE, EngineReady), (1, WeightsOnDisk), (1, JobFinished), (2, JobStopped),
    ]  # fmt: skip


def test_outbox_lets_one_thread_send_at_a_time() -> None:
    pipe = Pipe()
    outbox = Outbox(pipe)  # type: ignore[arg-type]
    threads = [
        threading.Thread(target=lambda: [outbox.send(ENGINE, Heartbeat(1, 2)) for _ in range(500)]) for _ in range(4)
    ]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert pipe.sent == [(ENGINE, Heartbeat(1, 2))] * 2000
