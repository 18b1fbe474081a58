"""The report of a training in the terminal."""

import math
from pathlib import Path

import pytest

from resnet_studio.cli.show_training import show_training
from resnet_studio.core.basics.message import message
from resnet_studio.core.protocol.events import (
    BatchEnd,
    EpochEnd,
    Event,
    Notice,
    NoticeKind,
    Predictions,
    RunFailed,
    RunFinished,
    RunPaused,
    RunStarted,
)
from resnet_studio.core.runs.config import TrainConfig
from resnet_studio.core.runs.history import RunHistory


@pytest.mark.parametrize(
    ("ending", "resumable"),
    [(RunPaused("the run", 0, math.nan), True), (RunFailed("the run", message("The disk is full.")), True),
     (RunFinished("the run", 0, math.nan), False)],
)  # fmt: skip
def test_command_to_resume_is_shown_for_runs_that_can_be_resumed(
    capfd: pytest.CaptureFixture[str], ending: Event, resumable: bool
) -> None:
    events = [
        RunStarted(1, "the run", ("a", "b"), 9, 3, 10, 10, "CPU", "float32", 5),
        BatchEnd(1, 1, 0.5, 0.1, 10.0, 5),
        ending,
    ]
    show_training(events, TrainConfig.build(depth=20), RunHistory())
    assert ('resume "the run"' in capfd.readouterr().out) == resumable


def test_command_to_resume_is_not_shown_for_a_refused_run(capfd: pytest.CaptureFixture[str]) -> None:
    history = RunHistory()
    for event in (RunStarted(1, "r", ("a", "b"), 9, 3, 10, 10, "CPU", "float32", 5), BatchEnd(1, 1, 0.5, 0.1, 10.0, 5)):
        history.apply(event)
    refused = RunFailed("r", message("The run r is in training in another window."))
    show_training([refused], TrainConfig.build(depth=20), history)
    assert "resume" not in capfd.readouterr().out


def test_notice_names_a_picture_with_its_class(capfd: pytest.CaptureFixture[str]) -> None:
    notice = Notice(
        message("3.jpg: It is not a picture. It is left out of this run."),
        str(Path("data") / "ants" / "3.jpg"),
        NoticeKind.PICTURE,
    )
    show_training([notice, Notice(message("All is well."))], TrainConfig.build(depth=20), RunHistory())
    assert capfd.readouterr().out.splitlines()[:2] == [f"ants/{notice.text}", "All is well."]


def test_best_accuracy_is_said_with_its_pictures_and_interval(capfd: pytest.CaptureFixture[str]) -> None:
    events = [
        RunStarted(1, "the run", ("a", "b"), 9, 24, 10, 10, "CPU", "float32", 5),
        BatchEnd(1, 1, 0.5, 0.1, 10.0, 5),
        EpochEnd(1, 1, 0.2, 0.1, 1.0, 7.0, 1.0),
        Predictions(1, (), right=23, total=23),  # one cannot be read
        RunFinished("the run", 1, 1.0),
    ]
    show_training(events, TrainConfig.build(depth=20), RunHistory())
    said = " ".join(capfd.readouterr().out.split())
    assert "Best: 100 % on 23 validation pictures (85.7 % to 100 %), epoch 1" in said.replace("100.0", "100")
