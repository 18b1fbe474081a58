"""The engine's process: takes jobs from the window and sends their events back."""

import threading
from multiprocessing.connection import Connection

import psutil
import torch

from resnet_studio.core.archives.in_use import leave_to_window
from resnet_studio.core.protocol.events import EngineReady, Event, Heartbeat
from resnet_studio.core.protocol.inbox import Inbox
from resnet_studio.engine.machine import devices
from resnet_studio.engine.machine.unused_card import unused_card
from resnet_studio.engine.run_job import import_usual_jobs
from resnet_studio.engine.turns import Turns

HEARTBEAT_SECONDS = 1.0
ENGINE = 0  # the number of what is about the engine itself, and not about a job


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
    leave_to_window()
    outbox = Outbox(events)
    import_usual_jobs()  # before "ready", so that Start does not wait for imports
    compute = devices.choose()
    ready = EngineReady(
        compute.name, compute.precision, compute.cores, str(torch.__version__), unused_card(compute.device.type)
    )
    outbox.send(ENGINE, ready)
    threading.Thread(target=_beat, args=(outbox,), name="heartbeat", daemon=True).start()
    turns = Turns(inbox, outbox.send)
    while True:
        turns.do(*inbox.next_job())


def _beat(outbox: Outbox) -> None:
    process = psutil.Process()
    tick = threading.Event()
    while True:
        outbox.send(ENGINE, Heartbeat(process.memory_info().rss, psutil.virtual_memory().total))
        tick.wait(HEARTBEAT_SECONDS)
