"""The Runs room, and runs as training leaves them."""

from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from PySide6.QtWidgets import QApplication
from pytestqt.qtbot import QtBot

from resnet_studio.core.basics import files
from resnet_studio.core.basics.errors import RunError
from resnet_studio.core.dataset.catalogue import Catalogue
from resnet_studio.core.dataset.dataset import apply
from resnet_studio.core.protocol.events import (
    BatchEnd,
    CheckpointSaved,
    EpochEnd,
    Event,
    Notice,
    RunFailed,
    RunFinished,
    RunStarted,
)
from resnet_studio.core.runs.config import TrainConfig
from resnet_studio.core.runs.run import ModelInfo, create_run
from resnet_studio.core.runs.run_log import EventLog
from resnet_studio.gui.rooms.runs.columns import NAME
from resnet_studio.gui.rooms.runs.room import RunsRoom
from resnet_studio.gui.theme.manager import install

Helper = Callable[..., Any]


def _make_run(
    runs: Path, name: str, *, created: str = "2026-11-22T18:45:00+00:00", top1: float = 0.95, epochs: int = 3,
    ending: Event | None = None, root: str = "ants-bees", size: int = 1000, config: TrainConfig | None = None,
) -> Path:  # fmt: skip
    """A run as training leaves it; without epochs it has no model."""
    config = config or TrainConfig.build(epochs=5)
    dataset = apply(Catalogue(runs.absolute() / root, ("ants", "bees"), ()))
    run = create_run(runs, config, dataset, name=name)
    record = files.read_json(run / "config.json", RunError)
    files.write_json(run / "config.json", record | {"created": created})
    log = EventLog(run)
    log.append(RunStarted(1, str(run), ("ants", "bees"), 244, 153, 11_177_538, 1026, "CPU", "float32", 5))
    for epoch in range(1, epochs + 1):
        log.append(BatchEnd(epoch, epoch * 10, 1 / epoch, 0.001, 50.0, 50))
        log.append(EpochEnd(epoch, epoch * 10, 1.0, 1.0, top1 if epoch == 2 else top1 / 2, 20.0))
        log.append(CheckpointSaved(epoch * 10, best=epoch <= 2))
    log.append(Notice("It is skipped: the file ends too early.", "train/bees/odd.jpg"))
    log.append(ending or RunFinished(str(run), 2, top1))
    log.close()
    if epochs:
        (run / "best.safetensors").write_bytes(b"\0" * size)
        ModelInfo(config.depth, True, ("ants", "bees"), 224, (0.5, 0.5, 0.5), (0.2, 0.2, 0.2)).write(run)
    return run


@pytest.fixture
def make_run() -> Helper:
    return _make_run


@pytest.fixture
def runs(tmp_path: Path) -> Path:
    return tmp_path / "meine Läufe"


@pytest.fixture
def empty_room(qtbot: QtBot, qapp: QApplication) -> RunsRoom:
    install(qapp).choose("light")
    room = RunsRoom()
    qtbot.addWidget(room)
    room.resize(1280, 732)
    with qtbot.waitActive(room):
        room.show()
        room.activateWindow()
    return room


def _list_runs_of(room: RunsRoom, qtbot: QtBot, runs: Path) -> None:
    with qtbot.waitSignal(room.runs_changed):
        room.set_folder(runs)
    _wait_until_read(room, qtbot)


@pytest.fixture
def list_runs_of() -> Helper:
    return _list_runs_of


def _wait_until_read(room: RunsRoom, qtbot: QtBot) -> None:
    qtbot.waitUntil(lambda: not room._background._running)


@pytest.fixture
def wait_until_read() -> Helper:
    return _wait_until_read


@pytest.fixture
def room(empty_room: RunsRoom, qtbot: QtBot, runs: Path) -> RunsRoom:
    """Three runs: the newest of all, the most accurate, and one that failed."""
    _make_run(runs, "run 10", created="2026-11-22T18:45:00+00:00", top1=0.8, size=3000)
    _make_run(runs, "run 9", created="2026-11-21T18:45:00+00:00", top1=0.9, size=2000)
    failed = RunFailed("r", "The disk is full.", "Traceback")
    _make_run(runs, "run 1", created="2026-11-20T18:45:00+00:00", top1=0.7, ending=failed, size=1000)
    _list_runs_of(empty_room, qtbot, runs)
    return empty_room


def _names(room: RunsRoom) -> list[str]:
    model = room.table.model()
    return [str(model.index(row, NAME).data()) for row in range(model.rowCount())]


@pytest.fixture
def names() -> Helper:
    return _names


def _choose(room: RunsRoom, qtbot: QtBot, name: str) -> None:
    path = next(run.path for run in room.summaries() if run.name == name)
    assert room.table.select(path)
    _wait_until_read(room, qtbot)


@pytest.fixture
def choose() -> Helper:
    return _choose


def _cell(room: RunsRoom, row: int, column: int) -> str:
    return str(room.table.model().index(row, column).data())


@pytest.fixture
def cell() -> Helper:
    return _cell
