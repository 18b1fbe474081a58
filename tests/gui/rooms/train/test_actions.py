"""The buttons in the header of the Train room."""

from collections.abc import Callable
from typing import Any

import pytest
from PySide6.QtCore import QRect
from pytestqt.qtbot import QtBot

from resnet_studio.core.dataset.dataset import Dataset
from resnet_studio.core.protocol.events import RunFinished, RunPaused, RunStopped
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


@pytest.mark.parametrize("ending", [RunFinished("run", 8, 0.5), RunStopped("run", 1, 0.5)])
def test_buttons_keep_their_place_when_a_setting_changes(
    room: TrainRoom, dataset: Dataset, ending: RunFinished | RunStopped, qtbot: QtBot, epoch: Helper, show_run: Helper,
    started: Helper,
) -> None:  # fmt: skip
    buttons = room.buttons
    history = started()
    show_run(room, dataset, history)
    epoch(history, 1, 0.5)
    history.apply(ending)
    room.refresh()
    qtbot.waitUntil(lambda: buttons.again.x() > room.width() // 2)
    again, use = buttons.again.geometry(), buttons.use.geometry()
    assert buttons.use.kind() == "main"
    room._draft.choose(depth=34)
    qtbot.waitUntil(lambda: buttons.start.geometry() == again)
    assert buttons.use.geometry() == use
    assert buttons.resume.isVisible() == isinstance(ending, RunStopped)
    mains = [one for one in buttons.all if one.isVisible() and one.kind() == "main"]
    assert mains == [buttons.start]
    room._draft.choose(depth=18)
    qtbot.waitUntil(lambda: buttons.again.isVisible() and buttons.again.geometry() == again)
    assert not QRect(use).intersects(again)


def test_title_keeps_its_room_beside_four_buttons_on_a_small_screen(
    room: TrainRoom, dataset: Dataset, qtbot: QtBot, epoch: Helper, show_run: Helper, started: Helper
) -> None:
    room.setMinimumSize(1, 1)
    room.resize(838, 444)  # of a screen of 1366 x 768 at a scale of 1.5
    history = started()
    show_run(room, dataset, history)
    epoch(history, 1, 0.5)
    history.apply(RunStopped("run", 1, 0.5))
    room.refresh()
    drawer = room.buttons.drawer
    assert (drawer.words(), drawer.accessibleName(), drawer.toolTip()) == ("", "Settings", "Settings")
    qtbot.waitUntil(lambda: room.header._title.shown() == "Training ants-bees stopped")
    room.resize(968, 612)
    assert (drawer.words(), drawer.toolTip()) == ("Settings", "")
