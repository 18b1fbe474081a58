"""Training for real: a small network on small pictures, and what it leaves behind."""

import dataclasses
import json
import math
import shutil
from collections.abc import Callable
from pathlib import Path
from typing import Any, TypeVar

import numpy as np
import pytest
import torch
from PIL import Image
from safetensors.torch import load_file

from resnet_studio.core.basics import places
from resnet_studio.core.dataset.scan import scan
from resnet_studio.core.pictures.value_scale import ValueScale
from resnet_studio.core.protocol.commands import Halt
from resnet_studio.core.protocol.events import (
    TERMINAL,
    BatchEnd,
    CheckpointSaved,
    EpochEnd,
    Event,
    Notice,
    Predictions,
    RunFailed,
    RunFinished,
    RunPaused,
    RunStarted,
    RunStopped,
)
from resnet_studio.core.protocol.jobs.evaluate import Evaluate, Evaluated
from resnet_studio.core.runs.config import TrainConfig
from resnet_studio.core.runs.run import ModelInfo, create_run, read_dataset
from resnet_studio.core.runs.run_log import is_being_written, read_events, read_history
from resnet_studio.engine.answers.score import Score
from resnet_studio.engine.jobs.train import MIXED, _about_figures, train
from resnet_studio.engine.network.resnet import build
from resnet_studio.engine.run_job import run_job
from resnet_studio.engine.training import loop, pace
from tests.core.archives.made import made

E = TypeVar("E")
MakeRun = Callable[..., Path]


@pytest.fixture
def make_run(tmp_path: Path, colours: Path) -> MakeRun:
    """A function that makes a run of a ResNet-20 from scratch on the colours."""

    def make(folder: Path = colours, **chosen: Any) -> Path:
        settings = {"depth": 20, "epochs": 2, "batch_size": 8, "device": "cpu", **chosen}
        return create_run(tmp_path / "runs", TrainConfig.build(**settings), scan(folder))

    return make


@pytest.fixture(scope="module")
def finished(colours: Path, tmp_path_factory: pytest.TempPathFactory) -> tuple[Path, list[Event]]:
    """A run that was trained to its end, with its events, for tests that only read it."""
    config = TrainConfig.build(depth=20, epochs=4, batch_size=8, device="cpu")
    run = create_run(tmp_path_factory.mktemp("runs"), config, scan(colours))
    return run, list(train(run))


def of_kind(events: list[Event], kind: type[E]) -> list[E]:
    return [event for event in events if isinstance(event, kind)]


def test_training_reaches_full_accuracy_and_writes_every_file(finished: tuple[Path, list[Event]]) -> None:
    run, events = finished
    assert isinstance(events[0], RunStarted)
    assert events[0].classes == ("blue", "green", "red")
    assert (events[0].train, events[0].validation) == (30, 6)
    assert isinstance(events[-1], RunFinished)
    assert events[-1].best_val_top1 == 1.0
    assert sum(isinstance(event, TERMINAL) for event in events) == 1
    assert [epoch.epoch for epoch in of_kind(events, EpochEnd)] == [1, 2, 3, 4]
    assert {path.name for path in run.iterdir()} == {
        "config.json", "dataset.json", "events.jsonl", "best.safetensors", "last.safetensors", "state.json",
        "model.json", "calibration.json", "results",
    }  # fmt: skip


def test_run_on_deep_pictures_trains_evaluates_and_records_on_one_scale(make_run: MakeRun, tmp_path: Path) -> None:
    folder = tmp_path / "cells"
    for label, name in enumerate(("dark", "bright")):
        (folder / name).mkdir(parents=True)
        for number in range(10):
            values = np.random.default_rng(number).integers(0, 400, (32, 32)) + 3000 * label
            Image.fromarray(values.astype(np.uint16)).save(folder / name / f"{number}.png")
    run = make_run(folder, epochs=10)
    events = list(train(run))
    assert ModelInfo.read(run).scale == read_dataset(run).scale == ValueScale(integers=(0, 4095))
    assert any("4,095" in str(notice.text) for notice in of_kind(events, Notice))
    assert events[-1].best_val_top1 == 1.0
    evaluated = of_kind(list(run_job(Evaluate(str(run), str(folder), "cpu"))), Evaluated)
    assert [end.top1 for end in evaluated] == [1.0]


def test_event_log_replays_the_reported_events(finished: tuple[Path, list[Event]]) -> None:
    run, events = finished
    assert repr(list(read_events(run))) == repr(events)  # repr, because NaN is unequal to itself
    history = read_history(run)
    assert history.ended == events[-1]
    assert history.best is not None
    assert history.best.epoch == events[-1].best_epoch  # type: ignore[union-attr]


