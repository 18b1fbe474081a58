"""Sorting a heap of pictures: by keys, by names, by drag, and by rows of proposals."""

from collections.abc import Callable
from pathlib import Path

import pytest
from PySide6.QtCore import QMimeData, QPoint, QPointF, Qt
from PySide6.QtGui import QDropEvent
from pytestqt.qtbot import QtBot

from resnet_studio.gui.rooms.data.dragged_picture import MIME
from tests.gui.rooms.data.drags import begun_drags
from tests.gui.rooms.data.sort.person import Person

Open = Callable[..., Person]
Heap = Callable[..., tuple[Path, dict[str, str]]]


def test_heap_opens_as_pictures_without_a_class(person: Open, heap: Heap) -> None:
    found = person(*heap(5, 5))
    assert found.room.is_sorting()
    assert found.page.grid.count() == 10
    assert found.page.card.words() == "0 of 10 pictures labelled"
    assert found.page.grid.hasFocus()  # keys work before anything was computed


def test_key_of_a_class_labels_and_the_next_picture_is_current(sorter: Person) -> None:
    first, second = sorter.page.grid.paths[:2]
    sorter.press("2")
    assert sorter.dataset.classes == ("green",)
    assert [one.path for one in sorter.dataset.pictures] == [first]
    assert sorter.current() == second
    assert sorter.page.grid.hasFocus()


def test_shift_with_arrows_selects_a_range_and_one_key_labels_it(sorter: Person, qtbot: QtBot) -> None:
    chosen = sorter.page.grid.paths[:4]
    for _ in range(3):
        qtbot.keyClick(sorter.page.grid, Qt.Key.Key_Right, Qt.KeyboardModifier.ShiftModifier)
    assert sorter.page.selected.text() == "4 selected: press 1–2, or drag them onto a class"
    sorter.press("1")
    assert {one.path for one in sorter.dataset.pictures} == set(chosen)


def test_control_with_arrows_keeps_what_control_space_added_and_control_a_selects_all(
    sorter: Person, qtbot: QtBot
) -> None:
    grid, control = sorter.page.grid, Qt.KeyboardModifier.ControlModifier
    qtbot.keyClick(grid, Qt.Key.Key_Space, control)
    qtbot.keyClick(grid, Qt.Key.Key_Right, control)
    qtbot.keyClick(grid, Qt.Key.Key_Right, control)
    qtbot.keyClick(grid, Qt.Key.Key_Space, control)
    assert grid.targets() == [grid.paths[0], grid.paths[2]]
    qtbot.keyClick(grid, Qt.Key.Key_A, control)
    assert len(grid.targets()) == 24
    sorter.press(Qt.Key.Key_Escape)
    assert grid.targets() == [grid.paths[2]]


def test_click_with_shift_selects_a_range_and_with_control_adds(sorter: Person, qtbot: QtBot) -> None:
    grid, left = sorter.page.grid, Qt.MouseButton.LeftButton

    def click(place: int, modifier: Qt.KeyboardModifier = Qt.KeyboardModifier.NoModifier) -> None:
        qtbot.mouseClick(grid.viewport(), left, modifier, grid.tile_rect(place).center())

    click(1)
    click(3, Qt.KeyboardModifier.ShiftModifier)
    click(5, Qt.KeyboardModifier.ControlModifier)
    assert grid.targets() == [grid.paths[place] for place in (1, 2, 3, 5)]
    click(2)
    assert grid.targets() == [grid.paths[2]]


def test_name_that_cannot_be_one_is_said_and_the_field_stays(sorter: Person) -> None:
    field = sorter.page.side.field
    sorter.press("n")
    field.setText("x" * 300)
    sorter.press(Qt.Key.Key_Return, on=field)
    assert field.isVisible()
    sorter.press(Qt.Key.Key_Escape, on=field)
    assert field.isHidden()
    assert sorter.page.grid.hasFocus()


