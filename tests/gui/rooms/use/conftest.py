"""The Use room with an engine that never starts, and predictions for it."""

import time
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest
from PySide6.QtCore import QMimeData
from PySide6.QtGui import QGuiApplication
from PySide6.QtWidgets import QApplication
from pytestqt.qtbot import QtBot

from resnet_studio.core.protocol.events import (
    Event,
    JobFinished,
)
from resnet_studio.core.protocol.jobs.predict import Prediction, PredictionFailed
from resnet_studio.core.runs.run import ModelInfo
from resnet_studio.core.runs.states import RunState
from resnet_studio.core.runs.summary import RunSummary
from resnet_studio.gui.engine.jobs import JobRunner
from resnet_studio.gui.engine.status import EngineState
from resnet_studio.gui.rooms.use.room import UseRoom
from resnet_studio.gui.theme.manager import install
from resnet_studio.gui.threads.thumbnails import ThumbnailLoader
from resnet_studio.gui.work.explain import ExplainControl
from resnet_studio.gui.work.prediction import PredictionControl
from resnet_studio.gui.work.session import Session

Helper = Callable[..., Any]

CLASSES = ("ants", "bees")

INFO = ModelInfo(18, True, CLASSES, 224, (0.5, 0.5, 0.5), (0.2, 0.2, 0.2))


def _make_summary(name: str = "first", best_epoch: int = 5) -> RunSummary:
    created = time.mktime((2025, 11, 22, 18, 45, 0, 0, 0, -1))
    return RunSummary(
        Path("/runs") / name, created, None, "ants-bees", RunState.FINISHED, 12, best_epoch, 0.954, 84, 1, True
    )


@pytest.fixture
def make_summary() -> Helper:
    return _make_summary


def _prediction(path: str, ants: float = 0.9) -> Prediction:
    return Prediction(path, CLASSES, (ants, 1 - ants))


@pytest.fixture
def prediction() -> Helper:
    return _prediction


@pytest.fixture
def session(qtbot: QtBot) -> Session:
    return Session()


@pytest.fixture
def room(qtbot: QtBot, qapp: QApplication, session: Session, silent_worker: Any) -> UseRoom:
    install(qapp).choose("light")
    jobs = JobRunner(silent_worker, qapp)
    silent_worker.report(EngineState.BUSY)
    explain = ExplainControl(session, jobs, qapp)
    room = UseRoom(PredictionControl(session, jobs, qapp), explain, ThumbnailLoader(qapp))
    qtbot.addWidget(room)
    room.resize(1064, 732)
    with qtbot.waitActive(room):
        room.show()
        room.activateWindow()
    return room


@pytest.fixture
def ready(room: UseRoom, session: Session) -> UseRoom:
    session.model = _make_summary()
    room.set_run(_make_summary(), INFO)
    return room


@pytest.fixture
def asked(silent_worker: Any) -> list[list[Path]]:
    asked: list[list[Path]] = silent_worker.asked
    return asked


def _begin(room: UseRoom) -> None:
    room.offer([Path("/p/any folder")])


@pytest.fixture
def begin() -> Helper:
    return _begin


def _send(room: UseRoom, *events: Event) -> None:
    """Let the engine send events of the prediction under way."""
    room._prediction.jobs.worker.tell(*events)


@pytest.fixture
def send() -> Helper:
    return _send


def _finish(room: UseRoom, *events: Prediction | PredictionFailed) -> None:
    _begin(room)
    _send(room, *events, JobFinished())


@pytest.fixture
def finish() -> Helper:
    return _finish


def _put_on_clipboard(fill: Callable[[QMimeData], None]) -> None:
    mime = QMimeData()
    fill(mime)
    QGuiApplication.clipboard().setMimeData(mime)


@pytest.fixture
def put_on_clipboard(qapp: QApplication) -> Iterator[Helper]:
    yield _put_on_clipboard
    QGuiApplication.clipboard().clear()  # what is left there is destroyed after Python's part of it
