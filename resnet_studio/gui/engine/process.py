"""One engine process with its two pipes, as the worker holds it."""

import signal
import time
from contextlib import suppress
from multiprocessing.process import BaseProcess

from resnet_studio.core.basics import spawning
from resnet_studio.core.basics.message import Message, message
from resnet_studio.core.protocol.commands import Command
from resnet_studio.core.protocol.launch import run_engine

END_SECONDS = 5.0


class EngineProcess:
    """A spawned engine. OSError if the system refuses another process.

    Attributes:
        last_sent: when it last sent something, by the monotonic clock.
        ready: whether it has imported torch and takes jobs.
    """

    def __init__(self) -> None:
        context = spawning.context()
        engine_commands, self.commands = context.Pipe(duplex=False)
        self.events, engine_events = context.Pipe(duplex=False)
        self.process: BaseProcess = context.Process(
            target=run_engine, args=(engine_commands, engine_events), name="ResNet Studio engine", daemon=True
        )
        self.process.start()
        # While this process holds copies of the engine's ends, the pipe reports no end of file.
        engine_commands.close()
        engine_events.close()
        self.last_sent = time.monotonic()
        self.ready = False

    def send(self, number: int, command: Command) -> None:
        """Send a command."""
        with suppress(OSError):  # if the engine is gone, the worker sees that at its other pipe
            self.commands.send((number, command))

    def kill(self) -> None:
        """Kill the process; `end` waits for it."""
        self.process.kill()

    def end(self) -> Message:
        """Wait for the process, kill it if need be, and return how it ended. Its last events stay in `events`."""
        self.commands.close()
        self.process.join(END_SECONDS)
        if self.process.is_alive():
            self.process.kill()
            self.process.join()
        return outcome(self.process.exitcode)


def outcome(exitcode: int | None) -> Message:
    """How a process ended; a signal and an exit are different things."""
    if exitcode is None or exitcode >= 0:
        return message("it ended with exit code {code:plain}", code=exitcode)
    try:
        name = signal.Signals(-exitcode).name
    except ValueError:
        return message("it was ended by signal {number:plain}", number=-exitcode)
    if name == "SIGKILL":
        return message("it was ended by {signal}. The computer may have run out of memory", signal=name)
    return message("it was ended by {signal}", signal=name)
