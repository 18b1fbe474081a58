"""What a split of the open dataset would give, and what runs have learned from."""

from pathlib import Path
from typing import Any

from pytestqt.qtbot import QtBot

from resnet_studio.core.dataset.edits import SplitBySeed
from resnet_studio.core.dataset.group_split import Shares
from resnet_studio.core.dataset.scan import scan
from resnet_studio.core.runs.config import TrainConfig
from resnet_studio.core.runs.history import RunHistory
from resnet_studio.gui.engine.jobs import JobRunner
from resnet_studio.gui.rooms.data.split import SplitPanel
from resnet_studio.gui.rooms.data.split_parts import Verdict
from resnet_studio.gui.work.checks import ChecksControl
from resnet_studio.gui.work.session import ActiveRun, Session
from resnet_studio.gui.work.splitting import SplittingControl


def test_plan_says_how_much_that_a_run_has_learned_from_would_be_held_back(
    qtbot: QtBot, silent_worker: Any, colours: Path, tmp_path: Path
) -> None:
    session = Session()
    control = SplittingControl(session, ChecksControl(session, JobRunner(silent_worker)))
    verdict = Verdict()
    qtbot.addWidget(verdict)

    def said() -> str:
        with qtbot.waitSignal(control.planned) as planned:
            control.plan("near_duplicates", Shares(0.5), 3)
        assert verdict.judge(planned.args[1], checked=True, asked=True)
        return verdict.detail.text().partition(" change their part. ")[2]

    dataset = scan(colours)
    session.set_dataset(dataset)
    assert not said()
    run = ActiveRun(tmp_path / "first", TrainConfig.build(depth=20), dataset, RunHistory())
    session.show_run(run)
    assert said().startswith("first has learned from ")
    assert said().endswith(" pictures that leave training: measured there, it would seem better than it is.")
    session.run_deleted(run.path)
    assert not said()


def test_pictures_that_are_held_back_and_a_run_has_learned_from_are_said(
    qtbot: QtBot, silent_worker: Any, colours: Path, tmp_path: Path
) -> None:
    session, panel = Session(), SplitPanel()
    control = SplittingControl(session, ChecksControl(session, JobRunner(silent_worker)))
    qtbot.addWidget(panel)
    control.learned.connect(lambda _, known: panel.show_learned(known))
    dataset = scan(colours)
    session.set_dataset(dataset)
    run = ActiveRun(tmp_path / "first", TrainConfig.build(depth=20), dataset, RunHistory())
    session.show_run(run)
    with qtbot.waitSignal(control.learned):
        session.edit_dataset(SplitBySeed(0.5, 9))
    assert session.dataset is not None
    lost = {one.path for one in dataset.part("train")} & {one.path for one in session.dataset.part("validation")}
    assert panel.learned.text().startswith(f"first has learned from {len(lost)} pictures for validation or testing")
    with qtbot.waitSignal(control.learned):
        session.undo_edit()
    assert panel.learned.isHidden()
