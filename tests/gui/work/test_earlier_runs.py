"""What earlier runs on the open dataset have learned from is known soon after it is opened."""

from pathlib import Path

from pytestqt.qtbot import QtBot

from resnet_studio.core.dataset.dataset import apply
from resnet_studio.core.dataset.edits import SplitBySeed
from resnet_studio.core.dataset.scan import scan
from resnet_studio.core.runs.config import TrainConfig
from resnet_studio.core.runs.run import create_run
from resnet_studio.core.runs.summary import summarise
from resnet_studio.gui.work.earlier_runs import EarlierRunsControl
from resnet_studio.gui.work.session import Session


def test_all_earlier_runs_count_but_not_one_that_was_deleted_meanwhile(
    qtbot: QtBot, colours: Path, studio_home: Path
) -> None:
    session, dataset, config = Session(), scan(colours), TrainConfig.build(depth=20)
    control = EarlierRunsControl(session)
    others = [apply(dataset.catalogue, (SplitBySeed(0.3, seed),)) for seed in range(3)]
    made = [create_run(session.runs_folder, config, one) for one in others]
    with qtbot.waitSignal(session.edits.learned_changed):
        session.set_dataset(dataset)
        session.run_deleted(made[0])
    known = session.edits.learned_from(dataset.key)
    assert known == {
        run.name: frozenset(one.path for one in trained.part("train"))
        for run, trained in zip(made[1:], others[1:], strict=True)
    }
    session.set_dataset(others[0])
    assert not control._background.busy("read"), "they are read once"
    other = create_run(studio_home / "other runs", config, others[2])
    session.runs_folder = other.parent
    with qtbot.waitSignal(session.edits.learned_changed):
        control.look()
    assert other.name in session.edits.learned_from(dataset.key)


def test_run_that_is_renamed_while_runs_are_read_is_known_by_its_new_name(
    qtbot: QtBot, colours: Path, studio_home: Path
) -> None:
    session, dataset, config = Session(), scan(colours), TrainConfig.build(depth=20)
    control = EarlierRunsControl(session)
    made = create_run(session.runs_folder, config, dataset)
    session.set_dataset(dataset)
    assert control._background.busy("read")
    renamed = made.rename(made.with_name("ants"))
    session.run_renamed(made, summarise(renamed))
    qtbot.waitUntil(lambda: not control._background.busy("read"))
    assert set(session.edits.learned_from(dataset.key)) == {"ants"}
