"""Training with a full disk, unreadable pictures or a slow clock ends with one event and loses nothing."""

import os
import shutil
import sys
import threading
from collections.abc import Callable
from contextlib import closing
from pathlib import Path
from types import SimpleNamespace
from typing import Any

import pytest
import torch

from resnet_studio.core.basics.errors import Failure
from resnet_studio.core.dataset.scan import scan
from resnet_studio.core.protocol.events import (
    TERMINAL,
    BatchEnd,
    CheckpointSaved,
    EpochEnd,
    Event,
    Notice,
    NoticeKind,
    Phase,
    Progress,
    RunFailed,
    RunFinished,
    RunStarted,
)
from resnet_studio.core.runs import run_log
from resnet_studio.core.runs.config import TrainConfig
from resnet_studio.core.runs.run import create_run
from resnet_studio.core.runs.run_log import read_history
from resnet_studio.core.runs.states import RunState
from resnet_studio.core.runs.summary import summarise
from resnet_studio.engine.answers.score import Score
from resnet_studio.engine.jobs.train import resume, train
from resnet_studio.engine.training import checkpoint, pace
from resnet_studio.engine.training import loop as module

MakeRun = Callable[..., Path]


@pytest.fixture
def make_run(tmp_path: Path, colours: Path) -> MakeRun:
    """A function that makes a run of a ResNet-20 from scratch on the colours."""

    def make(folder: Path = colours, **chosen: Any) -> Path:
        settings = {"depth": 20, "epochs": 2, "batch_size": 8, "device": "cpu", **chosen}
        return create_run(tmp_path / "runs", TrainConfig.build(**settings), scan(folder))

    return make


@pytest.mark.skipif(not Path("/dev/full").exists(), reason="this system has no device that is always full")
def test_event_log_that_cannot_be_written_fails_the_run_once(
    make_run: MakeRun, monkeypatch: pytest.MonkeyPatch
) -> None:
    run = make_run()
    (run / "events.jsonl").touch()
    full = Path("/dev/full")
    monkeypatch.setattr(run_log, "open_to_append", lambda _: full.open("a", encoding="utf-8"))
    events = list(train(run))
    assert [type(event) for event in events] == [RunFailed]
    assert os.strerror(28) in str(events[0].error)


@pytest.mark.skipif(sys.platform == "win32", reason="Windows has no limit on the size of a file")
def test_checkpoint_that_cannot_be_written_keeps_the_one_before(
    make_run: MakeRun, monkeypatch: pytest.MonkeyPatch
) -> None:
    import resource

    monkeypatch.setattr(module, "better", lambda *_: True)
    run = make_run(epochs=3)
    before = resource.getrlimit(resource.RLIMIT_FSIZE)
    events: list[Event] = []
    first = b""
    try:
        for event in train(run):
            events.append(event)
            if isinstance(event, CheckpointSaved):
                first = (run / "best.safetensors").read_bytes()
                resource.setrlimit(resource.RLIMIT_FSIZE, (500_000, before[1]))
    finally:
        resource.setrlimit(resource.RLIMIT_FSIZE, before)
    assert isinstance(events[-1], RunFailed)
    assert "best.safetensors could not be written" in str(events[-1].error)
    assert sum(isinstance(event, TERMINAL) for event in events) == 1
    assert first
    assert (run / "best.safetensors").read_bytes() == first
    assert not list(run.glob(".*.tmp"))
    assert read_history(run).ended == events[-1]


def test_full_disk_is_named_when_a_model_is_written(make_run: MakeRun, monkeypatch: pytest.MonkeyPatch) -> None:
    def full(*_: object) -> None:
        raise OSError(28, os.strerror(28))

    run = make_run()
    monkeypatch.setattr(checkpoint, "write_checked", full)
    *_, last = train(run)
    assert isinstance(last, RunFailed)
    assert f"could not be written to {run}: {os.strerror(28)}" in str(last.error)


def test_deleted_run_folder_fails_the_run(make_run: MakeRun) -> None:
    run = make_run()
    events = []
    for event in train(run):
        events.append(event)
        if isinstance(event, BatchEnd) and run.exists():
            for file in run.iterdir():
                file.unlink(missing_ok=True)
            run.rmdir()
    assert isinstance(events[-1], RunFailed)
    assert events[-1].kind is Failure.RUN_GONE
    assert f"The run's folder {run} is no longer there" in str(events[-1].error)
    assert isinstance(list(train(run))[-1], RunFailed)


def test_run_without_a_readable_validation_picture_fails_without_a_best_model(
    make_run: MakeRun, copied_colours: Path
) -> None:
    run = make_run(copied_colours)
    for picture in (part for part in scan(copied_colours).pictures if part.part == "validation"):
        (copied_colours / picture.path).write_bytes(b"no picture")
    events = list(train(run))
    assert isinstance(events[-1], RunFailed)
    assert "None of the validation pictures" in str(events[-1].error)
    assert not (run / "best.safetensors").exists()


