"""Runs with one phase, and with layers that are unfrozen on the way."""

from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest
import torch
from torch import Tensor

from resnet_studio.core.dataset.scan import scan
from resnet_studio.core.protocol.commands import Halt
from resnet_studio.core.protocol.events import BatchEnd, EpochEnd, Event, Progress, RunFailed, RunFinished, RunPaused
from resnet_studio.core.runs.config import TrainConfig
from resnet_studio.core.runs.run import create_run
from resnet_studio.engine.inputs import inputs
from resnet_studio.engine.inputs.features import FeatureStores
from resnet_studio.engine.jobs.train import resume, train
from resnet_studio.engine.training import pace, state
from resnet_studio.engine.training.checkpoint import read_last
from resnet_studio.engine.training.phases import TrainingPhase, phases

UP_TO = {name: ("stem", "layer1", "layer2", "layer3")[:count] for count, name in enumerate(
    ("none", "stem", "layer1", "layer2", "layer3"))}  # fmt: skip
STEPS_AN_EPOCH = 4
MakeRun = Callable[..., Path]
Whole = tuple[Path, list[Event]]


@pytest.fixture
def make_run(tmp_path: Path, resnet20_weights: Path, colours: Path, monkeypatch: pytest.MonkeyPatch) -> MakeRun:
    """Makes a run of four epochs on 30 pictures."""
    monkeypatch.setattr(pace, "BATCH_EVENTS_A_SECOND", 1_000_000)
    monkeypatch.setattr(inputs, "STORES", FeatureStores())
    config = TrainConfig.build(
        depth=20, weights=str(resnet20_weights), freeze="layer3", epochs=4, batch_size=8, device="cpu",
        precision="float32", learning_rate=1e-2, augment="light", views=2,
    )  # fmt: skip
    return lambda runs=tmp_path / "runs": create_run(runs, config, scan(colours))


@pytest.fixture(params=[("layer3", "layer2"), ("layer3", "none"), ("layer2", "layer3")], ids=" then ".join)
def two_phases(
    request: pytest.FixtureRequest, monkeypatch: pytest.MonkeyPatch
) -> Iterator[tuple[TrainingPhase, TrainingPhase]]:
    """Every run has two phases of two epochs, frozen up to these stages."""
    first, second = request.param
    made = (TrainingPhase(1, 1, 2, UP_TO[first], 1e-2), TrainingPhase(2, 3, 4, UP_TO[second], 1e-3))
    monkeypatch.setattr(state, "phases", lambda _: made)
    return made


@pytest.fixture(scope="module")
def wholes() -> dict[tuple[TrainingPhase, ...], Whole]:
    return {}


@pytest.fixture
def whole(
    make_run: MakeRun,
    two_phases: tuple[TrainingPhase, TrainingPhase],
    wholes: dict[tuple[TrainingPhase, ...], Whole],
    tmp_path_factory: pytest.TempPathFactory,
) -> Whole:
    """The uninterrupted run of two phases and its events, trained once."""
    if two_phases not in wholes:
        run = make_run(tmp_path_factory.mktemp("whole"))
        wholes[two_phases] = run, list(train(run))
    return wholes[two_phases]


def paused_after(run: Path, step: int, job: Callable[..., Iterator[Event]] = train) -> list[Event]:
    asked: list[Halt] = []
    events = []
    for event in job(run, lambda: asked[0] if asked else None):
        events.append(event)
        if isinstance(event, BatchEnd) and event.step == step:
            asked.append(Halt.PAUSE)
    return events


def weights(run: Path) -> dict[str, Tensor]:
    last = read_last(run)
    assert last is not None
    return last.model | {f"optimizer {name}": value for name, value in last.moments.items()}


def of_stage(name: str, found: dict[str, Tensor]) -> list[Tensor]:
    return [found[key] for key in sorted(found) if key.startswith(name)]


def test_run_has_one_phase_over_all_epochs() -> None:
    config = TrainConfig.build(depth=20, weights="scratch", epochs=7, learning_rate=0.02)
    assert phases(config) == (TrainingPhase(1, 1, 7, config.frozen, 0.02),)


