"""What the process of `test_limited_process.py` does: a module of its own, so that it imports no test tools."""

import os
import signal
import threading
from typing import Any


def work(request: tuple[str, Any]) -> bytes:
    kind, value = request
    match kind:
        case "echo":
            return bytes(value)
        case "pid":
            return str(os.getpid()).encode()
        case "take":  # so many bytes, all at once
            return str(len(bytes(value))).encode()
        case "grow":  # small pieces, for ever
            kept = []
            while True:
                kept.append(b"x" * value)
        case "loop":
            while True:
                pass
        case "wait":
            threading.Event().wait()
        case "hold":  # one call into C that does not give up the interpreter's lock
            pair: tuple[Any, ...] = ()
            for _ in range(value):
                pair = (pair, pair)
            hash(pair)
        case "exit":
            os._exit(value)
        case "signal":
            os.kill(os.getpid(), getattr(signal, value))
        case "raise":
            raise ValueError(value)
        case "print":  # as a library in C does
            os.write(2, value)
    return b""


def fail() -> None:
    raise SystemExit(3)
