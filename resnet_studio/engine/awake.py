"""Keeping the machine from falling asleep in the middle of a training."""

from collections.abc import Iterator
from contextlib import contextmanager

from wakepy import keep


@contextmanager
def awake() -> Iterator[None]:
    """Ask the system not to sleep for want of a person; its screen may go dark.

    Windows is asked by SetThreadExecutionState, macOS by caffeinate, Linux over D-Bus; the request ends with this
    process at the latest. A system that cannot be asked, such as a server without a desktop, trains all the same.
    """
    with keep.running(on_fail="pass"):
        yield
