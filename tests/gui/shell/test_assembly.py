"""Rooms and controls, connected by the window."""

import os
import shutil
from collections.abc import Callable
from pathlib import Path
from types import SimpleNamespace
from typing import Any

import pytest
from PySide6.QtCore import QEvent, Qt
from PySide6.QtWidgets import QApplication, QFileDialog
from pytestqt.qtbot import QtBot

from resnet_studio.core.basics import places
from resnet_studio.core.basics.errors import DatasetError
from resnet_studio.core.basics.message import message
from resnet_studio.core.dataset.scan import scan
from resnet_studio.core.protocol.events import (
    EpochEnd,
    JobFinished,
    Phase,
    Progress,
    RunFailed,
    RunFinished,
)
from resnet_studio.core.protocol.jobs.predict import Prediction
from resnet_studio.core.protocol.jobs.weights import WeightsOnDisk
from resnet_studio.core.runs.config import TrainConfig
from resnet_studio.core.runs.run import ModelInfo
from resnet_studio.core.runs.run_log import EventLog
from resnet_studio.core.runs.summary import rename_run, summarise
from resnet_studio.gui.engine.status import EngineState, EngineStatus
from resnet_studio.gui.shell.window import StudioWindow
from resnet_studio.gui.work import opening as opening_module
from resnet_studio.gui.work.runs_folder import RunsFolder
from resnet_studio.gui.work.session import ActiveRun

Helper = Callable[..., Any]

WAIT = 20_000
CLASSES = ("blue", "green", "red")


