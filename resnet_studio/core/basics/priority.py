"""The priority of processes that give way to the window."""

import psutil


def give_way(niceness: int) -> None:
    """Lower this process's priority to a niceness, and on Windows to the class below normal.

    One that was started with a lower priority, as by `nice`, keeps it: a user without special rights may not raise it.
    """
    process = psutil.Process()
    below_normal = getattr(psutil, "BELOW_NORMAL_PRIORITY_CLASS", None)
    if below_normal is None:
        process.nice(max(niceness, process.nice()))
    elif process.nice() != getattr(psutil, "IDLE_PRIORITY_CLASS", None):
        process.nice(below_normal)
