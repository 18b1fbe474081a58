"""The whole program in the pseudo-locale: every visible text is translatable, and none is clipped.

The pseudo-locale lengthens each text by a third and puts it in brackets (⟦…⟧). A visible word outside of brackets, or
one that was not lengthened, never went through translation. Data, such as the names of files and classes, is allowed.

Each room is laid out in windows of every usual size, and of a small screen with a large scale: nothing is outside of
what contains it, and nothing that scrolls is inside of something that scrolls.
"""

from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from PySide6.QtTest import QSignalSpy
from pytestqt.qtbot import QtBot

from resnet_studio.core.basics import language, places
from resnet_studio.core.basics.message import message
from resnet_studio.core.dataset.scan import scan
from resnet_studio.core.dataset.unclear_layout import UnclearLayoutError
from resnet_studio.core.protocol.events import (
    BatchEnd,
    EpochEnd,
    Event,
    JobFinished,
    Notice,
    Phase,
    PredictedPicture,
    Predictions,
    Progress,
    RunFailed,
    RunFinished,
    RunPaused,
    RunStarted,
)
from resnet_studio.core.protocol.jobs.predict import Prediction, PredictionFailed
from resnet_studio.core.protocol.jobs.weights import WeightsOnDisk
from resnet_studio.core.runs.config import TrainConfig
from resnet_studio.core.runs.run import ModelInfo, create_run
from resnet_studio.core.runs.run_log import EventLog
from resnet_studio.core.runs.summary import summarise
from resnet_studio.gui.engine.status import EngineState, EngineStatus
from resnet_studio.gui.shell.drops import LINK
from resnet_studio.gui.shell.geometry import SMALLEST, USUAL
from resnet_studio.gui.shell.window import StudioWindow
from tests.gui.misplaced import misplaced_in_the_end
from tests.made_failures import show_when_read
from tests.made_figures import figures_of, write_results

CLASSES = ("blue", "green", "red")
LAPTOP = (1350, 728)
"""What a screen of 1366 x 768 has room for."""
SIZES = (USUAL, LAPTOP, SMALLEST, (894, 472))
"""Of the window. The last is that of a laptop at a scale of 1.5."""


def send(window: StudioWindow, job: int, *events: Event) -> None:
    for event in events:
        window.worker.event_arrived.emit(job, event)


def job_of_training(window: StudioWindow) -> int:
    assert window.training.job is not None
    return window.training.job.number


def dataset(window: StudioWindow, colours: Path) -> None:
    window.session.set_dataset(scan(colours))
    window.session.draft.choose(depth=20, epochs=4)


def running(window: StudioWindow, colours: Path, *more: Event) -> None:
    """Start a run whose first epoch is complete."""
    dataset(window, colours)
    window.start_training()
    run = window.session.run
    assert run is not None
    started = RunStarted(1, str(run.path), CLASSES, 29, 7, 270_000, 270_000, "CPU", "float32", 4)
    notices = (Notice(message("{count} picture was left out.", count=1)), Progress(Phase.PREPARING, 3, 29))
    epoch = (BatchEnd(1, 1, 1.0, 0.1, 60.0, 4), EpochEnd(1, 1, 1.0, 0.9, 0.75, 1.0))
    send(window, job_of_training(window), started, *notices, *epoch, *more)
    window.train_room.refresh()


def ended(window: StudioWindow, colours: Path, ending: Callable[[str], Event]) -> None:
    running(window, colours)
    run = window.session.run
    assert run is not None
    send(window, job_of_training(window), ending(str(run.path)))
    window.train_room.refresh()


def large_picture(window: StudioWindow, colours: Path) -> None:
    """Open a validation picture that is predicted wrongly, and its menu."""
    mistake = PredictedPicture("red/red 1.png", 2, (0.7, 0.2, 0.1))
    running(window, colours, Predictions(1, (mistake,), 0, 1, (mistake,)))
    window.train_room.live.pictures.tiles.menu(0)
    window.train_room.live.pictures.tiles.activated.emit(0)


def saved_run(colours: Path, name: str = "first", *, finished: bool = True) -> Path:
    path = create_run(places.runs_folder(), TrainConfig.build(depth=20), scan(colours), name=name)
    ModelInfo(20, True, CLASSES, 32, (0.5,) * 3, (0.5,) * 3).write(path)
    (path / "best.safetensors").write_bytes(b"weights")
    (path / "last.safetensors").write_bytes(b"weights")
    log = EventLog(path)
    log.append(RunStarted(1, str(path), CLASSES, 29, 7, 270_000, 270_000, "CPU", "float32", 4))
    log.append(EpochEnd(1, 1, 1.0, 0.9, 0.75, 1.0))
    if finished:
        log.append(RunFinished(str(path), 1, 0.75))
    log.close()
    return path


def with_model(window: StudioWindow, colours: Path) -> None:
    window.session.use_run(summarise(saved_run(colours)))
    window.go_to("use")


def kept_model(window: StudioWindow, colours: Path) -> None:
    with_model(window, colours)
    used = window.session.model
    window.prediction.kept.emit(used, used)


def with_predictions(window: StudioWindow, colours: Path) -> None:
    with_model(window, colours)
    pictures = sorted((colours / "red").iterdir())
    window.prediction.ask(pictures)
    send(
        window,
        max(window.jobs.waiting, key=lambda job: job.number).number,
        Prediction(str(pictures[0]), CLASSES, (0.05, 0.15, 0.8)),
        Prediction(str(pictures[1]), CLASSES, (0.4, 0.35, 0.25)),
        PredictionFailed(str(pictures[2]), message("The file is damaged.")),
        JobFinished(),
    )


