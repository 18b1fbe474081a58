"""Training beside busy programs, which share the processor with it one after the other: none, one and two."""

import subprocess
import sys
import time
from collections import deque
from collections.abc import Iterable, Iterator
from contextlib import closing
from pathlib import Path
from typing import Any

from measure import Figure, Options, Outcome, contend, lacking, ratios, window

SECONDS = 12.0  # under each load
SETTLING = 1.5  # seconds after a change of load that do not count
PROGRAMS = (0, 1, 2)
AT_LEAST = {1: 0.45, 2: 0.30}  # of the quiet speed; a fair share of two cores would be 0.67 and 0.5 at best


class Loads:
    """Measures the speed under each load; `speeds` are steps a second under those that are over."""

    def __init__(self, programs: Iterable[int]) -> None:
        self.speeds: list[float] = []
        self._waiting, self._running = deque(programs), list[subprocess.Popen[bytes]]()
        self._counts_from = 0.0
        self._last: tuple[int, int, float] | None = None

    def at(self, epoch: int, step: int) -> bool:
        """Take in a step that was just made; False when all loads are over. Only time within an epoch counts."""
        now = time.perf_counter()
        if not self._counts_from:
            self._next(now)
        elif now >= self._counts_from:
            if self._last and self._last[0] == epoch:
                self._steps, self._seconds = self._steps + step - self._last[1], self._seconds + now - self._last[2]
            self._last = epoch, step, now
            if now >= self._counts_from + SECONDS and self._seconds:
                self.speeds.append(self._steps / self._seconds)
                self.close()
                if not self._waiting:
                    return False
                self._next(now)
        return True

    def close(self) -> None:
        """End the busy programs."""
        for program in self._running:
            program.kill()
            program.wait()
        self._running = []

    def _next(self, now: float) -> None:
        busy = [sys.executable, "-c", "while True: pass"]
        # Linux shares the processor among sessions: a terminal, a desktop's program.
        self._running = [subprocess.Popen(busy, start_new_session=True) for _ in range(self._waiting.popleft())]
        self._counts_from, self._last = now + SETTLING, None
        self._steps, self._seconds = 0, 0.0


def _speeds(steps: Iterable[tuple[int, int]], programs: Iterable[int]) -> list[float]:
    """Steps a second under each load of what makes these steps: each with its epoch and number."""
    with closing(Loads(programs)) as loads:
        for epoch, step in steps:
            if not loads.at(epoch, step):
                break
    return loads.speeds


def _studio_steps(events: Iterator[Any], first_epoch: int = 2) -> Iterator[tuple[int, int]]:
    """The steps of a run's events, from an epoch on: the first one also decodes pictures."""
    from resnet_studio.core.protocol.events import BatchEnd, RunFailed

    for event in events:
        if isinstance(event, RunFailed):
            raise RuntimeError(f"{event.error}\n{event.details}")
        if isinstance(event, BatchEnd) and event.epoch >= first_epoch:
            yield event.epoch, event.step


def _plain_steps(depth: int, done: int, shape: list[int]) -> Iterator[tuple[int, int]]:
    """torch's plain loop in float32, as its tutorial trains, on a batch that is in memory already."""
    import torch

    from resnet_studio.engine.network.resnet import build

    network = build(depth, 10).train()
    learning = [one for name in network.architecture.unit_names[done:] for one in network.unit(name).parameters()]
    optimizer = torch.optim.AdamW([*learning, *network.fc.parameters()], lr=1e-4)
    values, labels = torch.randn(32, *shape), torch.randint(0, 10, (32,))
    for step in range(sys.maxsize):
        optimizer.zero_grad()
        loss = torch.nn.functional.cross_entropy(network.rest(values, done), labels)
        loss.backward()
        optimizer.step()
        loss.item()
        yield 1, step


def studio_beside(folder: str, runs: str, programs: list[int], **chosen: Any) -> dict[str, Any]:
    """Steps a second of a run of ResNet Studio beside so many busy programs, one number after the other."""
    from resnet_studio.core.dataset.scan import scan
    from resnet_studio.core.runs.config import TrainConfig
    from resnet_studio.core.runs.run import create_run
    from resnet_studio.engine.jobs.train import train

    run = create_run(Path(runs), TrainConfig.build(**chosen), scan(Path(folder)))
    return {"speeds": _speeds(_studio_steps(train(run)), programs)}


def plain_beside(programs: list[int], **network: Any) -> dict[str, Any]:
    """The same of torch's plain loop."""
    return {"speeds": _speeds(_plain_steps(**network), programs)}


def compared(options: Options, title: str, plain: dict[str, Any], folder: str, **chosen: Any) -> Outcome:
    """The figures of one kind of training: of the terminal, the window and the plain loop."""
    if why := lacking(options):
        return Outcome(title, missing=why)
    if not Path(folder).is_dir():
        return Outcome(title, missing=f"needs the pictures in {folder}")
    settings = {"folder": folder, "epochs": 10_000, **chosen}
    rounds = range(options.rounds)
    found = {
        "terminal": [
            contend("studio_beside", {"GOMP_SPINCOUNT": "20000"}, programs=PROGRAMS, **settings)["speeds"]
            for _ in rounds
        ],
        "window": [window("beside", programs=PROGRAMS, **settings)["speeds"] for _ in rounds],
        "plain loop": [contend("plain_beside", programs=PROGRAMS, **plain)["speeds"] for _ in rounds],
    }
    one_lane = tuple(
        contend("studio_beside", {"GOMP_SPINCOUNT": "20000"}, programs=(0,), lanes=1, **settings)["speeds"][0]
        for _ in rounds
    )
    figures = []
    for name, runs in found.items():
        quiet = tuple(run[0] for run in runs)
        figures.append(Figure(f"{name}, quiet", tuple(32 * speed for speed in quiet), "pictures/s"))
        for place, programs in enumerate(PROGRAMS[1:], 1):
            goal = None if name == "plain loop" else AT_LEAST[programs]
            kept = ratios(tuple(run[place] for run in runs), quiet)
            figures.append(Figure(f"{name}, of it beside {programs} busy", kept, at_least=goal))
    quiet = tuple(run[0] for run in found["terminal"])
    figures.append(Figure("quiet, against one lane as before", ratios(quiet, one_lane), at_least=0.97))
    return Outcome(title, f"batches of 32, AdamW, {SECONDS:.0f} s under each load", figures)
