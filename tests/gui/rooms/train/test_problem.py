"""A failed run, and what it offers."""

from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from PySide6.QtCore import Qt
from PySide6.QtGui import QGuiApplication
from PySide6.QtTest import QTest
from pytestqt.qtbot import QtBot

from resnet_studio.core.basics.errors import DatasetUnreachableError, Failure, RunGoneError
from resnet_studio.core.basics.message import message
from resnet_studio.core.dataset.dataset import Dataset
from resnet_studio.core.protocol.events import BatchEnd, EpochEnd, Notice, Phase, Progress, RunFailed, RunResumed
from resnet_studio.core.protocol.jobs.weights import WeightsOnDisk
from resnet_studio.core.runs.config import TrainConfig
from resnet_studio.core.runs.history import RunHistory
from resnet_studio.gui.rooms.train.problem import is_solved, lacks_weights
from resnet_studio.gui.rooms.train.room import TrainRoom

Helper = Callable[..., Any]


def test_failed_run_shows_reason_in_place_of_the_result(
    room: TrainRoom, dataset: Dataset, show_run: Helper, started: Helper
) -> None:
    history = started()
    show_run(room, dataset, history)
    history.apply(RunFailed("run", "The memory is full. Try a smaller batch size.", "Traceback: ..."))
    room.refresh()
    assert room.header.title() == "Training ants-bees failed"
    assert room.error.isVisible()
    assert not room.buttons.use.isVisible()
    assert room.buttons.again.isVisible()
    assert room.plan.isVisible()  # there are no curves to show
    room.error.details_button.click()
    assert room.error.details() == "Traceback: ..."
    room.error.copy_button.click()
    assert QGuiApplication.clipboard().text() == "The memory is full. Try a smaller batch size.\n\nTraceback: ..."
    show_run(room, dataset, started())
    assert not room.error.isVisible()


def test_run_that_fails_says_why_although_another_could_not_be_started_meanwhile(
    room: TrainRoom, dataset: Dataset, show_run: Helper, started: Helper
) -> None:
    history = started()
    show_run(room, dataset, history)
    room.show_problem("The other run cannot be read.")
    history.apply(RunFailed("run", "The memory is full.", kind=Failure.MEMORY))
    room.refresh()
    assert room.error.sentence() == "The memory is full."


def test_failed_download_offers_other_weights_and_one_button_that_trains(
    room: TrainRoom, dataset: Dataset, qtbot: QtBot, show_run: Helper, started: Helper
) -> None:
    history = started()
    show_run(room, dataset, history)
    history.apply(RunFailed("run", "The file was not downloaded.", kind=Failure.WEIGHTS))
    room.refresh()
    with qtbot.waitSignal(room.weights_wanted):
        QTest.mouseClick(room.error.weights_button, Qt.MouseButton.LeftButton)
    assert not room.error.retry_button.isVisible()
    assert (room.buttons.again.words(), room.plan.heading.text()) == ("Try again", "What the next run will do")
    with qtbot.waitSignal(room.start_wanted):
        QTest.mouseClick(room.buttons.again, Qt.MouseButton.LeftButton)
    assert not room.error.isVisible()
    later = started()
    show_run(room, dataset, later)
    later.apply(Notice("120 weights taken; the head is new."))
    later.apply(RunFailed("run", "The memory is full.", kind=Failure.MEMORY))
    room.refresh()
    assert room.error.isVisible()
    assert not room.error.weights_button.isVisible()  # other weights would change nothing
    assert not room.error.retry_button.isVisible()


@pytest.mark.parametrize("kind", [Failure.DISK_FULL, Failure.FILE, Failure.UNREACHABLE, Failure.CERTIFICATE])
@pytest.mark.parametrize("again", [False, True])
def test_download_that_fails_for_any_reason_offers_other_weights(kind: Failure, again: bool) -> None:
    history = RunHistory()
    if again:  # a run that was cut off early begins again, and says so
        history.apply(RunResumed(0))
        history.apply(Notice(message("The run begins again.")))
    history.apply(Progress(Phase.DOWNLOADING, 0, 0))
    history.apply(RunFailed("run", message("The file was not downloaded."), kind=kind))
    assert lacks_weights(history, TrainConfig.build())
    assert not lacks_weights(history, TrainConfig.build(weights="scratch"))


@pytest.mark.parametrize("kind", [Failure.DISK_FULL, Failure.FILE, Failure.MEMORY])
def test_disk_that_fills_up_later_is_not_cured_by_other_weights(kind: Failure) -> None:
    history = RunHistory()
    history.apply(Progress(Phase.DOWNLOADING, 5, 5))
    history.apply(BatchEnd(1, 1, 1.0, 0.1, 60.0, 4))
    history.apply(RunFailed("run", message("The disk is full."), kind=kind))
    assert not lacks_weights(history, TrainConfig.build())


