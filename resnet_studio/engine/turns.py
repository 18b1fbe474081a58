"""Jobs in turn: a training stands still between two of its events while the engine does a brief job, its guest.

A job is a generator, so nothing of it runs until its next event is asked for, but for threads that load ahead. A guest
of a few pictures is done at once; a longer one and the training take turns of the same length. What a guest would
change for the training, it leaves as it found it, so that the run's weights are bit for bit those of a run without
guests.
"""

import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from functools import partial

import torch

from resnet_studio.core.protocol.commands import Command, Job
from resnet_studio.core.protocol.events import TERMINAL, Event
from resnet_studio.core.protocol.inbox import Inbox
from resnet_studio.engine.machine.memory import give_back
from resnet_studio.engine.run_job import Events, run_job

TURN_SECONDS = 2.0
"""A guest that takes longer lets the training go on for as long, and so in turn."""


class Turns:
    """Does one job after the other, and the guests of each."""

    def __init__(self, inbox: Inbox, send: Callable[[int, Event], None]) -> None:
        self._inbox, self._send = inbox, send
        self._guest: tuple[int, Events] | None = None
        self._due = 0.0  # when the guest has its next turn, by the monotonic clock

    def do(self, number: int, command: Command) -> None:
        """Do a job to its end, and the guests that came meanwhile."""
        gives_way = isinstance(command, Job) and command.gives_way
        for event in self._events(number, command):
            self._send(number, event)
            if gives_way and not isinstance(event, TERMINAL):
                self._give_way(number)
        while self._advance():
            pass
        if gives_way:  # it took long, and leaves a network and an optimiser in reference cycles
            give_back()

    def _events(self, number: int, command: Command) -> Events:
        return run_job(command, partial(self._inbox.halt, number))

    def _give_way(self, host: int) -> None:
        """Give the guest its turn, if there is one; a host that was asked to end goes on first."""
        if self._guest is None and (waiting := self._inbox.waiting_job()):
            self._guest, self._due = (waiting[0], self._events(*waiting)), 0.0
        began = time.monotonic()
        if began < self._due or self._inbox.halt(host):
            return
        with left_as_found():
            while self._advance() and time.monotonic() - began < TURN_SECONDS and not self._inbox.halt(host):
                pass
        now = time.monotonic()
        self._due = now + (now - began)

    def _advance(self) -> bool:
        """Send the next event of the guest; False if there is none."""
        if self._guest is None:
            return False
        number, events = self._guest
        event = next(events, None)
        if event is None:
            self._guest = None
            return False
        self._send(number, event)
        return True


@contextmanager
def left_as_found() -> Iterator[None]:
    """Restore what any job may change for all: the random state, which building a network uses, and the threads."""
    threads = torch.get_num_threads()
    with torch.random.fork_rng(devices=[]):  # networks are built on the CPU
        try:
            yield
        finally:
            if torch.get_num_threads() != threads:
                torch.set_num_threads(threads)