def test_run_is_free_as_soon_as_its_ending_is_reported(make_run: MakeRun) -> None:
    run = make_run(epochs=1)
    for event in train(run):
        assert is_being_written(run) is not isinstance(event, TERMINAL)


def test_models_are_safetensors_in_torchvisions_shapes(finished: tuple[Path, list[Event]]) -> None:
    run, _ = finished
    state = load_file(run / "best.safetensors")
    assert state["fc.weight"].shape == (3, 64)
    assert state["layer3.0.conv1.weight"].dtype == torch.float32
    last = load_file(run / "last.safetensors")
    assert last["model.fc.weight"].shape == last["optimizer.fc.weight.exp_avg"].shape == (3, 64)
    assert json.loads((run / "state.json").read_text("utf-8"))["progress"]["step"] == 16


def test_losses_are_equal_for_equal_seeds_and_differ_for_others(make_run: MakeRun) -> None:
    def losses(seed: int) -> list[float]:
        events = list(train(make_run(seed=seed, precision="float32", augment="strong")))
        return [epoch.train_loss for epoch in of_kind(events, EpochEnd)]

    assert losses(3) == losses(3)
    assert losses(3) != losses(4)


@pytest.mark.parametrize(("halt", "ending"), [(Halt.STOP, RunStopped), (Halt.PAUSE, RunPaused)])
def test_stop_or_pause_ends_within_an_epoch_and_keeps_the_best(
    make_run: MakeRun, halt: Halt, ending: type[Event]
) -> None:
    run = make_run(epochs=50)
    asked: list[Halt] = []
    events = []
    for event in train(run, lambda: asked[0] if asked else None):
        events.append(event)
        if isinstance(event, BatchEnd) and event.epoch == 2 and not asked:
            asked.append(halt)
    assert isinstance(events[-1], ending)
    assert of_kind(events, EpochEnd)[-1].epoch == 1
    assert isinstance(events[-2], CheckpointSaved)
    assert events[-2].step >= 5
    assert (run / "best.safetensors").is_file()
    assert (run / "last.safetensors").is_file()


def test_run_stopped_before_its_start_ends_with_run_stopped(make_run: MakeRun) -> None:
    events = list(train(make_run(), lambda: Halt.STOP))
    assert isinstance(events[-1], RunStopped)
    assert events[-1].best_epoch == 0
    assert math.isnan(events[-1].best_val_top1)


def test_unreadable_pictures_are_reported_once_and_left_out(make_run: MakeRun, copied_colours: Path) -> None:
    broken = copied_colours / "red" / "red 3.png"
    broken.write_bytes(broken.read_bytes()[:200])
    vanished = copied_colours / "blue" / "blue 1.png"
    run = make_run(copied_colours)
    vanished.unlink()
    events = list(train(run))
    assert isinstance(events[-1], RunFinished)
    assert sorted(Path(notice.path).name for notice in of_kind(events, Notice)) == ["blue 1.png", "red 3.png"]


