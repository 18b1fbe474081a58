"""What a split of the open dataset would give, and what runs have learned from."""

from pathlib import Path
from typing import Any

from pytestqt.qtbot import QtBot

from resnet_studio.core.dataset.group_split import Shares
from resnet_studio.core.dataset.scan import scan
from resnet_studio.core.runs.config import TrainConfig
from resnet_studio.core.runs.history import RunHistory
from resnet_studio.gui.engine.jobs import JobRunner
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
        assert verdict.judge(planned.args[1], checked=True)
        return verdict.detail.text().partition(" change their part. ")[2]

    dataset = scan(colours)
    session.set_dataset(dataset)
    assert not said()
    run = ActiveRun(tmp_path / "first", TrainConfig.build(depth=20), dataset, RunHistory())
    session.show_run(run)
    assert said().startswith("first has learned from ")
    assert said().endswith(" of them: measured there, it would seem better than it is.")
    session.run_deleted(run.path)
    assert not said()
