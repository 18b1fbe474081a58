"""What a resumed run does where files of its models are damaged or missing, and what it says."""

import json
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
import torch
from safetensors.torch import load_file

from resnet_studio.core.dataset.scan import scan
from resnet_studio.core.protocol.commands import Halt
from resnet_studio.core.protocol.events import BatchEnd, EpochEnd, Event, Notice, RunFailed, RunFinished
from resnet_studio.core.runs.checkpoints import LAST_BEFORE, STATE_BEFORE
from resnet_studio.core.runs.config import TrainConfig
from resnet_studio.core.runs.run import create_run
from resnet_studio.core.runs.run_log import read_history
from resnet_studio.core.runs.summary import summarise
from resnet_studio.engine.answers.model import load_model
from resnet_studio.engine.jobs.train import resume, train
from resnet_studio.engine.network.freeze import parameter_groups
from resnet_studio.engine.network.resnet import build
from resnet_studio.engine.training import loop, pace, saver
from resnet_studio.engine.weights.checked_file import read_checked, write_checked

MakeRun = Callable[..., Path]


@pytest.fixture(autouse=True)
def checkpoints_after_each_epoch(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(saver, "CHECKPOINTS_SHARE", 1000.0)
    monkeypatch.setattr(pace, "BATCH_EVENTS_A_SECOND", 1_000_000)


@pytest.fixture
def make_run(tmp_path: Path, colours: Path) -> MakeRun:
    """Makes a run of a ResNet-20 of three epochs of four steps."""

    def make(**chosen: Any) -> Path:
        settings: dict[str, Any] = {"depth": 20, "epochs": 3, "batch_size": 8, "device": "cpu", **chosen}
        return create_run(tmp_path / "runs", TrainConfig.build(**settings), scan(colours))

    return make


def paused(run: Path, when: Callable[[Event], bool]) -> Path:
    """The run, trained until it was asked to pause."""
    asked: list[Halt] = []
    for event in train(run, lambda: asked[0] if asked else None):
        if when(event) and not asked:
            asked.append(Halt.PAUSE)
    return run


def within_epoch(number: int) -> Callable[[Event], bool]:
    return lambda event: isinstance(event, BatchEnd) and event.epoch == number


def texts(events: list[Event]) -> list[str]:
    return [str(event.text) for event in events if isinstance(event, Notice)]


def flipped(file: Path) -> None:
    """Change one bit in the middle of a file."""
    content = bytearray(file.read_bytes())
    content[len(content) // 2] ^= 4
    file.write_bytes(content)


def improve(file: Path, top1: float) -> None:
    """Say in a best model's file that its epoch was that good."""
    found = read_checked(file)
    epoch = json.loads(found.notes["epoch"]) | {"val_top1": top1}
    write_checked(file, found.tensors, {"epoch": json.dumps(epoch)})


@pytest.mark.parametrize("name", ["last.safetensors", "state.json"])
def test_damaged_checkpoint_is_reported_and_the_one_before_gives_identical_weights(
    make_run: MakeRun, name: str
) -> None:
    whole = make_run()
    list(train(whole))
    run = paused(make_run(), within_epoch(3))
    flipped(run / name)
    events = list(resume(run))
    assert isinstance(events[-1], RunFinished), events[-1]
    assert any(name in text and "goes on from the checkpoint before the last" in text for text in texts(events))
    left, right = (load_file(folder / "last.safetensors") for folder in (whole, run))
    assert [key for key in left if not torch.equal(left[key], right[key])] == []
    best = [load_file(folder / "best.safetensors") for folder in (whole, run)]
    assert all(torch.equal(value, best[1][key]) for key, value in best[0].items())


def test_run_whose_checkpoints_are_both_damaged_is_refused_and_named(make_run: MakeRun) -> None:
    run = paused(make_run(), within_epoch(3))
    flipped(run / "last.safetensors")
    flipped(run / LAST_BEFORE)
    *_, ended = resume(run)
    assert isinstance(ended, RunFailed)
    assert "last.safetensors is damaged" in str(ended.error)
    assert "\n" not in str(ended.error)


def test_finished_run_does_not_keep_the_checkpoint_before(make_run: MakeRun) -> None:
    run = make_run()
    list(train(run))
    assert not (run / LAST_BEFORE).exists()
    assert not (run / STATE_BEFORE).exists()


def lose(run: Path) -> None:
    """Delete every checkpoint of a run, but not its best model."""
    for name in ("last.safetensors", LAST_BEFORE, "state.json", STATE_BEFORE):
        (run / name).unlink()


def test_run_without_its_checkpoints_begins_again_and_keeps_a_better_model(make_run: MakeRun) -> None:
    run = paused(make_run(learning_rate=1e-6), within_epoch(3))
    improve(run / "best.safetensors", 0.99)
    lose(run)
    before = (run / "best.safetensors").read_bytes()
    epoch = json.loads(read_checked(run / "best.safetensors").notes["epoch"])["epoch"]
    events = list(resume(run))
    assert isinstance(events[-1], RunFinished)
    (said,) = (text for text in texts(events) if "begins again" in text)
    assert "before its first checkpoint" not in said
    assert f"The best model, of epoch {epoch} (99.0" in said
    assert said.endswith("is kept until an epoch is better.")
    assert (run / "best.safetensors").read_bytes() == before
    assert (events[-1].best_epoch, events[-1].best_val_top1) == (epoch, 0.99)


def test_run_without_its_checkpoints_still_takes_a_better_model(make_run: MakeRun) -> None:
    run = paused(make_run(), within_epoch(3))
    improve(run / "best.safetensors", 0.01)
    lose(run)
    events = list(resume(run))
    assert isinstance(events[-1], RunFinished)
    assert events[-1].best_val_top1 > 0.01


@pytest.mark.parametrize("harm", [Path.unlink, flipped], ids=["missing", "damaged"])
def test_lost_best_model_is_reported_and_the_best_of_the_epochs_to_come_takes_its_place(
    make_run: MakeRun, harm: Callable[[Path], None]
) -> None:
    run = paused(make_run(), within_epoch(3))
    harm(run / "best.safetensors")
    events = list(resume(run))
    assert isinstance(events[-1], RunFinished)
    assert events[-1].best_epoch == 3
    said = next(text for text in texts(events) if "best.safetensors" in text)
    assert said.endswith("The best epoch is chosen among those that follow.")
    assert load_model(run).info.depth == 20
    history = read_history(run)
    assert history.kept is not None
    assert history.kept.epoch == 3


def test_lost_best_model_after_the_last_epoch_is_replaced_by_the_latest(make_run: MakeRun) -> None:
    run = paused(make_run(), lambda event: isinstance(event, EpochEnd) and event.epoch == 3)
    if not isinstance(read_history(run).ended, RunFinished):
        (run / "best.safetensors").unlink()
        events = list(resume(run))
        assert any("The model of epoch 3, the latest, takes its place." in text for text in texts(events))
        assert isinstance(events[-1], RunFinished)
        assert events[-1].best_epoch == 3
        assert load_model(run)


def test_run_that_stops_early_goes_on_after_its_best_model_was_lost(
    make_run: MakeRun, monkeypatch: pytest.MonkeyPatch
) -> None:
    first = loop.better
    monkeypatch.setattr(loop, "better", lambda new, old, by: old is None or (first(new, old, by) and new.epoch == 1))
    run = paused(make_run(epochs=12, early_stopping=3), within_epoch(4))
    (run / "best.safetensors").unlink()
    events = list(resume(run))
    assert isinstance(events[-1], RunFinished)
    assert events[-1].best_epoch == 4
    assert [event.epoch for event in events if isinstance(event, EpochEnd)] == [4, 5, 6, 7]
    assert load_model(run)


def test_best_model_that_is_a_save_ahead_of_the_checkpoint_is_not_replaced_by_a_worse_one(make_run: MakeRun) -> None:
    """A kill between the two files leaves it so."""
    run = paused(make_run(learning_rate=1e-6), within_epoch(2))
    improve(run / "best.safetensors", 0.99)
    before = (run / "best.safetensors").read_bytes()
    events = list(resume(run))
    assert isinstance(events[-1], RunFinished)
    assert (run / "best.safetensors").read_bytes() == before
    assert events[-1].best_val_top1 == 0.99


def test_run_of_an_earlier_version_is_resumed_with_identical_weights(make_run: MakeRun) -> None:
    whole = make_run(optimizer="adamw")
    list(train(whole))
    run = paused(make_run(optimizer="adamw"), within_epoch(3))
    as_earlier(run)
    assert summarise(run).usable
    events = list(resume(run))
    assert isinstance(events[-1], RunFinished), events[-1]
    left, right = (load_file(folder / "last.safetensors") for folder in (whole, run))
    assert [key for key in left if not torch.equal(left[key], right[key])] == []
    assert not (run / "last.pt").exists()
    assert load_model(run)


def as_earlier(run: Path) -> None:
    """Write the models of a run as the version before did: a pickle each."""
    tensors = load_file(run / "last.safetensors")
    record = json.loads((run / "state.json").read_text("utf-8"))
    network = build(20, 3)
    names = {parameter: name for name, parameter in network.named_parameters()}
    order = [names[parameter] for group in parameter_groups(network, 0.1, 1, 0.1) for parameter in group["params"]]
    state = {
        number: {key: tensors[f"optimizer.{name}.{key}"] for key in ("step", "exp_avg", "exp_avg_sq")}
        for number, name in enumerate(order)
    }
    progress = {key: value for key, value in record["progress"].items() if key not in ("latest", "waiting_since")}
    model = {key.removeprefix("model."): value for key, value in tensors.items() if key.startswith("model.")}
    content = {"model": model, "optimizer": {"state": state, "param_groups": []}, "scaler": {}, "progress": progress}
    torch.save(content, run / "last.pt")
    torch.save(load_file(run / "best.safetensors"), run / "best.pt")
    lose(run)
    (run / "best.safetensors").unlink()
