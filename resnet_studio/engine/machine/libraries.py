"""The libraries that figures take long to import, imported while there is other work to wait for."""

import importlib
import sys
import threading
from contextlib import suppress
from typing import Final

_MODULES: Final = (
    "scipy.special",
    "scipy.optimize",
    "scipy.cluster.hierarchy",
    "scipy.spatial.distance",
)


def import_ahead() -> threading.Thread | None:
    """Import them in a thread, unless they are there: the first figures would take three times as long.

    Where one cannot be imported, the function that needs it says so.
    """
    if all(name in sys.modules for name in _MODULES):
        return None
    thread = threading.Thread(target=_import, name="import ahead", daemon=True)
    thread.start()
    return thread


def _import() -> None:
    for name in _MODULES:
        with suppress(Exception):
            importlib.import_module(name)
