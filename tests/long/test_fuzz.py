"""Thousands of damaged pictures, archives and weights: no crash, no hang, bounded memory, only StudioErrors."""

import json
import queue
import shutil
import subprocess
import sys
import threading
import time
from collections.abc import Callable, Iterator
from contextlib import suppress
from dataclasses import dataclass, field
from pathlib import Path

import pytest

from tests.long import processes
from tests.long.processes import MINUTES, PROCESSES, environment
from tests.long.readers import RUN_FILES

SEED = 20261122
HANG_S = 5.0
START_S = 120.0


@dataclass(frozen=True)
class Plan:
    """What is read: a kind of `readers.py`, how many inputs from which seed, by so many processes, for how long."""

    kind: str
    inputs: int
    seed: int = SEED
    processes: int = 2
    minutes: float = 60.0


@dataclass
class Tally:
    """Counts of the inputs; each finding names the file that is kept."""

    inputs: int = 0
    read: int = 0
    findings: list[str] = field(default_factory=list)
    largest: int = 0


class Worker:
    """A process that reads its share of the inputs, and is replaced when it dies or hangs."""

    def __init__(self, plan: Plan, corpus: Path, numbers: range, place: Path) -> None:
        self._lines: queue.Queue[str] = queue.Queue()
        command = [sys.executable, "-m", "tests.long.worker", plan.kind, corpus, plan.seed]
        command += [numbers.start, numbers.stop, numbers.step, place]
        self._errors = (place / "errors.txt").open("a+b")
        self.process = subprocess.Popen(
            [str(word) for word in command],
            stdout=subprocess.PIPE,
            stderr=self._errors,
            text=True,
            env=environment(place / "home"),
        )
        threading.Thread(target=self._listen, daemon=True).start()

    def _listen(self) -> None:
        assert self.process.stdout is not None
        for line in self.process.stdout:
            self._lines.put(line)
        self._lines.put("")

    def lines(self) -> Iterator[dict[str, object]]:
        """Its reports until it ends; {"hung": True} if it is silent for too long."""
        patience = START_S
        while True:
            try:
                line = self._next(patience)
            except queue.Empty:
                self.process.kill()
                yield {"hung": True}
                return
            if not line:
                return
            patience = HANG_S
            yield json.loads(line)

    def _next(self, patience: float) -> str:
        """Its next line. A system that was suspended had no time to write it, so it is waited for twice."""
        with suppress(queue.Empty):
            return self._lines.get(timeout=patience)
        return self._lines.get(timeout=patience)

    def close(self) -> int:
        """Wait for its end, and return the exit code."""
        code = self.process.wait()
        assert self.process.stdout is not None
        self.process.stdout.close()
        self._errors.close()
        return code


def share(plan: Plan, corpus: Path, numbers: range, place: Path, tally: Tally, kept: Path) -> None:
    """Have all `numbers` read, or as many as there is time for; a worker that dies is replaced."""
    place.mkdir()
    over = time.monotonic() + 60 * plan.minutes
    while numbers and time.monotonic() < over:
        worker, at = Worker(plan, corpus, numbers, place), {"begin": None}
        hung = False
        for report in worker.lines():
            hung = "hung" in report
            if "begin" in report:
                at = report
            elif "end" in report:
                tally.inputs += 1
                tally.read += bool(report["read"])
                tally.largest = max(tally.largest, int(str(report["largest"])))
                numbers = numbers[1:]
                if report["broken"]:
                    tally.findings.append(f"{keep(at, kept)}: {report['broken']}")
                at = {"begin": None}
                if time.monotonic() > over:
                    worker.process.kill()
                    numbers = numbers[:0]
        code = worker.close()
        if numbers and at["begin"] is None:
            tally.findings.append(f"a worker ended with {code} between inputs: see {place / 'errors.txt'}")
            return
        if numbers and at["begin"] is not None:
            tally.inputs += 1
            tally.findings.append(f"{keep(at, kept)}: {'hung' if hung else f'the process ended with {code}'}")
            numbers = numbers[1:]


