"""A dataset, a Train room, and the steps of a run, for the tests of the Train room."""

from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from PIL import Image
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication
from pytestqt.qtbot import QtBot

from resnet_studio.core.dataset.dataset import Dataset
from resnet_studio.core.dataset.scan import scan
from resnet_studio.core.protocol.device import device_text
from resnet_studio.core.protocol.events import (
    BatchEnd,
    CheckpointSaved,
    EpochEnd,
    PredictedPicture,
    Predictions,
    RunStarted,
)
from resnet_studio.core.runs.history import RunHistory
from resnet_studio.gui.engine.status import EngineState, EngineStatus
from resnet_studio.gui.rooms.train.room import TrainRoom
from resnet_studio.gui.theme.manager import install
from resnet_studio.gui.threads.thumbnails import ThumbnailLoader
from resnet_studio.gui.work.draft import Draft
from resnet_studio.gui.work.session import ActiveRun

Helper = Callable[..., Any]

READY = EngineStatus(EngineState.READY, device_text("CPU", 2), "float32")


def _make_folder(root: Path, classes: tuple[str, ...]) -> Dataset:
    for number, name in enumerate(classes):
        for part, count in (("train", 6), ("val", 4)):
            folder = root / part / name
            folder.mkdir(parents=True)
            for picture in range(count):
                Image.new("RGB", (40, 30), (60 * number, 20 * picture, 90)).save(folder / f"{name} {picture}.png")
    return scan(root)


@pytest.fixture
def make_folder() -> Helper:
    return _make_folder


def _started(epochs: int = 8) -> RunHistory:
    history = RunHistory()
    history.apply(RunStarted(1, "run", ("ants", "bees"), 12, 8, 11_177_538, 1_026, "CPU", "float32", epochs))
    return history


@pytest.fixture
def started() -> Helper:
    return _started


def _epoch(history: RunHistory, number: int, top1: float, epochs: int = 8) -> None:
    for step in range(number * 4 - 3, number * 4 + 1):
        history.apply(BatchEnd(number, step, 1 / step, 0.00123, 62.4, epochs * 4))
    history.apply(EpochEnd(number, number * 4, 0.2, 1 - top1, top1, 7.0, top1))
    history.apply(CheckpointSaved(number * 4, best=history.best is history.epochs[-1]))


@pytest.fixture
def epoch() -> Helper:
    return _epoch


def _predictions(dataset: Dataset, number: int = 1) -> Predictions:
    pictures = [
        PredictedPicture(picture.path, picture.label, (0.9, 0.1) if index % 3 else (0.05 * index, 1 - 0.05 * index))
        for index, picture in enumerate(dataset.part("validation"))
    ]
    return Predictions(number, tuple(pictures), 5, 8)


@pytest.fixture
def predictions() -> Helper:
    return _predictions


def _show_run(room: TrainRoom, dataset: Dataset, history: RunHistory) -> None:
    room.set_dataset(dataset)
    room.set_run(ActiveRun(Path("/runs/2026-11-22 18-45 ants-bees resnet18"), room._draft.config, dataset, history))


@pytest.fixture
def show_run() -> Helper:
    return _show_run


@pytest.fixture
def room_with_pictures(room: TrainRoom, dataset: Dataset) -> TrainRoom:
    """The room with a run that has predicted its validation pictures once."""
    history = _started()
    _show_run(room, dataset, history)
    history.apply(_predictions(dataset))
    room.refresh()
    return room


def _type_into(room: TrainRoom, name: str, text: str, *, leave: bool = True) -> None:
    """Type into a setting as a person does: go there, replace what is there, and go on."""
    field = room.panel.form.rows[name].control
    room.activateWindow()
    field.setFocus()
    field.selectAll()
    QTest.keyClicks(field, text)
    if leave:
        QTest.keyClick(field, Qt.Key.Key_Return)


@pytest.fixture
def type_into() -> Helper:
    return _type_into


@pytest.fixture
def dataset(tmp_path: Path) -> Dataset:
    return _make_folder(tmp_path / "ants-bees", ("ants", "bees"))


@pytest.fixture
def draft() -> Draft:
    return Draft()


@pytest.fixture
def room(qtbot: QtBot, qapp: QApplication, draft: Draft) -> TrainRoom:
    install(qapp)
    made = TrainRoom(draft, ThumbnailLoader(draft))
    qtbot.addWidget(made)
    made.resize(1280, 732)
    made.show()
    made.set_engine(READY)
    return made
