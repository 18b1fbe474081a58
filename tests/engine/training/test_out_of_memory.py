"""Training that runs out of memory continues in smaller pieces and gives the same result."""

# Long: one subject, whose tests share the run and the limit.

import os
import subprocess
import sys
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest
import torch
from safetensors.torch import load_file
from torch import Tensor

from resnet_studio.core.dataset.scan import scan
from resnet_studio.core.protocol.commands import Halt
from resnet_studio.core.protocol.event_json import from_json
from resnet_studio.core.protocol.events import (
    BatchEnd,
    CheckpointSaved,
    EpochEnd,
    Event,
    Notice,
    Predictions,
    RunFailed,
    RunFinished,
    RunPaused,
    RunResumed,
)
from resnet_studio.core.runs.config import TrainConfig
from resnet_studio.core.runs.run import create_run
from resnet_studio.engine.inputs import inputs
from resnet_studio.engine.inputs.features import FeatureStores
from resnet_studio.engine.inputs.frozen import FrozenPart
from resnet_studio.engine.inputs.loader import Loader
from resnet_studio.engine.jobs.train import resume, train
from resnet_studio.engine.network.resnet import ResNet
from resnet_studio.engine.training import loop as loop_module
from resnet_studio.engine.training import pace
from resnet_studio.engine.training.loop import Loop
from resnet_studio.engine.training.micro_batch import MicroBatch

FULL = "[enforce fail at alloc_cpu.cpp:118] err == 0. DefaultCPUAllocator: can't allocate memory: you tried to allocate"
MakeRun = Callable[..., Path]


@pytest.fixture
def make_run(tmp_path: Path, resnet20_weights: Path, colours: Path, monkeypatch: pytest.MonkeyPatch) -> MakeRun:
    """Creates a run of a ResNet-20: an epoch of 30 pictures, batches of 8, an event for every batch."""
    monkeypatch.setattr(pace, "BATCH_EVENTS_A_SECOND", 1_000_000)

    def make(**chosen: Any) -> Path:
        settings: dict[str, Any] = {"depth": 20, "epochs": 1, "batch_size": 8, "device": "cpu", **chosen}
        if "freeze" in settings:
            settings["weights"] = str(resnet20_weights)
        return create_run(tmp_path / "runs", TrainConfig.build(**settings), scan(colours))

    return make


class Limit:
    """Makes a function fail like torch out of memory: at certain calls, or for more than `most` pictures."""

    def __init__(self, monkeypatch: pytest.MonkeyPatch, owner: type, name: str) -> None:
        self.calls, self.fail_at, self.most = 0, set[int](), 1_000_000
        self.seen: list[int] = []
        work = getattr(owner, name)

        def limited(this: Any, inputs: Tensor, *more: Any) -> Any:
            self.calls += 1
            self.seen.append(len(inputs))
            if self.calls in self.fail_at or len(inputs) > self.most:
                raise RuntimeError(FULL)
            return work(this, inputs, *more)

        monkeypatch.setattr(owner, name, limited)


def notices(events: list[Event]) -> list[str]:
    return [str(event.text) for event in events if isinstance(event, Notice)]


def head_of(run: Path) -> Tensor:
    weight: Tensor = load_file(run / "last.safetensors")["model.fc.weight"]
    return weight


@pytest.mark.parametrize(
    ("call", "epochs"),
    [(1, 2), (2, 1), (4, 1), (5, 1)],
    ids=["first step of two epochs", "second step", "last step", "evaluation"],
)
def test_training_continues_with_half_as_many_pictures(
    make_run: MakeRun, monkeypatch: pytest.MonkeyPatch, call: int, epochs: int
) -> None:
    limit = Limit(monkeypatch, ResNet, "rest")
    limit.fail_at = {call}  # 4 steps and one evaluation an epoch
    events = list(train(make_run(epochs=epochs)))
    assert isinstance(events[-1], RunFinished), events[-1]
    assert notices(events) == [
        "The memory was full, so the network is given 4 pictures at a time from now on. A step still learns from 8, "
        "but BatchNorm takes its statistics from 4 at a time."
    ]
    assert [event.step for event in events if isinstance(event, BatchEnd)] == list(range(1, 4 * epochs + 1))
    assert [event.epoch for event in events if isinstance(event, EpochEnd)] == list(range(1, epochs + 1))
    assert max(limit.seen[call:]) <= 4


def test_pieces_are_halved_until_they_fit(make_run: MakeRun, monkeypatch: pytest.MonkeyPatch) -> None:
    limit = Limit(monkeypatch, ResNet, "rest")
    limit.most = 2
    events = list(train(make_run()))
    assert isinstance(events[-1], RunFinished)
    assert len(notices(events)) == 2
    assert sum(isinstance(event, BatchEnd) for event in events) == 4


def test_run_fails_with_advice_if_one_picture_does_not_fit(make_run: MakeRun, monkeypatch: pytest.MonkeyPatch) -> None:
    Limit(monkeypatch, ResNet, "rest").most = 0
    run = make_run()
    events = list(train(run))
    assert isinstance(events[-1], RunFailed)
    assert "even with 1 picture at a time" in str(events[-1].error)
    assert "smaller image size" in str(events[-1].error)
    assert len(notices(events)) == 3
    assert not (run / "last.safetensors").exists()


