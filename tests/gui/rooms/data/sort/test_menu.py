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
    entries = {action.text(): action for action in sorter.page.menu(sorter.page.grid, 0).actions()}
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


def test_large_picture_has_the_edits_of_data_and_goes_on_where_one_is_dealt_with(
    person: Callable[..., Person], heap: Heap, qtbot: QtBot
) -> None:
    sorter = person(*heap(3, 3))
    sorter.new_class("red")
    page, paths = sorter.page, sorter.page.grid.paths
    sorter.press(Qt.Key.Key_Space)
    assert page.preview.accessibleName().startswith(f"{paths[0]}, no class yet")
    qtbot.mouseClick(page.larger.out_button, Qt.MouseButton.LeftButton)
    assert [one.path for one in sorter.dataset.left_out] == [paths[0]]
    assert page.preview.accessibleName().startswith(paths[1])
    (classes,) = (one.menu() for one in page.larger.menu().actions() if one.text() == "Move to")
    classes.actions()[0].trigger()
    assert [one.path for one in sorter.dataset.pictures] == [paths[1]]
    assert page.preview.accessibleName().startswith(paths[2])
    qtbot.keyClick(page.preview, Qt.Key.Key_Right)
    assert sorter.current() == paths[3]
    qtbot.keyClick(page.preview, Qt.Key.Key_Z, Qt.KeyboardModifier.ControlModifier)
    assert not sorter.dataset.pictures
    qtbot.keyClick(page.preview, Qt.Key.Key_Escape)
    assert page.grid.hasFocus()
    page.go_to("all")
    page.grid.select(0)
    sorter.press("1", Qt.Key.Key_Space)
    assert "Pin to" in [one.text() for one in page.larger.menu().actions()]
