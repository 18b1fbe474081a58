"""The progress of a run above its curves."""

from collections.abc import Callable
from typing import Any

from resnet_studio.core.dataset.dataset import Dataset
from resnet_studio.core.protocol.events import BatchEnd, EpochEnd, RunFinished
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
