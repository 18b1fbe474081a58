"""Edits of single pictures in the Data room: another class, leave out, take back, undo and redo."""

import pytest
from PySide6.QtCore import Qt
from PySide6.QtWidgets import QMenu
from pytestqt.qtbot import QtBot

from resnet_studio.core.dataset.class_edits import LeaveClassOut, MergeClass
from resnet_studio.core.dataset.dataset import Dataset
from resnet_studio.core.dataset.edits import Edit
from resnet_studio.core.dataset.picture_edits import KeepLabels, LeaveOut, MovePictures, PinPictures, TakeBack
from resnet_studio.gui.rooms.data.dataset import DatasetPage
from resnet_studio.gui.rooms.data.filter import pictures_of
from resnet_studio.gui.rooms.data.picture_facts import details
from resnet_studio.gui.rooms.data.room import DataRoom
from resnet_studio.gui.theme import held_keys


def chosen(page: DatasetPage, qtbot: QtBot, picture: int, *words: str) -> Edit:
    """The edit that an entry of a picture's menu asks for."""
    menu = page.grid.menu(picture)
    actions = {action.text(): action for action in menu.actions()}
    for word in words[:-1]:
        inner = actions[word].menu()
        assert isinstance(inner, QMenu)
        actions = {action.text(): action for action in inner.actions()}
    with qtbot.waitSignal(page.edit_wanted) as wanted:
        actions[words[-1]].trigger()
    assert wanted.args is not None
    edit: Edit = wanted.args[0]
    return edit


@pytest.fixture
def dataset(page: DatasetPage) -> Dataset:
    assert page._dataset is not None
    return page._dataset


def test_menu_moves_a_picture_to_another_class(page: DatasetPage, dataset: Dataset, qtbot: QtBot) -> None:
    path = dataset.pictures[0].path  # of the first class
    assert chosen(page, qtbot, 0, "Move to", "red") == MovePictures((path,), "red")


def test_selected_pictures_are_left_out_by_one_edit_and_the_next_picture_is_current(
    room: DataRoom, page: DatasetPage, dataset: Dataset, qtbot: QtBot
) -> None:
    grid, shift = page.grid, Qt.KeyboardModifier.ShiftModifier
    grid.select(1)
    qtbot.keyClick(grid, Qt.Key.Key_Right, shift)
    qtbot.keyClick(grid, Qt.Key.Key_Right, shift)
    where = grid.tile_rect(5).center()
    qtbot.mouseClick(grid.viewport(), Qt.MouseButton.LeftButton, Qt.KeyboardModifier.ControlModifier, where)
    chosen, after = grid.targets(), pictures_of(dataset)[grid.picture_at(6)].path
    assert (len(chosen), page.selection.words()) == (4, "4 selected")
    assert grid.accessibleDescription().endswith(" of 36, selected")
    page.selection.out_button.setFocus()
    with qtbot.waitSignal(page.edit_wanted) as wanted:
        qtbot.keyClick(grid, Qt.Key.Key_Delete)
    assert wanted.args is not None
    assert sorted(wanted.args[0].paths) == sorted(chosen)
    assert isinstance(wanted.args[0], LeaveOut)
    room.show_dataset(dataset.with_edit(wanted.args[0]), 0.2)
    assert grid.targets() == [after]
    assert not page.selection.isVisible()
    assert grid.hasFocus()


def test_menu_and_edits_are_of_all_that_are_selected_which_stay_selected(
    room: DataRoom, page: DatasetPage, dataset: Dataset, qtbot: QtBot
) -> None:
    qtbot.keyClick(page.grid, Qt.Key.Key_A, Qt.KeyboardModifier.ControlModifier)
    edit = chosen(page, qtbot, 0, "Move to", "red")
    assert isinstance(edit, MovePictures)
    assert len(edit.paths) == len(dataset.pictures)
    room.show_dataset(dataset.with_edit(edit), 0.2)
    assert len(page.grid.targets()) == len(dataset.pictures)
    page.grid.go_to(0)
    page.search.setText("blue 5")  # the current picture does not show
    assert page.grid.targets() == ["blue/blue 5.png"]
    assert page.grid.current() == 0
    page.search.clear()
    qtbot.keyClick(page.grid, Qt.Key.Key_Escape)
    assert (page.grid.number_selected(), page.selection.words()) == (0, "")


