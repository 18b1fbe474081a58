"""What the window works on: dataset, run and model."""

from pathlib import Path

import pytest
from pytestqt.qtbot import QtBot

from resnet_studio.core.dataset.scan import scan
from resnet_studio.core.runs.config import TrainConfig
from resnet_studio.core.runs.run import ModelInfo, create_run
from resnet_studio.core.runs.summary import RunSummary, rename_run, summarise
from resnet_studio.gui.work.session import Session


@pytest.fixture
def session(qtbot: QtBot) -> Session:
    return Session()


@pytest.fixture
def model(tmp_path: Path, colours: Path) -> RunSummary:
    """A run with a model."""
    dataset = scan(colours)
    run = create_run(tmp_path, TrainConfig.build(depth=20), dataset, name="old")
    ModelInfo(20, True, dataset.classes, 32, (0.5,) * 3, (0.5,) * 3).write(run)
    return summarise(run)


def test_dataset_is_emitted(session: Session, qtbot: QtBot, colours: Path) -> None:
    dataset = scan(colours)
    with qtbot.waitSignal(session.dataset_changed) as caught:
        session.set_dataset(dataset)
    assert caught.args == [dataset]


def test_model_is_emitted_with_its_description(session: Session, qtbot: QtBot, model: RunSummary) -> None:
    with qtbot.waitSignal(session.model_changed) as caught:
        session.use_run(model)
    assert caught.args == [model, ModelInfo.read(model.path)]


def test_run_without_a_model_is_refused(session: Session, qtbot: QtBot, model: RunSummary) -> None:
    (model.path / "model.json").unlink()
    with qtbot.waitSignal(session.model_problem), qtbot.assertNotEmitted(session.model_changed):
        session.use_run(model)
    assert session.model is None


def test_model_follows_its_run(session: Session, model: RunSummary) -> None:
    session.use_run(model)
    renamed = summarise(rename_run(model.path, "new"))
    session.run_renamed(model.path, renamed)
    assert session.model == renamed
    session.run_deleted(renamed.path)
    assert session.model is None
