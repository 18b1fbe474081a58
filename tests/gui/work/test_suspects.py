"""The search for suspect labels as the window controls it, and which a person has not decided."""

from pathlib import Path
from typing import Any

import pytest
from pytestqt.qtbot import QtBot

from resnet_studio.core.basics.message import message
from resnet_studio.core.dataset.class_edits import MergeClass, RemoveClass, RenameClass
from resnet_studio.core.dataset.picture_edits import KeepLabels, LeaveOut, MovePictures
from resnet_studio.core.dataset.scan import scan
from resnet_studio.core.protocol.events import JobFailed, JobFinished, JobStopped, Phase, Progress
from resnet_studio.core.protocol.jobs.suspects import FindSuspects, Suspect, SuspectsFound
from resnet_studio.gui.engine.jobs import JobRunner
from resnet_studio.gui.engine.status import EngineState
from resnet_studio.gui.work.session import Session
from resnet_studio.gui.work.suspects import SuspectsControl

RUN = Path("/runs/one")
FIRST, SECOND = (Suspect(f"red/red {n}.png", "red", "blue", 0.9, 2.3, n) for n in (1, 2))
FOUND = SuspectsFound(str(RUN), 36, 2)


@pytest.fixture
def control(qtbot: QtBot, silent_worker: Any) -> SuspectsControl:
    control = SuspectsControl(Session(), JobRunner(silent_worker))
    silent_worker.report(EngineState.BUSY)
    control.set_run(RUN)
    return control


def find(control: SuspectsControl, worker: Any) -> None:
    control.find()
    worker.tell(Progress(Phase.PREPARING, 1, 36), FIRST, SECOND, FOUND, JobFinished())


def test_search_asks_the_engine_once_and_keeps_what_it_found(control: SuspectsControl, silent_worker: Any) -> None:
    control.find()
    control.find()
    assert list(silent_worker.submitted.values()) == [FindSuspects(str(RUN), "auto")]
    assert control.busy
    silent_worker.tell(FIRST, SECOND, FOUND, JobFinished())
    assert not control.busy
    assert control.undecided(None) == [FIRST, SECOND]
    control.set_run(Path("/runs/two"))
    assert control.found is None
    assert control.undecided(None) == []
    control.set_run(RUN)
    assert control.found == FOUND


def test_decided_labels_are_not_listed_until_undone(
    control: SuspectsControl, silent_worker: Any, colours: Path
) -> None:
    find(control, silent_worker)
    dataset = scan(colours)
    assert control.undecided(dataset) == [FIRST, SECOND]
    for edit in (MovePictures((FIRST.path,), "blue"), LeaveOut((FIRST.path,)), KeepLabels((FIRST.path,))):
        edited = dataset.with_edit(edit)
        assert control.undecided(edited) == [SECOND]
        assert control.undecided(edited.without_last_edit()) == [FIRST, SECOND]


def test_suspects_follow_their_classes_to_other_names(
    control: SuspectsControl, silent_worker: Any, colours: Path
) -> None:
    find(control, silent_worker)
    trained = scan(colours)
    renamed = trained.with_edit(RenameClass("red", "ruby")).with_edit(RenameClass("blue", "sky"))
    assert [(one.label, one.predicted) for one in control.undecided(renamed, trained)] == [("ruby", "sky")] * 2
    (first, *_) = control.undecided(renamed, trained)
    moved = renamed.with_edit(MovePictures((first.path,), first.predicted))
    assert {one.path: moved.classes[one.label] for one in moved.pictures}[first.path] == "sky"
    assert control.undecided(trained.with_edit(MergeClass("blue", "red")), trained) == []
    (gone, _) = control.undecided(trained.with_edit(RemoveClass("blue")), trained)
    assert gone.predicted == "blue"
    assert control.undecided(renamed, renamed) == []  # the run knows the new names, the suspects are of others


def test_search_that_fails_says_why_and_can_be_stopped(control: SuspectsControl, silent_worker: Any) -> None:
    control.find()
    silent_worker.tell(JobFailed(message("It is damaged."), "details"))
    assert control.problem == (message("It is damaged."), "details")
    control.find()
    assert control.problem is None
    control.cancel()
    assert silent_worker.stopped == [2]
    silent_worker.tell(JobStopped())
    assert control.found is None


def test_another_run_abandons_the_search(control: SuspectsControl, silent_worker: Any) -> None:
    control.find()
    control.set_run(Path("/runs/two"))
    assert silent_worker.stopped == [1]
    silent_worker.tell(FIRST, FOUND, JobFinished(), job=1)
    assert control.found is None
