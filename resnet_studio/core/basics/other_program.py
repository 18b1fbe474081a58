"""Another program that runs while we look whether it is still wanted: its lines, and its exit code."""

import os
import queue
import subprocess
import threading
from collections.abc import Callable, Generator, Mapping, Sequence
from contextlib import suppress
from typing import Any, Final

import psutil

_LOOK_SECONDS: Final = 0.1  # between two looks at whether it is still wanted
END_SECONDS: Final = 5.0
"""That what reads a program's lines may take after its end: a child of it may hold the pipe open."""


def lines_of(
    words: Sequence[str], check: Callable[[], None], *, environment: Mapping[str, str] | None = None
) -> Generator[str, None, int]:
    """Run a program.

    Args:
        words: the program and its arguments.
        check: called ten times a second; what it raises ends the program, and all that it has started.
        environment: variables besides those of this process.

    Yields:
        Its lines, of standard output and standard error, as they come.

    Returns:
        Its exit code.

    Raises:
        OSError: it cannot be started.
    """
    process = subprocess.Popen(
        [*words],
        stdin=subprocess.DEVNULL, stdout=subprocess.PIPE, stderr=subprocess.STDOUT,
        text=True, encoding="utf-8", errors="replace", env={**os.environ, **(environment or {})},
        creationflags=getattr(subprocess, "CREATE_NO_WINDOW", 0),
    )  # fmt: skip
    said: queue.SimpleQueue[str | None] = queue.SimpleQueue()

    def read() -> None:
        assert process.stdout is not None
        for line in process.stdout:
            said.put(line.rstrip("\r\n"))
        said.put(None)

    reader = threading.Thread(target=read, name="lines of a program", daemon=True)
    reader.start()
    try:
        while True:
            try:
                line = said.get(timeout=_LOOK_SECONDS)
            except queue.Empty:
                check()
                continue
            if line is None:
                return process.wait()
            check()
            yield line
    finally:
        end(process)
        reader.join(END_SECONDS)
        if process.stdout is not None and not reader.is_alive():
            process.stdout.close()


def run_to_end(
    words: Sequence[str],
    check: Callable[[], None],
    *,
    environment: Mapping[str, str] | None = None,
    keep: int = 40,
) -> tuple[int, list[str]]:
    """Run a program to its end, as `lines_of` does.

    Returns:
        Its exit code, and the last `keep` of its lines.
    """
    last: list[str] = []
    program = lines_of(words, check, environment=environment)
    try:
        while True:
            last[:] = [*last, next(program)][-keep:]
    except StopIteration as ended:
        return ended.value, last
    finally:
        program.close()


def end(process: subprocess.Popen[Any]) -> None:
    """End a program and all that it has started, if it still runs."""
    if process.poll() is not None:
        return
    with suppress(psutil.Error):
        for child in psutil.Process(process.pid).children(recursive=True):
            with suppress(psutil.Error):
                child.kill()
    process.kill()
    process.wait()