def test_selected_pictures_are_pinned_and_unpinned_which_is_marked_counted_and_said(
    room: DataRoom, page: DatasetPage, dataset: Dataset, qtbot: QtBot
) -> None:
    page.grid.select(0)
    page.grid.select(1, extend=True)
    paths = set(page.grid.targets())
    edit = chosen(page, qtbot, page.grid.picture_at(0), "Pin to", "Test")
    assert (set(edit.paths), edit.part) == (paths, "test") if isinstance(edit, PinPictures) else False
    pinned = dataset.with_edit(edit)
    room.show_dataset(pinned, 0.2)
    assert page.split.sentence().endswith("2 pictures are pinned to their parts.")
    assert page.parts.button("changed").isVisible()
    assert all("Pinned to test by you." in page.grid._tip_of(place) for place in page.grid.selection.places)
    path = page.grid.targets()[0]
    page.open_larger(page.grid.current_picture() or 0)
    shown = details(pinned, path, None, None, "")
    assert [one.value for one in shown if one.name == "Part"] == ["test, pinned"]
    page.larger.dismiss()
    free = chosen(page, qtbot, page.grid.picture_at(0), "Unpin")
    assert isinstance(free, PinPictures)
    assert set(free.paths) == paths
    room.show_dataset(pinned.with_edit(free), 0.2)
    assert not page.parts.button("changed").isVisible()


def test_picture_that_was_left_out_shows_under_left_out_and_can_be_taken_back(
    room: DataRoom, page: DatasetPage, dataset: Dataset, qtbot: QtBot
) -> None:
    assert not page.parts.button("out").isVisible()
    edit = chosen(page, qtbot, 0, "Leave out")
    assert edit == LeaveOut((dataset.pictures[0].path,))
    edited = dataset.with_edit(edit)
    room.show_dataset(edited, 0.2)
    assert page.grid.count() == len(dataset.pictures) - 1
    assert page.parts.button("out").isVisible()
    qtbot.mouseClick(page.parts.button("out"), Qt.MouseButton.LeftButton)
    assert page.grid.count() == 1
    (picture,) = (page.grid.picture_at(position) for position in range(1))
    assert pictures_of(edited)[picture].path == dataset.pictures[0].path
    assert chosen(page, qtbot, picture, "Take back") == TakeBack((dataset.pictures[0].path,))
    room.show_dataset(dataset, 0.2)
    assert page.grid.count() == len(dataset.pictures)
    assert page.parts.current() == "all"


def test_counts_follow_an_edit_and_the_chosen_class_stays(room: DataRoom, page: DatasetPage, dataset: Dataset) -> None:
    page.classes.list.choose(2)
    edited = dataset.with_edit(MovePictures((dataset.pictures[0].path,), dataset.classes[2]))
    room.show_dataset(edited, 0.2)
    assert page.classes.list.current() == 2
    assert page.grid.count() == edited.counts()[2] == dataset.counts()[2] + 1
    emptied = edited.with_edit(LeaveOut(tuple(one.path for one in edited.pictures if one.label == 2)))
    room.show_dataset(emptied, 0.2)
    assert (page.classes.list.current(), page.grid.count()) == (2, len(emptied.left_out))  # it is listed as left out
    merged = edited.with_edit(MergeClass(dataset.classes[2], dataset.classes[0]))
    room.show_dataset(merged, 0.2)
    assert (page.classes.list.current(), page.grid.count()) == (0, merged.counts()[0])


def test_redo_is_offered_for_what_was_undone(room: DataRoom, page: DatasetPage, dataset: Dataset, qtbot: QtBot) -> None:
    assert not page.undo_buttons.redo.isVisible()
    room.show_dataset(dataset, 0.2, LeaveOut(("red/red 1.png",)))
    assert page.undo_buttons.redo.toolTip() == "Redo: Leave 1 picture out (Ctrl+Shift+Z)"
    with qtbot.waitSignal(room.redo_wanted):
        qtbot.mouseClick(page.undo_buttons.redo, Qt.MouseButton.LeftButton)
    with qtbot.waitSignal(room.redo_wanted):
        qtbot.keyClick(page.grid, Qt.Key.Key_Z, Qt.KeyboardModifier.ControlModifier | Qt.KeyboardModifier.ShiftModifier)