def test_file_that_does_not_fit_offers_other_weights() -> None:
    history = RunHistory()
    history.apply(RunFailed("run", message("net.pth holds a ResNet-50."), kind=Failure.WEIGHTS))
    assert lacks_weights(history, TrainConfig.build(weights="/models/net.pth"))


def test_lack_of_weights_is_solved_by_other_weights_or_their_arrival() -> None:
    failed = TrainConfig.build()
    assert not is_solved(failed, failed, ())
    assert not is_solved(failed, TrainConfig.build(seed=3), (34,))
    assert is_solved(failed, failed, (18,))
    assert is_solved(failed, TrainConfig.build(weights="scratch"), ())
    assert is_solved(failed, TrainConfig.build(depth=20), ())


def test_failure_for_want_of_weights_goes_when_others_are_chosen_or_they_arrive(
    room: TrainRoom, dataset: Dataset, show_run: Helper, started: Helper
) -> None:
    history = started()
    show_run(room, dataset, history)
    history.apply(Progress(Phase.DOWNLOADING, 0, 0))
    history.apply(RunFailed("run", message("The disk is full."), kind=Failure.DISK_FULL))
    room.refresh()
    assert room.error.weights_button.isVisible()
    room._draft.choose(weights="scratch")
    assert not room.error.isVisible()
    assert room.header.title() == "Train ants-bees", "as the plan below it says"
    assert room.header.facts() == "ResNet-18 from scratch, everything trains"
    assert room.buttons.start.isVisible()
    room._draft.choose(weights=None)
    assert room.error.isVisible()
    assert room.header.title() == "Training ants-bees failed"
    room.error.set_on_disk(WeightsOnDisk((18,), "/cache"))
    assert not room.error.isVisible()
    assert room.header.title() == "Train ants-bees"
    assert room.buttons.start.isVisible()
    assert not room.buttons.again.isVisible()


def test_other_failure_stays_whatever_is_chosen(
    room: TrainRoom, dataset: Dataset, show_run: Helper, started: Helper
) -> None:
    history = started()
    show_run(room, dataset, history)
    history.apply(RunFailed("run", message("The memory is full."), kind=Failure.MEMORY))
    room.refresh()
    room._draft.choose(weights="scratch")
    assert room.error.isVisible()


def test_unplugged_dataset_offers_no_other_weights(
    room: TrainRoom, dataset: Dataset, show_run: Helper, started: Helper
) -> None:
    history = started()
    show_run(room, dataset, history)
    error = DatasetUnreachableError("/media/drive/ants-bees")
    history.apply(RunFailed("run", error.message, kind=error.kind))
    room.refresh()
    assert room.error.isVisible()
    assert not room.error.weights_button.isVisible()
    assert not room.error.retry_button.isVisible()


def test_failed_run_keeps_its_curves_and_its_best_model(
    room: TrainRoom, dataset: Dataset, epoch: Helper, show_run: Helper, started: Helper
) -> None:
    history = started()
    show_run(room, dataset, history)
    epoch(history, 1, 0.5)
    history.apply(RunFailed("run", "The engine stopped working.", ""))
    room.refresh()
    assert room.live.isVisible()
    assert room.buttons.use.isVisible()


def test_model_is_said_to_be_kept_only_where_it_was_written(
    room: TrainRoom, dataset: Dataset, epoch: Helper, show_run: Helper, started: Helper
) -> None:
    history = started()
    show_run(room, dataset, history)
    epoch(history, 1, 0.5)
    history.apply(EpochEnd(2, 8, 0.2, 0.3, 0.7, 7.0, 0.7))
    history.apply(RunFailed("run", "The disk is full."))
    room.refresh()
    assert "The best model, of epoch 1, is kept" in room.header.facts()
    assert room.panel.notices.sentences() == ["Best model kept, from epoch 1"]


def test_run_whose_folder_is_gone_offers_no_model(
    room: TrainRoom, dataset: Dataset, epoch: Helper, show_run: Helper, started: Helper
) -> None:
    history = started()
    show_run(room, dataset, history)
    epoch(history, 1, 0.5)
    error = RunGoneError(Path("runs/first"))
    history.apply(RunFailed("run", error.message, kind=error.kind))
    room.refresh()
    assert "is no longer there" in room.error.sentence()
    assert "kept" not in room.header.facts()
    assert room.panel.notices.sentences() == []
    assert not room.buttons.use.isVisible()
    assert not room.buttons.resume.isVisible()
    assert room.buttons.again.isVisible()
