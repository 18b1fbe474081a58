"""The buttons in the header of the Train room."""

from collections.abc import Callable
from typing import Any

from pytestqt.qtbot import QtBot

from resnet_studio.core.dataset.dataset import Dataset
from resnet_studio.core.protocol.events import RunPaused, RunStopped
from resnet_studio.gui.rooms.train.room import TrainRoom

Helper = Callable[..., Any]


def test_resume_is_the_main_action_of_a_paused_run_and_use_that_of_a_stopped_one(
    room: TrainRoom, dataset: Dataset, qtbot: QtBot, epoch: Helper, show_run: Helper, started: Helper
) -> None:
    buttons = room.buttons
    for ending, main, other in (
        (RunPaused("run", 1, 0.5), buttons.resume, buttons.use),
        (RunStopped("run", 1, 0.5), buttons.use, buttons.resume),
    ):
        history = started()
        show_run(room, dataset, history)
        epoch(history, 1, 0.5)
        history.apply(ending)
        room.refresh()
        assert main.isVisible()
        assert other.isVisible()
        qtbot.waitUntil(lambda main=main, other=other: main.x() > other.x())
