"""Runs of every kind are killed again and again, and end bit for bit as an undisturbed run."""

import json
import queue
import random
import shutil
import sys
import threading
import time
from collections import Counter
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass, field
from itertools import cycle
from pathlib import Path
from typing import Any, Self

import pytest
import torch

from resnet_studio.engine.network.resnet import build
from tests.long.copier import Copier, Kind, copiers
from tests.long.processes import MINUTES, PROCESSES, SEED

SMALL: dict[str, Any] = {"depth": 20, "epochs": 4, "batch_size": 8, "device": "cpu", "precision": "float32"}
PHOTO: dict[str, Any] = {**SMALL, "depth": 18, "image_size": 48}
CACHES = "RESNET_STUDIO_MEMORY_CACHE", "RESNET_STUDIO_DISK_CACHE"
IN_FILES, NOWHERE = dict(zip(CACHES, ("0", "200"), strict=True)), dict.fromkeys(CACHES, "0")
SIGNALS = (("SIGKILL",),) * 5 + (("SIGTERM",), ("SIGHUP",), ("SIGINT",), ("SIGINT", "SIGINT"))
MOMENTS = ("random", "random", "replace", "fsync", "unlink", "append")
KILLS_OF_A_RUN = 20
CODES = {0, 129, 130, 143}


KINDS = {
    "from scratch": Kind({**SMALL, "augment": "strong"}),
    "from scratch, half precision": Kind({**SMALL, "precision": "bfloat16", "epochs": 2}),
    "plain network, SGD": Kind({**SMALL, "shortcuts": False, "optimizer": "sgd", "class_weights": "balanced"}),
    "everything learns": Kind({**SMALL, "freeze": "none", "augment": "light"}),
    "frozen stem, features in files": Kind({**SMALL, "freeze": "stem", "augment": "light"}, caches=IN_FILES),
    "frozen layer1, two views": Kind({**SMALL, "freeze": "layer1", "augment": "light", "views": 2}),
    "frozen layer2, no caches": Kind({**SMALL, "freeze": "layer2", "augment": "light"}, caches=NOWHERE),
    "frozen layer2, features in files": Kind({**SMALL, "freeze": "layer2"}, caches=IN_FILES),
    "head": Kind({**SMALL, "freeze": "layer3", "epochs": 12}),
    "a block between": Kind({**SMALL, "frozen": ("layer1.0", "layer2")}),
    "early stopping": Kind({**SMALL, "epochs": 40, "early_stopping": 2, "learning_rate": 1e-8}),
    "cut batches": Kind({**SMALL, "augment": "light"}, pieces=2),
    "cut batches, frozen layer1": Kind({**SMALL, "freeze": "layer1"}, pieces=4),
    "two lanes": Kind({**SMALL, "batch_size": 16, "lanes": 2}),
    "two lanes, cut batches, frozen layer1": Kind(
        {**SMALL, "batch_size": 16, "lanes": 2, "freeze": "layer1"}, pieces=2
    ),
    "top layers first": Kind({**SMALL, "freeze": "none", "augment": "light", "top_first": 0.5}),
    "mixed features, rates by stage": Kind(
        {**SMALL, "freeze": "layer1", "augment": "light", "mixup": 0.4, "cutmix": 1.0, "layer_decay": 0.3}
    ),
    "mixed pictures, AdamW, sampling": Kind(
        {**SMALL, "optimizer": "adamw", "mixup": 0.4, "erasing": 0.5, "class_weights": "sampling"}
    ),
    "two lanes, half precision, everything learns": Kind(
        {**SMALL, "batch_size": 16, "lanes": 2, "freeze": "none", "augment": "light", "precision": "bfloat16"}
    ),
    "ResNet-18": Kind({**PHOTO, "weights": "scratch", "epochs": 2}, within=False),
    "ResNet-18, frozen layer3": Kind({**PHOTO, "freeze": "layer3", "augment": "light"}, within=False),
    "ResNet-18, head": Kind({**PHOTO, "freeze": "layer4", "epochs": 8}, within=False),
}


@dataclass(frozen=True)
class Whole:
    """An undisturbed run: how long it took, and how often it called what a trap can be set at."""

    run: Path
    seconds: float
    seen: dict[str, int]


@dataclass
class Tally:
    """What was seen."""

    runs: int = 0
    kills: Counter[str] = field(default_factory=Counter)
    findings: list[str] = field(default_factory=list)

    @classmethod
    def of(cls, tallies: list[Self]) -> Self:
        whole = cls(sum(tally.runs for tally in tallies))
        for tally in tallies:
            whole.kills += tally.kills
            whole.findings += tally.findings
        return whole


def undisturbed(copier: Copier, kind: Kind, pictures: Path) -> Whole:
    run = copier.create(kind, pictures)
    code, seconds = copier.resume(kind, run)
    assert code == 0, copier.output.read_text("utf-8")[-1500:]
    return Whole(run, seconds, json.loads((copier.place / "seen.json").read_text("utf-8")))


