"""The list of classes: another name, merging, leaving out, by menu and by keys."""

import pytest
from PySide6.QtCore import QPoint, Qt
from PySide6.QtGui import QContextMenuEvent
from PySide6.QtWidgets import QApplication, QMenu
from pytestqt.qtbot import QtBot

from resnet_studio.core.basics.message import show
from resnet_studio.core.dataset.class_edits import RenameClass
from resnet_studio.core.dataset.edits import Edit
from resnet_studio.core.dataset.picture_edits import ClearLabels, LeaveOut, MovePictures
from resnet_studio.gui.rooms.data.class_rows import ClassRows
from resnet_studio.gui.rooms.data.dataset import DatasetPage
from resnet_studio.gui.rooms.data.room import DataRoom
from resnet_studio.gui.widgets.button import IconButton


@pytest.fixture
def classes(room: DataRoom, page: DatasetPage) -> ClassRows:
    """The list of 12 blue, 12 green and 12 red pictures; edits are made, and Undo takes them back."""

    def make(edit: Edit) -> None:
        assert page._dataset is not None
        room.show_dataset(page._dataset.with_edit(edit), 0.1)

    def undo() -> None:
        assert page._dataset is not None
        room.show_dataset(page._dataset.without_last_edit(), 0.1)

    room.edit_wanted.connect(make)
    room.undo_wanted.connect(undo)
    page.classes.list.setFocus()
    return page.classes.list


def rows(classes: ClassRows) -> list[str]:
    model = classes.model()
    role = Qt.ItemDataRole.AccessibleTextRole
    return [str(model.data(model.index(row, 0), role)) for row in range(model.rowCount())]


def test_class_is_left_out_by_one_edit_stays_listed_and_is_taken_back_by_keys(
    classes: ClassRows, page: DatasetPage, qtbot: QtBot
) -> None:
    before = rows(classes)
    qtbot.keyClick(classes, Qt.Key.Key_Delete)  # all pictures are not a class
    qtbot.keyClick(classes, Qt.Key.Key_Down)
    qtbot.keyClick(classes, Qt.Key.Key_Delete)
    assert rows(classes) == ["All pictures, 24 pictures", "green, 12 pictures", "red, 12 pictures", "blue, left out"]
    dataset = page._dataset
    assert dataset is not None
    assert (len(dataset.left_out), dataset.unlabelled, len(dataset.edits)) == (12, (), 2)
    assert dataset.last_edit is not None
    assert show(dataset.last_edit.label) == "Leave out the class blue"
    assert (classes.current(), page.grid.count()) == (2, 12)  # it is still chosen: its pictures show
    qtbot.keyClick(page.grid, Qt.Key.Key_Z, Qt.KeyboardModifier.ControlModifier)
    assert rows(classes) == before
    qtbot.keyClick(classes, Qt.Key.Key_Delete)
    assert classes.is_out(2)
    qtbot.keyClick(classes, Qt.Key.Key_Delete)
    assert rows(classes) == before


def test_class_is_renamed_by_f2_and_stays_chosen_and_a_name_that_there_is_is_refused(
    classes: ClassRows, page: DatasetPage, qtbot: QtBot
) -> None:
    namer = page.classes.namer
    classes.choose(1)
    qtbot.keyClick(classes, Qt.Key.Key_F2)
    assert namer.field.hasFocus()
    qtbot.keyClicks(namer.field, "red")
    qtbot.keyClick(namer.field, Qt.Key.Key_Return)
    assert "Merge them from the menu" in namer.why()
    namer.field.clear()
    qtbot.keyClicks(namer.field, "lime")
    qtbot.keyClick(namer.field, Qt.Key.Key_Return)
    assert rows(classes)[2] == "lime, 12 pictures"
    assert (classes.current(), classes.hasFocus(), namer.isHidden()) == (1, True, True)


