"""The Train room in its states, by clicking real widgets and feeding a real history."""

import math
from collections.abc import Callable
from dataclasses import replace
from typing import Any

import pytest
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from pytestqt.qtbot import QtBot

from resnet_studio.core.dataset.dataset import Dataset
from resnet_studio.core.protocol.device import device_text
from resnet_studio.core.protocol.events import (
    BatchEnd,
    Phase,
    Predictions,
    Progress,
    RunFinished,
    RunPaused,
    RunStopped,
)
from resnet_studio.core.runs.history import RunHistory
from resnet_studio.gui.engine.status import EngineState, EngineStatus
from resnet_studio.gui.rooms.train.room import TrainRoom
from resnet_studio.gui.work.draft import Draft

Helper = Callable[..., Any]

READY = EngineStatus(EngineState.READY, device_text("CPU", 2), "float32")


def test_room_without_a_dataset_offers_to_choose_one(room: TrainRoom, qtbot: QtBot) -> None:
    assert room.empty.isVisible()
    assert not room.buttons.start.isEnabled()
    assert "Choose a folder" in room.buttons.start.toolTip()
    with qtbot.waitSignal(room.data_wanted):
        room.empty.button.click()


def test_plan_says_what_start_will_do(room: TrainRoom, draft: Draft, dataset: Dataset, qtbot: QtBot) -> None:
    room.set_dataset(dataset)
    assert room.plan.isVisible()
    assert room.header.facts() == "ResNet-18 from ImageNet weights, head trains"
    text = room.plan.text()
    assert "12 pictures to learn from, 8 to check on" in text
    assert "2 classes: ants and bees" in text
    assert "1.0 K of 11.2 M parameters change" in text
    assert "15 epochs of 1 step, 12 pictures a step" in text
    draft.choose(freeze="layer3", batch_size=4)
    assert "layer4 and head learn" in room.plan.text()
    assert "8 epochs of 3 steps, 4 pictures a step" in room.plan.text()
    with qtbot.waitSignal(room.model_wanted):
        room.plan.model_button.click()
    with qtbot.waitSignal(room.start_wanted):
        QTest.mouseClick(room.buttons.start, Qt.MouseButton.LeftButton)


def test_charts_are_made_with_the_first_run(
    room: TrainRoom, dataset: Dataset, show_run: Helper, started: Helper
) -> None:
    room.set_dataset(dataset)
    assert room.live.charts is None
    show_run(room, dataset, started())
    assert room.live.charts is not None
    assert room.live.charts.isVisible()


def test_run_that_cannot_start_shows_reason(room: TrainRoom, dataset: Dataset) -> None:
    room.set_dataset(dataset)
    room.show_problem("A run needs 140 MB in /runs, but only 3 MB are free.", "")
    assert room.error.isVisible()
    assert "140 MB" in room.error.sentence()
    room.buttons.start.click()
    assert not room.error.isVisible()


@pytest.mark.parametrize(
    ("event", "waiting_for", "text"),
    [
        (None, "Waiting for the predictions to end", "Waiting for the predictions to end"),
        (None, "", "Handing the run to the engine…"),
        (
            Progress(Phase.DOWNLOADING, 12_300_000, 45_000_000),
            "",
            "Downloading ImageNet weights, 12 of 45 MB",
        ),
        (
            Progress(Phase.DOWNLOADING, 400_000_000, 1_200_000_000),
            "",
            "Downloading ImageNet weights, 0.4 of 1.2 GB",
        ),
        (
            Progress(Phase.DOWNLOADING, 5_200_000, 0),
            "",
            "Downloading ImageNet weights, 5.2 MB",
        ),
        (Progress(Phase.VALIDATING, 3, 12), "", "Validating, 3 of 12 pictures"),
        (Progress(Phase.PREPARING, 160, 397), "", "Preparing 397 pictures, 40 %"),
        (Progress(Phase.PREPARING, 61, 244, 2, 4), "", "Preparing view 2 of 4, 25 %"),
    ],
)
def test_room_shows_what_the_run_waits_for(
    room: TrainRoom, dataset: Dataset, event: Progress | None, waiting_for: str, text: str, show_run: Helper
) -> None:
    history = RunHistory()
    show_run(room, dataset, history)
    room.set_waiting_for(waiting_for)
    if event:
        history.apply(event)
    room.refresh()
    assert room.header.title() == "Training ants-bees"
    assert room.strip.phase.isVisible()
    assert room.strip.phase.text() == text
    assert room.strip.phase_bar.isVisible() == bool(event and event.total)
    assert not room.strip.epoch.isVisible()


def test_running_run_shows_its_figures(
    room: TrainRoom, dataset: Dataset, epoch: Helper, show_run: Helper, started: Helper
) -> None:
    history = started()
    show_run(room, dataset, history)
    for number, top1 in enumerate((0.6, 0.875, 0.75), start=1):
        epoch(history, number, top1)
    history.apply(BatchEnd(4, 13, 0.1, 0.00123, 62.4, 32))
    room.refresh()
    strip = room.strip
    assert strip.epoch.figure() == "4 of 15"
    assert strip.time.figure() == "35 s"
    assert strip.speed.figure() == "62"
    assert strip.rate.figure() == "0.0012"
    assert strip.best.figure() == "87.5 %"
    assert strip.best._detail.text() == "52.9 % to 97.8 %"
    assert strip.best.caption() == "Accuracy on 8 validation pictures, best epoch 2"
    history.apply(Predictions(3, (), right=14, total=16))  # others could not be read
    room.refresh()
    assert strip.best._detail.text() == "64.0 % to 96.5 %"
    assert strip.best.caption() == "Accuracy on 16 validation pictures, best epoch 2"
    assert not strip.phase.isVisible()


