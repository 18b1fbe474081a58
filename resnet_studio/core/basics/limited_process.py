"""A spawned Python process with limits of memory and time, for code that reads untrusted files.

The parent gets bytes back and never unpickles what the process says, because what was read may have taken it over.
Linux enforces the memory limit itself (RLIMIT_DATA); elsewhere, and there as well, the parent looks while it waits.
"""

import importlib
import multiprocessing
import os
import signal
import sys
import threading
import time
from collections.abc import Callable
from contextlib import suppress
from enum import StrEnum
from multiprocessing import connection
from multiprocessing.connection import Connection
from pathlib import Path
from types import TracebackType
from typing import Any, Final

import psutil

from resnet_studio.core.basics import spawning

Work = Callable[[Any], bytes]
"""What the process does with a request; a function of a module, which is imported there. It encodes its own errors."""

START_SECONDS: Final = 60.0
_LOOK_SECONDS: Final = 0.02  # between two looks at memory, time and the caller's wish
_LARGEST_REPLY: Final = 64_000_000  # bytes; what is larger goes through a file or shared memory
_READY, _DONE, _MEMORY_FULL = b"R", b"D", b"M"


class Death(StrEnum):
    """Why a process ended before it replied. STOPPED: the caller asked for it; START: it was never ready."""

    MEMORY = "memory"
    TIME = "time"
    CRASH = "crash"
    STOPPED = "stopped"
    START = "start"


class ProcessDiedError(Exception):
    """The process is gone; another one has to be started for the next request.

    Attributes:
        death: why.
        exitcode: of the process as `multiprocessing` has it; None where it could not be started.
    """

    def __init__(self, death: Death, exitcode: int | None = None) -> None:
        super().__init__(death.value, exitcode)
        self.death = death
        self.exitcode = exitcode


def _never() -> bool:
    return False


class LimitedProcess:
    """Starts a process that does `work`, request after request. For one thread at a time, except `kill`.

    Args:
        work: called in the process with each request.
        memory: bytes that it may use beyond what it uses when it is ready.
        prepare: called in the process before it is ready, for imports that take time and memory.

    Raises:
        ProcessDiedError: the system refuses another process.
    """

    def __init__(self, work: Work, memory: int, *, prepare: Callable[[], object] | None = None) -> None:
        # A process that may be ended with its parent may by default have no children, which could outlive it. These
        # end by themselves; see `_end_with_parent`.
        if multiprocessing.current_process().daemon:
            multiprocessing.current_process().daemon = False
        context = spawning.context()
        self._memory = memory
        self._allowed: int | None = None  # bytes; None until it is ready
        self._pipe, theirs = context.Pipe()
        self._process = context.Process(
            target=_serve, args=(theirs, work, memory, prepare), name="ResNet Studio reader", daemon=True
        )
        try:
            self._process.start()
        except OSError:
            self._pipe.close()
            raise ProcessDiedError(Death.START) from None
        finally:
            theirs.close()

    def __enter__(self) -> "LimitedProcess":
        return self

    def __exit__(self, kind: type[BaseException] | None, error: BaseException | None, at: TracebackType | None) -> None:
        self.close()

    @property
    def pid(self) -> int | None:
        """Its number, for diagnosis."""
        return self._process.pid

    @property
    def alive(self) -> bool:
        """Whether it can take another request."""
        return self._process.is_alive()

    def wait_ready(self, seconds: float = START_SECONDS, should_stop: Callable[[], object] = _never) -> None:
        """Wait until it takes requests; `ask` does this by itself.

        Raises:
            ProcessDiedError: it was not ready in time, or ended.
        """
        if self._allowed is None:
            try:
                self._receive(time.monotonic() + seconds, should_stop)
            except ProcessDiedError as error:
                stopped = error.death is Death.STOPPED
                raise error if stopped else ProcessDiedError(Death.START, error.exitcode) from None
            self._allowed = self._used() + self._memory

    def ask(self, request: object, seconds: float, should_stop: Callable[[], object] = _never) -> bytes:
        """Send a request and wait for the reply.

        Args:
            request: anything that can be pickled, small.
            seconds: that the reply may take, from when the process is ready.
            should_stop: looked at fifty times a second; if it says something true, the process is killed.

        Raises:
            ProcessDiedError: there is no reply, and no process any more.
        """
        self.wait_ready(should_stop=should_stop)
        with suppress(OSError):  # if it is gone, that shows when its reply is awaited
            self._pipe.send(request)
        reply = self._receive(time.monotonic() + seconds, should_stop)
        if reply[:1] != _DONE:
            raise self._died(Death.MEMORY if reply == _MEMORY_FULL else Death.CRASH)
        return reply[1:]

    def kill(self) -> None:
        """End it now, from any thread; who waits for a reply gets `ProcessDiedError`."""
        self._process.kill()

    def close(self) -> None:
        """End it now, and wait until it is gone."""
        self._process.kill()
        self._process.join()
        self._pipe.close()

    def _receive(self, deadline: float, should_stop: Callable[[], object]) -> bytes:
        try:
            while not connection.wait([self._pipe, self._process.sentinel], _LOOK_SECONDS):
                if should_stop():
                    raise self._died(Death.STOPPED)
                if time.monotonic() > deadline:
                    raise self._died(Death.TIME)
                if self._allowed is not None and self._used() > self._allowed:
                    raise self._died(Death.MEMORY)
            return self._pipe.recv_bytes(_LARGEST_REPLY)
        except (EOFError, OSError):  # also where another thread has closed it
            raise self._died(Death.CRASH) from None

    def _died(self, death: Death) -> ProcessDiedError:
        """Kill it, unless it is gone already, and say why."""
        self.close()
        return ProcessDiedError(death, self._process.exitcode)

    def _used(self) -> int:
        """Its own memory in bytes, without files that it maps and memory that it shares; 0 if it is gone."""
        try:
            found = psutil.Process(self._process.pid).memory_info()
        except psutil.Error:
            return 0
        if sys.platform == "win32":
            return int(found.private)
        return int(found.rss - getattr(found, "shared", 0))  # macOS does not say how much is shared


