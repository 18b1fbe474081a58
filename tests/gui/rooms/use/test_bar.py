"""The bar above the predictions: progress, what waits, counts, and the threshold."""

import re
from collections.abc import Callable
from pathlib import Path
from typing import Any

from PySide6.QtCore import Qt
from pytestqt.qtbot import QtBot

from resnet_studio.core.protocol.events import (
    JobFinished,
    JobStopped,
    Phase,
    Progress,
    RunStopped,
)
from resnet_studio.core.protocol.jobs.predict import PredictionFailed
from resnet_studio.core.protocol.jobs.train import Train
from resnet_studio.core.protocol.jobs.weights import FetchWeights
from resnet_studio.gui.engine.status import EngineState
from resnet_studio.gui.rooms.use.cards import describe
from resnet_studio.gui.rooms.use.room import UseRoom
from resnet_studio.gui.work.training import TEXTS as TRAINING
from resnet_studio.gui.work.weights import FETCHING

Helper = Callable[..., Any]


def test_pictures_added_during_a_prediction_wait(ready: UseRoom, asked: list[list[Path]], send: Helper) -> None:
    ready.offer([Path("/p/a.jpg")])
    ready.offer([Path("/p/b.jpg")])
    ready.offer([Path("/p/folder")])
    assert asked == [[Path("/p/a.jpg")]]
    assert "2 more waiting" in ready.bar.done.text()
    send(ready, JobFinished())
    assert asked[1:] == [[Path("/p/b.jpg"), Path("/p/folder")]]


def test_cancel_also_drops_waiting_pictures(
    ready: UseRoom, qtbot: QtBot, asked: list[list[Path]], silent_worker: Any, begin: Helper, send: Helper
) -> None:
    assert not ready.bar.cancel.isVisible()
    begin(ready)
    send(ready, Progress(Phase.PREDICTING, 120, 3000))
    ready.offer([Path("/p/b.jpg")])
    send(ready, Progress(Phase.PREDICTING, 136, 3000))
    assert ready.bar.done.text() == "136 of 3,000, 1 more waiting"
    qtbot.mouseClick(ready.bar.cancel, Qt.MouseButton.LeftButton)
    assert silent_worker.stopped == [1]
    send(ready, JobStopped())
    assert len(asked) == 1
    assert not ready.bar.cancel.isVisible()


def test_waiting_prediction_names_the_job_before_it(ready: UseRoom, silent_worker: Any, begin: Helper) -> None:
    jobs = ready._prediction.jobs
    download = jobs.submit(FetchWeights(18), FETCHING, lambda _: None)
    begin(ready)
    assert ready.bar.done.text() == "Waiting for the download to end"
    assert not ready.bar.count.isVisible(), "0 pictures would say nothing"
    assert not ready.bar.progress.isVisible()
    assert ready.bar.cancel.isVisible()
    ready.offer([Path("/p/b.jpg")])
    assert ready.bar.done.text() == "Waiting for the download to end, 1 more waiting"
    silent_worker.tell(JobFinished(), job=download.number)
    silent_worker.report(EngineState.BUSY)
    assert ready.bar.done.text() == "Starting, 1 more waiting"
    silent_worker.tell(Progress(Phase.PREDICTING, 1, 4))
    assert ready.bar.done.text() == "1 of 4, 1 more waiting"


def test_prediction_during_a_training_waits_for_a_batch_and_says_how_far_it_is(
    ready: UseRoom, silent_worker: Any, begin: Helper, prediction: Helper, send: Helper
) -> None:
    training = ready._prediction.jobs.submit(Train("run"), TRAINING, lambda _: None)
    begin(ready)
    assert ready.bar.done.text() == "Waiting for the training to finish its batch"
    assert ready.bar.cancel.isVisible()
    send(ready, prediction("/p/a.jpg"), Progress(Phase.PREDICTING, 1, 4))
    assert ready.bar.done.text() == "1 of 4, in turns with the training"
    assert ready.bar.progress.isVisible()
    silent_worker.tell(RunStopped("run", 0, 0.0), job=training.number)
    assert ready.bar.done.text() == "1 of 4"
    send(ready, JobFinished())
    assert ready.bar.count.text() == "1 picture"


def test_prediction_waits_for_a_starting_engine(ready: UseRoom, silent_worker: Any, begin: Helper) -> None:
    silent_worker.report(EngineState.STARTING)
    begin(ready)
    assert ready.bar.done.text() == "Waiting for the engine to start"


def test_predictions_are_counted_by_outcome(ready: UseRoom, finish: Helper, prediction: Helper) -> None:
    broken = PredictionFailed("/p/c.jpg", "c.jpg: the file ends too early.")
    finish(ready, prediction("/p/a.jpg", 0.95), prediction("/p/b.jpg", 0.55), broken)
    assert ready.grid.count() == 3
    assert ready.bar.count.text() == "3 pictures"
    assert ready.view.counts.text() == "1 ants, 1 not sure, 1 could not be read"
    assert re.fullmatch(r"in (under )?\d\.\d s", ready.bar.details.text())
    items = ready._answers.items
    assert describe(items[0], 0.8) == "a.jpg: ants 95.0 %, bees 5.0 %"
    assert describe(items[1], 0.8) == "b.jpg: not sure, ants 55.0 %, bees 45.0 %"
    assert describe(items[2], 0.8) == "c.jpg: the file ends too early."


def test_slider_sets_threshold_of_not_sure(ready: UseRoom, qtbot: QtBot, finish: Helper, prediction: Helper) -> None:
    finish(ready, prediction("/p/a.jpg", 0.95), prediction("/p/b.jpg", 0.75))
    assert "1 not sure" in ready.view.counts.text()
    ready.bar.slider.setFocus()
    qtbot.keyClick(ready.bar.slider, Qt.Key.Key_PageDown)
    assert ready.bar.percent.text() == "75 %"
    qtbot.waitUntil(lambda: "not sure" not in ready.view.counts.text())
    ready.bar.slider.setValue(99)
    qtbot.waitUntil(lambda: "2 not sure" in ready.view.counts.text())