def test_second_of_two_epochs_of_one_step_learns(make_run: MakeRun, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(pace, "BATCH_EVENTS_A_SECOND", 1_000_000)
    batches = of_kind(list(train(make_run(batch_size=30))), BatchEnd)
    assert [event.step for event in batches] == [1, 2]
    assert batches[1].learning_rate == pytest.approx(batches[0].learning_rate / 2)


def test_schedule_ends_with_the_run_if_an_epoch_becomes_shorter(make_run: MakeRun, copied_colours: Path) -> None:
    for number in range(12):
        (copied_colours / "red" / f"red {number}.png").write_bytes(b"broken")
    events = list(train(make_run(copied_colours, epochs=3)))
    last = of_kind(events, BatchEnd)[-1]
    assert last.steps == of_kind(events, EpochEnd)[-1].step
    assert last.learning_rate < 1e-3


def test_missing_pictures_fail_the_run_with_an_explanation(make_run: MakeRun, copied_colours: Path) -> None:
    run = make_run(copied_colours)
    for picture in copied_colours.rglob("*.png"):
        picture.unlink()
    events = list(train(run))
    assert isinstance(events[-1], RunFailed)
    assert "None of the training pictures" in str(events[-1].error)


def test_damaged_config_fails_the_run_naming_file_and_field(make_run: MakeRun) -> None:
    run = make_run()
    record = json.loads((run / "config.json").read_text("utf-8"))
    (run / "config.json").write_text(json.dumps(record | {"epochs": "many"}), "utf-8")
    (event,) = train(run)
    assert isinstance(event, RunFailed)
    assert "config.json" in str(event.error)
    assert "epochs is 'many'" in str(event.error)


def test_overflowing_loss_fails_the_run_with_advice(make_run: MakeRun, tmp_path: Path) -> None:
    state = build(20, 3).state_dict()
    state["fc.weight"].fill_(3e38)  # finite, but any logit of it is not
    torch.save({"state_dict": state, "classes": ["blue", "green", "red"]}, tmp_path / "huge.pth")
    run = make_run(weights=str(tmp_path / "huge.pth"), freeze="none", learning_rate=0.01)
    events = list(train(run))
    assert isinstance(events[-1], RunFailed)
    assert "learning rate lower than 0.01" in str(events[-1].error)


def test_followed_pictures_are_of_every_class(finished: tuple[Path, list[Event]]) -> None:
    predictions = of_kind(finished[1], Predictions)[0]
    assert {picture.true for picture in predictions.pictures} == {0, 1, 2}
    assert all(abs(sum(picture.probabilities) - 1) < 1e-3 for picture in predictions.pictures)
    assert predictions.total == sum(predictions.cells[2::3]) == 6


@pytest.mark.parametrize("batch_size", [29, 15])
def test_single_last_picture_joins_the_batch_before(make_run: MakeRun, batch_size: int) -> None:
    events = list(train(make_run(epochs=1, batch_size=batch_size)))
    assert isinstance(events[-1], RunFinished)
    assert of_kind(events, EpochEnd)[0].step == {29: 1, 15: 2}[batch_size]


def test_early_stopping_ends_before_the_last_epoch(make_run: MakeRun) -> None:
    run = make_run(epochs=60, early_stopping=2, learning_rate=1e-8)
    events = list(train(run))
    assert isinstance(events[-1], RunFinished)
    assert len(of_kind(events, EpochEnd)) < 60


@pytest.mark.parametrize(("by", "best"), [("loss", 3), ("top1", 2)])
def test_best_epoch_is_the_one_that_the_settings_ask_for(
    make_run: MakeRun, monkeypatch: pytest.MonkeyPatch, by: str, best: int
) -> None:
    figures = iter([(0.5, 1.0), (0.9, 0.8), (0.8, 0.5)])

    class Scripted(Score):
        def __init__(self) -> None:
            super().__init__()
            self.figures = next(figures)

        top1 = property(lambda self: self.figures[0])
        loss = property(lambda self: self.figures[1])

    monkeypatch.setattr(loop, "Score", Scripted)
    run = make_run(epochs=3, best_by=by)
    events = list(train(run))
    assert isinstance(events[-1], RunFinished)
    kept = read_history(run, outline=True).kept
    assert (events[-1].best_epoch, kept.epoch if kept else 0) == (best, best)


@pytest.mark.parametrize("setting", [
    {"optimizer": "sgd"}, {"schedule": "constant"}, {"augment": "none"}, {"class_weights": "balanced"},
    {"label_smoothing": 0.1}, {"shortcuts": False}, {"precision": "float32"}, {"depth": 18, "weights": "scratch",
    "image_size": 32},
], ids=str)  # fmt: skip
def test_training_works_with_each_setting(make_run: MakeRun, setting: dict[str, Any]) -> None:
    events = list(train(make_run(**{"epochs": 1, **setting})))
    assert isinstance(events[-1], RunFinished), events[-1]
    (epoch,) = of_kind(events, EpochEnd)
    assert all(math.isfinite(value) for value in dataclasses.astuple(epoch))


@pytest.mark.parametrize(("freeze", "said"), [("layer4", False), ("layer3", True)], ids=["head alone", "layers"])
def test_figures_are_said_to_be_of_mixed_pictures_where_any_are_mixed(freeze: str, said: bool) -> None:
    assert (MIXED in _about_figures(TrainConfig.build(freeze=freeze, cutmix=1.0))) == said


def test_stop_is_heard_while_an_archive_is_unpacked_again(make_run: MakeRun, tmp_path: Path) -> None:
    pictures = {f"{name}/{number}.png": b"x" for name in "ab" for number in range(5)}
    run = make_run(made(tmp_path / "pets.zip", pictures))
    shutil.rmtree(places.cache_folder())
    assert isinstance(list(train(run, lambda: Halt.STOP))[-1], RunStopped)
    assert list((places.cache_folder() / "archives").iterdir()) == []