def test_class_is_merged_into_another_from_its_menu(classes: ClassRows) -> None:
    _, _, merge, out = classes.menu(0).actions()
    assert out.text() == "Leave out its 12 pictures"
    merge.menu().actions()[1].trigger()
    assert rows(classes)[1:] == ["green, 12 pictures", "red, 24 pictures"]


def test_menu_of_the_keyboard_is_of_the_chosen_class_and_none_of_all_pictures(
    classes: ClassRows, page: DatasetPage, qtbot: QtBot
) -> None:
    def ask() -> list[QMenu]:
        event = QContextMenuEvent(QContextMenuEvent.Reason.Keyboard, QPoint(0, 0), QPoint(0, 0))
        QApplication.sendEvent(classes, event)
        return classes.findChildren(QMenu, options=Qt.FindChildOption.FindDirectChildrenOnly)

    assert not ask()
    classes.choose(2)
    (menu,) = ask()
    rename = menu.actions()[0]
    assert rename.shortcut().toString() == "F2"
    rename.trigger()
    assert page.classes.namer.field.text() == "red"
    menu.close()
    qtbot.keyClick(page.classes.namer.field, Qt.Key.Key_Escape)
    assert classes.hasFocus()


def test_all_pictures_are_also_those_without_a_class(classes: ClassRows, room: DataRoom, page: DatasetPage) -> None:
    assert page._dataset is not None
    waiting = tuple(one.path for one in page._dataset.pictures[:30])
    room.edit_wanted.emit(ClearLabels(waiting))
    assert rows(classes)[0] == "All pictures, 36 pictures"
    assert page.grid.count() == 36
    room.edit_wanted.emit(LeaveOut(waiting[:1]))
    assert rows(classes)[0] == "All pictures, 35 pictures"


def test_undo_is_in_the_header_and_not_beside_the_split(classes: ClassRows, room: DataRoom, page: DatasetPage) -> None:
    assert page._dataset is not None
    assert not page.undo_buttons.undo.isVisible()
    room.edit_wanted.emit(LeaveOut((page._dataset.pictures[0].path,)))
    assert page.header.isAncestorOf(page.undo_buttons.undo)
    assert page.undo_buttons.undo.isVisible()
    assert not page.split.findChildren(IconButton)


def test_new_class_is_listed_before_it_has_pictures_and_can_be_removed(
    classes: ClassRows, room: DataRoom, page: DatasetPage, qtbot: QtBot
) -> None:
    panel = page.classes
    for name in ("pink", "red"):
        qtbot.mouseClick(panel.new_button, Qt.MouseButton.LeftButton)
        qtbot.keyClicks(panel.namer.field, name)
        qtbot.keyClick(panel.namer.field, Qt.Key.Key_Return)
    assert rows(classes)[1:] == ["blue, 12 pictures", "green, 12 pictures", "red, 12 pictures", "pink, 0 pictures"]
    assert classes.current() == 2, "there is one of that name"
    assert page._dataset is not None
    classes.choose(3)
    room.edit_wanted.emit(MovePictures((page._dataset.pictures[0].path,), "pink"))
    assert (rows(classes)[4], classes.current(), page.grid.count()) == ("pink, 1 picture", 3, 1)
    room.undo_wanted.emit()
    classes.menu(3).actions()[-1].trigger()
    assert "pink, 0 pictures" not in rows(classes)


def test_names_that_may_be_elided_are_whole_in_the_tips_of_lists_and_small_pictures(
    classes: ClassRows, page: DatasetPage
) -> None:
    name = "a class whose name says nearly everything that there is to say about <b>it</b> & more"
    page.edit_wanted.emit(RenameClass("blue", name))
    tips = [str(classes.model().index(row, 0).data(Qt.ItemDataRole.ToolTipRole)) for row in range(2)]
    assert tips[0] == "All pictures, 36 pictures"
    assert "say about &lt;b&gt;it" in tips[1]
    path, *names = page.grid._tip_of(0).splitlines()
    assert path.startswith("blue/")
    assert names in ([name, "training"], [name, "validation"])
