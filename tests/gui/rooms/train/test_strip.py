"""The progress of a run above its curves."""

import math
from collections.abc import Callable
from typing import Any

from resnet_studio.core.dataset.dataset import Dataset
from resnet_studio.core.protocol.events import (
    BatchEnd,
    EpochEnd,
    Phase,
    Progress,
    RunFinished,
    RunPaused,
    RunResumed,
    RunStopped,
)
from resnet_studio.gui.rooms.train.room import TrainRoom

Helper = Callable[..., Any]


def test_finished_run_reads_its_last_epoch_although_few_steps_were_reported(
    room: TrainRoom, dataset: Dataset, show_run: Helper, started: Helper
) -> None:
    room._draft.choose(epochs=2)
    history = started(2)
    show_run(room, dataset, history)
    history.apply(BatchEnd(1, 3, 0.7, 1e-3, 10.0, 8))
    for number in (1, 2):
        history.apply(EpochEnd(number, number * 4, 0.2, 0.3, 0.7, 0.01))
    history.apply(RunFinished("run", 1, 0.7))
    room.refresh()
    assert room.strip.epoch.figure() == "2 of 2"


def test_time_of_a_run_that_ended_within_an_epoch_says_that_only_whole_epochs_are_in_it(
    room: TrainRoom, dataset: Dataset, show_run: Helper, started: Helper, epoch: Helper
) -> None:
    history = started()
    show_run(room, dataset, history)
    epoch(history, 1, 0.7)
    history.apply(RunPaused("run", 1, 0.7))
    room.refresh()
    assert room.strip.time.caption() == "Training time"
    history.apply(RunResumed(4))
    history.apply(BatchEnd(2, 6, 0.7, 1e-3, 10.0, 32))
    history.apply(RunStopped("run", 1, 0.7))
    room.refresh()
    assert room.strip.time.caption() == "Time of whole epochs"
    assert room.strip.time.figure() == "7 s"


def test_epochs_stay_on_show_while_one_of_them_is_validated(
    room: TrainRoom, dataset: Dataset, show_run: Helper, started: Helper
) -> None:
    room._draft.choose(epochs=4)
    history = started(4)
    show_run(room, dataset, history)
    strip = room.strip
    history.apply(Progress(Phase.PREPARING, 1, 4))
    room.refresh()
    assert strip.phase_bar.isVisible()
    history.apply(BatchEnd(2, 7, 0.7, 1e-3, 10.0, 16))
    room.refresh()
    before = strip.segments.grab().toImage()
    history.apply(Progress(Phase.VALIDATING, 2, 5))
    room.refresh()
    assert strip.segments.isVisible()
    assert not strip.phase_bar.isVisible()
    assert strip.epoch.figure() == "2 of 4"
    assert strip.time.isVisible()
    assert strip.phase.text() == "Validating, 2 of 5 pictures"
    validating = strip.segments.grab().toImage()
    assert validating != before
    history.apply(Progress(Phase.VALIDATING, 4, 5))
    room.refresh()
    assert strip.segments.grab().toImage() != validating
    history.apply(EpochEnd(2, 8, 0.2, 0.3, 0.7, 0.01))
    room.refresh()
    assert not strip.phase.isVisible()
    assert strip.speed.isVisible()


def test_run_that_is_paused_in_its_first_epoch_says_what_is_still_to_come(
    room: TrainRoom, dataset: Dataset, show_run: Helper, started: Helper
) -> None:
    history = started(4)
    show_run(room, dataset, history)
    history.apply(BatchEnd(1, 3, 0.7, 1e-3, 10.0, 16))
    history.apply(RunPaused("run", 0, math.nan))
    room.refresh()
    assert room.strip.epoch.isVisible()
    assert not room.strip.time.isVisible()
    assert room.live.charts is not None
    assert room.live.charts.accuracy.accessibleDescription() == "The first point comes after epoch 1."
    assert room.live.pictures.facts() == "will be predicted after epoch 1"
