"""Full disks, changed or missing pictures, diverging losses: the run ends with an explanation and keeps its files."""

import json

# Long: each fault of disk, pictures and numbers is provoked in the same small run.
import math
import os
import shutil
import subprocess
import time
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest
import torch
from torch import Tensor
from torch.nn import functional

from resnet_studio.core.dataset.scan import scan
from resnet_studio.core.protocol.events import (
    BatchEnd,
    CheckpointSaved,
    EpochEnd,
    Event,
    Notice,
    RunFailed,
    RunFinished,
)
from resnet_studio.core.runs.config import TrainConfig
from resnet_studio.core.runs.run import create_run
from resnet_studio.core.runs.run_log import read_events, read_history
from resnet_studio.core.runs.summary import summarise
from resnet_studio.engine.answers.model import load_model
from resnet_studio.engine.jobs.train import resume, train
from resnet_studio.engine.training import optimizer, pace, saver
from resnet_studio.engine.training.checkpoint import read_last

MakeRun = Callable[..., Path]
Moment = Callable[[Event], bool]
Weights = dict[str, Tensor]
SETTINGS: dict[str, Any] = {"depth": 20, "epochs": 3, "batch_size": 8, "device": "cpu"}


@pytest.fixture(scope="module")
def uninterrupted(colours: Path, tmp_path_factory: pytest.TempPathFactory) -> Weights:
    """The weights of an undisturbed run with these settings."""
    run = create_run(tmp_path_factory.mktemp("runs"), TrainConfig.build(**SETTINGS), scan(colours))
    assert isinstance(list(train(run))[-1], RunFinished)
    return weights_of(run)


@pytest.fixture
def make_run(tmp_path: Path, copied_colours: Path, monkeypatch: pytest.MonkeyPatch) -> MakeRun:
    """A function that makes a run of a ResNet-20: 30 pictures, batches of 8; each picture is decoded at each epoch."""
    monkeypatch.setattr(pace, "BATCH_EVENTS_A_SECOND", 1_000_000)
    monkeypatch.setenv("RESNET_STUDIO_DISK_CACHE", "0")

    def make(runs: Path = tmp_path / "runs", **chosen: Any) -> Path:
        return create_run(runs, TrainConfig.build(**SETTINGS | chosen), scan(copied_colours))

    return make


def train_with_change(run: Path, moment: Moment, change: Callable[[], object]) -> list[Event]:
    """The events of a run, during which something changes once."""
    events, changed = [], False
    for event in train(run):
        events.append(event)
        if not changed and moment(event):
            changed = True
            change()
    assert changed
    return events


def first_epoch(event: Event) -> bool:
    return isinstance(event, EpochEnd)


def after(step: int) -> Moment:
    return lambda event: isinstance(event, BatchEnd) and event.step == step


def failure(events: list[Event]) -> str:
    assert isinstance(events[-1], RunFailed), events[-1]
    return str(events[-1].error)


def weights_of(run: Path) -> Weights:
    state = read_last(run)
    assert state is not None
    return state.model


def step_of(run: Path) -> int:
    step: int = json.loads((run / "state.json").read_text("utf-8"))["progress"]["step"]
    return step


# The pictures ----------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("what", "moment"),
    [("root", first_epoch), ("mount", after(2)), ("class", after(6))],
    ids=["root after an epoch", "mount within the first", "class within the second"],
)
def test_run_fails_if_its_pictures_vanish_and_is_resumed_when_they_are_back(
    make_run: MakeRun, copied_colours: Path, tmp_path: Path, uninterrupted: Weights, what: str, moment: Moment
) -> None:
    run = make_run()
    gone = {"root": copied_colours, "mount": copied_colours, "class": copied_colours / "red"}[what]

    def unplug() -> None:
        gone.rename(tmp_path / "elsewhere")
        if what == "mount":
            gone.mkdir()  # the folder that a drive was mounted on stays, empty

    events = train_with_change(run, moment, unplug)
    assert "cannot be reached any more" in failure(events)
    assert str(copied_colours) in failure(events)
    assert not any(event.path for event in events if isinstance(event, Notice))
    assert read_history(run).resumable

    if what == "mount":
        gone.rmdir()
    (tmp_path / "elsewhere").rename(gone)
    assert isinstance(list(resume(run))[-1], RunFinished)
    assert all(torch.equal(value, uninterrupted[name]) for name, value in weights_of(run).items())


