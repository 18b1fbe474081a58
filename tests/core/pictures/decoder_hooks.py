"""Replaces what decodes in a decoder's process: the name of a file says what happens. No tests, and no test tools."""

import os
import signal
import threading
from collections.abc import Callable
from pathlib import Path
from typing import Any

import numpy as np

from resnet_studio.core.pictures import decode
from resnet_studio.core.pictures.decode import Pixels


def prepare() -> None:
    """Run in the process before its first picture."""
    for name in ("thumbnail", "reduced"):
        usual = getattr(decode, name)

        def hooked(path: Path, *how: Any, usual: Callable[..., Pixels] = usual) -> Pixels:
            _happen(path)
            return usual(path, *how)

        setattr(decode, name, hooked)


def _happen(path: Path) -> None:
    word = path.stem.partition(" ")[0]
    with path.with_suffix(".seen").open("a") as seen:
        seen.write("x")
    match word:
        case "crash":
            os.kill(os.getpid(), signal.SIGSEGV) if hasattr(signal, "SIGKILL") else os._exit(3)
        case "killed":  # as if its process was ended from outside, so many times
            if times_seen(path) <= int(path.stem.partition(" ")[2]):
                os.kill(os.getpid(), signal.SIGTERM)
        case "loop":
            while True:
                pass
        case "wait":
            threading.Event().wait()
        case "hold":  # one call into C that does not give up the interpreter's lock, for ever
            pair: tuple[Any, ...] = ()
            for _ in range(60):
                pair = (pair, pair)
            hash(pair)
        case "grow":
            kept = []
            while True:
                kept.append(np.ones(100_000_000))  # more than is allowed at once: a busy computer takes long to fill it
        case "broken":
            raise ZeroDivisionError("by design")
        case _:
            pass


def times_seen(path: Path) -> int:
    """How often the picture was tried."""
    seen = path.with_suffix(".seen")
    return len(seen.read_text()) if seen.exists() else 0