def test_figure_of_an_epoch_that_the_loss_has_chosen_says_so(
    room: TrainRoom, dataset: Dataset, epoch: Helper, show_run: Helper, started: Helper
) -> None:
    history = started()
    history.apply(replace(history.started, best_by="loss"))
    show_run(room, dataset, history)
    epoch(history, 1, 0.875)
    room.refresh()
    assert room.strip.best.caption() == "Accuracy on 8 validation pictures, best epoch 1, by loss"


def test_stop_is_requested_once_and_shown(
    room: TrainRoom, dataset: Dataset, qtbot: QtBot, epoch: Helper, show_run: Helper, started: Helper
) -> None:
    history = started()
    show_run(room, dataset, history)
    with qtbot.waitSignal(room.stop_wanted):
        room.buttons.stop.click()
    assert not room.buttons.stop.isEnabled()
    assert room.buttons.stop.words() == "Stopping…"
    epoch(history, 1, 0.75)
    history.apply(RunStopped("run", 1, 0.75))
    room.refresh()
    assert not room.buttons.stop.isVisible()
    assert room.header.title() == "Training ants-bees stopped"
    assert "Ended in epoch 1 of 15. The best model, of epoch 1, is kept" in room.header.facts()
    show_run(room, dataset, started())
    assert room.buttons.stop.isEnabled()
    assert room.buttons.stop.words() == "Stop"


def test_resumed_run_shows_what_it_waits_for_and_then_its_figures(
    room: TrainRoom, dataset: Dataset, epoch: Helper, show_run: Helper, started: Helper
) -> None:
    history = started()
    epoch(history, 1, 0.75)
    show_run(room, dataset, history)
    room.set_waiting_for("Waiting for the predictions to end")
    assert room.strip.phase.text() == "Waiting for the predictions to end"
    assert not room.strip.time.isVisible()
    assert room.strip.best.isVisible(), "the result so far stays"
    room.set_waiting_for("")
    assert room.strip.time.isVisible()
    assert not room.strip.phase.isVisible()


def test_refresh_without_changes_draws_nothing(
    room: TrainRoom, dataset: Dataset, monkeypatch: pytest.MonkeyPatch, show_run: Helper, started: Helper
) -> None:
    history = started()
    show_run(room, dataset, history)
    drawn: list[int] = []
    show: Callable[[], None] = room._show
    monkeypatch.setattr(room, "_show", lambda: (drawn.append(1), show()))
    room.refresh()
    room.set_engine(EngineStatus(EngineState.READY, device_text("CPU", 2), "float32", memory=123))  # a heartbeat
    assert not drawn
    history.apply(BatchEnd(1, 1, 0.5, 1e-3, 60.0, 32))
    room.refresh()
    room.refresh()
    assert len(drawn) == 1


def test_finished_run_offers_its_model(
    room: TrainRoom, dataset: Dataset, qtbot: QtBot, epoch: Helper, show_run: Helper, started: Helper
) -> None:
    history = started(2)
    room._draft.choose(epochs=2)
    show_run(room, dataset, history)
    for number in (1, 2):
        epoch(history, number, 0.5 + number / 10, epochs=2)
    history.apply(RunFinished("run", 2, 0.7))
    room.refresh()
    assert room.header.title() == "Trained ants-bees"
    assert room.header.facts().startswith("2 epochs in 14 s. The best model, of epoch 2, is kept. ResNet-18")
    assert room.strip.time.caption() == "Training time"
    with qtbot.waitSignal(room.use_wanted):
        room.buttons.use.click()
    with qtbot.waitSignal(room.start_wanted):
        room.buttons.again.click()


def test_run_that_ended_early_shows_how(
    room: TrainRoom, dataset: Dataset, epoch: Helper, show_run: Helper, started: Helper
) -> None:
    history = started()
    show_run(room, dataset, history)
    epoch(history, 1, 0.5)
    history.apply(RunFinished("run", 1, 0.5))
    room.refresh()
    assert "Ended early after 1 epoch in 7 s" in room.header.facts()


def test_paused_run_offers_resume(
    room: TrainRoom, dataset: Dataset, qtbot: QtBot, show_run: Helper, started: Helper
) -> None:
    history = started()
    show_run(room, dataset, history)
    assert not room.buttons.resume.isVisible()
    with qtbot.waitSignal(room.pause_wanted):
        room.buttons.pause.click()
    assert not room.buttons.pause.isEnabled()
    assert not room.buttons.stop.isEnabled()
    history.apply(BatchEnd(1, 3, 0.7, 1e-3, 10.0, 120))
    history.apply(RunPaused("run", 0, math.nan))
    room.refresh()
    assert room.header.title() == "Training ants-bees paused"
    assert not room.buttons.pause.isVisible()
    assert not room.buttons.again.isVisible()
    assert not room.buttons.start.isVisible()
    assert room.buttons.new.isVisible()
    with qtbot.waitSignal(room.resume_wanted):
        room.buttons.resume.click()
