"""What a button acts on is what the screen shows: stories with two datasets and several runs, by clicks."""

import shutil
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QAbstractButton
from pytestqt.qtbot import QtBot

from resnet_studio.core.basics import places
from resnet_studio.core.dataset.scan import scan
from resnet_studio.core.protocol.events import (
    BatchEnd,
    CheckpointSaved,
    EpochEnd,
    Event,
    RunFinished,
    RunPaused,
    RunStarted,
    RunStopped,
)
from resnet_studio.core.protocol.jobs.train import Train
from resnet_studio.core.runs.config import TrainConfig
from resnet_studio.core.runs.run import ModelInfo, create_run, read_config
from resnet_studio.core.runs.run_log import EventLog
from resnet_studio.core.runs.summary import summarise
from resnet_studio.gui.shell.window import StudioWindow
from resnet_studio.gui.work.session import ActiveRun

Helper = Callable[..., Any]

_ONE_EPOCH: tuple[Event, ...] = (
    RunStarted(1, "run", ("blue", "green", "red"), 29, 7, 270_000, 270_000, "CPU", "float32", 4),
    BatchEnd(1, 1, 1.0, 0.1, 60.0, 4),
    EpochEnd(1, 1, 1.0, 0.9, 0.75, 1.0),
)


@pytest.fixture
def submitted(window: StudioWindow, monkeypatch: pytest.MonkeyPatch) -> list[Train]:
    """The trainings that the engine was asked for."""
    jobs: list[Train] = []
    submit = window.worker.submit

    def note(job: Any) -> int:
        if isinstance(job, Train):
            jobs.append(job)
        return submit(job)

    monkeypatch.setattr(window.worker, "submit", note)
    return jobs


def click(button: QAbstractButton) -> None:
    assert button.isVisible()
    assert button.isEnabled()
    QTest.mouseClick(button, Qt.MouseButton.LeftButton)


def open_by_drop(window: StudioWindow, folder: Path, drop: Helper, qtbot: QtBot) -> None:
    with qtbot.waitSignal(window.session.dataset_changed):
        drop(window, folder)


def paused_run(dataset: Path, name: str, **chosen: Any) -> Path:
    """A run that another window paused after its first epoch."""
    path = create_run(places.runs_folder(), TrainConfig.build(**chosen), scan(dataset), name=name)
    log = EventLog(path)
    for event in (*_ONE_EPOCH, RunPaused(str(path), 1, 0.75)):
        log.append(event)
    log.close()
    return path


def test_settings_of_a_resumed_run_stay_with_it_when_other_pictures_are_opened(
    window: StudioWindow, submitted: list[Train], colours: Path, qtbot: QtBot, drop: Helper, send: Helper,
    job_of_training: Helper,
) -> None:  # fmt: skip
    shutil.copytree(colours, places.sample_folder())
    path = paused_run(places.sample_folder(), "digits", depth=20, epochs=30, batch_size=8)
    window.runs_room.refresh()
    window.go_to("runs")
    qtbot.waitUntil(window.runs_room.resume.isVisible)
    with qtbot.waitSignal(window.training.started):
        click(window.runs_room.resume)
    assert submitted == [Train(str(path), resume=True)]
    click(window.train_room.buttons.stop)
    send(window, job_of_training(window), RunStopped(str(path), 1, 0.75))
    window._tick()
    assert window.train_room.header.title() == "Training Handwritten digits stopped"
    assert not window.train_room.outlook.isVisible(), "the next run on the digits is as the one that was resumed"

    open_by_drop(window, colours, drop, qtbot)
    click(window.data_room.dataset_page.model_button)
    assert window.model_room.header.facts().startswith("The next run on three cölours: ")
    assert window.model_room.depths.cards[18].isChecked()
    assert window.rail.state("model") == "ResNet-18"
    click(window.model_room.train_button)
    assert window.train_room.header.title() == "Train three cölours"
    assert window.train_room.panel.form.rows["image_size"].control.text() == "224"
    click(window.train_room.buttons.start)
    assert window.session.run is not None
    assert window.session.run.config == TrainConfig.build(pictures=29)
    assert read_config(path).epochs == 30


def test_stopped_run_of_one_dataset_never_starts_the_one_that_was_opened_meanwhile(
    window: StudioWindow, submitted: list[Train], colours: Path, copied_colours: Path, qtbot: QtBot, drop: Helper,
    send: Helper, job_of_training: Helper, start_run: Helper,
) -> None:  # fmt: skip
    run: ActiveRun = start_run(window, colours)
    open_by_drop(window, copied_colours, drop, qtbot)
    window._tick()
    assert window.rail.state("train") == "epoch 1 of 4, three cölours"
    assert window.status.job_text().startswith("three cölours  ·  25 %")
    window.go_to("train")
    room = window.train_room
    assert room.header.title() == "Training three cölours"
    assert room.outlook.sentence() == "copied colours is open now. This run trains three cölours."
    click(room.buttons.stop)
    send(window, job_of_training(window), RunStopped(str(run.path), 1, 0.75))
    window._tick()
    assert room.header.title() == "Training three cölours stopped"
    assert not room.buttons.start.isVisible()
    assert not room.buttons.again.isVisible()
    assert window.rail.state("train") == "stopped, three cölours"
    window.menus.start_wanted.emit()  # Ctrl+Return: nothing starts before its plan is shown
    assert submitted == [Train(str(run.path))]
    assert room.header.title() == "Train copied colours"
    assert room.plan.isVisible()
    click(room.buttons.start)
    assert window.session.run is not None
    assert window.session.run.dataset.root == copied_colours
    assert len(submitted) == 2


