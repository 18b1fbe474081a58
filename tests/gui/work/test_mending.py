"""The program's own split is mended when a check of the open dataset ends: when, what follows, and when not."""

import shutil
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest
from PySide6.QtCore import QSettings
from pytestqt.qtbot import QtBot

from resnet_studio.core.checks.kinds import CheckKind
from resnet_studio.core.dataset.dataset import Dataset
from resnet_studio.core.dataset.grouped_edit import GroupedSplit
from resnet_studio.core.dataset.picture_edits import LeaveOut
from resnet_studio.core.dataset.scan import scan
from resnet_studio.core.protocol.events import JobFinished
from resnet_studio.core.protocol.jobs.check import CheckPictures
from resnet_studio.core.runs.config import TrainConfig
from resnet_studio.core.runs.history import RunHistory
from resnet_studio.core.runs.run import create_run
from resnet_studio.engine.run_job import run_job
from resnet_studio.gui.engine.jobs import JobRunner
from resnet_studio.gui.engine.status import EngineState
from resnet_studio.gui.work.checks import ChecksControl
from resnet_studio.gui.work.folds import FoldsControl
from resnet_studio.gui.work.mending import MendingControl
from resnet_studio.gui.work.opening import Opening
from resnet_studio.gui.work.session import ActiveRun, Session
from resnet_studio.gui.work.training import TrainingControl


class Opened:
    """A session with what checks its dataset, and mends its split."""

    def __init__(self, worker: Any, qtbot: QtBot) -> None:
        self.session, jobs, self._worker, self._qtbot = Session(), JobRunner(worker), worker, qtbot
        self.checks = ChecksControl(self.session, jobs)
        self.training = TrainingControl(self.session, jobs)
        self.folds = FoldsControl(self.session, self.training)
        self.mending = MendingControl(self.session, self.checks, self.folds)
        self.said: list[str] = []
        self.mending.mended.connect(lambda mending: self.said.append(str(mending.said)))
        worker.report(EngineState.READY)

    def check(self, dataset: Dataset | None = None) -> None:
        """Check a dataset, or the open one once more, which was measured before."""
        if dataset is not None:
            self.session.set_dataset(dataset)
        self.checks.check()
        self._worker.tell(JobFinished(), job=max(self._worker.submitted))
        self.wait()

    def wait(self) -> None:
        self._qtbot.waitUntil(lambda: self.checks.checked is not None and not self.checks.busy)

    @property
    def leaks(self) -> bool:
        assert self.checks.checked is not None
        return any(one.kind is CheckKind.LEAK for one in self.checks.checked.findings)


@pytest.fixture
def opened(qtbot: QtBot, silent_worker: Any) -> Opened:
    return Opened(silent_worker, qtbot)


@pytest.fixture
def twice(copied_colours: Path) -> Dataset:
    """The colours, measured, each of the red ones twice."""
    for picture in sorted((copied_colours / "red").iterdir()):
        shutil.copyfile(picture, picture.with_name(f"copy of {picture.name}"))
    list(run_job(CheckPictures(str(copied_colours))))
    return scan(copied_colours)


def test_near_duplicates_are_put_on_one_side_before_anything_is_shown_and_taken_back_for_good(
    opened: Opened, twice: Dataset, qtbot: QtBot, studio_home: Path
) -> None:
    shown: list[bool] = []
    opened.checks.changed.connect(lambda: shown.append(opened.checks.checked is not None and opened.leaks))
    keeping = Opening(opened.session, QSettings(), opened.session).keeping
    opened.check(twice)
    assert "of near-duplicates crossed from train to validation" in opened.said[0]
    assert not any(shown)
    session = opened.session
    assert session.dataset is not None
    assert isinstance(session.dataset.edits[-1], GroupedSplit)
    session.undo_edit()
    opened.wait()
    assert opened.leaks
    assert session.dataset.split == twice.split
    opened.check()
    session.edit_dataset(LeaveOut(("blue/blue 1.png",)))  # after which it cannot be made again
    opened.check()
    qtbot.waitUntil(lambda: not keeping.busy)
    again = Opened(opened._worker, qtbot)
    opening = Opening(again.session, QSettings(), again.session)
    with qtbot.waitSignal(again.session.dataset_changed):
        opening.open(twice.root)
    again.check()
    assert (len(opened.said), again.said, again.leaks) == (1, [], True)


def test_what_is_divided_for_a_run_stays(opened: Opened, twice: Dataset, qtbot: QtBot, studio_home: Path) -> None:
    opened.session.set_dataset(twice)
    run = create_run(opened.session.runs_folder, TrainConfig.build(depth=20), twice)
    opened.check()
    assert opened.leaks, "there is a run of another window"
    shutil.rmtree(run)
    opened.folds._preparing = True
    opened.check()
    assert opened.leaks, "folds are being divided"
    opened.folds._preparing = False
    opened.checks._ended = True  # a check has just ended
    opened.checks._find()
    opened.session.show_run(ActiveRun(run, TrainConfig.build(depth=20), twice, RunHistory()))
    opened.wait()
    assert opened.leaks, "Start was pressed before it was found"
    assert opened.said == []


def test_what_another_window_has_kept_meanwhile_stays_also_where_it_has_only_taken_its_mending_back(
    opened: Opened, twice: Dataset, qtbot: QtBot, studio_home: Path
) -> None:
    opening = Opening(opened.session, QSettings(), opened.session)
    with qtbot.waitSignal(opened.session.dataset_changed):
        opening.open(twice.root)
    other = f"""
from pathlib import Path
from resnet_studio.core.checks.find import alike_in
from resnet_studio.core.checks.store import read_measured
from resnet_studio.core.dataset.scan import scan
from resnet_studio.core.runs.edited_dataset import read_edited, write_edited
from resnet_studio.core.runs.mended_split import mended_split
dataset = scan(Path({str(twice.root)!r}))
assert read_edited(dataset) is None
after = mended_split(dataset, alike_in(dataset, read_measured(dataset.root)).groups, Path("runs")).after
write_edited(after)
write_edited(after.without_last_edit())
"""
    subprocess.run([sys.executable, "-c", other], check=True)
    opened.check()
    assert (opened.said, opened.leaks) == ([], True)
    with qtbot.waitSignal(opened.session.dataset_changed):
        opening.reload()
    opened.check()
    assert (opened.said, opened.leaks) == ([], True)


def test_what_can_be_made_again_is_not_ended(opened: Opened, twice: Dataset) -> None:
    opened.session.set_dataset(twice)
    opened.session.edit_dataset(LeaveOut(("blue/blue 1.png",)))
    opened.session.undo_edit()
    opened.check()
    assert opened.leaks
    assert opened.session.redoable is not None
