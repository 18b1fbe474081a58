"""One engine process with its two pipes, as the worker holds it."""

import multiprocessing
import signal
import time
from contextlib import suppress
from multiprocessing.process import BaseProcess

from resnet_studio.core.protocol.commands import Command
from resnet_studio.core.protocol.launch import run_engine

END_SECONDS = 5.0


class EngineProcess:
    """A spawned engine. OSError if the system refuses another process.

    Attributes:
        heard: when it last said something, by the monotonic clock.
        ready: whether it has imported torch and takes jobs.
    """

    def __init__(self) -> None:
        context = multiprocessing.get_context("spawn")
        theirs_in, self.commands = context.Pipe(duplex=False)
        self.events, theirs_out = context.Pipe(duplex=False)
        self.process: BaseProcess = context.Process(
            target=run_engine, args=(theirs_in, theirs_out), name="ResNet Studio engine", daemon=True
        )
        self.process.start()
        # Without our copies of its ends closed, the end of the engine would never be seen.
        theirs_in.close()
        theirs_out.close()
        self.heard = time.monotonic()
        self.ready = False

    def send(self, number: int, command: Command) -> None:
        """Pass on a command."""
        with suppress(OSError):  # if it is gone, the loop sees that by its pipe and says so
            self.commands.send((number, command))

    def end(self) -> str:
        """Make sure that the process is gone and say how it ended; what it said before waits in `events`."""
        self.commands.close()
        self.process.join(END_SECONDS)
        if self.process.is_alive():
            self.process.kill()
            self.process.join()
        return outcome(self.process.exitcode)


def outcome(exitcode: int | None) -> str:
    """How a process ended, in words: a signal and an exit are different things."""
    if exitcode is not None and exitcode < 0:
        try:
            name = signal.Signals(-exitcode).name
        except ValueError:
            name = f"signal {-exitcode}"
        hint = ". The computer may have run out of memory" if name == "SIGKILL" else ""
        return f"it was ended by {name}{hint}"
    return f"it ended with exit code {exitcode}"
