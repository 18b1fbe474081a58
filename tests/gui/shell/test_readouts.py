"""What rail and status bar say follows the session."""

import shutil
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from PySide6.QtCore import Qt
from pytestqt.qtbot import QtBot

from resnet_studio.core.basics.errors import Failure
from resnet_studio.core.basics.message import message
from resnet_studio.core.dataset.scan import scan
from resnet_studio.core.protocol.events import EpochEnd, RunFailed
from resnet_studio.core.protocol.jobs.weights import WeightsOnDisk
from resnet_studio.gui.engine.status import EngineState, EngineStatus
from resnet_studio.gui.shell.window import StudioWindow

Helper = Callable[..., Any]


def test_rail_follows_dataset_and_draft(window: StudioWindow, colours: Path) -> None:
    states = {room: window.rail.state(room) for room in ("data", "model", "train", "use", "runs")}
    assert states == {
        "data": "no dataset yet", "model": "ResNet-18", "train": "not started", "use": "no model yet", "runs": "",
    }  # fmt: skip
    window.session.set_dataset(scan(colours))
    assert window.rail.state("data") == "36 pictures"
    window.checks.problem = (message("It is broken."), "")
    window.checks.changed.emit()
    assert window.rail.state("data") == "36 pictures, check failed"
    window.session.draft.choose(depth=34)
    assert window.rail.state("model") == "ResNet-34"
    window.readouts.show_runs(2)
    assert window.rail.state("runs") == "2 runs"


def test_open_list_of_runs_follows_the_training(
    window: StudioWindow, colours: Path, qtbot: QtBot, start_run: Helper, send: Helper, job_of_training: Helper
) -> None:
    run = start_run(window, colours)
    with qtbot.waitSignal(window.runs_room.runs_changed):
        window.go_to("runs")
    assert window.rail.state("runs") == "1 run"
    window._tick()
    assert [row.epochs for row in window.runs_room.summaries()] == [1]
    send(window, job_of_training(window), EpochEnd(2, 2, 1.0, 0.9, 0.8, 1.0))
    window._tick()
    (row,) = window.runs_room.summaries()
    assert (row.path, row.epochs, row.best_val_top1) == (run.path, 2, 0.8)


def test_rail_never_speaks_of_another_dataset_than_data_shows_without_its_name(
    window: StudioWindow, colours: Path, tmp_path: Path, qtbot: QtBot, start_run: Helper
) -> None:
    start_run(window, colours)
    (tmp_path / "empty").mkdir()
    for year in ("2022", "2023"):
        shutil.copytree(colours, tmp_path / "years" / year)
    for folder, signal in (("empty", window.opening.failed), ("years", window.opening.unclear)):
        with qtbot.waitSignal(signal):
            window.opening.open(tmp_path / folder)
        assert window.rail.state("data") == f"not opened: {folder}"
        window._tick()
        assert window.rail.state("train") == f"epoch 1 of 4, {colours.name}"
        assert window.rail.state("model") == "ResNet-20"
    window.data_room.go_back()
    assert window.rail.state("data") == "36 pictures"
    assert window.rail.state("train") == "epoch 1 of 4"
    window.data_room.show_scanning(tmp_path / "large", 0)
    qtbot.waitUntil(lambda: window.rail.state("data") == "reading large")
    window.data_room.go_back()
    window.data_room.show_error(colours, "It is gone.")
    assert window.rail.state("data") == "36 pictures", "it is about the open dataset"


@pytest.mark.parametrize("begun", [False, True])
def test_start_that_fails_before_it_has_a_run_is_not_shown_as_the_run_that_failed_before(
    window: StudioWindow, copied_colours: Path, qtbot: QtBot, send: Helper, job_of_training: Helper,
    start_run: Helper, begun: bool,
) -> None:  # fmt: skip
    room = window.train_room
    if begun:
        start_run(window, copied_colours)
    else:
        window.session.set_dataset(scan(copied_colours))
        window.start_training()
    run = window.session.run
    assert run is not None
    send(window, job_of_training(window), RunFailed(str(run.path), message("Unread."), kind=Failure.WEIGHTS))
    copied_colours.rename(copied_colours.with_name("elsewhere"))
    window.go_to("train")
    assert (window.rail.state("train"), room.error.sentence()) == ("failed: the weights", "Unread.")
    qtbot.mouseClick(room.buttons.again, Qt.MouseButton.LeftButton)
    window.worker.status_changed.emit(EngineStatus(EngineState.READY))
    room.error.set_on_disk(WeightsOnDisk((), "/cache"))
    assert "renamed or moved" in room.error.sentence()
    assert (window.rail.state("train"), room.header.title()) == ("not started", f"Train {copied_colours.name}")
    assert room.plan.heading.text() == "What Start will do"
    assert room.buttons.start.isVisible()
    qtbot.mouseClick(room.buttons.back, Qt.MouseButton.LeftButton)
    assert (window.rail.state("train"), room.error.sentence()) == ("failed: the weights", "Unread.")
    assert room.header.title() == f"Training {copied_colours.name} failed"


def test_rail_says_no_more_of_a_failed_start_than_train_does_once_other_weights_are_chosen(
    window: StudioWindow, colours: Path, send: Helper, job_of_training: Helper
) -> None:
    window.session.set_dataset(scan(colours))
    window.start_training()
    run = window.session.run
    assert run is not None
    send(window, job_of_training(window), RunFailed(str(run.path), message("Unread."), kind=Failure.WEIGHTS))
    assert window.rail.state("train") == "failed: the weights"
    window.session.draft.choose(weights="scratch")
    assert window.train_room.header.title() == f"Train {colours.name}"
    assert window.rail.state("train") == "not started"
