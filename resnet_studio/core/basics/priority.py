"""The priority of processes and threads that give way to the window."""

import os
import sys
import threading
from contextlib import suppress


def give_way(niceness: int) -> None:
    """Lower this process's priority to a niceness, and on Windows to the class below normal.

    One that was started with a lower priority, as by `nice`, keeps it: a user without special rights may not raise it.
    """
    import psutil  # here: the first paint does not need it

    process = psutil.Process()
    below_normal = getattr(psutil, "BELOW_NORMAL_PRIORITY_CLASS", None)
    if below_normal is None:
        process.nice(max(niceness, process.nice()))
    elif process.nice() != getattr(psutil, "IDLE_PRIORITY_CLASS", None):
        process.nice(below_normal)


def thread_gives_way(niceness: int = 10) -> None:
    """Have the system prefer every other thread, where it can say so of one: of the process, it would be for good."""
    if sys.platform == "linux":
        with suppress(OSError):
            os.setpriority(os.PRIO_PROCESS, threading.get_native_id(), niceness)