def _serve(pipe: "Connection[Any, Any]", work: Work, memory: int, prepare: Callable[[], object] | None) -> None:
    """What the process runs."""
    signal.signal(signal.SIGINT, signal.SIG_IGN)  # Ctrl-C in a terminal is for the parent, which then ends us
    threading.Thread(target=_end_with_parent, name="parent", daemon=True).start()
    if sys.stdout is None:  # a windowed build has no streams, and libraries print warnings
        sys.stdout = sys.stderr = open(os.devnull, "w", encoding="utf-8")  # noqa: PTH123, SIM115
    if prepare is not None:
        prepare()
    _limit(memory)
    pipe.send_bytes(_READY)
    with suppress(EOFError, OSError):  # the parent is gone, or wants nothing more
        while True:
            request = pipe.recv()
            try:
                reply = _DONE + work(request)
            except MemoryError:
                pipe.send_bytes(_MEMORY_FULL)
                return
            pipe.send_bytes(reply)


def silence_libraries() -> None:
    """Have what libraries in C print about a damaged file go nowhere, for this process; errors of Python are printed.

    To be called in the process, in its `prepare`.
    """
    with suppress(OSError, ValueError, AttributeError):  # there is no standard error
        ours = os.dup(sys.stderr.fileno())
        nowhere = os.open(os.devnull, os.O_WRONLY)
        os.dup2(nowhere, sys.stderr.fileno())
        os.close(nowhere)
        sys.stderr = open(ours, "w", encoding="utf-8", errors="backslashreplace", buffering=1)  # noqa: SIM115, PTH123


def _end_with_parent() -> None:
    parent = multiprocessing.parent_process()
    if parent is not None:
        parent.join()
        os._exit(0)


def _limit(memory: int) -> None:
    """Set the system's own limits, where it has them: memory on Linux, and no core dump of an untrusted file."""
    if sys.platform == "win32":
        return
    resource = importlib.import_module("resource")
    resource.setrlimit(resource.RLIMIT_CORE, (0, 0))
    if sys.platform == "linux":
        # RLIMIT_AS would count addresses that libraries only reserve, which are gigabytes.
        used = int(Path("/proc/self/statm").read_text(encoding="ascii").split()[5]) * resource.getpagesize()
        resource.setrlimit(resource.RLIMIT_DATA, (used + memory, used + memory))
