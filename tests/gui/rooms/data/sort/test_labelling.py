"""Labels by name, of what is selected, and in place of others: what follows, what is said, and what Undo takes back."""

import pytest
from PySide6.QtCore import QPointF, Qt
from PySide6.QtGui import QDropEvent
from pytestqt.qtbot import QtBot

from tests.gui.rooms.data.sort.conftest import Heap, Open
from tests.gui.rooms.data.sort.person import Person

CONTROL, SHIFT, NONE = (
    Qt.KeyboardModifier.ControlModifier,
    Qt.KeyboardModifier.ShiftModifier,
    Qt.KeyboardModifier.NoModifier,
)
LEFT = Qt.MouseButton.LeftButton


def labels(sorter: Person) -> dict[str, str]:
    return {one.path: sorter.dataset.classes[one.label] for one in sorter.dataset.pictures}


def click(sorter: Person, qtbot: QtBot, place: int, modifier: Qt.KeyboardModifier = NONE) -> None:
    qtbot.mouseClick(sorter.page.grid.viewport(), LEFT, modifier, sorter.page.grid.tile_rect(place).center())


# Names ---------------------------------------------------------------------------------------------------------


def test_name_labels_the_picture_in_focus_or_what_is_selected_also_with_a_new_class_in_one_step(
    sorter: Person, qtbot: QtBot
) -> None:
    first, second, third, fourth = sorter.page.grid.paths[:4]
    sorter.name("red")
    assert labels(sorter) == {first: "red"}
    before = sorter.dataset
    sorter.name("blue")
    assert labels(sorter) == {first: "red", second: "blue"}
    assert sorter.page.card.undo_button.words() == "Undo 1 to blue"
    qtbot.mouseClick(sorter.page.card.undo_button, LEFT)
    assert sorter.dataset == before, "one step takes back the label and the class"
    sorter.page.grid.select(sorter.page.grid.place_of(third))
    qtbot.keyClick(sorter.page.grid, Qt.Key.Key_Right, SHIFT)
    sorter.press("n")
    assert sorter.page.side.field.placeholderText() == "Class of 2 pictures"
    sorter.press(*"pink", on=sorter.page.side.field)
    sorter.press(Qt.Key.Key_Return, on=sorter.page.side.field)
    assert labels(sorter) == {first: "red", third: "pink", fourth: "pink"}
    assert sorter.page.grid.hasFocus()


def test_button_makes_a_class_without_pictures_unless_some_are_selected(sorter: Person, qtbot: QtBot) -> None:
    sorter.new_class("blue")
    assert sorter.dataset.all_classes == ("red", "green", "blue")
    assert labels(sorter) == {}
    click(sorter, qtbot, 2, CONTROL)
    path = sorter.page.grid.paths[2]
    qtbot.mouseClick(sorter.page.side.new_button, LEFT)
    assert sorter.page.side.field.placeholderText() == "Class of this picture"
    qtbot.keyClick(sorter.page.side.field, Qt.Key.Key_Escape)
    sorter.new_class("pink")
    assert labels(sorter) == {path: "pink"}
    sorter.new_class("red")
    assert labels(sorter) == {path: "pink"}
    assert sorter.page.class_name(sorter.page.side.list.current()) == "red", "it is shown, as nothing is selected"


# Labels in place of others -------------------------------------------------------------------------------------


def by_key(sorter: Person, _qtbot: QtBot) -> None:
    sorter.press("2")


def by_name(sorter: Person, _qtbot: QtBot) -> None:
    sorter.name("green")


def by_a_new_name(sorter: Person, _qtbot: QtBot) -> None:
    sorter.name("blue")


def by_menu(sorter: Person, _qtbot: QtBot) -> None:
    (move,) = (one.menu() for one in sorter.page.menu(sorter.page.grid, 0).actions() if one.text() == "Move to")
    next(one for one in move.actions() if one.text() == "green").trigger()


def by_drag(sorter: Person, _qtbot: QtBot) -> None:
    classes = sorter.page.side.list
    where = QPointF(classes.visualRect(classes.model().index(2, 0)).center())
    classes.dropEvent(QDropEvent(where, Qt.DropAction.CopyAction, sorter.page.grid.drag().mimeData(), LEFT, NONE))


