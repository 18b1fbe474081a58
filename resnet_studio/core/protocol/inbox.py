"""The engine's end of the command pipe, read from the first moment on by a thread of its own."""

import os
import queue
import threading
from multiprocessing.connection import Connection

from resnet_studio.core.protocol.commands import Command, Halt, Quit, Stop

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

    def waiting_job(self) -> Numbered | None:
        """The next job if it is here already; the window sends one during another only to be done in between."""
        try:
            return self._jobs.get_nowait()
        except queue.Empty:
            return None

    def halt(self, job: int) -> Halt | None:
        """Whether that job was asked to end, and how."""
        return self._halted.get(job)
