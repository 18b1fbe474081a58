"""The assembled window with an engine that never starts: the test sends its events."""

from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest
from PySide6.QtCore import QMimeData, QPoint, QPointF, Qt, QUrl
from PySide6.QtGui import QDragEnterEvent, QDropEvent
from PySide6.QtWidgets import QApplication, QWidget
from pytestqt.qtbot import QtBot

from resnet_studio.core.dataset.scan import scan
from resnet_studio.core.protocol.events import (
    BatchEnd,
    EpochEnd,
    Event,
    JobFinished,
    RunStarted,
)
from resnet_studio.gui.engine.status import EngineState, EngineStatus
from resnet_studio.gui.engine.worker import EngineWorker
from resnet_studio.gui.shell.window import StudioWindow
from resnet_studio.gui.theme.manager import install
from resnet_studio.gui.work.session import ActiveRun
from tests.gui.new_window import new_window
from tests.made_figures import made_run

Helper = Callable[..., Any]

CLASSES = ("blue", "green", "red")

_KEYS, _BUTTONS = Qt.KeyboardModifier.NoModifier, Qt.MouseButton.LeftButton


@pytest.fixture
def make_window(qtbot: QtBot, monkeypatch: pytest.MonkeyPatch) -> Iterator[Callable[[], StudioWindow]]:
    monkeypatch.setattr(EngineWorker, "start", lambda _: None)
    app = QApplication.instance()
    assert isinstance(app, QApplication)
    manager = install(app)
    made: list[StudioWindow] = []

    def make() -> StudioWindow:
        made.append(new_window(qtbot))
        return made[-1]

    yield make
    monkeypatch.setattr("resnet_studio.gui.shell.closing.ask_to_close", lambda _: True)
    for window in made:
        window.close()
        window.deleteLater()
    manager.choose(None)


@pytest.fixture
def window(make_window: Callable[[], StudioWindow]) -> StudioWindow:
    return make_window()


def _send(window: StudioWindow, job: int, *events: Event) -> None:
    for event in events:
        window.worker.event_arrived.emit(job, event)


@pytest.fixture
def send() -> Helper:
    return _send


def _job_of_training(window: StudioWindow) -> int:
    assert window.training.job is not None
    return window.training.job.number


@pytest.fixture
def job_of_training() -> Helper:
    return _job_of_training


def _start_run(window: StudioWindow, colours: Path) -> ActiveRun:
    """Open the colours and start a run on them, whose first epoch is over."""
    window.session.set_dataset(scan(colours))
    window.session.draft.choose(depth=20, epochs=4)
    window.start_training()
    run = window.session.run
    assert run is not None
    _send(window, 1, JobFinished())  # the look for weights, which was submitted when the engine was started
    window.worker.status_changed.emit(EngineStatus(EngineState.BUSY))
    _send(
        window,
        _job_of_training(window),
        RunStarted(1, str(run.path), CLASSES, 29, 7, 270_000, 270_000, "CPU", "float32", 4),
        BatchEnd(1, 1, 1.0, 0.1, 60.0, 4),
        EpochEnd(1, 1, 1.0, 0.9, 0.75, 1.0),
    )
    return run


@pytest.fixture
def start_run() -> Helper:
    return _start_run


def _usable_run(colours: Path, name: str) -> Path:
    return made_run(scan(colours), name, 0.75)


@pytest.fixture
def usable_run() -> Helper:
    return _usable_run


def _drop(window: QWidget, *paths: Path) -> None:
    mime = QMimeData()
    mime.setUrls([QUrl.fromLocalFile(str(path)) for path in paths])
    QApplication.sendEvent(window, QDragEnterEvent(QPoint(400, 300), Qt.DropAction.CopyAction, mime, _BUTTONS, _KEYS))
    QApplication.sendEvent(window, QDropEvent(QPointF(400, 300), Qt.DropAction.CopyAction, mime, _BUTTONS, _KEYS))


@pytest.fixture
def drop() -> Helper:
    return _drop