@pytest.mark.parametrize("how", [by_key, by_name, by_a_new_name, by_menu, by_drag])
def test_labels_that_many_pictures_lose_are_counted_at_once_and_undo_is_beside_that(
    how: object, sorter: Person, qtbot: QtBot
) -> None:
    sorter.press(*"111")
    sorter.page.go_to("all")
    qtbot.keyClick(sorter.page.grid, Qt.Key.Key_A, CONTROL)
    how(sorter, qtbot)  # type: ignore[operator]
    name = "blue" if how is by_a_new_name else "green"
    assert set(labels(sorter).values()) == {name}
    notice = sorter.page.undoing
    assert notice.isVisible()
    assert notice.warns()
    assert notice.sentence() == "3 labels were replaced."
    assert notice.button.text() == f"Undo 24 to {name}"
    assert sorter.page.card.undo_button.words() == notice.button.text()
    qtbot.mouseClick(notice.button, LEFT)
    assert list(labels(sorter).values()) == ["red"] * 3
    assert notice.isHidden()


def test_first_labels_and_the_correction_of_one_are_not_said_to_replace_any(sorter: Person, qtbot: QtBot) -> None:
    qtbot.keyClick(sorter.page.grid, Qt.Key.Key_Right, SHIFT)
    sorter.press("1")
    assert sorter.page.undoing.isHidden()
    sorter.page.go_to("labelled")
    sorter.press("2")
    assert sorted(labels(sorter).values()) == ["green", "red"]
    assert sorter.page.undoing.isHidden()


# Proposals -----------------------------------------------------------------------------------------------------


def test_enter_and_the_button_accept_what_is_selected_and_say_so(sorter: Person, qtbot: QtBot) -> None:
    sorter.describe()
    sorter.label(6)
    sorter.press(Qt.Key.Key_Return)
    page, grid, before = sorter.page, sorter.page.grid, labels(sorter)
    shown, row = grid.count(), grid.paths
    assert page.line.accept_button.text() == f"Accept {shown}"
    click(sorter, qtbot, 1)
    for _ in range(2):
        qtbot.keyClick(grid, Qt.Key.Key_Right, SHIFT)
    assert page.line.accept_button.text() == "Accept 3"
    assert page.selected.text().startswith("3 selected: Enter accepts them")
    assert "Enter: accept what is selected" in page.card.hints.accessibleName()
    sorter.press(Qt.Key.Key_Return)
    assert labels(sorter).keys() - before.keys() == set(row[1:4])
    assert "accept what is selected" not in page.card.hints.accessibleName()
    before, (path, *_) = labels(sorter), grid.paths
    click(sorter, qtbot, 0, CONTROL)
    qtbot.mouseClick(page.line.accept_button, LEFT)
    assert labels(sorter).keys() - before.keys() == {path}
    sorter.press(Qt.Key.Key_Right)
    left = grid.paths
    sorter.press(Qt.Key.Key_Return)
    assert labels(sorter).keys() >= set(left), "without a selection it is the row"


def test_selected_proposals_of_several_rows_are_accepted_together_and_a_button_takes_those_of_its_row(
    person: Open, heap: Heap, qtbot: QtBot
) -> None:
    found = person(*heap(20, 20, 20))
    found.describe()
    for name in ("red", "green", "blue"):
        found.new_class(name)
    found.label(9)
    found.press(Qt.Key.Key_Return)
    page, grid = found.page, found.page.grid
    lines, of = page.rows._lines, [page.corrections.proposed(path) for path in grid.paths]
    other = next(place for place, label in enumerate(of) if label not in (of[0], None))
    below = other // grid.columns()
    click(found, qtbot, 0, CONTROL)
    click(found, qtbot, other, CONTROL)
    click(found, qtbot, other + 1, CONTROL)
    assert [lines[row].accept_button.text() for row in (0, below)] == ["Accept 1", "Accept 2"]
    assert {row for row, line in enumerate(lines) if line.key.isVisible()} == {0, below}
    before, chosen = labels(found), {grid.paths[place] for place in (0, other, other + 1)}
    found.press(Qt.Key.Key_Return)
    assert labels(found).keys() - before.keys() == chosen
    assert len({labels(found)[path] for path in chosen}) == 2
    click(found, qtbot, 0, CONTROL)
    click(found, qtbot, grid.columns(), CONTROL)
    before, path = labels(found), grid.paths[grid.columns()]
    qtbot.mouseClick(lines[1].accept_button, LEFT)
    found.press(Qt.Key.Key_Left)
    assert labels(found).keys() - before.keys() == {path}