def test_new_run_button_names_the_open_dataset_and_shows_its_plan(
    window: StudioWindow, colours: Path, copied_colours: Path, qtbot: QtBot, drop: Helper, send: Helper,
    job_of_training: Helper, start_run: Helper,
) -> None:  # fmt: skip
    run: ActiveRun = start_run(window, colours)
    open_by_drop(window, copied_colours, drop, qtbot)
    send(window, job_of_training(window), RunFinished(str(run.path), 1, 0.75))
    window.go_to("train")
    window._tick()
    assert window.train_room.buttons.new.words() == "New run on copied colours"
    click(window.train_room.buttons.new)
    assert window.train_room.header.title() == "Train copied colours"
    assert not window.train_room.buttons.back.isVisible()
    open_by_drop(window, colours, drop, qtbot)
    assert window.rail.state("train") == "done in 1 s"
    assert window.session.run is run, "a dataset that is opened again shows its own run"


def test_opened_dataset_offers_its_best_run_and_the_model_of_another_is_named(
    window: StudioWindow, colours: Path, copied_colours: Path, qtbot: QtBot, drop: Helper, usable_run: Helper
) -> None:
    other, best = usable_run(copied_colours, "other"), usable_run(colours, "best")
    with qtbot.waitSignal(window.runs_room.runs_changed):
        window.runs_room.refresh()
    open_by_drop(window, copied_colours, drop, qtbot)
    offer = window.data_room.dataset_page.offer
    assert offer.sentence() == "There is a model for copied colours, from today: 75.0 % on validation."
    assert window.rail.state("use") == "best run 75.0 %"
    click(offer.button)
    assert window.rail.current() == "use"
    assert window.session.model is not None
    assert window.session.model.path == other
    assert window.rail.state("use") == "ready"
    assert window.use_room.header.facts().startswith("copied colours, ResNet-20, run of ")

    window.go_to("data")  # in Use, a dropped folder is asked about
    open_by_drop(window, colours, drop, qtbot)
    assert window.rail.state("use") == "model of copied colours"
    assert window.rail.state("train") == "not started"
    window.go_to("use")
    bar = window.use_room.best.bar
    assert bar.sentence() == "There is a model for three cölours, from today: 75.0 % on validation."
    assert bar.detail() == "The model in use was trained on copied colours."
    click(bar.button)
    assert window.session.model.path == best
    assert not bar.isVisible()
    window.go_to("data")
    assert not window.data_room.dataset_page.offer.isVisible()


def test_model_of_the_open_dataset_stays_in_use_when_a_run_on_another_ends(
    window: StudioWindow, colours: Path, copied_colours: Path, qtbot: QtBot, drop: Helper, send: Helper,
    job_of_training: Helper, start_run: Helper, usable_run: Helper,
) -> None:  # fmt: skip
    own = usable_run(copied_colours, "own")
    run: ActiveRun = start_run(window, colours)
    ModelInfo(20, True, ("blue", "green", "red"), 32, (0.5,) * 3, (0.5,) * 3).write(run.path)
    (run.path / "best.safetensors").write_bytes(b"weights")
    open_by_drop(window, copied_colours, drop, qtbot)
    window.session.use_run(summarise(own))
    send(window, job_of_training(window), CheckpointSaved(1, best=True), RunFinished(str(run.path), 1, 0.75))
    assert window.session.model is not None
    assert window.session.model.path == own
    assert window.rail.state("use") == "ready"
    window.go_to("train")
    click(window.train_room.buttons.use)
    assert window.session.model.path == run.path, "the button beside the run is about that run"
    assert window.rail.state("use") == "model of three cölours"


def test_model_changed_after_a_run_is_announced_before_start(
    window: StudioWindow, submitted: list[Train], colours: Path, qtbot: QtBot, send: Helper, job_of_training: Helper,
    start_run: Helper,
) -> None:  # fmt: skip
    run: ActiveRun = start_run(window, colours)
    send(window, job_of_training(window), RunFinished(str(run.path), 1, 0.75))
    window.go_to("model")
    click(window.model_room.depths.cards[32])
    click(window.model_room.train_button)
    room = window.train_room
    assert room.header.title() == "Trained three cölours"
    assert room.outlook.sentence() == "The next run differs from this one."
    assert room.outlook.detail().startswith("Network ResNet-32 (was ResNet-20)")
    assert room.buttons.start.kind() == "main"
    assert not room.buttons.again.isVisible()
    click(room.buttons.start)
    assert len(submitted) == 2
    assert window.session.run is not None
    assert window.session.run.config.depth == 32


def test_settings_of_a_paused_run_cannot_be_edited_and_resume_uses_them(
    window: StudioWindow, submitted: list[Train], colours: Path, qtbot: QtBot, send: Helper, job_of_training: Helper,
    start_run: Helper,
) -> None:  # fmt: skip
    run: ActiveRun = start_run(window, colours)
    click(window.train_room.buttons.pause)
    send(window, job_of_training(window), RunPaused(str(run.path), 1, 0.75))
    window._tick()
    form = window.train_room.panel.form
    assert form.locked
    assert not form.rows["epochs"].control.isVisible()
    click(window.train_room.buttons.new)
    assert window.train_room.header.title() == "Train three cölours"
    assert form.rows["epochs"].control.isVisible()
    window.session.draft.choose(epochs=9)
    click(window.train_room.buttons.back)
    assert form.rows["epochs"].value() == "4"
    click(window.train_room.buttons.resume)
    assert submitted[-1] == Train(str(run.path), resume=True)
    assert read_config(run.path).epochs == 4