def changed(window: StudioWindow, colours: Path) -> None:
    window.session.set_dataset(scan(colours, reading="classes"))
    window.data_room.show_news(message("The folder {folder} is not there.", folder=colours))


def refused_split(window: StudioWindow, colours: Path) -> None:
    dataset(window, colours)
    window.data_room.dataset_page.split.change_button.click()
    window.data_room.dataset_page.split.percent.setValue(0)


def preview(window: StudioWindow, colours: Path) -> None:
    dataset(window, colours)
    window.data_room.dataset_page.grid.activated.emit(0)


def runs_details(window: StudioWindow, colours: Path) -> None:
    saved_run(colours)
    saved_run(colours, "cut off", finished=False)
    window.runs_room.refresh()
    window.go_to("runs")


def results(window: StudioWindow, colours: Path, *parts: str) -> None:
    run = saved_run(colours)
    for number, part in enumerate(parts):
        figures = figures_of(((5, 2, 0), (1, 6, 0), (0, 0, 0)), CLASSES, part, skipped=2)
        write_results(run, figures, str(number) * 16)
    read = QSignalSpy(window.results.threshold_changed)
    window.results.show(summarise(run))
    window.go_to("results")
    assert read.count() or read.wait(10_000)


def fetching(window: StudioWindow, colours: Path) -> None:
    dataset(window, colours)
    window.session.draft.choose(depth=18, weights="imagenet")
    window.model_room.set_weights_on_disk(WeightsOnDisk((), str(places.cache_folder())))
    window.model_room.show_fetch(Progress(Phase.DOWNLOADING, 1_000_000, 46_000_000))
    window.go_to("model")


STATES: dict[str, Callable[[StudioWindow, Path], object]] = {
    "data welcome": lambda window, _: window.go_to("data"),
    "data scanning": lambda window, colours: window.data_room.show_scanning(colours, 12),
    "data error": lambda window, colours: window.data_room.show_error(
        colours, language.current().gettext("Empty"), "…"
    ),
    "data question": lambda window, colours: window.data_room.ask_layout(
        UnclearLayoutError(colours, {"train": ("blue",), "validation": ("red",), "test": ("green",)}, CLASSES)
    ),
    "data dataset": dataset,
    "data changed": changed,
    "data split": refused_split,
    "drop refused": lambda window, _: window.drop_refused.emit(LINK),
    "data preview": preview,
    "model without dataset": lambda window, _: window.go_to("model"),
    "model with dataset": lambda window, colours: (dataset(window, colours), window.go_to("model")),
    "model download": fetching,
    "train without dataset": lambda window, _: window.go_to("train"),
    "train plan": lambda window, colours: (dataset(window, colours), window.go_to("train")),
    "train running": running,
    "train finished": lambda window, colours: ended(window, colours, lambda run: RunFinished(run, 1, 0.75)),
    "train paused": lambda window, colours: ended(window, colours, lambda run: RunPaused(run, 1, 0.75)),
    "train failed": lambda window, colours: ended(
        window, colours, lambda run: RunFailed(run, message("The memory is full."), "Traceback")
    ),
    "train not responding": lambda window, colours: (
        running(window, colours),
        window.worker.status_changed.emit(EngineStatus(EngineState.NOT_RESPONDING)),
    ),
    "train large picture": large_picture,
    "results without a run": lambda window, _: window.go_to("results"),
    "results": lambda window, colours: results(window, colours, "validation"),
    "results of two parts": lambda window, colours: results(window, colours, "validation", "test"),
    "results with suspects and a map": lambda window, colours: (
        dataset(window, colours),
        results(window, colours, "validation"),
        show_when_read(window),
    ),
    "results being measured": results,
    "results of another dataset": lambda window, colours: (
        results(window, colours, "validation"),
        window.session.set_dataset(scan(colours, reading="classes")),
        window.results.show(summarise(saved_run(colours, "other"))),
    ),
    "use without model": lambda window, _: window.go_to("use"),
    "use with model": with_model,
    "use with predictions": with_predictions,
    "use large picture": lambda window, colours: (
        with_predictions(window, colours),
        window.use_room.card_actions.show_larger(1),
    ),
    "use with a worse new model": kept_model,
    "runs empty": lambda window, _: window.go_to("runs"),
    "runs with details": runs_details,
    "runs with a training": lambda window, colours: (running(window, colours), window.go_to("runs")),
    "runs with a refusal": lambda window, colours: (
        runs_details(window, colours),
        window.runs_room.changes.refused.emit(language.current().gettext("Empty")),
    ),
}


@pytest.mark.parametrize("state", STATES)
def test_every_text_of_a_room_is_translated_and_fits(
    state: str, pseudo_window: StudioWindow, colours: Path, collector: Any, qtbot: QtBot
) -> None:
    window = pseudo_window
    STATES[state](window, colours)
    window.setMinimumSize(1, 1)  # as on a screen that is smaller
    for size in SIZES:
        window.resize(*size)
        qtbot.wait(50)  # lists are read in the background
        assert misplaced_in_the_end(window, qtbot) == [], size
        if size != LAPTOP:  # where no text has less room than in the usual size
            collector.collect(window)
    collector.check()
