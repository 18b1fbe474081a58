"""The Train room in narrow and large windows."""

from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from PySide6.QtCore import Qt
from pytestqt.qtbot import QtBot

from resnet_studio.core.dataset.dataset import Dataset
from resnet_studio.core.protocol.device import device_text
from resnet_studio.core.protocol.events import (
    RunFinished,
    RunPaused,
    RunStopped,
)
from resnet_studio.core.runs.defaults import FOLLOWED_PICTURES
from resnet_studio.gui.engine.status import EngineState, EngineStatus
from resnet_studio.gui.rooms.train.room import TrainRoom
from resnet_studio.gui.rooms.train.tiles import PictureTiles
from resnet_studio.gui.theme.tokens import RAIL_WIDTH, RAIL_WIDTH_NARROW

Helper = Callable[..., Any]

READY = EngineStatus(EngineState.READY, device_text("CPU", 2), "float32")


def test_sentence_is_as_long_as_the_window_has_room_for(
    room: TrainRoom, dataset: Dataset, epoch: Helper, show_run: Helper, started: Helper, qtbot: QtBot
) -> None:
    room.resize(1024, 640)
    history = started()
    show_run(room, dataset, history)
    assert room.header.facts_shown() == "ResNet-18 from ImageNet weights, head trains"
    epoch(history, 1, 0.5)
    history.apply(RunFinished("run", 1, 0.5))
    room.refresh()
    assert room.header.facts_shown() == "Ended early after 1 epoch in 7 s. ResNet-18, head trained"
    room.resize(1480, 732)
    qtbot.waitUntil(lambda: room.header.facts_shown().endswith("ResNet-18 from ImageNet weights, head trained"))
    assert room.header.facts_shown() == room.header.facts()


@pytest.mark.parametrize("width", [900, 1024 - RAIL_WIDTH_NARROW, 1280 - RAIL_WIDTH])
def test_subtitle_of_a_long_plan_and_of_its_result_is_never_elided(
    room: TrainRoom, dataset: Dataset, width: int, epoch: Helper, show_run: Helper, started: Helper
) -> None:
    room.resize(width, 640)
    frozen = ("layer1.0", "layer2.0", "layer3.1", "layer4.0")
    room._draft.choose(frozen=frozen, weights=str(dataset.root / f"{'my own weights ' * 4}.pth"))
    history = started()
    for _ in ("plan", "run", "result"):
        room.refresh()
        assert "…" not in room.header.facts_shown()
        if history.epochs:
            history.apply(RunFinished("run", 1, 0.5))
        show_run(room, dataset, history)
        epoch(history, len(history.epochs) + 1, 0.5)


@pytest.mark.parametrize("width", [1280 - RAIL_WIDTH, 1024 - RAIL_WIDTH_NARROW])
def test_subtitle_says_in_which_epoch_a_run_was_paused(
    room: TrainRoom, dataset: Dataset, width: int, epoch: Helper, show_run: Helper, started: Helper
) -> None:
    room.resize(width, 640)
    room._draft.choose(epochs=40)
    history = started(40)
    show_run(room, dataset, history)
    for number in range(1, 10):
        epoch(history, number, 0.5, epochs=40)
    history.apply(RunPaused("run", 1, 0.5))
    room.refresh()
    assert room.header.facts_shown().startswith("Paused in epoch 9 of 40")


def rows(tiles: PictureTiles) -> int:
    """How many tiles fit below each other."""
    heights = (tiles.tile_rect(index).bottom() for index in range(FOLLOWED_PICTURES))
    return len({bottom for bottom in heights if bottom < tiles.height()})


def test_charts_grow_more_than_pictures(room_with_pictures: TrainRoom, qtbot: QtBot) -> None:
    room = room_with_pictures
    live = room.live
    assert live.charts is not None
    assert rows(live.pictures.tiles) == 2
    charts, pictures = live.charts.height(), live.pictures.height()
    room.resize(1920, 980)
    qtbot.waitUntil(lambda: live.charts is not None and live.charts.height() > charts)
    # Twice as much goes to the charts; whole rows of square tiles leave a little over.
    assert live.charts.height() - charts >= 1.7 * (live.pictures.height() - pictures)
    room.resize(968, 612)
    qtbot.waitUntil(lambda: rows(live.pictures.tiles) == 1)
    assert live.pictures.geometry().bottom() <= live.rect().bottom()


def test_switch_shows_curves_or_pictures_where_both_would_be_cut_off(
    room_with_pictures: TrainRoom, qtbot: QtBot
) -> None:
    room = room_with_pictures
    live, switch = room.live, room.live.switch
    assert not switch.isVisible()
    room.setMinimumSize(1, 1)  # as the window does on such a screen
    room.resize(838, 444)  # of a screen of 1366 x 768 at a scale of 1.5
    qtbot.waitUntil(switch.isVisible)
    assert live.charts is not None
    assert not live.pictures.isVisible()
    assert live.charts.geometry().top() > switch.geometry().bottom()
    assert live.charts.geometry().bottom() == live.rect().bottom()
    qtbot.mouseClick(switch.button("pictures"), Qt.MouseButton.LeftButton)
    assert not live.charts.isVisible()
    assert live.pictures.isVisible()
    tiles = live.pictures.tiles
    assert len(tiles.shown()) == len(tiles.pictures()), "all of them fit"
    assert live.pictures.order.geometry().left() > switch.geometry().right()
    room.resize(968, 612)
    qtbot.waitUntil(lambda: not switch.isVisible())
    assert live.charts.isVisible()
    assert live.pictures.isVisible()


def test_title_names_the_dataset_of_the_run_in_a_narrow_window(
    room: TrainRoom, dataset: Dataset, tmp_path: Path, make_folder: Helper, show_run: Helper, started: Helper,
    epoch: Helper,
) -> None:  # fmt: skip
    history = started()
    show_run(room, dataset, history)
    epoch(history, 1, 0.75)
    room.set_dataset(make_folder(tmp_path / "cats and dogs of the north", ("cats", "dogs")))
    history.apply(RunStopped("run", 1, 0.75))
    room.refresh()
    assert room.buttons.new.words() == "New run on cats and d…the north"
    room.resize(1024, 640)
    assert room.buttons.new.words() == "New run"
    title = room.header._title
    assert title.shown() == "Training ants-bees stopped"
