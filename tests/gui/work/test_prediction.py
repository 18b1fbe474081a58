"""Predictions as the window controls them: one job at a time, the next pictures wait."""

from collections.abc import Callable
from dataclasses import replace
from pathlib import Path
from types import SimpleNamespace
from typing import Any, cast

import pytest
from pytestqt.qtbot import QtBot

from resnet_studio.core.basics.message import message
from resnet_studio.core.protocol.events import JobFailed, JobFinished, JobStopped
from resnet_studio.core.protocol.jobs.predict import Prediction
from resnet_studio.core.runs.states import RunState
from resnet_studio.core.runs.summary import RunSummary
from resnet_studio.gui.engine.jobs import JobRunner
from resnet_studio.gui.engine.status import EngineState
from resnet_studio.gui.work import prediction as module
from resnet_studio.gui.work.prediction import PredictionControl
from resnet_studio.gui.work.session import ActiveRun, Session

FIRST, SECOND, THIRD = (Path(f"/p/{name}.png") for name in ("first", "second", "third"))
MODEL = RunSummary(
    Path("/runs/one"), 0.0, None, "ants-bees", RunState.FINISHED, 3, 2, 0.9, 10.0, 1000, usable=True, root="/data"
)


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


def test_retry_after_a_failure_asks_also_what_waited(prediction: PredictionControl, silent_worker: Any) -> None:
    prediction.ask([FIRST])
    prediction.ask([SECOND])
    silent_worker.tell(JobFailed(message("The engine stopped working."), ""))
    assert not prediction.busy
    assert prediction.can_retry
    prediction.retry()
    assert silent_worker.asked == [[FIRST], [FIRST, SECOND]]


def test_abandoned_job_delivers_no_predictions(prediction: PredictionControl, silent_worker: Any, qtbot: QtBot) -> None:
    prediction.ask([FIRST])
    prediction.abandon()
    assert silent_worker.stopped == [1]
    with qtbot.assertNotEmitted(prediction.answered), qtbot.assertNotEmitted(prediction.ended):
        silent_worker.tell(Prediction(str(FIRST), ("ants", "bees"), (0.9, 0.1)), JobStopped())


@pytest.fixture
def end_run(
    prediction: PredictionControl, session: Session, monkeypatch: pytest.MonkeyPatch
) -> Callable[[RunSummary], None]:
    """Ends a run of which this is the summary; models are taken into use without their files."""

    def use(summary: RunSummary) -> None:
        session.model = summary

    def end(summary: RunSummary) -> None:
        monkeypatch.setattr(module, "summarise", lambda _: summary)
        history = SimpleNamespace(kept=True)
        prediction.use_trained(cast(ActiveRun, SimpleNamespace(path=summary.path, history=history)))

    monkeypatch.setattr(session, "use_run", use)
    return end


def test_better_model_stays_in_use_and_a_person_is_informed(
    prediction: PredictionControl, session: Session, end_run: Callable[[RunSummary], None], qtbot: QtBot
) -> None:
    worse = replace(MODEL, path=Path("/runs/further"), best_val_top1=0.88)
    with qtbot.waitSignal(prediction.kept) as kept:
        end_run(worse)
    assert kept.args == [worse, MODEL]
    assert session.model == MODEL


@pytest.mark.parametrize("top1", [0.9, 0.95])
def test_new_model_is_used_unless_it_is_worse(
    session: Session, end_run: Callable[[RunSummary], None], top1: float
) -> None:
    new = replace(MODEL, path=Path("/runs/further"), best_val_top1=top1)
    end_run(new)
    assert session.model == new


def test_models_of_two_datasets_are_not_compared(session: Session, end_run: Callable[[RunSummary], None]) -> None:
    new = replace(MODEL, path=Path("/runs/digits"), best_val_top1=0.5, root="/data/digits")
    end_run(new)
    assert session.model == new


def test_models_of_other_classes_are_not_compared(session: Session, end_run: Callable[[RunSummary], None]) -> None:
    session.model = replace(MODEL, classes=("ants", "bees"))
    new = replace(MODEL, path=Path("/runs/more"), best_val_top1=0.8, classes=("ants", "bees", "wasps"))
    end_run(new)
    assert session.model == new


def test_model_whose_answers_are_on_show_stays_in_use(
    prediction: PredictionControl, session: Session, silent_worker: Any, end_run: Callable[[RunSummary], None]
) -> None:
    prediction.ask([FIRST])
    silent_worker.tell(Prediction(str(FIRST), ("ants", "bees"), (0.9, 0.1)), JobFinished())
    new = replace(MODEL, path=Path("/runs/further"), best_val_top1=0.95)
    end_run(new)
    assert session.model == MODEL
    prediction.examples = frozenset([FIRST])
    prediction.abandon()  # the answers were removed
    prediction.ask([FIRST])  # it is tried on a validation picture, which takes nothing away
    silent_worker.tell(Prediction(str(FIRST), ("ants", "bees"), (0.9, 0.1)), JobFinished())
    end_run(new)
    assert session.model == new


def test_model_that_watches_a_folder_stays_in_use(
    prediction: PredictionControl, session: Session, end_run: Callable[[RunSummary], None]
) -> None:
    prediction.holds = lambda: True
    end_run(replace(MODEL, path=Path("/runs/further"), best_val_top1=0.95))
    assert session.model == MODEL


def test_run_in_use_that_went_on_is_used_as_it_is_now(session: Session, end_run: Callable[[RunSummary], None]) -> None:
    resumed = replace(MODEL, best_val_top1=0.85)
    end_run(resumed)
    assert session.model == resumed
