"""Training as the window controls it."""

from contextlib import closing
from pathlib import Path
from typing import Any

import pytest
from pytestqt.qtbot import QtBot

from resnet_studio.core.basics.errors import RunGoneError
from resnet_studio.core.basics.message import message
from resnet_studio.core.dataset.picture_edits import LeaveOut
from resnet_studio.core.dataset.scan import scan
from resnet_studio.core.protocol.events import (
    BatchEnd,
    CheckpointSaved,
    EpochEnd,
    JobFailed,
    RunFailed,
    RunFinished,
    RunPaused,
)
from resnet_studio.core.protocol.jobs.train import Train
from resnet_studio.core.runs.edited_dataset import write_edited
from resnet_studio.core.runs.run_log import EventLog
from resnet_studio.core.runs.summary import list_runs, summarise
from resnet_studio.gui.engine.jobs import JobRunner
from resnet_studio.gui.work.session import Session
from resnet_studio.gui.work.training import TrainingControl


@pytest.fixture
def session(qtbot: QtBot, colours: Path) -> Session:
    session = Session()
    session.set_dataset(scan(colours))
    session.draft.choose(depth=20, epochs=2)
    return session


@pytest.fixture
def training(session: Session, silent_worker: Any) -> TrainingControl:
    return TrainingControl(session, JobRunner(silent_worker))


def test_start_submits_a_new_run_once(training: TrainingControl, session: Session, silent_worker: Any) -> None:
    training.start()
    training.start()
    assert session.run is not None
    assert silent_worker.submitted == {1: Train(str(session.run.path))}
    assert session.run.config == session.draft.config
    assert training.active


def test_paused_run_is_resumed(training: TrainingControl, session: Session, silent_worker: Any, qtbot: QtBot) -> None:
    training.start()
    run = session.run
    assert run is not None
    with qtbot.waitSignal(training.ended):
        silent_worker.tell(RunPaused(str(run.path), 0, 0.0))
    assert not training.active
    training.resume()
    assert silent_worker.submitted[2] == Train(str(run.path), resume=True)
    assert training.active


def test_run_that_another_program_has_finished_meanwhile_is_shown_as_finished_and_not_failed(
    training: TrainingControl, session: Session, silent_worker: Any, qtbot: QtBot
) -> None:
    training.start()
    run = session.run
    assert run is not None
    with qtbot.waitSignal(training.ended):
        silent_worker.tell(RunPaused(str(run.path), 0, 0.0))
    finished = RunFinished(str(run.path), 3, 0.9)
    with closing(EventLog(run.path)) as log:
        log.append(finished)
    for resume in (training.resume, lambda: training.resume_run(run.path)):
        with qtbot.waitSignal(session.run_changed):
            resume()
        assert session.run is not None
        assert session.run.history.ended == finished
        session.show_run(run)
    assert list(silent_worker.submitted) == [1]


def test_run_that_is_resumed_in_a_new_window_opens_its_pictures_as_a_person_left_them_since(
    training: TrainingControl, session: Session, silent_worker: Any, qtbot: QtBot
) -> None:
    training.start()
    with qtbot.waitSignal(training.ended):
        silent_worker.tell(RunPaused(str(session.run.path), 0, 0.0))
    for name in ("red/red 1.png", "red/red 2.png"):
        session.edit_dataset(LeaveOut((name,)))
    session.undo_edit()
    write_edited(session.dataset, session.undone)
    window = Session()
    other = TrainingControl(window, JobRunner(silent_worker))
    with qtbot.waitSignal(other.started):
        other.resume_run(session.run.path)
    assert window.dataset.left_out == session.dataset.left_out
    assert len(window.dataset.left_out) == 1
    assert window.redoable == session.redoable
    assert window.draft.config == window.run.config
    assert write_edited(window.dataset.with_edit(LeaveOut(("blue/blue 1.png",)))) is None  # no other window has


def test_stop_reaches_only_an_active_run(training: TrainingControl, silent_worker: Any) -> None:
    training.stop()
    assert silent_worker.stopped == []
    training.start()
    training.stop()
    assert silent_worker.stopped == [1]


def test_job_refused_by_the_engine_ends_the_run_as_failed(
    training: TrainingControl, session: Session, silent_worker: Any
) -> None:
    training.start()
    assert session.edits._runs
    silent_worker.tell(JobFailed(message("The folder is gone."), ""))
    assert session.run is not None
    assert isinstance(session.run.history.ended, RunFailed)
    assert not training.active
    assert not session.edits._runs  # it has learned nothing


def test_run_that_cannot_be_resumed_is_reported(training: TrainingControl, qtbot: QtBot, tmp_path: Path) -> None:
    with qtbot.waitSignal(training.failed_to_start):
        training.resume_run(tmp_path / "gone")
    assert not training.active


def test_run_whose_folder_was_renamed_in_training_can_be_resumed_under_its_new_name(
    training: TrainingControl, session: Session, silent_worker: Any, qtbot: QtBot
) -> None:
    training.start()
    run = session.run
    assert run is not None
    log = EventLog(run.path)
    for event in (BatchEnd(1, 1, 0.5, 0.1, 9.0), EpochEnd(1, 1, 0.5, 0.5, 0.75, 1.0), CheckpointSaved(1, best=True)):
        log.append(event)
        silent_worker.tell(event)
    renamed = run.path.rename(run.path.with_name("renamed"))
    gone = RunGoneError(run.path)
    ending = RunFailed(str(run.path), gone.message, kind=gone.kind)
    log.append(ending)
    log.close()
    silent_worker.tell(ending)
    assert not run.history.resumable
    new = summarise(renamed)
    session.run_renamed(run.path, new)
    training.run_renamed(run.path, new)
    qtbot.waitUntil(lambda: session.run is not None and session.run.history.resumable)
    assert session.run is not None
    assert isinstance(session.run.history.ended, RunFailed)
    assert "has another name now: renamed" in str(session.run.history.ended.error)
    assert session.run.history.kept is not None, "its model is there"
    training.resume()
    assert silent_worker.submitted[2] == Train(str(renamed), resume=True)


def test_start_on_a_folder_that_is_gone_says_so_and_leaves_no_run(
    session: Session, silent_worker: Any, qtbot: QtBot, copied_colours: Path, tmp_path: Path
) -> None:
    session.set_dataset(scan(copied_colours))
    copied_colours.rename(tmp_path / "elsewhere")
    training = TrainingControl(session, JobRunner(silent_worker))
    with qtbot.waitSignal(training.failed_to_start) as failed:
        training.start()
    assert f"the folder {copied_colours} was renamed or moved" in str(failed.args[0])
    assert list_runs(session.runs_folder) == []
    assert not training.active
