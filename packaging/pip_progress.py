"""Running pip so that a person sees what it is at: it is silent for minutes otherwise, in a log and while it writes."""

from __future__ import annotations

import queue
import re
import subprocess
import sys
import threading
import time
from collections import deque
from collections.abc import Callable
from pathlib import Path
from typing import IO

SILENCE_S = 30
"""After so long without a line, one says what is still under way."""
_FETCH = re.compile(r"\s*(Downloading|Using cached) (\S+?)-(\d[^-\s]*)-\S+\.whl \((\d[\d.]*) ([kMG]B)\)")
_LARGE_MB = 5
_END = 40
"""Lines that are shown where pip fails."""


def run_pip(command: list[str], folder: Path, say: Callable[[str], object] | None = None) -> int:
    """Run a pip command and return its exit code; where it fails, the end of what it said is on standard error.

    In a terminal pip draws its own bars. Elsewhere ``say`` (printing) gets a line for each large download, for the
    step in which pip writes to disk, and for each half minute of silence.
    """
    if sys.stdout.isatty():
        return subprocess.run(command, cwd=folder, check=False).returncode
    say = say or (lambda line: print(line, flush=True))
    quiet = [*command, "--progress-bar", "off"]
    lines: queue.SimpleQueue[str | None] = queue.SimpleQueue()
    with subprocess.Popen(
        quiet, cwd=folder, stdout=subprocess.PIPE, stderr=subprocess.STDOUT, text=True, errors="replace"
    ) as pip:
        threading.Thread(target=_pass_on, args=(pip.stdout, lines), daemon=True).start()
        end = _tell(lines, say)
    if pip.returncode:
        sys.stderr.writelines(end)
    return pip.returncode


def _pass_on(stream: IO[str], lines: queue.SimpleQueue[str | None]) -> None:
    for line in stream:
        lines.put(line)
    lines.put(None)


def _tell(lines: queue.SimpleQueue[str | None], say: Callable[[str], object]) -> deque[str]:
    """Say what is worth reading, until there is no more; returns the last lines."""
    began, at = time.monotonic(), "looking for packages"
    end: deque[str] = deque(maxlen=_END)
    while True:
        try:
            line = lines.get(timeout=SILENCE_S)
        except queue.Empty:
            say(f"  {_minutes(time.monotonic() - began)} so far: still {at}")
            continue
        if line is None:
            return end
        end.append(line)
        if step := _step(line):
            at = step
            say(f"  {step[0].upper()}{step[1:]}")  # capitalize() would change names


def _step(line: str) -> str:
    """What a line of pip says that is worth reading; empty for most of them."""
    if line.startswith("Installing collected packages:"):
        count = len(line.partition(":")[2].split(","))
        return f"writing {count} packages to disk, some minutes"
    if found := _FETCH.match(line):
        how, name, version, size, unit = found.groups()
        if float(size) * {"kB": 0.001, "MB": 1, "GB": 1000}[unit] >= _LARGE_MB:
            return f"{how[0].lower()}{how[1:]} {name.replace('_', '-')} {version}, {size} {unit}"
    return ""


def _minutes(seconds: float) -> str:
    minutes, rest = divmod(round(seconds), 60)
    return f"{minutes} min {rest} s" if minutes else f"{rest} s"