def test_folder_without_permission_fails_the_run(
    make_run: MakeRun, copied_colours: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Root may read everything, so that the refusal is made here: of the pictures, and of their folder."""
    run, opened, scanned = make_run(), Path.open, os.scandir

    def withdraw() -> None:
        def refuse(path: Any, *_: Any, **__: Any) -> Any:
            if str(copied_colours) in str(path):
                raise PermissionError(13, "Permission denied", str(path))
            return opened(path, *_, **__) if isinstance(path, Path) else scanned(path)

        monkeypatch.setattr(Path, "open", refuse)
        monkeypatch.setattr(os, "scandir", refuse)

    assert "cannot be reached any more" in failure(train_with_change(run, first_epoch, withdraw))


def test_pictures_overwritten_during_training_are_left_out(make_run: MakeRun, copied_colours: Path) -> None:
    def spoil() -> None:
        for name in ("red/red 3.png", "blue/blue 5.png", "green/green 7.png"):
            (copied_colours / name).write_bytes(os.urandom(700))

    events = train_with_change(make_run(), first_epoch, spoil)
    assert isinstance(events[-1], RunFinished)
    named = {Path(event.path).name for event in events if isinstance(event, Notice) and event.path}
    assert named == {"red 3.png", "blue 5.png", "green 7.png"}


def test_resume_reports_pictures_that_changed(make_run: MakeRun, copied_colours: Path) -> None:
    run = make_run()
    train_with_change(run, after(6), lambda: copied_colours.rename(copied_colours.with_name("elsewhere")))
    (failed,) = list(resume(run))
    assert isinstance(failed, RunFailed)
    assert f"the folder {copied_colours} was renamed or moved" in str(failed.error)
    copied_colours.with_name("elsewhere").rename(copied_colours)
    shutil.copyfile(copied_colours / "red" / "red 1.png", copied_colours / "red" / "red 3.png")
    events = list(resume(run))
    assert isinstance(events[-1], RunFinished)
    (text,) = (str(event.text) for event in events if isinstance(event, Notice))
    assert "Of 36 pictures, 1 differs" in text


def test_picture_deleted_during_training_is_left_out(make_run: MakeRun, copied_colours: Path) -> None:
    events = train_with_change(make_run(), first_epoch, (copied_colours / "red" / "red 3.png").unlink)
    assert isinstance(events[-1], RunFinished)
    assert [Path(event.path).name for event in events if isinstance(event, Notice) and event.path] == ["red 3.png"]


def test_run_fails_if_no_picture_can_be_read_any_more(make_run: MakeRun, copied_colours: Path) -> None:
    def spoil() -> None:
        for file in copied_colours.rglob("*.png"):
            file.write_bytes(b"no picture any more")

    run = make_run()
    events = train_with_change(run, first_epoch, spoil)
    assert "could be read" in failure(events)
    assert load_model(run).info.classes == ("blue", "green", "red")


# The run's folder ------------------------------------------------------------------------------------------------


@pytest.fixture
def small_disk(tmp_path: Path) -> Iterator[Path]:
    """A separate disk of 24 MB."""
    disk = tmp_path / "small disk"
    disk.mkdir()
    mounting = ["mount", "-t", "tmpfs", "-o", "size=24m", "tmpfs", str(disk)]
    if not shutil.which("mount") or subprocess.run(mounting, capture_output=True, check=False).returncode:
        pytest.skip("this account may not mount a disk")
    yield disk
    subprocess.run(["umount", "--lazy", str(disk)], check=True)


def fill(disk: Path) -> None:
    with (disk / "filler").open("wb", buffering=0) as file:
        try:
            while True:
                file.write(bytes(4096))
        except OSError:
            pass


@pytest.mark.parametrize("moment", [after(2), first_epoch], ids=["within an epoch", "after an epoch"])
def test_full_disk_fails_the_run_and_keeps_saved_files(
    make_run: MakeRun, small_disk: Path, uninterrupted: Weights, moment: Moment
) -> None:
    run = make_run(runs=small_disk / "runs")
    events = train_with_change(run, moment, lambda: fill(small_disk))
    assert "No space left" in failure(events) or "disk is full" in failure(events)
    saved = [event.step for event in events if isinstance(event, CheckpointSaved)]
    if saved:
        assert read_last(run) is not None
        assert load_model(run).info.depth == 20
    assert not list(run.glob(".*.tmp"))

    (small_disk / "filler").unlink()
    assert isinstance(list(resume(run))[-1], RunFinished)
    assert all(torch.equal(value, uninterrupted[name]) for name, value in weights_of(run).items())
    assert read_history(run).epochs[-1].epoch == 3


def test_moved_run_folder_fails_the_run(make_run: MakeRun) -> None:
    run = make_run()
    events = train_with_change(run, after(2), lambda: run.rename(run.with_name("moved")))
    assert str(run) in failure(events)
    assert read_history(run.with_name("moved")).steps[-1] >= 2


def test_read_only_run_folder_is_reported_and_unchanged(make_run: MakeRun, small_disk: Path) -> None:
    run = make_run(runs=small_disk / "runs")
    events = train(run)
    while not isinstance(next(events), CheckpointSaved):
        pass
    events.close()  # type: ignore[attr-defined]
    before = (run / "events.jsonl").read_bytes()
    subprocess.run(["mount", "-o", "remount,ro", str(small_disk)], check=True)
    try:
        (failed,) = list(resume(run))
        assert isinstance(failed, RunFailed)
        assert f"{run} cannot be written" in str(failed.error)
        assert summarise(run).state == "cut off"
    finally:
        subprocess.run(["mount", "-o", "remount,rw", str(small_disk)], check=True)
    assert (run / "events.jsonl").read_bytes() == before
    assert isinstance(list(resume(run))[-1], RunFinished)


def test_run_in_training_elsewhere_is_refused_and_unchanged(make_run: MakeRun) -> None:
    run = make_run()
    events = train(run)
    while not isinstance(next(events), CheckpointSaved):
        pass
    before = (run / "events.jsonl").read_bytes()
    for job in (train, resume):
        (failed,) = list(job(run))
        assert isinstance(failed, RunFailed)
        assert "in training in another window or program" in str(failed.error)
    assert (run / "events.jsonl").read_bytes() == before
    assert isinstance(list(events)[-1], RunFinished)


def test_temporary_files_of_a_killed_process_are_deleted(make_run: MakeRun) -> None:
    run = make_run(epochs=1)
    (run / ".state.json.4711.tmp").write_bytes(b"half a checkpoint")
    list(train(run))
    assert not list(run.glob(".*.tmp"))


def test_deleted_best_model_is_replaced_by_a_later_epoch(make_run: MakeRun) -> None:
    run = make_run()
    events = train(run)
    while not isinstance(next(events), CheckpointSaved):
        pass
    events.close()  # type: ignore[attr-defined]
    (run / "best.safetensors").unlink()
    again = list(resume(run))
    assert isinstance(again[-1], RunFinished)
    assert again[-1].best_epoch > 1
    assert any("best.safetensors is missing" in str(event.text) for event in again if isinstance(event, Notice))
    assert load_model(run).info.depth == 20


def test_missing_file_of_a_run_is_named(make_run: MakeRun) -> None:
    for name in ("config.json", "dataset.json"):
        run = make_run()
        (run / name).unlink()
        (failed,) = list(train(run))
        assert isinstance(failed, RunFailed)
        assert name in str(failed.error)


# Numbers and the clock ------------------------------------------------------------------------------------------


@pytest.mark.parametrize("value", [math.nan, math.inf])
def test_loss_that_is_not_finite_ends_the_run_at_once(
    make_run: MakeRun, monkeypatch: pytest.MonkeyPatch, value: float
) -> None:
    calls = []
    work = functional.cross_entropy

    def diverge(*arguments: Any, **more: Any) -> Tensor:
        calls.append(1)
        return work(*arguments, **more) * (value if len(calls) == 7 else 1.0)  # 4 steps, one evaluation, 2 steps

    run = make_run()
    monkeypatch.setattr(functional, "cross_entropy", diverge)
    events = list(train(run))
    assert "no longer a number after step 6. The best model so far, of epoch 1, is kept." in failure(events)
    assert load_model(run).info.depth == 20
    assert "learning rate lower than" in failure(events)
    assert len(calls) == 7
    assert step_of(run) == 4
    assert all(tensor.isfinite().all() for tensor in weights_of(run).values())


def test_weights_that_are_not_finite_are_never_saved(make_run: MakeRun, monkeypatch: pytest.MonkeyPatch) -> None:
    """A step can make them infinite although its own loss was a number."""
    monkeypatch.setattr(saver, "SECONDS_BETWEEN_CHECKPOINTS", 0.0)
    monkeypatch.setattr(saver, "CHECKPOINTS_SHARE", 1000.0)
    run, step, calls = make_run(), optimizer._AdamW.step, []

    def spoil(self: torch.optim.Optimizer, *arguments: Any) -> Any:
        result = step(self, *arguments)
        calls.append(1)
        if len(calls) == 7:  # the first only made the state
            with torch.no_grad():
                self.param_groups[0]["params"][0].fill_(math.inf)
        return result

    monkeypatch.setattr(optimizer._AdamW, "step", spoil)
    assert "no longer a number" in failure(list(train(run)))
    assert all(tensor.isfinite().all() for tensor in weights_of(run).values())
    assert step_of(run) == 5


def test_clock_that_is_set_back_has_no_effect(make_run: MakeRun, monkeypatch: pytest.MonkeyPatch) -> None:
    now = [2e9]

    def back() -> float:
        now[0] -= 3600
        return now[0]

    run = make_run()
    monkeypatch.setattr(time, "time", back)
    events = list(train(run))
    assert isinstance(events[-1], RunFinished)
    assert all(0 < event.seconds < 1000 for event in events if isinstance(event, EpochEnd))
    assert list(read_events(run)) == events
