"""Trying a model on validation pictures of its run."""

from collections.abc import Callable
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest
from PySide6.QtCore import Qt
from pytestqt.qtbot import QtBot

from resnet_studio.core.dataset.scan import scan
from resnet_studio.core.protocol.events import JobFinished, Phase, Progress
from resnet_studio.core.runs.config import TrainConfig
from resnet_studio.core.runs.run import ModelInfo, create_run
from resnet_studio.gui.rooms.use.room import UseRoom
from resnet_studio.gui.rooms.use.trial import Trial

LEFT = Qt.MouseButton.LeftButton
Helper = Callable[..., Any]
INFO = ModelInfo(18, True, ("ants", "bees"), 224, (0.5, 0.5, 0.5), (0.2, 0.2, 0.2))


@pytest.fixture
def trial(ready: UseRoom, make_summary: Helper, tmp_path: Path, copied_colours: Path) -> Trial:
    run = create_run(tmp_path / "runs", TrainConfig.build(depth=20), scan(copied_colours))
    made = Trial(ready)
    made.set_run(replace(make_summary(), path=run, config=TrainConfig.build(depth=20)))
    return made


def test_button_asks_about_validation_pictures_whose_classes_are_shown(
    ready: UseRoom, trial: Trial, asked: list[list[Path]], qtbot: QtBot, prediction: Helper, send: Helper
) -> None:
    assert ready.zone.try_button.isVisible()
    qtbot.mouseClick(ready.zone.try_button, LEFT)
    qtbot.waitUntil(lambda: bool(asked))
    assert {path.parent.name for path in asked[0]} == {"blue", "green", "red"}
    assert ready.grid._truths == {str(path): path.parent.name for path in asked[0]}
    send(ready, prediction(str(asked[0][0])))
    qtbot.waitUntil(ready.results.isVisible)
    ready.grid.grab()


def test_classes_stay_shown_when_the_run_is_renamed(
    ready: UseRoom, trial: Trial, asked: list[list[Path]], qtbot: QtBot, make_summary: Helper
) -> None:
    qtbot.mouseClick(ready.zone.try_button, LEFT)
    qtbot.waitUntil(lambda: bool(asked))
    run = replace(make_summary(), config=TrainConfig.build(depth=20))
    trial.set_run(replace(run, path=Path("/runs/renamed")))
    assert set(ready.grid._truths) == set(map(str, asked[0]))
    trial.set_run(replace(run, path=Path("/runs/other"), created="2027-01-01T00:00:00+00:00"))
    assert not ready.grid._truths


def test_pictures_that_are_gone_are_said(ready: UseRoom, trial: Trial, copied_colours: Path, qtbot: QtBot) -> None:
    for picture in copied_colours.rglob("*.png"):
        picture.unlink()
    qtbot.mouseClick(ready.zone.try_button, LEFT)
    qtbot.waitUntil(ready.problem.isVisible)
    assert ready.problem.sentence() == "The validation pictures of this run are not there any more."


@pytest.mark.parametrize(("root", "again"), [("/data/ants-bees", True), ("/data/digits", False)])
def test_model_of_another_dataset_is_not_asked_about_them(
    ready: UseRoom, make_summary: Helper, prediction: Helper, send: Helper, root: str, again: bool
) -> None:
    ready.set_run(replace(make_summary("of ants and bees"), root="/data/ants-bees"), INFO)
    ready.try_on([Path("/p/a.jpg")])
    send(ready, prediction("/p/a.jpg"), JobFinished())
    ready.set_run(replace(make_summary("other"), root=root), INFO)
    assert ready.grid.count() == 0
    assert ready.notice.isVisible() == again


def test_pictures_of_a_person_are_not_counted_with_them(
    ready: UseRoom, asked: list[list[Path]], prediction: Helper, send: Helper, silent_worker: Any
) -> None:
    ready.try_on([Path("/p/a.jpg")])
    send(ready, prediction("/p/a.jpg"))
    ready.redraw()
    ready.offer([Path("/mine")])
    silent_worker.tell(prediction("/p/late.jpg"), JobFinished(), job=1)
    assert asked[1:] == [[Path("/mine")]]
    send(ready, prediction("/mine/b.jpg"), Progress(Phase.PREDICTING, 1, 2))
    ready.redraw()
    assert not ready.bar.count.isVisible(), "of 2, not of what is on show"
    send(ready, prediction("/mine/c.jpg"), JobFinished())
    ready.redraw()
    assert ready.answers.paths() == ["/mine/b.jpg", "/mine/c.jpg"]
    assert ready.bar.count.isVisible()
