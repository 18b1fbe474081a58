"""Waiting in a window that works meanwhile."""

import time
from collections.abc import Callable

from PySide6.QtCore import QEventLoop, QTimer


def wait_for(done: Callable[[], object], seconds: float = 300.0, look_ms: int = 20) -> None:
    """Let the window work until `done()`, which is asked every `look_ms`."""
    deadline = time.monotonic() + seconds
    while not done():
        if time.monotonic() > deadline:
            raise RuntimeError("waited in vain")
        loop = QEventLoop()
        QTimer.singleShot(look_ms, loop.quit)
        loop.exec()
