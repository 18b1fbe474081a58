"""The check of the open dataset as the window controls it: when it is done, gives way, and is derived again."""

import shutil
from pathlib import Path
from typing import Any

import pytest
from pytestqt.qtbot import QtBot

from resnet_studio.core.basics.message import message
from resnet_studio.core.checks.store import store_file
from resnet_studio.core.dataset.dataset import Dataset
from resnet_studio.core.dataset.picture_edits import AddPictures, LeaveOut, PinPictures
from resnet_studio.core.dataset.scan import scan
from resnet_studio.core.protocol.events import JobFailed, JobFinished, JobStopped, Phase, Progress
from resnet_studio.core.protocol.jobs.check import CheckPictures
from resnet_studio.core.protocol.jobs.evaluate import Evaluate
from resnet_studio.core.protocol.jobs.weights import CachedWeights
from resnet_studio.core.runs.config import TrainConfig
from resnet_studio.core.runs.history import RunHistory
from resnet_studio.engine.run_job import run_job
from resnet_studio.gui.engine.jobs import JobRunner, JobTexts
from resnet_studio.gui.engine.status import EngineState
from resnet_studio.gui.work.checks import ChecksControl
from resnet_studio.gui.work.session import ActiveRun, Session

OTHER = JobTexts(message("Evaluating"), message("Waiting"))


@pytest.fixture
def doubled(copied_colours: Path) -> Dataset:
    """The colours, measured, with a copy in another class."""
    shutil.copyfile(copied_colours / "red" / "red 1.png", copied_colours / "blue" / "copy.png")
    list(run_job(CheckPictures(str(copied_colours))))
    return scan(copied_colours)


@pytest.fixture
def control(qtbot: QtBot, silent_worker: Any) -> ChecksControl:
    control = ChecksControl(Session(), JobRunner(silent_worker))
    silent_worker.report(EngineState.READY)
    return control


def kinds(control: ChecksControl) -> set[str]:
    assert control.checked is not None
    return {str(one.kind) for one in control.checked.findings}


def test_dataset_is_checked_when_it_is_opened_and_found_again_after_an_edit(
    control: ChecksControl, silent_worker: Any, doubled: Dataset, qtbot: QtBot
) -> None:
    control.automatic = True
    control._session.set_dataset(doubled)
    assert list(silent_worker.submitted.values()) == [CheckPictures(str(doubled.root))]
    assert control.busy
    assert control.awaited is not None
    with qtbot.waitSignal(control.changed):
        silent_worker.report(EngineState.BUSY)
    assert control.awaited is None
    silent_worker.tell(Progress(Phase.CHECKING, 9, 37))
    assert control.progress == Progress(Phase.CHECKING, 9, 37)
    silent_worker.tell(JobFinished())
    qtbot.waitUntil(lambda: control.checked is not None and not control.busy)
    assert {"duplicate", "two_classes"} <= kinds(control)
    control._session.edit_dataset(LeaveOut(("blue/copy.png",)))
    qtbot.waitUntil(lambda: not control.busy)
    assert not {"duplicate", "two_classes"} & kinds(control)
    control._session.undo_edit()
    qtbot.waitUntil(lambda: not control.busy)
    assert {"duplicate", "two_classes"} <= kinds(control)
    assert len(silent_worker.submitted) == 1


def test_split_that_is_suggested_says_what_a_run_learned_from_that_began_after_the_check(
    control: ChecksControl, silent_worker: Any, doubled: Dataset, colours: Path, qtbot: QtBot
) -> None:
    session = control._session
    session.set_dataset(doubled)
    session.edit_dataset(PinPictures(("red/red 1.png",), "train"))
    session.edit_dataset(PinPictures(("blue/copy.png",), "validation"))
    control.check()
    silent_worker.tell(JobFinished())
    qtbot.waitUntil(lambda: control.checked is not None and not control.busy)
    assert control.checked is not None
    assert control.checked.apart is not None
    assert control.checked.learned is None
    held_back = {*control.checked.apart.validation, *control.checked.apart.test}
    count = sum(one.path in held_back for one in session.dataset.part("train"))
    assert count
    run = ActiveRun(Path("runs") / "first", TrainConfig.build(depth=20), session.dataset, RunHistory())
    session.show_run(run)
    assert control.checked.learned == (count, "first")
    session.show_run(ActiveRun(Path("other"), run.config, scan(colours), RunHistory()))
    session.run_deleted(run.path)
    assert control.checked.learned is None, "also of a run that is not on show"


