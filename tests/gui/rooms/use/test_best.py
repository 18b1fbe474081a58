"""The best model for the open dataset is offered in the Use room."""

from collections.abc import Callable
from dataclasses import replace
from pathlib import Path
from typing import Any

from PySide6.QtCore import Qt
from pytestqt.qtbot import QtBot

from resnet_studio.gui.rooms.use.room import UseRoom
from resnet_studio.gui.rooms.use.words import instead

Helper = Callable[..., Any]


def test_best_model_is_offered_where_none_is_in_use(room: UseRoom, qtbot: QtBot, make_summary: Helper) -> None:
    room.show_best(make_summary())
    assert room.best.empty.sentence() == (
        "There is a model for ants-bees, from 22 November 2025: 95.4 % on validation."
    )
    assert room.best.empty.button.words() == "Use it"
    with qtbot.waitSignal(room.best_wanted):
        qtbot.mouseClick(room.best.empty.button, Qt.MouseButton.LeftButton)
    room.show_best(None)
    assert "Train a model first" in room.best.empty.sentence()
    with qtbot.waitSignal(room.train_wanted):
        qtbot.mouseClick(room.best.empty.button, Qt.MouseButton.LeftButton)


def test_best_model_is_offered_above_the_answers_of_another_dataset(
    ready: UseRoom, qtbot: QtBot, make_summary: Helper
) -> None:
    ready.show_best(replace(make_summary(), path=Path("/runs/digits"), dataset="digits", root="/data/digits"))
    assert ready.best.bar.isVisible()
    assert ready.best.bar.detail() == "The model in use was trained on ants-bees."
    with qtbot.waitSignal(ready.best_wanted):
        qtbot.mouseClick(ready.best.bar.button, Qt.MouseButton.LeftButton)
    ready.show_best(None)
    assert not ready.best.bar.isVisible()


def test_better_model_for_the_same_dataset_is_offered(ready: UseRoom, make_summary: Helper) -> None:
    ready.show_best(replace(make_summary("second"), best_val_top1=0.97))
    assert ready.best.bar.isVisible()
    assert "97.0 % on validation" in ready.best.bar.sentence()
    assert ready.best.bar.detail() == "The model in use has 95.4 % on validation."


def test_model_that_tells_other_classes_apart_is_named_as_such(make_summary: Helper) -> None:
    fewer, best = (replace(make_summary(), classes=classes) for classes in (("ants", "bees"), ("ants", "wasps")))
    assert instead(fewer, best) == "The model in use tells other classes apart."
