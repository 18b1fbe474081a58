"""The panel that shows training pictures as the network gets them."""

from __future__ import annotations

from typing import Any

import numpy as np
import pytest
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from pytestqt.qtbot import QtBot

from resnet_studio.core.basics.message import message
from resnet_studio.core.dataset.dataset import Dataset
from resnet_studio.core.protocol.jobs.views import ViewShown
from resnet_studio.gui.engine.jobs import JobRunner
from resnet_studio.gui.rooms.train.room import TrainRoom
from resnet_studio.gui.rooms.train.views import ViewsPanel, add_views
from resnet_studio.gui.work.session import Session
from resnet_studio.gui.work.views import ViewsControl


def view(place: int, colour: int = 0, **more: Any) -> ViewShown:
    return ViewShown.of(np.full((8, 8, 3), colour, np.uint8), draw=0, place=place, **more)


@pytest.fixture
def panel(room: TrainRoom, dataset: Dataset, silent_worker: Any, qtbot: QtBot) -> ViewsPanel:
    session = Session(room)
    control = ViewsControl(session, JobRunner(silent_worker, room), room)
    made = add_views(room.plan, control)
    session.set_dataset(dataset)
    room.set_dataset(dataset)
    return made


def test_button_of_the_plan_shows_the_pictures_and_escape_the_plan_again(room: TrainRoom, panel: ViewsPanel) -> None:
    assert not panel.isVisible()
    room.plan.views_button.click()
    assert panel.isVisible()
    assert not room.plan.area.isVisible()
    assert panel._control._wanted
    QTest.keyClick(panel, Qt.Key.Key_Escape)
    assert room.plan.area.isVisible()
    assert not panel._control._wanted


def test_settings_can_be_typed_while_pictures_are_shown(room: TrainRoom, panel: ViewsPanel) -> None:
    room.plan.views_button.click()
    field = room.panel.form.rows["epochs"].control
    field.setFocus()
    field.selectAll()
    QTest.keyClicks(field, "0")
    assert panel.isVisible()
    assert field.hasFocus()


def test_pictures_are_hidden_while_a_setting_is_invalid(room: TrainRoom, panel: ViewsPanel, type_into: Any) -> None:
    panel._control.labels = (0, 1)
    panel._control.batch = {0: view(0)}
    room.plan.views_button.click()
    panel._control.changed.emit()
    assert panel.batch.count() == 2
    assert panel.batch_head.text().startswith("The first batch. ")
    panel._control.labels = (0, 1) * 16
    panel._control.changed.emit()
    assert panel.batch_head.text().startswith("16 of 32 pictures of the first batch. ")
    panel._control.labels = (0, 1)
    panel._control.changed.emit()
    type_into(room, "epochs", "0")
    assert panel.wrong.text() == "Epochs must be a whole number from 1 to 10,000."
    assert (panel.batch.count(), panel.batch_head.text()) == (0, "")
    type_into(room, "epochs", "3")
    assert not panel.wrong.isVisible()
    assert panel.batch.count() == 2


def test_views_that_epochs_take_in_turn_are_said_to_be_so(panel: ViewsPanel, monkeypatch: pytest.MonkeyPatch) -> None:
    control = panel._control
    monkeypatch.setattr(ViewsControl, "changes", True)
    for views, said in (
        (0, "under 16 draws, of which the first 5 are those of the epochs"),
        (1, "under 16 draws. Layers are frozen, so that every epoch takes the first"),
        (8, "under 16 draws. Layers are frozen, so that the epochs take the first 8"),
        (40, "in 16 of its 40 views"),
    ):
        monkeypatch.setattr(ViewsControl, "views_in_turn", views)
        monkeypatch.setattr(ViewsControl, "epochs", 5)
        control.draws = {1: view(0)}
        control.changed.emit()
        assert said in panel.draws_head.text()


def test_pictures_are_drawn_with_their_classes_and_problems(panel: ViewsPanel, room: TrainRoom, qtbot: QtBot) -> None:
    control = panel._control
    control.want(True)
    control.labels = (0, 1, 0)
    control.batch = {
        0: view(0, 200, partner=1, share=0.7),
        1: view(1, 100),
        2: ViewShown(0, 2, None, 1.0, 0, "", message("The file is cut off.")),
    }
    control.changed.emit()
    room.plan.views_button.click()
    assert panel.batch.count() == 3
    captions = [panel._caption(place, control.batch[place]) for place in range(3)]
    assert captions == ["ants\nand bees", "bees", "cannot be read"]
    assert panel._tip(0) == "70.0 % ants and 30.0 % bees"
    assert panel._tip(2) == "The file is cut off."
    image = panel.batch.grab().toImage()
    rect = panel.batch.tile_rect(0)
    assert image.pixelColor(rect.center()).red() == 200


def test_pictures_that_no_setting_changes_are_said_to_be_the_same(panel: ViewsPanel) -> None:
    control = panel._control
    control.draws = {1: view(0)}
    control.changed.emit()
    assert "no change of single pictures is chosen" in panel.draws_head.text()


def test_both_classes_of_a_mixed_picture_have_a_line_of_their_own(panel: ViewsPanel) -> None:
    control = panel._control
    control.labels, control.batch = (0, 1) * 8, {0: view(0)}
    control.changed.emit()
    top = panel.batch.tile_rect(15).top() - panel.batch.tile_rect(0).bottom()
    mixed = view(0, partner=1, share=0.7)
    control.batch = {0: mixed}
    control.changed.emit()
    assert panel._caption(0, mixed).splitlines() == ["ants", "and bees"]
    assert panel.batch.tile_rect(15).top() - panel.batch.tile_rect(0).bottom() > top