def test_pictures_dropped_onto_a_class_get_it(sorter: Person, qtbot: QtBot) -> None:
    grid, classes = sorter.page.grid, sorter.page.side.list
    qtbot.keyClick(grid, Qt.Key.Key_Right, Qt.KeyboardModifier.ShiftModifier)
    chosen = grid.targets()
    mime = grid.drag().mimeData()
    where = QPointF(classes.visualRect(classes.model().index(2, 0)).center())

    def drop(what: QMimeData) -> None:
        button, none = Qt.MouseButton.LeftButton, Qt.KeyboardModifier.NoModifier
        classes.dropEvent(QDropEvent(where, Qt.DropAction.CopyAction, what, button, none))

    assert mime.hasFormat(MIME)
    drop(QMimeData())
    assert not sorter.dataset.pictures
    drop(mime)
    assert {one.path for one in sorter.dataset.pictures} == set(chosen)
    assert sorter.dataset.classes == ("green",)


def test_dragging_begins_with_the_mouse_over_what_is_selected(
    sorter: Person, qtbot: QtBot, monkeypatch: pytest.MonkeyPatch
) -> None:
    grid = sorter.page.grid
    begun = begun_drags(grid, monkeypatch)
    qtbot.keyClick(grid, Qt.Key.Key_Right, Qt.KeyboardModifier.ShiftModifier)
    start = grid.tile_rect(0).center()
    qtbot.mousePress(grid.viewport(), Qt.MouseButton.LeftButton, pos=start)
    qtbot.mouseMove(grid.viewport(), start + QPoint(40, 40))
    assert begun == [list(grid.paths[:2])]


def test_not_sure_is_left_for_later_and_taken_up_again(sorter: Person) -> None:
    first = sorter.current()
    sorter.press("0")
    assert sorter.page.grid.count() == 23
    sorter.page.go_to("unsure")
    assert sorter.page.grid.paths == (first,)
    sorter.press("1")
    assert [one.path for one in sorter.dataset.pictures] == [first]


def test_undo_and_redo_by_their_keys(sorter: Person, qtbot: QtBot) -> None:
    sorter.press("1")
    for keys, count in ((Qt.Key.Key_Z, 0), (Qt.Key.Key_Y, 1)):
        qtbot.keyClick(sorter.page.grid, keys, Qt.KeyboardModifier.ControlModifier)
        assert len(sorter.dataset.pictures) == count


def test_class_is_renamed_merged_and_removed_from_its_menu(sorter: Person) -> None:
    sorter.label(6)
    classes = sorter.page.side.list
    classes.menu(0).actions()[0].trigger()
    sorter.page.side.field.setText("crimson")
    sorter.press(Qt.Key.Key_Return, on=sorter.page.side.field)
    assert sorter.dataset.all_classes == ("crimson", "green")
    classes.menu(0).actions()[2].menu().actions()[0].trigger()
    assert sorter.dataset.all_classes == ("green",)
    assert len(sorter.dataset.pictures) == 6
    remove = classes.menu(0).actions()[-1]
    assert remove.text() == "Remove the class: its 6 pictures have none then"
    remove.trigger()
    assert sorter.dataset.all_classes == ()
    assert len(sorter.dataset.unlabelled) == 24


def test_class_that_is_left_out_is_said_to_be_and_is_not_proposed(sorter: Person) -> None:
    sorter.describe()
    sorter.label(6)
    classes, page = sorter.page.side.list, sorter.page
    classes.choose(0)
    sorter.press(Qt.Key.Key_Delete, on=classes)
    assert (len(sorter.dataset.left_out), classes.is_out(0)) == (2, True)
    assert not page.known.proposals
    assert page.nothing.sentence() == "red is left out."
    assert page.nothing.button.text() == "Take back its 2 pictures"
    page.nothing.button.click()
    assert not sorter.dataset.left_out


def test_backspace_takes_pictures_out_of_their_class(sorter: Person) -> None:
    sorter.press("1")
    sorter.page.go_to("labelled")
    sorter.press(Qt.Key.Key_Backspace)
    assert not sorter.dataset.pictures


def test_full_stop_goes_to_the_next_picture_without_a_class(sorter: Person) -> None:
    sorter.press("1", "1")
    sorter.page.go_to("all")
    sorter.press(".")
    assert sorter.current() in {one.path for one in sorter.dataset.unlabelled}