def keep(report: dict[str, object], kept: Path) -> Path:
    """Copy the input to a folder where later ones do not overwrite it."""
    kept.mkdir(parents=True, exist_ok=True)
    return Path(shutil.copy(str(report["path"]), kept))


def fuzz(plan: Plan, corpus: Path, folder: Path) -> tuple[Tally, str]:
    """Read mutated files in several processes; the second value says what was counted."""
    tallies = [Tally() for _ in range(plan.processes)]
    kept = folder / "findings"
    started = time.monotonic()
    threads = [
        threading.Thread(
            target=share,
            args=(plan, corpus, range(turn, plan.inputs, plan.processes), folder / f"worker {turn}", tally, kept),
        )
        for turn, tally in enumerate(tallies)
    ]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    whole = Tally(
        sum(tally.inputs for tally in tallies),
        sum(tally.read for tally in tallies),
        [finding for tally in tallies for finding in tally.findings],
        max(tally.largest for tally in tallies),
    )
    return whole, (
        f"seed {plan.seed}: {whole.inputs:,} inputs from {len(list(corpus.iterdir()))} {plan.kind} in "
        f"{time.monotonic() - started:.0f} s, {whole.read:,} of them read, {len(whole.findings)} findings, "
        f"at most {whole.largest / 2**20:.0f} MiB above the baseline"
    )


def long(kind: str, inputs: int) -> Plan:
    """For `make test-long`: other inputs at each call, in all cores."""
    return Plan(kind, inputs, processes.SEED, PROCESSES, MINUTES)


QUICK, LONG = pytest.mark.timeout(120), [pytest.mark.long, pytest.mark.timeout(60 * MINUTES + 600)]
PLANS = [
    pytest.param(Plan("pictures", 1000), marks=QUICK, id="pictures"),
    pytest.param(Plan("weights", 500), marks=QUICK, id="weights"),
    *(pytest.param(long(kind, inputs), marks=LONG, id=f"many {kind}")
      for kind, inputs in (("pictures", 100_000), ("weights", 30_000), ("codec", 50_000), ("archives", 30_000))),
    *(pytest.param(long(kind, 5_000), marks=LONG, id=f"many {kind}") for kind in RUN_FILES),
]  # fmt: skip


@pytest.mark.parametrize("plan", PLANS)
def test_damaged_file_is_read_or_refused_with_a_sentence(
    plan: Plan, tmp_path: Path, request: pytest.FixtureRequest, record_property: Callable[[str, object], None]
) -> None:
    kind = plan.kind
    corpus = request.getfixturevalue("runs") / kind if kind in RUN_FILES else request.getfixturevalue(kind)
    tally, counts = fuzz(plan, corpus, tmp_path)
    record_property("counts", counts)
    assert not tally.findings, "\n\n".join(tally.findings)
    if plan.minutes == Plan.minutes:
        assert tally.inputs == plan.inputs
    if kind in ("pictures", "weights", "archives"):
        nearly = "nearly all or nearly none are refused: the inputs test nothing"
        assert tally.inputs / 20 < tally.read < tally.inputs * 19 / 20, nearly


@pytest.mark.skipif(
    sys.platform != "linux", reason="only Linux keeps a record of the most memory that can be forgotten"
)
@QUICK
def test_fuzzer_finds_crash_hang_memory_use_and_unexpected_error(weights: Path, tmp_path: Path) -> None:
    tally, _ = fuzz(Plan("traps", 9), weights, tmp_path)
    found = {int(finding.split("input ")[1].split(".")[0]): finding for finding in tally.findings}
    assert "the process ended with -6" in found[3]
    assert "hung" in found[4]
    assert "MiB" in found[5]
    assert "ZeroDivisionError" in found[6]
    assert {number for number in found if "unnamed" in found[number]} == {0, 2, 8}
    assert sorted(found) == [0, 2, 3, 4, 5, 6, 8]
    assert tally.inputs == 9
    assert len(list((tmp_path / "findings").iterdir())) == len(found)
