"""What is done with selected pictures while they are sorted, beside labels."""

from collections.abc import Callable

from PySide6.QtCore import Qt
from PySide6.QtGui import QGuiApplication
from pytestqt.qtbot import QtBot

from tests.gui.rooms.data.sort.conftest import Heap
from tests.gui.rooms.data.sort.person import Person


def test_pictures_are_left_out_copied_and_shown_larger_by_keys_and_the_menu_has_the_same(
    person: Callable[..., Person], heap: Heap, qtbot: QtBot
) -> None:
    sorter = person(*heap(12, 12))
    sorter.new_class("red")
    grid, left, size = sorter.page.grid, sorter.page.grid.paths, sorter.page.tile_size.value()
    qtbot.keyClick(grid, Qt.Key.Key_Right, Qt.KeyboardModifier.ShiftModifier)
    qtbot.keyClick(grid, Qt.Key.Key_C, Qt.KeyboardModifier.ControlModifier)
    lines = QGuiApplication.clipboard().text().splitlines()
    assert lines == [str(sorter.dataset.root / path) for path in left[:2]]
    entries = {action.text(): action for action in sorter.page.menu(0).actions()}
    assert {"Show larger", "Show in folder", "Copy 2 paths", "Move to", "Leave out"} <= entries.keys()
    sorter.press(Qt.Key.Key_Delete)
    assert {one.path for one in sorter.dataset.left_out} == set(left[:2])
    assert sorter.current() == left[2]
    sorter.press(Qt.Key.Key_Space)
    assert sorter.page.preview.isVisible()
    sorter.page.tile_size.setValue(size + 40)
    side = grid.tile_rect(0).width()
    sorter.page.tile_size.setValue(size)
    assert grid.tile_rect(0).width() < side
