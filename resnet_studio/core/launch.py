"""The first lines that run in the engine's process, before torch is imported.

`core` may not import the engine; this is the one stated exception, by name and inside the child.
"""

import importlib
import os
import queue
import signal
import sys
import threading
import traceback
from multiprocessing.connection import Connection

from resnet_studio.core.commands import Command, Halt, Quit, Stop
from resnet_studio.core.events import JobFailed

Numbered = tuple[int, Command]


class Inbox:
    """Commands from the window: jobs wait in a queue, requests to stop are seen at once.

    A thread reads the pipe from the first moment on, while torch is still being imported, and ends the process
    when the window is gone.
    """

    def __init__(self, commands: "Connection[object, Numbered]") -> None:
        self._commands = commands
        self._jobs: queue.Queue[Numbered] = queue.Queue()
        self._halted: dict[int, Halt] = {}
        threading.Thread(target=self._read, name="commands", daemon=True).start()

    def _read(self) -> None:
        while True:
            try:
                number, command = self._commands.recv()
            except (EOFError, OSError):
                # The window is gone. Threads in native code cannot be asked to end; the files are safe, because
                # each is written whole or line by line.
                os._exit(0)
            match command:
                case Quit():
                    os._exit(0)
                case Stop(job=job, pause=pause):
                    self._halted[job] = Halt.PAUSE if pause else Halt.STOP
                case _:
                    self._jobs.put((number, command))

    def next_job(self) -> Numbered:
        """Wait for a job."""
        return self._jobs.get()

    def halt(self, job: int) -> Halt | None:
        """Whether that job was asked to end, and how."""
        return self._halted.get(job)


def run_engine(commands: "Connection[object, Numbered]", events: "Connection[tuple[int, object], object]") -> None:
    """Target of the spawned process: read commands, import the engine, serve until the window is gone."""
    signal.signal(signal.SIGINT, signal.SIG_IGN)  # Ctrl-C in a terminal is for the window, which then ends us
    if sys.stdout is None:  # a windowed build has no streams, and libraries print warnings
        sys.stdout = sys.stderr = open(os.devnull, "w", encoding="utf-8")  # noqa: PTH123, SIM115
    # Threads that wait for each other give up their core sooner: beside another busy program that is three times as
    # fast, and on a quiet machine as fast as before. libgomp reads it once, when torch is imported.
    os.environ.setdefault("GOMP_SPINCOUNT", "20000")
    inbox = Inbox(commands)
    try:
        serve = importlib.import_module("resnet_studio.engine.serve")
    except Exception as error:
        problem = f"The engine could not start: {type(error).__name__}: {error}"
        events.send((0, JobFailed(problem, traceback.format_exc())))
        raise SystemExit(1) from error
    serve.serve(inbox, events)
