"""Starting processes with `multiprocessing`, always spawned, which the start of the window does without.

In a packaged program, PyInstaller's own code for child processes is a module (`packaging/installer/shell.spec`), and
not what runs at each start: importing `multiprocessing` takes a twentieth of the time until the first paint.
"""

from __future__ import annotations

import sys
from collections.abc import Sequence
from importlib import import_module
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from multiprocessing.context import SpawnContext

HOOK = "pyi_rth_multiprocessing"
_CHILD, _COMMAND = "--multiprocessing-fork", "-c"


def context() -> SpawnContext:
    """What makes processes, pipes and shared memory."""
    import multiprocessing

    if getattr(sys, "frozen", False):
        import_module(HOOK)
    return multiprocessing.get_context("spawn")


def run_child(words: Sequence[str]) -> None:
    """Where `words`, the arguments, are those of a process that `multiprocessing` starts, be it, and end with it.

    From source, Python itself starts such processes.
    """
    if getattr(sys, "frozen", False) and (_CHILD in words[:1] or _COMMAND in words):
        import multiprocessing

        import_module(HOOK)
        multiprocessing.freeze_support()
