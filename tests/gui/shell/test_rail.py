"""The rail of rooms."""

from __future__ import annotations

import pytest
from PySide6.QtCore import Qt
from PySide6.QtWidgets import QApplication
from pytestqt.qtbot import QtBot

from resnet_studio.gui.shell.rail import Rail, _Item
from resnet_studio.gui.theme.manager import install
from tests.gui.widgets.shown import shown


@pytest.fixture(autouse=True)
def look(qapp: QApplication) -> None:
    install(qapp).choose("light")


def test_rail_chooses_room_by_click_shortcut_and_arrow(qtbot: QtBot) -> None:
    rail = shown(qtbot, Rail())
    with qtbot.waitSignal(rail.chosen) as emitted:
        qtbot.mouseClick(rail.item("model"), Qt.MouseButton.LeftButton)
    assert emitted.args == ["model"]
    with qtbot.waitSignal(rail.chosen) as emitted:
        qtbot.keyClick(rail, Qt.Key.Key_6, Qt.KeyboardModifier.ControlModifier)
    assert emitted.args == ["runs"]
    rail.item("runs").setFocus()
    with qtbot.waitSignal(rail.chosen) as emitted:
        qtbot.keyClick(rail.item("runs"), Qt.Key.Key_Up)
    assert emitted.args == ["use"]


def test_rail_set_current_emits_nothing(qtbot: QtBot) -> None:
    rail = Rail()
    qtbot.addWidget(rail)
    with qtbot.assertNotEmitted(rail.chosen):
        rail.set_current("train")
    assert rail.current() == "train"


@pytest.mark.parametrize(("window", "width"), [(1024, 56), (1280, 168), (1920, 200)])
def test_rail_fits_window_and_shows_hidden_text_in_tooltips(qtbot: QtBot, window: int, width: int) -> None:
    rail = Rail()
    qtbot.addWidget(rail)
    rail.set_state("train", "epoch 9 of 12")
    rail.fit(window)
    assert rail.width() == width
    assert rail.item("train").accessibleName() == "Train, epoch 9 of 12"
    assert ("epoch 9 of 12" in rail.item("train").toolTip()) == (width == 56)


def test_rail_bottom_item_does_not_change_room(qtbot: QtBot) -> None:
    rail = shown(qtbot, Rail())
    rail.add_bottom("help", "Help", "help")
    rail.fit(1024)
    assert rail.current() == "data"
    assert rail.is_narrow()


def test_state_that_does_not_fit_in_one_line_has_two(qtbot: QtBot) -> None:
    rail = Rail()
    qtbot.addWidget(rail)
    rail.show()
    one = rail.item("train").height()
    rail.set_state("train", "epoch 9 of 12, hymenoptera")
    item = rail.item("train")
    assert isinstance(item, _Item)
    assert item.lines() == ["epoch 9 of 12,", "hymenoptera"]
    assert item.height() > one
    assert "hymenoptera" not in item.toolTip(), "it can be read"
    rail.fit(1024)
    assert item.height() == one
    rail.fit(1280)
    rail.set_state("train", "done")
    assert item.height() == one


def test_duration_is_not_broken_between_number_and_unit(qtbot: QtBot) -> None:
    rail = Rail()
    qtbot.addWidget(rail)
    rail.show()
    rail.set_state("train", "done in 5 min 49 s, digits")
    item = rail.item("train")
    assert isinstance(item, _Item)
    assert not any(line.endswith(("5", "49")) or line.startswith(("min", "s,")) for line in item.lines())
    assert "5 min" not in item.toolTip(), "it can be read"


def test_state_that_does_not_fit_is_in_the_tooltip(qtbot: QtBot) -> None:
    rail = Rail()
    qtbot.addWidget(rail)
    rail.show()
    rail.set_state("train", "epoch 9 of 12, ants and bees of the north and of the south")
    assert "ants and bees of the north and of the south" in rail.item("train").toolTip()
    rail.set_state("train", "done")
    assert "done" not in rail.item("train").toolTip()


def test_focus_in_the_rail_goes_on_with_the_room(qtbot: QtBot) -> None:
    rail = shown(qtbot, Rail())
    rail.item("data").setFocus()
    qtbot.keyClick(rail, Qt.Key.Key_2, Qt.KeyboardModifier.ControlModifier)
    assert QApplication.focusWidget() is rail.item("model")
    rail.set_current("use")
    assert QApplication.focusWidget() is rail.item("use")
