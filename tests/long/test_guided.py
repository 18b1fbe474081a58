"""Inputs that are changed towards lines of our readers that no input reached before: a million in all.

They need atheris, a fuzzer guided by coverage, which has wheels for Linux on x86-64 only: `pip install -e ".[dev]"`.
"""

import importlib.util
import re
import subprocess
import sys
import time
from collections.abc import Callable
from dataclasses import dataclass, field
from pathlib import Path

import pytest

from tests.long.processes import MINUTES, PROCESSES, SEED, environment
from tests.long.readers import RUN_FILES

HANG_S = 10
LARGEST_MIB = 2_000  # of the whole process, which has up to half a gigabyte before it reads anything
INPUTS = {"pictures": 200_000, "weights": 150_000, "codec": 290_000} | dict(zip(RUN_FILES,
    (80_000, 80_000, 60_000, 60_000, 40_000, 20_000, 20_000), strict=True))  # fmt: skip
LONGEST = {"pictures": 200_000, "weights": 1_300_000}  # bytes of an input; 20,000 of others

pytestmark = pytest.mark.skipif(
    not importlib.util.find_spec("atheris"), reason="atheris is not installed; it has wheels for Linux on x86-64 only"
)


@dataclass
class Outcome:
    """Of one process: how many inputs it read, and where it left one that it should not have."""

    inputs: int = 0
    findings: list[str] = field(default_factory=list)


def start(kind: str, seeds: Path, folder: Path, number: int, inputs: int, minutes: float) -> "subprocess.Popen[bytes]":
    """One of the processes, which share what they have found in a folder."""
    place = folder / f"process {number}"
    place.mkdir()
    (folder / "corpus").mkdir(exist_ok=True)
    options = {
        "runs": inputs,
        "seed": SEED + number,
        "max_total_time": int(60 * minutes),
        "timeout": HANG_S,
        "rss_limit_mb": LARGEST_MIB,
        "max_len": LONGEST.get(kind, 20_000),
        "len_control": 0,
        "artifact_prefix": f"{place}/",
    }
    command = [sys.executable, "-m", "tests.long.guided", kind, seeds, place]
    command += [*(f"-{name}={value}" for name, value in options.items()), folder / "corpus", seeds]
    with (place / "errors.txt").open("wb") as errors:
        return subprocess.Popen(
            [str(word) for word in command], stdout=errors, stderr=errors, cwd=place, env=environment(place / "home")
        )


def outcome(folder: Path, number: int, code: int) -> Outcome:
    """What a process that has ended left."""
    place = folder / f"process {number}"
    text = (place / "errors.txt").read_text("utf-8", "replace")
    done = re.search(r"Done (\d+) runs", text)
    if code == 0 and done:
        return Outcome(int(done[1]))
    counts = re.findall(r"^#(\d+)\t", text, re.MULTILINE)
    left = [str(path) for path in place.glob("*-*") if path.is_file()]
    return Outcome(int(counts[-1]) if counts else 0, [f"ended with {code}, {left}:\n{text[-3000:]}"])


def guided(kind: str, seeds: Path, folder: Path, inputs: int, count: int, minutes: float) -> Outcome:
    """Read so many inputs in several processes, or as many as there is time for."""
    started = [start(kind, seeds, folder, number, -(-inputs // count), minutes) for number in range(count)]
    outcomes = [outcome(folder, number, process.wait()) for number, process in enumerate(started)]
    return Outcome(sum(one.inputs for one in outcomes), [finding for one in outcomes for finding in one.findings])


@pytest.mark.long
@pytest.mark.timeout(60 * MINUTES + 600)
@pytest.mark.parametrize("kind", INPUTS)
def test_input_that_reaches_other_lines_is_read_or_refused_with_a_sentence(
    kind: str, tmp_path: Path, request: pytest.FixtureRequest, record_property: Callable[[str, object], None]
) -> None:
    seeds = request.getfixturevalue("runs") / kind if kind in RUN_FILES else request.getfixturevalue(kind)
    began = time.monotonic()
    seen = guided(kind, seeds, tmp_path, INPUTS[kind], PROCESSES, MINUTES)
    seconds = time.monotonic() - began
    record_property("counts", f"seed {SEED}: {seen.inputs:,} guided inputs of {kind} in {seconds:.0f} s")
    assert not seen.findings, "\n\n".join(seen.findings)


@pytest.mark.timeout(120)
def test_guided_fuzzer_finds_an_unexpected_error(weights: Path, tmp_path: Path) -> None:
    seen = guided("traps", weights, tmp_path, 100, 1, 1)
    assert len(seen.findings) == 1
    assert "Uncaught Python exception" in seen.findings[0]
