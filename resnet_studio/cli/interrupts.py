"""Ctrl-C, SIGTERM and SIGHUP ask the job to pause at its next batch; a second Ctrl-C or SIGTERM ends the program at
once."""

import os
import signal
import sys
from types import FrameType

from resnet_studio.core.protocol.commands import Halt

_DEMANDS = (signal.SIGINT, signal.SIGTERM)


class Interrupts:
    """Catches the signals from its creation on.

    A terminal that closes sends SIGHUP, often twice, and a session that ends sends SIGTERM beside it: so SIGHUP never
    counts as a second demand. Where it was set to be ignored, as by `nohup`, it stays so.

    Attributes:
        code: the exit code for the first signal (129, 130 or 143), 0 while there was none.
        output_closed: set when the reader of the output is gone, which asks the job to pause too.
    """

    def __init__(self) -> None:
        self.code = 0
        self.output_closed = False
        self._demanded = False
        for name in _DEMANDS:
            signal.signal(name, self._caught)
        if sys.platform != "win32" and signal.getsignal(signal.SIGHUP) is not signal.SIG_IGN:
            signal.signal(signal.SIGHUP, self._caught)

    def _caught(self, number: int, _: FrameType | None) -> None:
        if self._demanded and number in _DEMANDS:
            # Nothing is left half written: every file is written whole or line by line.
            if sys.stdout.isatty():
                os.write(sys.stdout.fileno(), b"\x1b[?25h\n")  # a progress bar hides the cursor
            os._exit(128 + number)
        self._demanded = self._demanded or number in _DEMANDS
        self.code = self.code or 128 + number

    def should_stop(self) -> Halt | None:
        """For the job: whether it is to pause."""
        return Halt.PAUSE if self.code or self.output_closed else None
