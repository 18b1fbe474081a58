"""What all benchmarks share: interleaved rounds, ratios with their spread, and which machine it was."""

import os
import platform
import statistics
import subprocess
import sys
import time
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any


@dataclass(frozen=True)
class Samples:
    """Seconds of one contender, a number a round."""

    name: str
    seconds: tuple[float, ...]

    @property
    def median(self) -> float:
        """The middle of the rounds, in seconds."""
        return statistics.median(self.seconds)


def interleaved(contenders: Mapping[str, Callable[[], float]], rounds: int) -> list[Samples]:
    """Measure every contender once a round, so that a busy minute of the machine meets all of them.

    Args:
        contenders: name -> one measurement, returning seconds.
        rounds: how many rounds count; one more, which fills the file caches, comes before them.
    """
    taken: dict[str, list[float]] = {name: [] for name in contenders}
    for number in range(rounds + 1):
        for name, measurement in contenders.items():
            seconds = measurement()
            if number:
                taken[name].append(seconds)
    return [Samples(name, tuple(values)) for name, values in taken.items()]


def result(title: str, samples: list[Samples], *, reference: str, limit: float | None = None) -> dict[str, Any]:
    """The outcome of a benchmark as `main()` of each module returns it.

    Ratios are taken within a round, to the reference of the same round; a ratio of 1 is the reference's speed,
    larger is slower. `limit` is the largest ratio that the first contender may have.
    """
    base = next(sample for sample in samples if sample.name == reference)
    rows: list[dict[str, Any]] = []
    for sample in samples:
        ratios = [ours / theirs for ours, theirs in zip(sample.seconds, base.seconds, strict=True)]
        rows.append(
            {
                "name": sample.name,
                "median_s": sample.median,
                "ratio": statistics.median(ratios),
                "ratio_min": min(ratios),
                "ratio_max": max(ratios),
                "seconds": list(sample.seconds),
            }
        )
    within = None if limit is None else rows[0]["ratio"] <= limit
    return {"title": title, "reference": reference, "limit": limit, "within_limit": within, "rows": rows}


def seconds_of(command: list[str | Path], environment: Mapping[str, str]) -> float:
    """Wall-clock seconds of a process from its start to its end; a failed one raises with what it printed."""
    began = time.perf_counter()
    done = subprocess.run(command, env={**os.environ, **environment}, capture_output=True, text=True, timeout=120)
    passed = time.perf_counter() - began
    if done.returncode:
        raise RuntimeError(f"{command} ended with {done.returncode}:\n{done.stdout}{done.stderr}")
    return passed


def machine() -> dict[str, Any]:
    """Which machine the figures are from."""
    import psutil

    return {
        "system": platform.platform(),
        "processor": _processor(),
        "cores": os.cpu_count(),
        "memory_gb": round(psutil.virtual_memory().total / 1e9, 1),
        "python": platform.python_version(),
        "qt_platform": os.environ.get("QT_QPA_PLATFORM", "native"),
    }


def _processor() -> str:
    if sys.platform == "linux":
        for line in Path("/proc/cpuinfo").read_text(encoding="utf-8").splitlines():
            if line.startswith("model name"):
                return line.partition(":")[2].strip()
    return platform.processor() or platform.machine()