def test_full_disk_prevents_training_and_is_shown_in_train(
    window: StudioWindow, colours: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    window.session.set_dataset(scan(colours))
    monkeypatch.setattr(shutil, "disk_usage", lambda _: SimpleNamespace(free=1_000_000))
    window.start_training()
    assert window.session.run is None
    assert window.train_room.error.isVisible()
    assert "1.0 MB are free" in window.train_room.error.sentence()
    monkeypatch.undo()


def test_engine_that_cannot_start_is_shown_in_train(window: StudioWindow, colours: Path) -> None:
    window.session.set_dataset(scan(colours))
    window.go_to("train")
    problem = "The engine could not start: ImportError: half an installation"
    window.worker.status_changed.emit(EngineStatus(EngineState.FAILED, problem=problem))
    assert window.train_room.notice.isVisible()
    assert window.train_room.notice.sentence() == problem
    assert window.status.engine_text() == "Engine could not start"


def test_renamed_run_stays_in_use_and_deleted_one_does_not(
    window: StudioWindow, colours: Path, usable_run: Helper
) -> None:
    session = window.session
    old = usable_run(colours, "old")
    session.use_run(summarise(old))
    new = summarise(rename_run(old, "new"))
    session.run_renamed(old, new)
    assert session.model == new
    session.run_deleted(old)
    assert session.model == new
    session.run_deleted(new.path)
    assert session.model is None
    assert window.rail.state("use") == "no model yet"


def test_run_that_ends_does_not_replace_the_model_of_a_prediction(
    window: StudioWindow, colours: Path, job_of_training: Helper, send: Helper, start_run: Helper, usable_run: Helper
) -> None:
    session = window.session
    before = summarise(usable_run(colours, "before"))
    session.use_run(before)
    run = start_run(window, colours)
    ModelInfo(20, True, CLASSES, 32, (0.5,) * 3, (0.5,) * 3).write(run.path)
    (run.path / "best.safetensors").write_bytes(b"weights")
    picture = colours / "red" / "red 1.png"
    window.go_to("use")
    window.use_room.offer([picture])  # it waits for the training
    asked = window.worker._last_number
    send(window, job_of_training(window), RunFinished(str(run.path), 1, 0.75))
    assert session.model == before
    send(window, asked, Prediction(str(picture), CLASSES, (0.1, 0.1, 0.8)), JobFinished())
    assert window.use_room.grid.count() == 1
    window.train_room.use_wanted.emit()
    assert session.model is not None
    assert session.model.path == run.path


def test_download_requested_while_the_engine_starts_can_be_cancelled(
    window: StudioWindow, monkeypatch: pytest.MonkeyPatch, send: Helper
) -> None:
    stopped = list[int]()
    monkeypatch.setattr(window.worker, "stop", lambda number, **_: stopped.append(number))
    window.weights.fetch(18)
    looked, fetched = 1, 2  # the look at the cache was asked for when the engine was started
    send(window, looked, WeightsOnDisk(depths=(), folder="/cache"), JobFinished())
    send(window, fetched, Progress(Phase.DOWNLOADING, 1, 2))
    window.weights.cancel()
    assert stopped == [fetched]


def test_finished_run_is_trained_further_in_a_new_one(
    window: StudioWindow, qtbot: QtBot, colours: Path, usable_run: Helper
) -> None:
    parent = usable_run(colours, "first")
    window.runs_room.refresh()
    window.go_to("runs")
    qtbot.waitUntil(window.runs_room.details.further.isVisible)
    further = next(one for one in window.runs_room.commands.menu().actions() if one.text() == "Train further")
    for will_do in (window.runs_room.details.further.toolTip(), further.toolTip()):
        assert f"a new run on {colours.name} " in will_do
        assert f"{TrainConfig.build(depth=20).epochs} epochs, with a learning rate of 0.0067, a third" in will_do
    with qtbot.waitSignal(window.training.started) as started:
        qtbot.mouseClick(window.runs_room.details.further, Qt.MouseButton.LeftButton)
    assert started.args is not None
    run: ActiveRun = started.args[0]
    assert window.rail.current() == "train"
    assert run.path != parent
    assert run.config == TrainConfig.build(depth=20).changed(
        weights=str(parent / "best.safetensors"), learning_rate=0.0067
    )
    assert summarise(run.path).parent == "first"
    assert window.training.active


def test_reason_why_a_run_cannot_be_trained_further_is_shown_in_train(
    window: StudioWindow, qtbot: QtBot, copied_colours: Path, usable_run: Helper
) -> None:
    run = usable_run(copied_colours, "fir\u202est")
    shutil.rmtree(copied_colours)
    with qtbot.waitSignal(window.training.failed_to_start):
        window.runs_room.continue_wanted.emit(summarise(run))
    assert window.rail.current() == "train"
    assert f"the folder {copied_colours} was renamed or moved" in window.train_room.error.sentence()
    assert not window.training.active
    assert [entry.name for entry in run.parent.iterdir()] == [run.name]


def test_reason_why_a_run_cannot_be_trained_further_is_not_said_of_the_run_that_failed_before(
    window: StudioWindow, qtbot: QtBot, colours: Path, copied_colours: Path, usable_run: Helper, start_run: Helper,
    send: Helper, job_of_training: Helper,
) -> None:  # fmt: skip
    other = usable_run(copied_colours, "other")
    run = start_run(window, colours)
    send(window, job_of_training(window), RunFailed(str(run.path), message("The memory is full.")))
    shutil.rmtree(copied_colours)
    window.go_to("runs")
    details = window.runs_room.details
    qtbot.waitUntil(lambda: len(window.runs_room.table.listed()) == 2)
    window.runs_room.table.select(other)
    qtbot.waitUntil(details.further.isVisible)
    with qtbot.waitSignal(window.training.failed_to_start):
        qtbot.mouseClick(details.further, Qt.MouseButton.LeftButton)
    room = window.train_room
    assert str(copied_colours) in room.error.sentence()
    assert (room.header.title(), window.rail.state("train")) == (f"Train {colours.name}", "not started")
    qtbot.mouseClick(room.buttons.back, Qt.MouseButton.LeftButton)
    assert room.error.sentence() == "The memory is full."
    assert room.header.title() == f"Training {colours.name} failed"


def test_weights_of_a_failed_run_are_chosen_in_the_dialog_of_the_model_room(
    window: StudioWindow, colours: Path, start_run: Helper
) -> None:
    start_run(window, colours)
    window.train_room.error.weights_wanted.emit()
    assert window.rail.current() == "model"
    (dialog,) = window.model_room.findChildren(QFileDialog)
    assert dialog.isVisible()
    dialog.close()


def test_sample_that_could_not_be_written_is_written_by_try_again(
    window: StudioWindow, qtbot: QtBot, monkeypatch: pytest.MonkeyPatch, small_sample: int
) -> None:
    real = opening_module.sample_dataset

    def refuse() -> Path:
        raise DatasetError(places.sample_folder(), message("The disk is full."))

    monkeypatch.setattr(opening_module, "sample_dataset", refuse)
    qtbot.mouseClick(window.data_room.welcome.sample_button, Qt.MouseButton.LeftButton)
    qtbot.waitUntil(window.data_room.error.isVisible)
    assert window.data_room.error.header.title() == "Handwritten digits"
    monkeypatch.setattr(opening_module, "sample_dataset", real)
    with qtbot.waitSignal(window.session.dataset_changed, timeout=WAIT):
        qtbot.mouseClick(window.data_room.error.panel.retry_button, Qt.MouseButton.LeftButton)
    assert window.session.dataset is not None
    assert window.session.dataset.root == places.sample_folder()


def test_folders_that_may_be_parts_are_asked_about_and_the_answer_can_be_changed(
    window: StudioWindow, qtbot: QtBot, colours: Path, tmp_path: Path, drop: Helper
) -> None:
    root, room = tmp_path / "years", window.data_room
    for year in ("2022", "2023"):
        shutil.copytree(colours, root / year)
    with qtbot.waitSignal(window.opening.unclear, timeout=WAIT):
        drop(window, root)
    assert room.question_page.isVisible()
    assert window.session.dataset is None
    with qtbot.waitSignal(window.session.dataset_changed, timeout=WAIT):
        qtbot.mouseClick(room.question_page.parts.button, Qt.MouseButton.LeftButton)
    assert window.session.dataset.classes == CLASSES
    with qtbot.waitSignal(window.session.dataset_changed, timeout=WAIT):
        qtbot.mouseClick(room.dataset_page.notices.reading.button, Qt.MouseButton.LeftButton)
    assert window.session.dataset.classes == ("2022", "2023")


def test_changed_folder_is_noticed_when_the_window_is_activated_and_read_again_with_f5(
    window: StudioWindow, qtbot: QtBot, copied_colours: Path, drop: Helper
) -> None:
    with qtbot.waitSignal(window.session.dataset_changed, timeout=WAIT):
        drop(window, copied_colours)
    page = window.data_room.dataset_page
    shutil.copy(copied_colours / "red" / "red 1.png", copied_colours / "red" / "new.png")
    os.utime(copied_colours / "red", (2e9, 2e9))  # some file systems count whole seconds
    with qtbot.waitSignal(window.opening.news, timeout=WAIT):
        QApplication.sendEvent(window, QEvent(QEvent.Type.ActivationChange))
    assert page.notices.news.sentence() == "The folder has changed since it was read: 1 picture was added."
    window.activateWindow()
    with qtbot.waitSignal(window.session.dataset_changed, timeout=WAIT):
        qtbot.keyClick(window, Qt.Key.Key_F5)
    assert not page.notices.news.isVisible()
    assert page.grid.count() == 37


def test_window_follows_a_run_that_trains_in_another_window(
    window: StudioWindow, colours: Path, usable_run: Helper, qtbot: QtBot, monkeypatch: pytest.MonkeyPatch
) -> None:
    folder = window.runs_room.findChild(RunsFolder)
    assert folder is not None
    window.session.set_dataset(scan(colours))
    qtbot.waitUntil(lambda: folder._known is not None)
    run = usable_run(colours, "elsewhere")
    folder.look()  # as it does every few seconds
    qtbot.waitUntil(lambda: window.rail.state("use") == "best run 75.0 %")
    qtbot.waitUntil(lambda: folder._known is not None and not folder._background.busy("look"))
    log = EventLog(run)
    log.append(EpochEnd(2, 2, 0.8, 0.7, 0.85, 1.0))
    log.append(RunFinished(str(run), 2, 0.85))
    log.close()
    folder.look()
    qtbot.waitUntil(lambda: window.rail.state("use") == "best run 85.0 %")
    # a name that is being typed is not taken away
    monkeypatch.setattr(window.runs_room.table, "isPersistentEditorOpen", lambda _: True)
    qtbot.waitUntil(lambda: not folder._background.busy("look"))
    usable_run(colours, "a third")
    with qtbot.waitSignal(folder.changed):
        folder.look()
    assert len(window.session.runs) == 1
    monkeypatch.undo()
    folder.look()
    qtbot.waitUntil(lambda: len(window.session.runs) == 2)


def test_run_renamed_by_another_program_stays_in_use(
    window: StudioWindow, colours: Path, usable_run: Helper, qtbot: QtBot
) -> None:
    run = usable_run(colours, "old")
    window.runs_room.refresh()
    qtbot.waitUntil(lambda: len(window.session.runs) == 1)
    window.session.use_run(summarise(run))
    run.rename(run.with_name("new"))
    window.runs_room.refresh()
    qtbot.waitUntil(lambda: window.session.model is not None and window.session.model.name == "new")


def test_folder_that_is_gone_is_said_when_a_person_comes_to_the_data_room(
    window: StudioWindow, copied_colours: Path, tmp_path: Path, qtbot: QtBot
) -> None:
    window.session.set_dataset(scan(copied_colours))
    window.go_to("train")
    copied_colours.rename(tmp_path / "elsewhere")
    with qtbot.waitSignal(window.opening.news) as news:
        window.go_to("data")
    assert f"the folder {copied_colours} was renamed or moved" in str(news.args[0])
    assert window.data_room.dataset_page.notices.news.isVisible()