def plan(whole: Whole, chance: random.Random) -> dict[str, Any]:
    """When and with which signals a run is killed; early rather than late, so that one run is killed often."""
    moment = chance.choice(MOMENTS)
    most = whole.seen.get(moment, 1)
    return {
        "moment": moment,
        "number": 1 + int(most * chance.random() ** 3),
        "after": chance.random() < 0.5,
        "signals": chance.choice(SIGNALS),
        "seconds": whole.seconds * chance.random() ** 3,
        "saving": chance.choice((9.0, 9.0, 0.02)),  # checkpoints as often as possible, or as usual
        "between": chance.choice((0, 0, 30)),
    }


def killed_and_compared(
    copier: Copier, name: str, whole: Whole, pictures: Path, chance: random.Random, tally: Tally, most: int
) -> None:
    """Kill one run up to `most` times, finish it, and compare it with the undisturbed one."""
    kind, plans = KINDS[name], []
    if chance.random() < 0.3:
        shutil.rmtree(copier.place / "home" / "cache", ignore_errors=True)
    run = copier.create(kind, pictures)
    try:
        for _ in range(chance.randint(1, most)):
            plans.append(plan(whole, chance))
            code, _ = copier.resume(kind, run, **plans[-1])
            signals = plans[-1]["signals"]
            assert code in CODES or code < 0, copier.output.read_text("utf-8")[-1500:]
            if code:
                tally.kills[f"{' '.join(signals)} at {plans[-1]['moment']}"] += 1
            # Before its first event the command does not catch signals yet.
            asked = code > 0 and len(signals) == 1 and '"RunStarted"' in copier.output.read_text("utf-8")
            if copier.answer("check", run=str(run), ending=asked):
                break
        else:
            code, _ = copier.resume(kind, run)
            assert code == 0, copier.output.read_text("utf-8")[-1500:]
        copier.answer("compare", run=str(run), whole=str(whole.run))
    except (AssertionError, queue.Empty) as error:
        tally.findings.append(f"{name}, {run}: {error}\nkilled by {plans}")
        return
    shutil.rmtree(run)


def kill(
    folder: Path, pictures: Path, kinds: list[str], kills: int, processes: int, minutes: float
) -> tuple[Tally, float]:
    """Kill runs of these kinds until there were so many kills, or the time is over."""
    tallies: list[Tally] = []
    lock, numbers, names = threading.Lock(), iter(range(10**9)), iter(cycle(kinds))
    began = time.monotonic()
    with copiers(folder, processes) as free, ThreadPoolExecutor(processes) as pool:

        def borrowed(work: Callable[[Copier], Any]) -> Any:
            copier = free.get()
            try:
                return work(copier)
            finally:
                free.put(copier)

        made = pool.map(lambda name: borrowed(lambda copier: undisturbed(copier, KINDS[name], pictures)), kinds)
        wholes = dict(zip(kinds, made, strict=True))

        def go_on() -> bool:
            seen = sum(sum(tally.kills.values()) for tally in tallies)
            over = time.monotonic() - began > 60 * minutes
            return seen < kills and not over and sum(len(tally.findings) for tally in tallies) < 5

        def work(copier: Copier) -> None:
            tally = Tally()
            with lock:
                tallies.append(tally)
            while go_on():
                with lock:
                    name, number = next(names), next(numbers)
                chance = random.Random(f"{SEED} {number}")
                killed_and_compared(copier, name, wholes[name], pictures, chance, tally, min(kills, KILLS_OF_A_RUN))
                tally.runs += 1

        list(pool.map(lambda _: borrowed(work), range(processes)))
    return Tally.of(tallies), time.monotonic() - began


@pytest.fixture
def weights(tmp_path: Path) -> dict[int, str]:
    """Files of weights by depth; the same random numbers in every process."""
    files = {}
    for depth in (18, 20):
        torch.manual_seed(depth)
        files[depth] = str(tmp_path / f"weights {depth}.pth")
        torch.save(build(depth, 3).state_dict(), files[depth])
    return files


LONG = [pytest.mark.long, pytest.mark.timeout(60 * MINUTES + 600)]
QUICK = pytest.mark.timeout(280)


@pytest.mark.skipif(sys.platform == "win32", reason="Windows has neither fork nor these signals")
@pytest.mark.parametrize(
    ("kinds", "kills", "processes"),
    [
        pytest.param(["frozen layer2, features in files"], 3, 1, marks=QUICK, id="quick"),
        pytest.param(list(KINDS), 1000, PROCESSES, marks=LONG, id="all kinds"),
    ],
)
def test_run_killed_again_and_again_ends_bit_for_bit_as_an_undisturbed_one(
    tmp_path: Path,
    copied_colours: Path,
    weights: dict[int, str],
    kinds: list[str],
    kills: int,
    processes: int,
    record_property: Callable[[str, object], None],
) -> None:
    for kind in KINDS.values():
        if "freeze" in kind.settings or "frozen" in kind.settings:
            kind.settings["weights"] = weights[kind.settings["depth"]]
    tally, seconds = kill(tmp_path, copied_colours, kinds, kills, processes, MINUTES)
    seen = sum(tally.kills.values())
    each = ", ".join(f"{name}: {count}" for name, count in sorted(tally.kills.items()))
    record_property(
        "counts", f"seed {SEED}: {seen:,} kills of {tally.runs} runs of {len(kinds)} kinds in {seconds:.0f} s ({each})"
    )
    assert not tally.findings, "\n\n".join(tally.findings)
    assert seen >= kills or seconds >= 60 * MINUTES
