"""An engine without torch, which starts in a fraction of a second: for tests of what the window's end does.

It speaks the engine's protocol and writes a run's log, but learns nothing: every batch takes a hundredth of a second.
That the real engine does the same, `test_worker.py` shows with one.
"""

import signal
import threading
from collections.abc import Callable, Iterator
from functools import partial
from itertools import count
from multiprocessing.connection import Connection
from pathlib import Path
from typing import Any

from resnet_studio.core.basics.message import message
from resnet_studio.core.protocol.commands import Halt, Outcome
from resnet_studio.core.protocol.events import (
    PROTOCOL,
    BatchEnd,
    CheckpointSaved,
    EngineReady,
    EpochEnd,
    Event,
    Heartbeat,
    JobFinished,
    RunResumed,
    RunStarted,
)
from resnet_studio.core.protocol.inbox import Inbox
from resnet_studio.core.protocol.jobs.predict import Predict, PredictionFailed
from resnet_studio.core.protocol.jobs.train import Train
from resnet_studio.core.runs.run import read_config
from resnet_studio.core.runs.run_log import EventLog, read_history

STEPS = 4  # an epoch
CLASSES = ("blue", "green", "red")
ShouldStop = Callable[[], Halt | None]


def run(commands: "Connection[Any, Any]", events: "Connection[Any, Any]", imports: float = 0.0) -> None:
    """Stands for `core.protocol.launch.run_engine`; `imports` are the seconds until it is ready."""
    signal.signal(signal.SIGINT, signal.SIG_IGN)
    inbox, lock, tick = Inbox(commands), threading.Lock(), threading.Event()
    tick.wait(imports)

    def send(number: int, event: Event) -> None:
        with lock:
            events.send((number, event))

    def beat() -> None:
        while True:
            send(0, Heartbeat(1, 2))
            tick.wait(0.2)

    send(0, EngineReady("CPU", "float32", 1, "none"))
    threading.Thread(target=beat, daemon=True).start()
    while True:
        number, job = inbox.next_job()
        work = trained if isinstance(job, Train) else failed_predictions
        for event in work(job, partial(inbox.halt, number)):
            send(number, event)


def run_late(commands: "Connection[Any, Any]", events: "Connection[Any, Any]") -> None:
    """An engine that needs as long as a real one until it is ready."""
    run(commands, events, imports=5.0)


def trained(job: Train, should_stop: ShouldStop) -> Iterator[Event]:
    """The events of a training, each in the log before it is sent."""
    log = EventLog(Path(job.run))
    for event in steps(job, should_stop):
        log.append(event)
        yield event
    halt = should_stop()
    ending = job.ending(Outcome(halt=halt, best=read_history(Path(job.run)).best))
    log.append(ending)
    log.close()
    yield ending


def steps(job: Train, should_stop: ShouldStop) -> Iterator[Event]:
    epochs = read_config(Path(job.run)).epochs
    history, time = read_history(Path(job.run)), threading.Event()
    done = history.checkpoint_step if job.resume else 0
    if done:
        yield RunResumed(done, history.kept.epoch if history.kept else 0, says_best=True)
    yield RunStarted(PROTOCOL, job.run, CLASSES, 30, 6, 1, 1, "CPU", "float32", epochs)
    for step in count(done + 1):
        if step > epochs * STEPS:
            return
        time.wait(0.01)
        epoch = (step - 1) // STEPS + 1
        yield BatchEnd(epoch, step, 1 / step, 0.1, 100.0, epochs * STEPS)
        if should_stop():
            yield CheckpointSaved(step)
            return
        if step % STEPS == 0:
            yield EpochEnd(epoch, step, 1 / step, 1 / step, 0.5, 0.1)
            yield CheckpointSaved(step, best=True)


def failed_predictions(job: Predict, should_stop: ShouldStop) -> Iterator[Event]:
    """No picture can be read; there are no others in these tests."""
    time = threading.Event()
    for path in job.paths:
        time.wait(0.0005)
        yield PredictionFailed(path, message("It is not there."))
    yield JobFinished()
