"""A training gives way to predictions between two events, and is none the worse for it."""

import json
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
import torch
from safetensors.torch import load_file

from resnet_studio.core.dataset.scan import scan
from resnet_studio.core.protocol.commands import Command, Halt
from resnet_studio.core.protocol.events import (
    BatchEnd,
    EpochEnd,
    Event,
    JobFinished,
    JobStopped,
    RunFinished,
    RunPaused,
)
from resnet_studio.core.protocol.jobs.predict import Predict, Prediction
from resnet_studio.core.protocol.jobs.train import Train
from resnet_studio.core.protocol.jobs.weights import CachedWeights
from resnet_studio.core.runs.config import TrainConfig
from resnet_studio.core.runs.run import create_run
from resnet_studio.engine import turns as module
from resnet_studio.engine.inputs import inputs
from resnet_studio.engine.inputs.features import FeatureStores
from resnet_studio.engine.training import pace
from resnet_studio.engine.turns import Turns, left_as_found

HOST, GUEST = 1, 2
MakeRun = Callable[..., Path]


class Window:
    """Receives the events, and has the next guest ready when `offers` says so.

    Attributes:
        events: what was received, with the number of the job.
        halts: how jobs were asked to end.
    """

    def __init__(self, guest: Command, offers: Callable[["Window"], bool]) -> None:
        self.events: list[tuple[int, Event]] = []
        self.halts: dict[int, Halt] = {}
        self._guest, self._offers = guest, offers

    def waiting_job(self) -> tuple[int, Command] | None:
        return (GUEST, self._guest) if self._offers(self) else None

    def halt(self, job: int) -> Halt | None:
        return self.halts.get(job)

    def send(self, number: int, event: Event) -> None:
        self.events.append((number, event))

    def kinds(self, number: int) -> list[type[Event]]:
        return [type(event) for job, event in self.events if job == number]

    def do(self, command: Command) -> None:
        Turns(self, self.send).do(HOST, command)  # type: ignore[arg-type]


def never(_: Window) -> bool:
    return False


def always(_: Window) -> bool:
    return True


def once(window: Window) -> bool:
    return GUEST not in {job for job, _ in window.events}


@pytest.fixture
def make_run(
    colours: Path, tmp_path: Path, resnet20_weights: Path, monkeypatch: pytest.MonkeyPatch
) -> Callable[..., Path]:
    """Makes a run that reports each batch and computes what is frozen for itself."""
    monkeypatch.setattr(pace, "BATCH_EVENTS_A_SECOND", 1_000_000)

    def make(name: str, freeze: str = "none") -> Path:
        monkeypatch.setattr(inputs, "STORES", FeatureStores())
        config = TrainConfig.build(
            depth=20, weights=str(resnet20_weights), freeze=freeze, epochs=2, batch_size=8, device="cpu"
        )
        return create_run(tmp_path, config, scan(colours), name=name)

    return make


@pytest.fixture
def ask(colours: Path, colours_run: Path) -> Predict:
    """A prediction of more pictures than one batch holds."""
    return Predict(str(colours_run), tuple(str(path) for path in sorted(colours.rglob("*.png"))[:20]), "cpu")


def same(one: Any, other: Any) -> bool:
    """Whether two checkpoints hold the same, bit for bit."""
    if isinstance(one, torch.Tensor):
        return torch.equal(one, other)
    if isinstance(one, dict):
        return one.keys() == other.keys() and all(same(one[key], other[key]) for key in one)
    if isinstance(one, list | tuple):
        return len(one) == len(other) and all(map(same, one, other))
    return bool(one == other)


@pytest.mark.parametrize("freeze", ["none", "layer1"])
def test_run_interrupted_by_predictions_has_identical_weights(make_run: MakeRun, ask: Predict, freeze: str) -> None:
    windows, runs = (Window(ask, always), Window(ask, never)), []
    for window, name in zip(windows, ("interrupted", "alone"), strict=True):
        runs.append(make_run(name, freeze))
        window.do(Train(str(runs[-1])))
    assert windows[0].kinds(GUEST).count(JobFinished) > 1
    assert windows[1].kinds(GUEST) == []
    losses = [[event.loss for _, event in window.events if isinstance(event, BatchEnd)] for window in windows]
    assert len(losses[0]) == 8
    assert losses[0] == losses[1]
    assert same(*(load_file(run / "best.safetensors") for run in runs))
    assert same(*(load_file(run / "last.safetensors") for run in runs)), "weights, BatchNorm statistics, optimiser"
    positions = [json.loads((run / "state.json").read_text("utf-8"))["progress"] for run in runs]
    for position in positions:
        assert position.pop("best")["epoch"]  # it has the epoch's seconds, which differ
        assert position.pop("latest")["epoch"]
    assert same(*positions)


def test_few_pictures_are_predicted_between_two_batches(make_run: MakeRun, ask: Predict) -> None:
    window = Window(ask, lambda window: once(window) and window.kinds(HOST)[-1] is BatchEnd)
    window.do(Train(str(make_run("run"))))
    jobs = [job for job, _ in window.events]
    first = jobs.index(GUEST)
    guest = window.kinds(GUEST)
    assert guest.count(Prediction) == 20
    assert guest[-1] is JobFinished
    assert set(jobs[first : first + len(guest)]) == {GUEST}, "the training stands still for them"
    assert window.kinds(HOST)[: first + 1].count(EpochEnd) == 0
    assert window.kinds(HOST)[-1] is RunFinished, window.events[-1]


def test_many_pictures_take_turns_with_the_training(
    make_run: MakeRun, ask: Predict, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(module, "TURN_SECONDS", 0.0)
    window = Window(ask, lambda window: once(window) and window.kinds(HOST)[-1] is BatchEnd)
    window.do(Train(str(make_run("run"))))
    jobs = [job for job, _ in window.events]
    first = jobs.index(GUEST)
    assert jobs[first + 1] == HOST
    assert jobs[-1] == GUEST, "what is left when the training ends is done then"
    assert window.kinds(GUEST).count(Prediction) == 20


def test_training_asked_to_pause_goes_before_its_guest(make_run: MakeRun, ask: Predict) -> None:
    window = Window(ask, lambda window: once(window) and window.kinds(HOST)[-1] is BatchEnd)

    def send(number: int, event: Event) -> None:
        window.events.append((number, event))
        if isinstance(event, Prediction):
            window.halts[HOST] = Halt.PAUSE

    Turns(window, send).do(HOST, Train(str(make_run("run"))))  # type: ignore[arg-type]
    jobs = [job for job, _ in window.events]
    assert jobs[jobs.index(GUEST) + 1] == HOST
    end = window.kinds(HOST).index(RunPaused)
    assert end == len(window.kinds(HOST)) - 1
    assert window.kinds(GUEST)[-1] is JobFinished


def test_cancelled_guest_ends_at_its_turn(make_run: MakeRun, ask: Predict) -> None:
    window = Window(ask, once)
    window.halts[GUEST] = Halt.STOP
    window.do(Train(str(make_run("run"))))
    assert window.kinds(GUEST) == [JobStopped]
    assert window.kinds(HOST)[-1] is RunFinished, window.events[-1]


def test_short_job_does_not_give_way(ask: Predict) -> None:
    window = Window(ask, always)
    window.do(CachedWeights())
    assert window.kinds(GUEST) == []


def test_random_state_and_threads_are_left_as_found() -> None:
    threads, state = torch.get_num_threads(), torch.get_rng_state()
    with left_as_found():
        torch.rand(3)
        torch.set_num_threads(threads + 1)
    assert torch.get_num_threads() == threads
    assert torch.equal(torch.get_rng_state(), state)