def test_dataset_is_not_checked_before_a_person_asks_unless_it_is_automatic(
    control: ChecksControl, silent_worker: Any, doubled: Dataset
) -> None:
    control._session.set_dataset(doubled)
    assert not silent_worker.submitted
    control.check()
    assert len(silent_worker.submitted) == 1


def test_check_stops_for_a_longer_job_and_goes_on_after_it(
    control: ChecksControl, silent_worker: Any, doubled: Dataset
) -> None:
    control._session.set_dataset(doubled)
    control.check()
    silent_worker.report(EngineState.BUSY)
    other = control._jobs.submit(Evaluate("/run"), OTHER, lambda _: None)
    assert silent_worker.stopped == [1]
    assert control.busy
    silent_worker.tell(JobStopped(), job=1)
    assert len(silent_worker.submitted) == 2
    silent_worker.tell(JobFinished(), job=other.number)
    silent_worker.report(EngineState.READY)
    assert list(silent_worker.submitted.values())[2:] == [CheckPictures(str(doubled.root))]


def test_check_goes_on_beside_a_brief_job(control: ChecksControl, silent_worker: Any, doubled: Dataset) -> None:
    control._session.set_dataset(doubled)
    control.check()
    silent_worker.report(EngineState.BUSY)
    control._jobs.submit(CachedWeights(), OTHER, lambda _: None)
    assert silent_worker.stopped == []


def test_failure_is_said_and_another_dataset_forgets_it(
    control: ChecksControl, silent_worker: Any, doubled: Dataset, colours: Path
) -> None:
    control._session.set_dataset(doubled)
    control.check()
    silent_worker.tell(JobFailed(message("The folder is gone."), ""))
    assert control.problem is not None
    assert not control.busy
    control._session.set_dataset(scan(colours))
    assert control.problem is None


def test_what_was_measured_and_cannot_be_read_is_a_failure_and_not_a_clean_dataset(
    control: ChecksControl, silent_worker: Any, doubled: Dataset, qtbot: QtBot
) -> None:
    store_file(doubled.root).write_bytes(b"SQLite format 3\0" + bytes(range(256)) * 40)
    control._session.set_dataset(doubled)
    control.check()
    silent_worker.tell(JobFinished())
    qtbot.waitUntil(lambda: not control.busy)
    assert control.checked is None
    assert control.problem is not None
    assert "damaged" in str(control.problem[0])


def test_progress_goes_when_the_check_gives_way(
    control: ChecksControl, silent_worker: Any, doubled: Dataset, qtbot: QtBot
) -> None:
    control._session.set_dataset(doubled)
    control.check()
    silent_worker.tell(Progress(Phase.CHECKING, 9, 37))
    silent_worker.report(EngineState.BUSY)
    with qtbot.waitSignal(control.changed):
        control._jobs.submit(Evaluate("/run"), OTHER, lambda _: None)
    assert control.progress is None


def test_picture_that_a_person_adds_is_checked_too(
    control: ChecksControl, silent_worker: Any, doubled: Dataset, qtbot: QtBot
) -> None:
    control._session.set_dataset(doubled)
    control.check()
    silent_worker.tell(JobFinished())
    qtbot.waitUntil(lambda: control.checked is not None and not control.busy)
    control._session.edit_dataset(AddPictures(("/elsewhere/1.png",), "red", (5,), (6,)))
    assert list(silent_worker.submitted.values())[1:] == [CheckPictures(str(doubled.root), added=("/elsewhere/1.png",))]
    silent_worker.tell(JobFinished())
    control._session.edit_dataset(LeaveOut(("/elsewhere/1.png",)))
    control._session.edit_dataset(AddPictures(("red/red 2.png",), "blue", (5,), (6,)))
    assert len(silent_worker.submitted) == 2
