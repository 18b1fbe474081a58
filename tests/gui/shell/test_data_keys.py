"""The keys of the Data room in the whole window, where the rail has the focus: nothing was clicked in the room yet."""

from pathlib import Path

import pytest
from PySide6.QtCore import Qt
from pytestqt.qtbot import QtBot

from resnet_studio.core.dataset.class_edits import AddClass
from resnet_studio.core.dataset.scan import scan
from resnet_studio.gui.shell.window import StudioWindow

_CTRL, _SHIFT = Qt.KeyboardModifier.ControlModifier, Qt.KeyboardModifier.ShiftModifier


@pytest.fixture
def edited(window: StudioWindow, qtbot: QtBot, copied_colours: Path) -> StudioWindow:
    window.session.set_dataset(scan(copied_colours))
    window.session.edit_dataset(AddClass("pink"))
    with qtbot.waitActive(window):
        window.activateWindow()
    window.rail.item("data").setFocus()
    return window


def test_keys_of_data_work_while_the_rail_has_the_focus(edited: StudioWindow, qtbot: QtBot) -> None:
    rail, page, session = edited.rail.item("data"), edited.data_room.dataset_page, edited.session
    qtbot.keyClick(rail, Qt.Key.Key_Z, _CTRL)
    assert session.dataset is not None
    assert "pink" not in session.dataset.all_classes
    qtbot.keyClick(rail, Qt.Key.Key_Z, _CTRL | _SHIFT)
    assert "pink" in session.dataset.all_classes
    qtbot.keyClick(rail, Qt.Key.Key_V, _CTRL)
    assert page.receive.notice.sentence().startswith("Choose a class first")
    qtbot.keyClick(rail, Qt.Key.Key_F, _CTRL)
    assert page.search.hasFocus()
    qtbot.keyClick(page.search, Qt.Key.Key_A)
    qtbot.keyClick(page.search, Qt.Key.Key_Z, _CTRL)
    assert (page.search.text(), "pink" in session.dataset.all_classes) == ("", True), "a field takes back its own text"


def test_keys_of_data_are_not_those_of_another_room(edited: StudioWindow, qtbot: QtBot) -> None:
    edited.go_to("model")
    qtbot.keyClick(edited.rail.item("model"), Qt.Key.Key_Z, _CTRL)
    assert edited.session.dataset is not None
    assert "pink" in edited.session.dataset.all_classes
