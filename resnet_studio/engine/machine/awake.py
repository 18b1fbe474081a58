"""Keeping the computer awake during training."""

from collections.abc import Iterator
from contextlib import contextmanager, suppress

from wakepy import keep


@contextmanager
def awake() -> Iterator[None]:
    """Ask the system not to go to sleep; the screen may still turn off.

    It uses SetThreadExecutionState on Windows, caffeinate on macOS and D-Bus on Linux. The request ends with this
    process at the latest. If the system does not support it, such as a server without a desktop, nothing happens.
    """
    request = keep.running(on_fail="pass")
    request.__enter__()
    try:
        yield
    finally:
        with suppress(Exception):  # the desktop session may have ended meanwhile
            request.__exit__(None, None, None)
