"""What the Train room says of an engine that is not well."""

from collections.abc import Callable
from pathlib import Path
from typing import Any

from PySide6.QtCore import QSettings
from pytestqt.qtbot import QtBot

from resnet_studio.core.basics.message import message
from resnet_studio.core.dataset.dataset import Dataset
from resnet_studio.gui.engine.status import EngineState, EngineStatus
from resnet_studio.gui.rooms.train.engine_notice import EngineNotice
from resnet_studio.gui.rooms.train.room import TrainRoom

Helper = Callable[..., Any]


def test_unresponsive_engine_can_be_killed(
    room: TrainRoom, dataset: Dataset, qtbot: QtBot, show_run: Helper, started: Helper
) -> None:
    show_run(room, dataset, started())
    assert not room.notice.isVisible()
    room.set_engine(EngineStatus(EngineState.NOT_RESPONDING))
    assert room.notice.isVisible()
    assert room.notice.detail().endswith("Killing it ends the run, which has no model yet.")
    with qtbot.waitSignal(room.kill_wanted):
        room.notice.button.click()
    room.set_engine(EngineStatus(EngineState.BUSY))
    assert not room.notice.isVisible()


def test_kill_keeps_a_model_that_was_saved(qtbot: QtBot) -> None:
    notice = EngineNotice()
    qtbot.addWidget(notice)
    notice.show_engine(EngineStatus(EngineState.NOT_RESPONDING), training=True, kept=True)
    assert notice.detail().endswith("the model saved last is kept.")


def test_engine_that_cannot_start_shows_reason(room: TrainRoom, dataset: Dataset) -> None:
    room.set_dataset(dataset)
    room.set_engine(EngineStatus(EngineState.FAILED, problem="The engine could not start: torch is missing."))
    assert room.notice.sentence() == "The engine could not start: torch is missing."
    assert room.buttons.start.isEnabled()


def test_unused_graphics_card_is_said_until_it_is_hidden(
    room: TrainRoom, dataset: Dataset, qtbot: QtBot, tmp_path: Path
) -> None:
    settings = QSettings(str(tmp_path / "window.ini"), QSettings.Format.IniFormat)
    unused = EngineStatus(EngineState.READY, message("CPU"), "float32", unused=message("The card is not used."))
    room.notice.offer_pack(settings, offered=True)
    room.set_dataset(dataset)
    room.set_engine(unused)
    assert room.notice.sentence() == "The card is not used."
    with qtbot.waitSignal(room.notice.pack_wanted), qtbot.assertNotEmitted(room.kill_wanted):
        room.notice.button.click()
    room.notice.cross.click()
    room.set_engine(EngineStatus(EngineState.BUSY, message("CPU"), "float32", unused=unused.unused))
    assert not room.notice.isVisible()
    again = EngineNotice()
    qtbot.addWidget(again)
    again.offer_pack(settings, offered=True)
    again.show_engine(unused, training=False)
    assert not again.isVisible()
