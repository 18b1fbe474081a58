"""Standard output and standard error where they are closed, gone or full."""

import io
import os
import sys
from contextlib import suppress
from typing import TextIO

from resnet_studio.core.basics.message import tr
from resnet_studio.core.basics.safe_text import printable


def prepare() -> None:
    """Never fail on a name that the terminal's encoding lacks; pipes are UTF-8, because JSON is.

    A closed stream is replaced: else printing fails, and the next file that is opened becomes the output of libraries.
    """
    _fill_closed()
    sys.stdout = sys.stdout or _nowhere()
    sys.stderr = sys.stderr or _nowhere()
    for stream in (sys.stdout, sys.stderr):
        if isinstance(stream, io.TextIOWrapper):
            stream.reconfigure(encoding=None if stream.isatty() else "utf-8", errors="backslashreplace")


def flush() -> None:
    """Write what was printed so far; where that cannot be written, discard it and what is printed from now on."""
    try:
        sys.stdout.flush()
    except OSError:
        discard()


def discard(stream: TextIO | None = None) -> None:
    """Discard what is printed from now on, on standard output by default, and what could not be written so far."""
    with suppress(OSError, ValueError):  # a stream that a test put there may have no file
        null = os.open(os.devnull, os.O_WRONLY)
        os.dup2(null, (stream or sys.stdout).fileno())
        os.close(null)


def report_lost(error: OSError) -> None:
    """Say on standard error, if that can be written, that a training goes on without its output."""
    sentence = tr(
        "Standard output cannot be written any more: {reason}. The training goes on without it, and its events are "
        "in the run's folder.",
        reason=error.strerror or str(error),
    )
    try:
        print(printable(sentence), file=sys.stderr, flush=True)
    except OSError:  # on the same disk
        discard(sys.stderr)


def _fill_closed() -> None:
    """Give each of the three standard descriptors that is closed a file: a new one gets the lowest free number."""
    for number in range(3):
        try:
            os.fstat(number)
        except OSError:
            os.open(os.devnull, os.O_RDWR)


def _nowhere() -> io.TextIOWrapper:
    return open(os.devnull, "w", encoding="utf-8")  # noqa: PTH123 - open as long as the program