def test_menu_of_a_picture_and_a_notice_name_what_undo_and_redo_do(
    room: DataRoom, page: DatasetPage, dataset: Dataset, qtbot: QtBot
) -> None:
    edited = dataset.with_edit(MovePictures(("blue/blue 0.png",), "red"))
    room.show_dataset(edited, 0.2, LeaveOut(("red/red 1.png",)))
    entries = {action.text(): action for action in page.grid.menu(0).actions()}
    for words, wanted in (
        ("Undo: Label 1 picture as red", room.undo_wanted),
        ("Redo: Leave 1 picture out", room.redo_wanted),
    ):
        with qtbot.waitSignal(wanted):
            entries[words].trigger()
    room.say_done(LeaveOut(("red/red 1.png",)), again=False)
    assert page.undoing.sentence() == "Taken back: Leave 1 picture out."
    with qtbot.waitSignal(room.redo_wanted):
        page.undoing.button.click()
    room.show_dataset(dataset, 0.2)
    assert page.undoing.isHidden()


def test_changed_pictures_have_a_filter_of_their_own_and_are_marked(
    room: DataRoom, page: DatasetPage, dataset: Dataset, qtbot: QtBot
) -> None:
    assert not page.parts.button("changed").isVisible()
    paths = [one.path for one in dataset.pictures[:3]]
    plain = page.grid.grab().toImage()
    edited = dataset.with_edit(KeepLabels((paths[0],))).with_edit(MovePictures((paths[1],), dataset.classes[2]))
    edited = edited.with_edit(LeaveOut((paths[2],)))
    room.show_dataset(edited, 0.2)
    assert page.grid.grab().toImage() != plain
    qtbot.mouseClick(page.parts.button("changed"), Qt.MouseButton.LeftButton)
    shown = {page.grid.picture_at(position): position for position in range(page.grid.count())}
    assert {pictures_of(edited)[picture].path for picture in shown} == set(paths)
    tips = "\n".join(map(page.grid._tip_of, shown.values()))
    for words in (f"Moved by you: its folder says {dataset.classes[0]}.", "Left out by you.", "You kept its label"):
        assert words in tips
    moved = next(number for number, one in enumerate(edited.pictures) if one.path == paths[1])
    assert chosen(page, qtbot, moved, f"Back to {dataset.classes[0]}") == MovePictures((paths[1],), dataset.classes[0])
    room.show_dataset(dataset, 0.2)
    assert page.parts.current() == "all"
    assert page.grid.count() == len(dataset.pictures)


def test_pictures_that_are_only_left_out_need_no_second_filter(
    room: DataRoom, page: DatasetPage, dataset: Dataset
) -> None:
    room.show_dataset(dataset.with_edit(LeaveOut((dataset.pictures[0].path,))), 0.2)
    assert page.parts.button("out").isVisible()
    assert not page.parts.button("changed").isVisible()


def test_keys_of_a_mac_add_a_picture_and_leave_out(
    page: DatasetPage, qtbot: QtBot, monkeypatch: pytest.MonkeyPatch
) -> None:
    grid = page.grid
    grid.select(2)
    grid.select(0, add=True)
    grid.go_to(1)
    qtbot.keyClick(grid, Qt.Key.Key_Space, Qt.KeyboardModifier.MetaModifier)  # the Ctrl of a Mac
    assert grid.selection.places == {0, 1}
    edits: list[Edit] = []
    page.edit_wanted.connect(edits.append)
    page.classes.list.choose(0)
    for part in (grid, page.classes.list):
        qtbot.keyClick(part, Qt.Key.Key_Backspace)
    assert edits == []
    monkeypatch.setattr(held_keys, "DELETE_KEYS", ("Del", "Backspace"))
    for part in (grid, page.classes.list):
        qtbot.keyClick(part, Qt.Key.Key_Backspace)
    assert [type(edit) for edit in edits] == [LeaveOut, LeaveClassOut]
