"""Predictions as the window controls them: one job at a time, the next pictures wait."""

from pathlib import Path
from typing import Any

import pytest
from pytestqt.qtbot import QtBot

from resnet_studio.core.basics.message import message
from resnet_studio.core.protocol.events import JobFailed, JobFinished, JobStopped
from resnet_studio.core.protocol.jobs.predict import Prediction
from resnet_studio.core.runs.states import RunState
from resnet_studio.core.runs.summary import RunSummary
from resnet_studio.gui.engine.jobs import JobRunner
from resnet_studio.gui.engine.status import EngineState
from resnet_studio.gui.work.prediction import PredictionControl
from resnet_studio.gui.work.session import Session

FIRST, SECOND, THIRD = (Path(f"/p/{name}.png") for name in ("first", "second", "third"))
MODEL = RunSummary(Path("/runs/one"), 0.0, None, "ants-bees", RunState.FINISHED, 3, 2, 0.9, 10.0, 1000, usable=True)


@pytest.fixture
def session(qtbot: QtBot) -> Session:
    session = Session()
    session.model = MODEL
    return session


@pytest.fixture
def prediction(session: Session, silent_worker: Any) -> PredictionControl:
    control = PredictionControl(session, JobRunner(silent_worker))
    silent_worker.report(EngineState.BUSY)
    return control


def test_nothing_is_predicted_without_a_model(
    prediction: PredictionControl, session: Session, silent_worker: Any
) -> None:
    session.model = None
    prediction.ask([FIRST])
    assert silent_worker.asked == []
    assert not prediction.busy


def test_pictures_wait_for_the_running_job(prediction: PredictionControl, silent_worker: Any) -> None:
    prediction.ask([FIRST])
    prediction.ask([SECOND])
    prediction.ask([THIRD])
    assert silent_worker.asked == [[FIRST]]
    assert prediction.waiting == 2
    silent_worker.tell(JobFinished())
    assert silent_worker.asked == [[FIRST], [SECOND, THIRD]]
    assert prediction.waiting == 0


def test_failure_drops_waiting_pictures_and_can_be_retried(prediction: PredictionControl, silent_worker: Any) -> None:
    prediction.ask([FIRST])
    prediction.ask([SECOND])
    silent_worker.tell(JobFailed(message("The engine stopped working."), ""))
    assert not prediction.busy
    assert prediction.can_retry
    prediction.retry()
    assert silent_worker.asked == [[FIRST], [FIRST]]


def test_abandoned_job_delivers_no_predictions(prediction: PredictionControl, silent_worker: Any, qtbot: QtBot) -> None:
    prediction.ask([FIRST])
    prediction.abandon()
    assert silent_worker.stopped == [1]
    with qtbot.assertNotEmitted(prediction.answered), qtbot.assertNotEmitted(prediction.ended):
        silent_worker.tell(Prediction(str(FIRST), ("ants", "bees"), (0.9, 0.1)), JobStopped())
