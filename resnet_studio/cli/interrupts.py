"""Ctrl-C and SIGTERM: the first asks the job to pause at its next batch, the second ends the program at once."""

import os
import signal
import sys
from types import FrameType

from resnet_studio.core.protocol.commands import Halt


class Interrupts:
    """Catches the signals from its creation on.

    Attributes:
        code: the exit code for the signal (130 or 143), 0 while there was none.
        output_closed: set when the reader of the output is gone, which asks the job to pause too.
    """

    def __init__(self) -> None:
        self.code = 0
        self.output_closed = False
        for name in (signal.SIGINT, signal.SIGTERM):
            signal.signal(name, self._caught)

    def _caught(self, number: int, _: FrameType | None) -> None:
        if self.code:
            # Nothing is left half written: every file is written whole or line by line.
            if sys.stdout.isatty():
                os.write(sys.stdout.fileno(), b"\x1b[?25h\n")  # a progress bar hides the cursor
            os._exit(128 + number)
        self.code = 128 + number

    def should_stop(self) -> Halt | None:
        """For the job: whether it is to pause."""
        return Halt.PAUSE if self.code or self.output_closed else None