def test_proposals_are_accepted_by_the_row_and_corrected_by_a_letter(sorter: Person) -> None:
    sorter.describe()
    assert "by their colours alone" in sorter.page.side.said()
    sorter.label(6)
    sorter.press(Qt.Key.Key_Return)
    grid, corrections = sorter.page.grid, sorter.page.corrections
    last, row = grid.paths[-1], set(grid.paths)
    own = sorter.page.class_name(sorter.page.side.list.current())
    other = "green" if own == "red" else "red"
    sorter.press(corrections.letter(last))
    assert sorter.page.look(last).words == other
    assert sorter.page.line.facts().endswith("1 corrected")
    sorter.press(corrections.letter(last))
    assert corrections.number() == 0
    sorter.press(corrections.letter(last))
    sorter.press(Qt.Key.Key_Return)
    found = {one.path: sorter.dataset.classes[one.label] for one in sorter.dataset.pictures}
    assert found[last] == other
    assert {found[path] for path in row - {last}} == {own}


def test_row_is_not_accepted_while_proposals_are_renewed(sorter: Person) -> None:
    sorter.describe()
    sorter.label(6)
    sorter.press(Qt.Key.Key_Return)
    before = len(sorter.dataset.pictures)
    sorter.page.renewing = lambda: True
    sorter.press(Qt.Key.Key_Return)
    assert len(sorter.dataset.pictures) == before


def test_row_holds_what_is_in_sight_also_in_a_smaller_window(person: Open, heap: Heap, qtbot: QtBot) -> None:
    found = person(*heap(60, 60))
    found.describe()
    found.new_class("red")
    found.new_class("green")
    found.label(6)
    found.press(Qt.Key.Key_Return)
    before = found.page.grid.count()
    assert (before > 25) == ("correct one with a letter" in found.page.card.hints.accessibleName())
    found.room.resize(700, 480)
    qtbot.waitUntil(lambda: found.page.grid.count() < before)
    assert found.page.grid.count() == found.page.grid.at_once()
    assert found.page.grid.visible_range()[1] == found.page.grid.count()


def test_rows_of_several_classes_are_corrected_and_accepted_one_by_one(person: Open, heap: Heap) -> None:
    found = person(*heap(20, 20, 20))
    found.describe()
    for name in ("red", "green", "blue"):
        found.new_class(name)
    found.label(9)
    found.press(Qt.Key.Key_Return)
    page, grid = found.page, found.page.grid
    assert page.by_rows
    columns = grid.columns()
    rows = {place // columns: found.page.corrections.proposed(path) for place, path in enumerate(grid.paths) if path}
    assert len(set(rows.values())) == len(rows) == 2, "below them is room for the least certain"
    row = 1
    own = page.class_name(rows[row] or 0)
    grid.select(row * columns)
    assert [one.key.isVisible() for one in grid._heads] == [one == row for one in range(len(rows))]
    assert grid.index_at(grid.tile_rect(row * columns).center()) == row * columns
    first, *others = grid.in_row(row)
    found.press(page.corrections.letter(first), Qt.Key.Key_Return)
    classes = {one.path: found.dataset.classes[one.label] for one in found.dataset.pictures}
    assert classes[first] != own
    assert {classes[path] for path in others} == {own}
    assert len(classes) == 9 + 1 + len(others), "the other rows wait"
    last = max(place // columns for place, path in enumerate(grid.paths) if path)
    there = grid.in_row(last)
    page.rows.accepted.emit(last)
    assert set(there) <= {one.path for one in found.dataset.pictures}
    page.side.list.choose(0)
    page.go_to("proposed", 0)
    assert not page.by_rows


def test_lines_stand_above_their_rows_where_the_heap_was_scrolled(person: Open, heap: Heap) -> None:
    found = person(*heap(40, 40, 40))
    found.describe()
    for name in ("red", "green", "blue"):
        found.new_class(name)
    found.label(9)
    grid = found.page.grid
    found.page.resize(found.page.width(), 420)
    grid.verticalScrollBar().setValue(grid.verticalScrollBar().maximum())
    found.press(Qt.Key.Key_Return)
    assert found.page.by_rows
    for row, head in enumerate(grid._heads):
        top = grid.tile_rect(row * grid.columns()).top()
        assert top - 12 < head.geometry().bottom() < top


def test_sixty_pictures_are_sorted_with_few_key_presses(person: Open, heap: Heap) -> None:
    found = person(*heap(20, 20, 20))
    found.describe()
    for name in ("red", "green", "blue"):
        found.new_class(name)
    named = found.presses
    found.label(9)
    found.accept_all()
    assert found.wrong() == []
    assert found.page.card.words() == "60 of 60 pictures labelled"
    assert found.presses - named < 20
