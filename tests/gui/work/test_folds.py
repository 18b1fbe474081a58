"""Folds of the open dataset, trained one after the other."""

from pathlib import Path
from typing import Any

import pytest
from pytestqt.qtbot import QtBot

from resnet_studio.core.basics.errors import Failure
from resnet_studio.core.basics.message import message
from resnet_studio.core.dataset.picture_edits import ClearLabels
from resnet_studio.core.dataset.scan import scan
from resnet_studio.core.protocol.events import Event, Predictions, RunFailed, RunFinished, RunPaused, RunStarted
from resnet_studio.core.protocol.jobs.train import Train
from resnet_studio.core.runs.marks import Marks
from resnet_studio.core.runs.run_log import EventLog
from resnet_studio.gui.engine.jobs import JobRunner
from resnet_studio.gui.work.folds import FoldsControl, _divided
from resnet_studio.gui.work.session import Session
from resnet_studio.gui.work.training import TrainingControl

STARTED = RunStarted(1, "r", ("blue", "green", "red"), 18, 18, 272_000, 272_000, "CPU", "float32", epochs=1)


@pytest.fixture
def session(qtbot: QtBot, colours: Path, tmp_path: Path) -> Session:
    session = Session()
    session.runs_folder = tmp_path
    session.set_dataset(scan(colours))
    session.draft.choose(depth=20, epochs=1, early_stopping=3)
    return session


def test_folds_are_trained_in_turn_and_go_on_after_a_pause(session: Session, silent_worker: Any, qtbot: QtBot) -> None:
    training = TrainingControl(session, JobRunner(silent_worker))
    folds = FoldsControl(session, training)

    def trained(last: Event) -> Path:
        """Let the engine train the run that it was given, to this end."""
        qtbot.waitUntil(lambda: training.active)
        run = training.run.path if training.run else Path()
        log = EventLog(run)
        for event in (STARTED, Predictions(1, (), right=9, total=18), last):
            log.append(event)
        log.close()
        for event in (STARTED, last):
            silent_worker.tell(event)
        return run

    folds.start(2)
    first = trained(RunFinished("", 1, 0.5))
    qtbot.waitUntil(lambda: training.run is not None and training.run.path != first)
    second = trained(RunPaused("", 1, 0.5))
    assert not folds.busy
    assert (
        str(folds.standing)
        == "Fold 2 of 2 ended early. With the same settings and pictures, “Train 2 folds” goes on with it."
    )
    folds.start(2)
    qtbot.waitUntil(lambda: training.active)
    assert silent_worker.submitted[3] == Train(str(second), resume=True)
    with qtbot.waitSignal(folds.finished):
        trained(RunFinished("", 1, 0.5))
    assert str(folds.standing).startswith("Of 36 pictures, 18 were right when they were set aside: 50.0 %")
    assert [Marks.read(run).tags for run in (first, second)] == [(folds.tag,)] * 2
    assert session.best is None
    assert len(list(session.runs_folder.iterdir())) == 2


def test_fold_that_fails_says_why(session: Session, silent_worker: Any, qtbot: QtBot) -> None:
    training = TrainingControl(session, JobRunner(silent_worker))
    folds = FoldsControl(session, training)
    folds.start(2)
    qtbot.waitUntil(lambda: training.active)
    with qtbot.waitSignal(folds.failed):
        silent_worker.tell(RunFailed("r", message("The weights were not downloaded."), kind=Failure.WEIGHTS))
    assert str(folds.standing) == "Fold 1 of 2 failed. The weights were not downloaded."
    assert not folds.busy


def test_folds_end_with_the_reason_where_another_run_is_quicker(
    session: Session, silent_worker: Any, qtbot: QtBot
) -> None:
    training = TrainingControl(session, JobRunner(silent_worker))
    folds = FoldsControl(session, training)
    folds.start(2)
    training.start()
    (other,) = session.runs_folder.iterdir()
    qtbot.waitUntil(lambda: not folds.busy)
    busy = "Another run is in training. Try again when it has ended."
    assert str(folds.standing) == f"Fold 1 of 2 could not start. {busy}"
    assert list(session.runs_folder.iterdir()) == [other], "no folder of a run that never began"
    reasons: list[str] = []
    training.resume_next(other, lambda why: reasons.append(str(why)))
    qtbot.waitUntil(lambda: bool(reasons))
    assert reasons == [busy]


def test_folds_belong_to_their_dataset_and_their_folder_of_runs(
    session: Session, silent_worker: Any, qtbot: QtBot, copied_colours: Path, tmp_path: Path
) -> None:
    training = TrainingControl(session, JobRunner(silent_worker))
    folds = FoldsControl(session, training)
    folds.start(2)
    session.runs_folder = tmp_path / "elsewhere"
    session.set_dataset(scan(copied_colours))
    qtbot.waitUntil(lambda: training.active)
    assert training.run is not None
    assert training.run.path.parent == tmp_path
    assert str(folds.standing_here) == "Folds of three cölours are in training."
    assert not folds.of_open
    training.failed_to_start.emit("of a run that a person wanted to continue")
    assert folds.busy
    assert str(folds.standing).startswith("Fold 1 of 2 is in training. 36 pictures were not checked:")


def test_only_pictures_of_folds_count_as_not_checked(session: Session, tmp_path: Path) -> None:
    dataset = session.dataset
    assert dataset is not None
    sorting = dataset.with_edit(ClearLabels(("red/red 1.png", "blue/blue 1.png")))
    assert _divided(sorting, 2, session.draft.config, tmp_path).unchecked == 34


def test_too_many_folds_are_refused_in_a_sentence(session: Session, silent_worker: Any, qtbot: QtBot) -> None:
    folds = FoldsControl(session, TrainingControl(session, JobRunner(silent_worker)))
    folds.start(40)
    qtbot.waitUntil(lambda: not folds.busy)
    assert "there are only 36 pictures or groups that can be set aside" in str(folds.standing)