def test_run_without_memory_can_be_resumed_later(make_run: MakeRun, monkeypatch: pytest.MonkeyPatch) -> None:
    run = make_run(epochs=2)
    with monkeypatch.context() as patch:
        failing_behind(patch, set(range(7, 1000)))
        events = list(train(run))
    assert isinstance(events[-1], RunFailed)
    assert isinstance(events[-2], CheckpointSaved)
    again = list(resume(run))
    assert isinstance(again[-1], RunFinished)
    assert [event.step for event in again if isinstance(event, RunResumed)] == [events[-2].step]


def test_batch_norm_that_needs_two_pictures_gets_two(make_run: MakeRun, monkeypatch: pytest.MonkeyPatch) -> None:
    """ResNet-18 ends with one value per channel at 32 pixels, too few for statistics of one picture."""
    limit = Limit(monkeypatch, ResNet, "rest")
    limit.most = 1
    events = list(train(make_run(depth=18, weights="scratch", image_size=32, epochs=1)))
    assert isinstance(events[-1], RunFailed)
    assert "even with 2 pictures at a time" in str(events[-1].error)
    limit.most = 2
    assert isinstance(list(train(make_run(depth=18, weights="scratch", image_size=32, epochs=1)))[-1], RunFinished)


@pytest.mark.parametrize(
    "settings",
    [
        {},
        {"class_weights": "balanced", "label_smoothing": 0.2},
        {"optimizer": "sgd", "batch_size": 7},  # whose last batch is smaller
    ],
    ids=["plain", "weighted", "sgd"],
)
def test_step_in_pieces_gives_the_same_result(
    make_run: MakeRun, monkeypatch: pytest.MonkeyPatch, settings: dict[str, Any]
) -> None:
    """Without trainable BatchNorm, pieces of a batch give the result of the whole batch."""
    settings = {"freeze": "layer3", "precision": "float32", **settings}
    whole, cut = make_run(**settings), make_run(**settings)
    before = list(train(whole))
    Limit(monkeypatch, ResNet, "rest").most = 3
    events = list(train(cut))
    assert isinstance(events[-1], RunFinished)
    assert notices(events)[-1].endswith("A step still learns from 8." if "batch_size" not in settings else "from 7.")
    torch.testing.assert_close(head_of(cut), head_of(whole), rtol=1e-5, atol=1e-6)
    losses = [[end.train_loss for end in events if isinstance(end, EpochEnd)] for events in (before, events)]
    assert losses[0] == pytest.approx(losses[1], rel=1e-5)


@pytest.mark.parametrize("cache", ["100", "0"])
def test_frozen_part_is_computed_in_pieces(make_run: MakeRun, monkeypatch: pytest.MonkeyPatch, cache: str) -> None:
    for name in ("RESNET_STUDIO_MEMORY_CACHE", "RESNET_STUDIO_DISK_CACHE"):
        monkeypatch.setenv(name, cache)
    settings = {"freeze": "layer3", "precision": "float32"}
    whole, cut = make_run(**settings), make_run(**settings)
    monkeypatch.setattr(inputs, "STORES", FeatureStores())
    list(train(whole))
    monkeypatch.setattr(inputs, "STORES", FeatureStores())
    limit = Limit(monkeypatch, FrozenPart, "__call__")
    limit.most = 4
    events = list(train(cut))
    assert isinstance(events[-1], RunFinished), events[-1]
    assert notices(events)
    torch.testing.assert_close(head_of(cut), head_of(whole), rtol=1e-4, atol=1e-5)


def test_failed_transfer_to_the_device_is_retried(make_run: MakeRun, monkeypatch: pytest.MonkeyPatch) -> None:
    calls = []
    work = Loader._batch

    def once_full(*arguments: Any) -> Any:
        calls.append(1)
        if len(calls) == 3:
            raise MemoryError
        return work(*arguments)

    monkeypatch.setattr(Loader, "_batch", once_full)
    events = list(train(make_run()))
    assert isinstance(events[-1], RunFinished)
    assert [event.step for event in events if isinstance(event, BatchEnd)] == list(range(1, 5))
    assert len(notices(events)) == 1


def test_resumed_run_remembers_the_size_of_pieces(make_run: MakeRun, monkeypatch: pytest.MonkeyPatch) -> None:
    limit = Limit(monkeypatch, ResNet, "rest")
    limit.most = 4
    run, asked = make_run(), list[Halt]()
    for event in train(run, lambda: asked[0] if asked else None):
        if isinstance(event, BatchEnd):
            asked.append(Halt.PAUSE)
    assert isinstance(event, RunPaused)
    limit.seen.clear()
    assert isinstance(list(resume(run))[-1], RunFinished)
    assert max(limit.seen) == 4


