"""Trying a model on validation pictures of its run."""

from collections.abc import Callable
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest
from PySide6.QtCore import Qt
from pytestqt.qtbot import QtBot

from resnet_studio.core.dataset.scan import scan
from resnet_studio.core.runs.config import TrainConfig
from resnet_studio.core.runs.run import create_run
from resnet_studio.gui.rooms.use.room import UseRoom
from resnet_studio.gui.rooms.use.trial import Trial

LEFT = Qt.MouseButton.LeftButton
Helper = Callable[..., Any]


@pytest.fixture
def trial(ready: UseRoom, make_summary: Helper, tmp_path: Path, copied_colours: Path) -> Trial:
    run = create_run(tmp_path / "runs", TrainConfig.build(depth=20), scan(copied_colours))
    made = Trial(ready)
    made.set_run(replace(make_summary(), path=run))
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


def test_pictures_that_are_gone_are_said(ready: UseRoom, trial: Trial, copied_colours: Path, qtbot: QtBot) -> None:
    for picture in copied_colours.rglob("*.png"):
        picture.unlink()
    qtbot.mouseClick(ready.zone.try_button, LEFT)
    qtbot.waitUntil(ready.problem.isVisible)
    assert ready.problem.sentence() == "The validation pictures of this run are not there any more."
