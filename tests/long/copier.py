"""A process whose copies train and are killed, seen from the test; see `killed.py`."""

import json
import queue
import subprocess
import sys
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from tests.long.processes import environment

PATIENCE_S = 120.0


@dataclass(frozen=True)
class Kind:
    """A kind of run.

    Attributes:
        settings: those that are not usual.
        pieces: into how many its batches are cut.
        caches: their limits, as environment variables.
        within: whether checkpoints are written within epochs too, which a large network takes long for.
    """

    settings: dict[str, Any]
    pieces: int = 1
    caches: dict[str, str] = field(default_factory=dict)
    within: bool = True


class Copier:
    """The process whose copies train; see `killed.py`. One job at a time."""

    def __init__(self, place: Path) -> None:
        self.place = place
        self.output = place / "output.txt"
        (place / "runs").mkdir(parents=True)
        self._errors = (place / "errors.txt").open("ab")
        self._process = subprocess.Popen(
            [sys.executable, str(Path(__file__).with_name("killed.py"))],
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            stderr=self._errors,
            text=True,
            env=environment(place / "home"),
        )
        self._answers: queue.Queue[str] = queue.Queue()
        threading.Thread(target=self._listen, daemon=True).start()

    def _listen(self) -> None:
        assert self._process.stdout is not None
        for line in self._process.stdout:
            self._answers.put(line)

    def do(self, job: str, **wanted: Any) -> tuple[int, float]:
        """Have a job done; its exit code, or minus the signal that ended it, and its seconds."""
        assert self._process.stdin is not None
        self.output.unlink(missing_ok=True)
        record = {"job": job, "output": str(self.output), "answer": str(self.place / "answer.json"), **wanted}
        self._process.stdin.write(json.dumps(record) + "\n")
        self._process.stdin.flush()
        done = json.loads(self._answers.get(timeout=PATIENCE_S))
        return done["code"], done["seconds"]

    def answer(self, job: str, **wanted: Any) -> Any:
        """What a function answers.

        Raises:
            AssertionError: with what it printed.
        """
        code, _ = self.do(job, **wanted)
        assert code == 0, f"{job}: {self.output.read_text('utf-8')[-1500:]}"
        return json.loads((self.place / "answer.json").read_text("utf-8"))

    def create(self, kind: Kind, pictures: Path) -> Path:
        """Make a run."""
        settings = {"runs": str(self.place / "runs"), "settings": kind.settings, "pictures": str(pictures)}
        return Path(self.answer("create", **settings))

    def resume(self, kind: Kind, run: Path, **chosen: Any) -> tuple[int, float]:
        """Train or resume a run; `chosen` says how it is killed, if at all."""
        usual = {"moment": "", "number": 0, "after": False, "signals": (), "seconds": 0.0, "saving": 9.0, "between": 0}
        seen = str(self.place / "seen.json")
        wanted = {**usual, **chosen, "pieces": kind.pieces, "environment": kind.caches, "seen": seen}
        wanted["between"] = wanted["between"] if kind.within else 30
        return self.do("resume", run=str(run), **wanted)

    def close(self) -> None:
        """End the process."""
        assert self._process.stdin is not None
        assert self._process.stdout is not None
        self._process.stdin.close()
        self._process.wait(PATIENCE_S)
        self._process.stdout.close()
        self._errors.close()


@contextmanager
def copiers(folder: Path, count: int) -> Iterator["queue.Queue[Copier]"]:
    """So many, each taken from the queue while it is used."""
    free: queue.Queue[Copier] = queue.Queue()
    made = [Copier(folder / f"process {number}") for number in range(count)]
    for copier in made:
        free.put(copier)
    try:
        yield free
    finally:
        for copier in made:
            copier.close()
