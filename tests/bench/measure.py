"""What all benchmarks share: figures of several rounds with their targets, contenders, and which machine it was."""

import json
import os
import platform
import shutil
import statistics
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from importlib import import_module
from pathlib import Path
from typing import Any

HERE = Path(__file__).resolve().parent
ROOT = HERE.parents[1]
_LINKS = 30_000  # of one file; some file systems allow 65,000
HYMENOPTERA = Path(os.environ.get("RESNET_STUDIO_SHARED", ROOT.parent / "shared" / "data")) / "hymenoptera"


@dataclass(frozen=True)
class Options:
    """What the command line asked for.

    Attributes:
        rounds: how often everything is measured, interleaved; runs that learn take round numbers as seeds.
        pictures: number of pictures in the generated folder.
        weights: ImageNet weights of ResNet-18 as a state dict, or None.
        full: whether to measure what takes long, too.
    """

    rounds: int = 3
    pictures: int = 4000
    weights: Path | None = None
    full: bool = False


@dataclass(frozen=True)
class Figure:
    """One row of the table: a number a round, and what it should be."""

    name: str
    values: tuple[float, ...]
    unit: str = "x"
    at_least: float | None = None
    at_most: float | None = None

    @property
    def median(self) -> float:
        """The middle of the rounds."""
        return statistics.median(self.values)

    @property
    def kept(self) -> bool | None:
        """Whether the target is met, None where there is none."""
        if self.at_least is None and self.at_most is None:
            return None
        return (self.at_least is None or self.median >= self.at_least) and (
            self.at_most is None or self.median <= self.at_most
        )

    def record(self) -> dict[str, Any]:
        """For bench.json."""
        facts = {"name": self.name, "unit": self.unit, "median": self.median, "values": list(self.values)}
        return facts | {"at_least": self.at_least, "at_most": self.at_most, "kept": self.kept}


@dataclass(frozen=True)
class Outcome:
    """What a benchmark found, and under which conditions; `missing` says why there is nothing."""

    title: str
    conditions: str = ""
    figures: list[Figure] = field(default_factory=list)
    missing: str = ""


def interleaved(contenders: Mapping[str, Callable[[int], float]], rounds: int) -> dict[str, tuple[float, ...]]:
    """Measure every contender once a round, so that a busy minute of the machine meets all of them.

    Args:
        contenders: name -> one measurement, given the round's number from 0.
    """
    taken: dict[str, list[float]] = {name: [] for name in contenders}
    for number in range(rounds):
        for name, measurement in contenders.items():
            taken[name].append(measurement(number))
    return {name: tuple(values) for name, values in taken.items()}


def ratios(above: tuple[float, ...], below: tuple[float, ...]) -> tuple[float, ...]:
    """Each round's quotient."""
    return tuple(one / other for one, other in zip(above, below, strict=True))


def contend(name: str, environment: Mapping[str, str] | None = None, **arguments: Any) -> dict[str, Any]:
    """One contender (see contenders.py) in a separate process, with empty caches."""
    return _measured("contenders.py", name, environment or {}, arguments)


def window(name: str, **arguments: Any) -> dict[str, Any]:
    """The real window (see window_contender.py) in a separate process."""
    return _measured("window_contender.py", name, {}, arguments)


def script(file: str, **arguments: Any) -> dict[str, Any]:
    """A script beside this file that takes JSON and prints JSON, in a separate process with empty caches."""
    with tempfile.TemporaryDirectory(prefix="resnet studio ") as home:
        command = [sys.executable, HERE / file, json.dumps(arguments)]
        environment = {**os.environ, "RESNET_STUDIO_HOME": home, "PYTHONPATH": str(ROOT)}
        done = subprocess.run(command, env=environment, capture_output=True, text=True, timeout=7200)
    if done.returncode:
        raise RuntimeError(f"{file} ended with {done.returncode}:\n{done.stdout}{done.stderr}")
    answer: dict[str, Any] = json.loads(done.stdout.splitlines()[-1])
    return answer