@pytest.mark.parametrize("freeze", [None, "layer2"], ids=["direct", "frozen"])
def test_run_whose_second_class_is_of_lfs_pointers_fails_without_a_best_model(
    make_run: MakeRun, copied_colours: Path, resnet20_weights: Path, freeze: str | None
) -> None:
    shutil.rmtree(copied_colours / "blue")
    run = make_run(copied_colours, **{"freeze": freeze, "weights": str(resnet20_weights)} if freeze else {})
    for picture in (copied_colours / "red").iterdir():
        picture.write_text(f"version https://git-lfs.github.com/spec/v1\noid sha256:{64 * '0'}\nsize 12345\n")
    events = list(train(run))
    assert isinstance(events[-1], RunFailed)
    assert "No training picture of red can be read" in str(events[-1].error)
    assert "Git LFS pointer" in str(events[-1].error)
    assert not any(isinstance(event, EpochEnd) for event in events)
    assert not (run / "best.safetensors").exists()


def test_run_continues_without_a_class_of_three_that_cannot_be_read(make_run: MakeRun, copied_colours: Path) -> None:
    run = make_run(copied_colours, epochs=1)
    for picture in (copied_colours / "red").iterdir():
        picture.write_bytes(b"no picture")
    events = list(train(run))
    assert isinstance(events[-1], RunFinished)
    found = [str(event.text) for event in events if isinstance(event, Notice) and event.kind is NoticeKind.DATASET]
    assert found == [
        "No training picture of red can be read: the network does not learn this class.",
        "No validation picture of red can be read: the results say nothing about this class.",
    ]


def test_one_validation_picture_is_enough(make_run: MakeRun, copied_colours: Path) -> None:
    for name, keep in (("red", 2), ("green", 1), ("blue", 1)):
        for file in sorted((copied_colours / name).iterdir())[keep:]:
            file.unlink()
    events = list(train(make_run(copied_colours, epochs=1)))
    assert isinstance(events[0], RunStarted)
    assert (events[0].train, events[0].validation) == (3, 1)
    assert isinstance(events[-1], RunFinished)


def test_speed_excludes_validation_and_long_validation_reports_progress(
    make_run: MakeRun, monkeypatch: pytest.MonkeyPatch
) -> None:
    now = [0.0]

    def clock() -> float:
        now[0] += 0.06  # each step is due to be reported
        return now[0]

    add = Score.add

    def slow(self: Score, *args: Any) -> None:
        now[0] += 1000
        add(self, *args)

    run = make_run()
    monkeypatch.setattr(pace, "time", SimpleNamespace(perf_counter=clock))
    monkeypatch.setattr(Score, "add", slow)
    events = list(train(run))
    assert isinstance(events[-1], RunFinished)
    speeds = [event.pictures_per_second for event in events if isinstance(event, BatchEnd)]
    assert len(speeds) == 8
    assert min(speeds) > 20  # by a clock on which a step takes at most 0.3 s
    assert Progress(Phase.VALIDATING, 6, 6) in events
    assert sum(event.seconds > 1000 for event in events if isinstance(event, EpochEnd)) == 2


def test_closed_training_generator_leaves_no_thread(make_run: MakeRun) -> None:
    with closing(train(make_run(epochs=9))) as events:  # type: ignore[type-var]
        for event in events:
            if isinstance(event, BatchEnd):
                assert any(thread.name.startswith("load") for thread in threading.enumerate())
                break
    assert not any(thread.name.startswith("load") for thread in threading.enumerate())


def test_no_event_is_yielded_inside_a_torch_mode_during_training(make_run: MakeRun) -> None:
    for event in train(make_run()):
        assert torch.is_grad_enabled(), event
        assert not torch.is_inference_mode_enabled(), event
        assert not torch.is_autocast_enabled("cpu"), event


@pytest.mark.skipif(sys.platform == "win32", reason="there a folder with an open file cannot be renamed")
def test_renamed_run_folder_fails_the_run_and_keeps_what_was_saved(make_run: MakeRun) -> None:
    run = make_run(epochs=9)
    elsewhere = run.with_name("renamed")
    events = []
    for event in train(run):
        events.append(event)
        if isinstance(event, CheckpointSaved) and run.exists():
            run.rename(elsewhere)
    assert isinstance(events[-1], RunFailed)
    assert events[-1].kind is Failure.RUN_GONE
    assert not run.exists()
    assert (elsewhere / "best.safetensors").is_file()
    found = summarise(elsewhere)
    assert found.state == RunState.CUT_OFF, "where the log is now, the folder is there"
    assert found.usable
    assert found.best_val_top1 >= 0
    assert isinstance(list(resume(elsewhere))[-1], RunFinished)
