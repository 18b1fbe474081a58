"""Keys that are held while pictures are sorted: what was not looked at is neither labelled, accepted nor left out."""

import pytest
from PySide6.QtCore import Qt
from pytestqt.qtbot import QtBot

from tests.gui.held_key import hold
from tests.gui.rooms.data.sort.person import Person


@pytest.mark.parametrize(("key", "text"), [(Qt.Key.Key_1, "1"), (Qt.Key.Key_0, "0"), (Qt.Key.Key_Delete, "")])
def test_held_key_acts_on_one_picture_and_a_held_arrow_goes_on(sorter: Person, key: Qt.Key, text: str) -> None:
    before, grid = len(sorter.dataset.edits), sorter.page.grid
    hold(grid, key, text)
    assert len(sorter.dataset.edits) == before + 1
    assert grid.count() == 23
    hold(grid, Qt.Key.Key_Right)
    assert grid.current() == 7


def test_held_delete_leaves_out_one_picture_of_those_that_show_large(sorter: Person, qtbot: QtBot) -> None:
    before, preview = len(sorter.dataset.edits), sorter.page.preview
    sorter.press(Qt.Key.Key_Space)
    qtbot.waitUntil(preview.hasFocus)
    hold(preview, Qt.Key.Key_Delete)
    assert len(sorter.dataset.edits) == before + 1