def test_top_layers_learn_first_for_a_share_of_the_epochs(resnet20_weights: Path) -> None:
    chosen = {"depth": 20, "weights": str(resnet20_weights), "learning_rate": 0.02}
    config = TrainConfig.build(**chosen, freeze="none", epochs=6, top_first=0.67)
    assert phases(config) == (TrainingPhase(1, 1, 4, UP_TO["layer2"], 0.02), TrainingPhase(2, 5, 6, (), 0.02))
    two = TrainConfig.build(**chosen, freeze="stem", epochs=2, top_first=0.9)
    assert [(phase.first, phase.last) for phase in phases(two)] == [(1, 1), (2, 2)]
    for nothing_else in ({"freeze": "layer2"}, {"freeze": "layer3"}, {"freeze": "none", "weights": "scratch"}):
        config = TrainConfig.build(**(chosen | {"epochs": 4, "top_first": 0.5} | nothing_else))
        assert phases(config) == (TrainingPhase(1, 1, 4, config.frozen, 0.02),)
    record = config.to_record()
    del record["top_first"]  # of an earlier version
    assert TrainConfig.from_record(record).top_first == 0


def test_second_phase_trains_other_layers_at_its_own_rates(
    whole: Whole, two_phases: tuple[TrainingPhase, TrainingPhase]
) -> None:
    run, events = whole
    assert isinstance(events[-1], RunFinished), events[-1]
    assert [event.epoch for event in events if isinstance(event, EpochEnd)] == [1, 2, 3, 4]
    batches = [event for event in events if isinstance(event, BatchEnd)]
    assert [event.step for event in batches] == list(range(1, 4 * STEPS_AN_EPOCH + 1))
    assert {event.steps for event in batches} == {4 * STEPS_AN_EPOCH}
    rates = [event.learning_rate for event in batches]
    middle = 2 * STEPS_AN_EPOCH
    for phase, part in zip(two_phases, (rates[:middle], rates[middle:]), strict=True):
        assert max(part) == pytest.approx(phase.learning_rate, rel=0.1)  # each phase has a whole schedule
        assert 0 < part[-1] < 0.1 * phase.learning_rate
    last = read_last(run)
    assert last is not None
    progress: Any = last.progress
    assert (progress["phase"], progress["phase_start"]) == (2, middle)


def test_frozen_layers_keep_their_weights_in_each_phase(
    make_run: MakeRun, two_phases: tuple[TrainingPhase, TrainingPhase], resnet20_weights: Path
) -> None:
    run = make_run()
    assert isinstance(paused_after(run, 2 * STEPS_AN_EPOCH)[-1], RunPaused)
    start, middle = torch.load(resnet20_weights, weights_only=True), weights(run)
    assert isinstance(list(resume(run))[-1], RunFinished)
    end = weights(run)
    for phase, (before, after) in zip(two_phases, ((start, middle), (middle, end)), strict=True):
        for stage in ("layer1", "layer2", "layer3"):
            same = all(map(torch.equal, of_stage(stage, before), of_stage(stage, after)))
            assert same == (stage in phase.frozen), (phase.number, stage)


@pytest.mark.parametrize(
    "step",
    [
        pytest.param(5, id="in the first", marks=pytest.mark.long),  # as in a run of one phase: test_resume
        pytest.param(8, id="at its end"),
        pytest.param(9, id="in the second"),
        pytest.param(13, id="in its last epoch", marks=pytest.mark.long),
    ],
)
def test_resume_in_either_phase_gives_identical_weights(
    make_run: MakeRun, whole: Whole, step: int, monkeypatch: pytest.MonkeyPatch
) -> None:
    paused = make_run()
    monkeypatch.setattr(inputs, "STORES", FeatureStores())  # what was cached is gone with the process
    assert isinstance(paused_after(paused, step)[-1], RunPaused)
    monkeypatch.setattr(inputs, "STORES", FeatureStores())
    assert isinstance(list(resume(paused))[-1], RunFinished)
    one, other = weights(whole[0]), weights(paused)
    assert one.keys() == other.keys()
    assert [name for name in one if not torch.equal(one[name], other[name])] == []


def test_frozen_inputs_are_prepared_for_each_phase(
    whole: Whole, two_phases: tuple[TrainingPhase, TrainingPhase]
) -> None:
    starts = [event for event in whole[1] if isinstance(event, Progress) and event.done == 0]
    with_frozen_stem = sum(bool(phase.frozen) for phase in two_phases)
    assert len(starts) == with_frozen_stem * 2  # two views each


def test_checkpoint_of_an_unknown_phase_does_not_fit(make_run: MakeRun, change_checkpoint: Callable[..., None]) -> None:
    run = make_run()
    paused_after(run, 3)
    change_checkpoint(run, progress=lambda progress: progress.update(phase=3))
    ended: Any = list(resume(run))[-1]
    assert isinstance(ended, RunFailed)
    assert "does not fit the run's settings" in str(ended.error)
