"""Keeping the machine from falling asleep in the middle of a training."""

from collections.abc import Iterator
from contextlib import contextmanager, suppress

from wakepy import keep


@contextmanager
def awake() -> Iterator[None]:
    """Ask the system not to sleep for want of a person; its screen may go dark.

    Windows is asked by SetThreadExecutionState, macOS by caffeinate, Linux over D-Bus; the request ends with this
    process at the latest. A system that cannot be asked, such as a server without a desktop, trains all the same.
    """
    request = keep.running(on_fail="pass")
    request.__enter__()
    try:
        yield
    finally:
        with suppress(Exception):  # the session may have ended meanwhile, and its manager with it
            request.__exit__(None, None, None)