def test_resume_after_crash_uses_half_as_many_pictures(make_run: MakeRun, monkeypatch: pytest.MonkeyPatch) -> None:
    limit = Limit(monkeypatch, ResNet, "rest")
    events = list(resume(make_run(), after_crash=True))
    assert isinstance(events[-1], RunFinished)
    assert any(text.startswith("The memory may have been full") for text in notices(events))
    assert max(limit.seen) == 4


def failing_behind(monkeypatch: pytest.MonkeyPatch, calls: set[int]) -> None:
    """Raise an out-of-memory error at the end of these forward passes, after they changed their statistics."""
    work, count = ResNet.rest, [0]

    def rest(this: ResNet, *arguments: Any) -> Any:
        result = work(this, *arguments)
        count[0] += 1
        if count[0] in calls:
            raise RuntimeError(FULL)
        return result

    monkeypatch.setattr(ResNet, "rest", rest)


def figures(events: list[Event]) -> list[EpochEnd]:
    assert isinstance(events[-1], RunFinished), events[-1]
    return [replace(event, seconds=0.0, preparing=0.0) for event in events if isinstance(event, EpochEnd)]


def assert_same_end(one: Path, other: Path) -> None:
    states = [load_file(run / "last.safetensors") for run in (one, other)]
    assert states[0].keys() == states[1].keys()
    assert all(torch.equal(value, states[1][name]) for name, value in states[0].items())


def test_step_that_fails_half_way_has_no_effect(make_run: MakeRun, monkeypatch: pytest.MonkeyPatch) -> None:
    """The third step fails completely, then in its second half; the result is that of four pieces from the start."""
    rough, smooth = make_run(), make_run()
    with monkeypatch.context() as patch:
        failing_behind(patch, {3, 5})
        events = list(train(rough))
    assert len(notices(events)) == 2

    optimize, steps = loop_module.optimize, [0]

    def cut(setup: Any, optimizer: Any, micro_batch: MicroBatch, *arguments: Any) -> Any:
        steps[0] += 1
        if steps[0] == 3:
            micro_batch.pieces = 4
        return optimize(setup, optimizer, micro_batch, *arguments)

    monkeypatch.setattr(loop_module, "optimize", cut)
    assert figures(events) == figures(list(train(smooth)))
    assert_same_end(rough, smooth)


def test_validation_that_fails_half_way_counts_each_picture_once(
    make_run: MakeRun, monkeypatch: pytest.MonkeyPatch
) -> None:
    rough, smooth = make_run(batch_size=4), make_run(batch_size=4)  # 8 steps, and two batches of validation
    with monkeypatch.context() as patch:
        failing_behind(patch, {10})
        events = list(train(rough))
    assert len(notices(events)) == 1

    validate = Loop._validate

    def cut(this: Loop, *arguments: Any) -> Any:
        this._state.micro_batch.pieces = 2
        return validate(this, *arguments)

    monkeypatch.setattr(Loop, "_validate", cut)
    expected = list(train(smooth))
    assert figures(events) == figures(expected)
    counts = [[event.total for event in events if isinstance(event, Predictions)] for events in (events, expected)]
    assert counts[0] == counts[1] == [6]
    assert_same_end(rough, smooth)


LIMITED = """
import resource, sys
from pathlib import Path
import psutil, torch
from resnet_studio.core.protocol.event_json import to_json
from resnet_studio.engine.jobs.train import train

torch.set_num_threads(1)
torch.nn.Conv2d(3, 8, 3)(torch.rand(1, 3, 64, 64, requires_grad=True)).sum().backward()  # loads what it takes
most = psutil.Process().memory_info().vms + int(sys.argv[2]) * 1_000_000
resource.setrlimit(resource.RLIMIT_AS, (most, most))
for event in train(Path(sys.argv[1])):
    print(to_json(event), flush=True)
"""


@pytest.mark.skipif(sys.platform != "linux", reason="only Linux limits how much memory a process may have")
@pytest.mark.parametrize(
    ("megabytes", "enough"),
    [(1500, True), pytest.param(100, False, marks=pytest.mark.long)],  # simulated above
)
def test_training_within_a_real_memory_limit(make_run: MakeRun, megabytes: int, enough: bool) -> None:
    """A step with 30 pictures of 192 px takes about 2 GB; the limit is lower, beside what torch itself takes."""
    run = make_run(epochs=1, batch_size=30, image_size=192, precision="float32", augment="none")
    command = [sys.executable, "-c", LIMITED, str(run), str(megabytes)]
    steady = os.environ | {"MALLOC_ARENA_MAX": "1", "OMP_NUM_THREADS": "1"}
    done = subprocess.run(command, capture_output=True, text=True, timeout=240, check=False, env=steady)
    assert done.returncode == 0, done.stderr
    events = [from_json(line) for line in done.stdout.splitlines()]
    if enough:
        assert "The memory was full" in notices(events)[0]
        assert isinstance(events[-1], RunFinished), events[-1]
        assert any(isinstance(event, EpochEnd) for event in events)
    else:  # which may be so little that there are not even threads to load pictures
        assert isinstance(events[-1], RunFailed)
        assert "The memory is full" in str(events[-1].error)