def _measured(script: str, name: str, environment: Mapping[str, str], arguments: dict[str, Any]) -> dict[str, Any]:
    with tempfile.TemporaryDirectory(prefix="resnet studio ") as home:
        if name.startswith("studio"):
            arguments["runs"] = str(Path(home) / "runs")
        command = [sys.executable, HERE / script, name, json.dumps(arguments)]
        surroundings = {**os.environ, **environment, "RESNET_STUDIO_HOME": home}
        done = subprocess.run(command, env=surroundings, capture_output=True, text=True, timeout=3600)
    if done.returncode:
        raise RuntimeError(f"{name} ended with {done.returncode}:\n{done.stdout}{done.stderr}")
    answer: dict[str, Any] = json.loads(done.stdout.splitlines()[-1])
    return answer


@dataclass(frozen=True)
class Taken:
    """What a process took from its start to its end, in seconds: by the clock, and of processors.

    The second is not known on Windows, and then as the first.
    """

    clock: float
    processor: float


def taken_by(command: list[str | Path], environment: Mapping[str, str]) -> Taken:
    """What a process and its children took; one that failed raises with what it printed. One at a time."""
    began, used = time.perf_counter(), _processor_of_children()
    done = subprocess.run(command, env={**os.environ, **environment}, capture_output=True, text=True, timeout=120)
    passed, used = time.perf_counter() - began, _processor_of_children() - used
    if done.returncode:
        raise RuntimeError(f"{command} ended with {done.returncode}:\n{done.stdout}{done.stderr}")
    return Taken(passed, used or passed)


def _processor_of_children() -> float:
    """Seconds of all processes that ended so far; 0 on Windows. `os.times` counts in hundredths."""
    if sys.platform == "win32":
        return 0.0
    resource = import_module("resource")
    used = resource.getrusage(resource.RUSAGE_CHILDREN)
    return float(used.ru_utime + used.ru_stime)


def lacking(options: Options) -> str:
    """Why a benchmark on photographs with ImageNet weights cannot be run, or nothing."""
    if not HYMENOPTERA.is_dir():
        return f"needs the pictures in {HYMENOPTERA}"
    return "" if options.weights else "needs --weights FILE, ImageNet weights of ResNet-18 as a state dict"


def linked_photographs(folder: Path, pictures: int) -> Path:
    """A dataset of two classes below `folder`: photographs, many times over as hard links."""
    root = folder / f"{pictures} photographs"
    for name in ("ants", "bees"):
        place = root / name
        place.mkdir(parents=True)
        originals = sorted((HYMENOPTERA / "train" / name).glob("*.jpg"))
        copies = max(len(originals), pictures // 2 // _LINKS + 1)
        for number in range(pictures // 2):
            file = place / f"{number:06}.jpg"
            if number < copies:
                shutil.copyfile(originals[number % len(originals)], file)
            else:
                os.link(place / f"{number % copies:06}.jpg", file)
    return root


def machine() -> dict[str, Any]:
    """Which machine the figures are from."""
    import psutil
    import torch

    capabilities = torch.cpu.get_capabilities() if hasattr(torch.cpu, "get_capabilities") else {}
    return {
        "system": platform.platform(),
        "processor": _processor(),
        "cores": os.cpu_count(),
        "avx512_bf16": bool(capabilities.get("avx512_bf16")),
        "memory_gb": round(psutil.virtual_memory().total / 1e9, 1),
        "load_before": round(psutil.getloadavg()[0], 2),
        "python": platform.python_version(),
        "torch": torch.__version__,
        "qt_platform": os.environ.get("QT_QPA_PLATFORM", "native"),
    }


def _processor() -> str:
    if sys.platform == "linux":
        for line in Path("/proc/cpuinfo").read_text(encoding="utf-8").splitlines():
            if line.startswith("model name"):
                return line.partition(":")[2].strip()
    return platform.processor() or platform.machine()
