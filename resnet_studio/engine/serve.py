"""The engine's process: takes jobs from the window one at a time and sends their events back."""

import threading
import traceback
from collections.abc import Iterator
from multiprocessing.connection import Connection
from pathlib import Path

import psutil
import torch

from resnet_studio.core.basics.errors import StudioError, describe_os_error
from resnet_studio.core.protocol.commands import (
    CachedWeights,
    Command,
    Evaluate,
    FetchWeights,
    Halt,
    Predict,
    ShouldStop,
    Train,
)
from resnet_studio.core.protocol.events import EngineReady, Event, Heartbeat, JobFailed, JobFinished, JobStopped
from resnet_studio.core.protocol.inbox import Inbox
from resnet_studio.engine.jobs.predict import evaluate, predict
from resnet_studio.engine.jobs.train import resume, train
from resnet_studio.engine.machine import devices
from resnet_studio.engine.machine.memory import empty_cache
from resnet_studio.engine.weights.pretrained import cached_weights, fetch_imagenet

HEARTBEAT_SECONDS = 1.0
ENGINE = 0  # the job number under which the engine speaks of itself


class Outbox:
    """The pipe to the window; a connection may be written by one thread at a time only."""

    def __init__(self, events: "Connection[tuple[int, object], object]") -> None:
        self._events = events
        self._lock = threading.Lock()

    def send(self, job: int, event: Event) -> None:
        """Send one event of a job; blocks while the window does not read."""
        with self._lock:
            self._events.send((job, event))


def serve(inbox: Inbox, events: "Connection[tuple[int, object], object]") -> None:
    """Serve jobs until the process is ended by its command reader."""
    _lower_priority()
    outbox = Outbox(events)
    compute = devices.choose()
    ready = EngineReady(compute.description, compute.precision, devices.cores(), str(torch.__version__))
    outbox.send(ENGINE, ready)
    threading.Thread(target=_beat, args=(outbox,), name="heartbeat", daemon=True).start()
    while True:
        number, command = inbox.next_job()

        def should_stop(number: int = number) -> Halt | None:
            return inbox.halt(number)

        for event in run_job(command, should_stop):
            outbox.send(number, event)


def run_job(command: Command, should_stop: ShouldStop) -> Iterator[Event]:
    """The events of one job, with exactly one terminal event at their end."""
    try:
        if should_stop() and not isinstance(command, Train):
            yield JobStopped()
            return
        yield from _job(command, should_stop)
    except StudioError as error:
        yield JobFailed(str(error), traceback.format_exc())
    except OSError as error:
        yield JobFailed(describe_os_error(error), traceback.format_exc())
    except Exception as error:
        yield JobFailed(f"Something unexpected happened: {error}", traceback.format_exc())
    finally:
        empty_cache()


def _job(command: Command, should_stop: ShouldStop) -> Iterator[Event]:
    match command:
        case Train(run=run, resume=True, after_crash=crashed):
            yield from resume(Path(run), should_stop, after_crash=crashed)
        case Train(run=run):
            yield from train(Path(run), should_stop)
        case Predict(run=run, paths=paths, device=device):
            yield from predict(Path(run), map(Path, paths), device, should_stop)
        case Evaluate(run=run, folder=folder, device=device):
            yield from evaluate(Path(run), Path(folder), device, should_stop)
        case FetchWeights(depth=depth):
            yield from fetch_imagenet(depth, should_stop)
            yield cached_weights()
            yield JobStopped() if should_stop() else JobFinished()
        case CachedWeights():
            yield cached_weights()
            yield JobFinished()
        case _:
            raise StudioError(f"The engine does not know the command {type(command).__name__}.")


def _beat(outbox: Outbox) -> None:
    process = psutil.Process()
    tick = threading.Event()
    while True:
        outbox.send(ENGINE, Heartbeat(process.memory_info().rss, psutil.virtual_memory().total))
        tick.wait(HEARTBEAT_SECONDS)


def _lower_priority() -> None:
    """Give way to the window, but only just.

    Threads that compute together wait for each other at every operation, so one that is scheduled late delays all:
    with one other busy program on two cores, ResNet-20 made 4 steps a second at equal priority, 2 at a niceness of
    1, and 0.3 at 5.
    """
    below_normal = getattr(psutil, "BELOW_NORMAL_PRIORITY_CLASS", 1)  # a class on Windows, a niceness elsewhere
    psutil.Process().nice(below_normal)
