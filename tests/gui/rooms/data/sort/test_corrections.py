"""What a person corrects among proposals: what Undo takes back of it, and what stays when an accepted page is back."""

import pytest
from PySide6.QtCore import Qt
from pytestqt.qtbot import QtBot

from resnet_studio.core.dataset.class_edits import AddClass
from resnet_studio.core.dataset.picture_edits import MovePictures
from resnet_studio.gui.rooms.data.class_rows import ALL
from tests.gui.rooms.data.sort.conftest import Heap, Open
from tests.gui.rooms.data.sort.person import Person

CONTROL, LEFT = Qt.KeyboardModifier.ControlModifier, Qt.MouseButton.LeftButton


@pytest.fixture
def row(sorter: Person) -> Person:
    """Proposals of one class, of which two were corrected."""
    sorter.describe()
    sorter.label(6)
    sorter.press(Qt.Key.Key_Return)
    sorter.press(*(sorter.page.corrections.letter(path) for path in sorter.page.grid.paths[:2]))
    assert sorter.page.corrections.number() == 2
    return sorter


def undo(found: Person, qtbot: QtBot) -> None:
    qtbot.keyClick(found.page.grid, Qt.Key.Key_Z, CONTROL)


def test_undo_takes_corrections_back_one_by_one_before_any_label(row: Person, qtbot: QtBot) -> None:
    page, before, first = row.page, row.dataset, row.page.grid.paths[0]
    assert page.card.undo_button.words() == "Undo correction"
    undo(row, qtbot)
    assert page.corrections.corrected() == {first}
    qtbot.mouseClick(page.card.undo_button, LEFT)
    assert page.corrections.number() == 0
    assert row.dataset == before
    assert page.line.facts().endswith("most certain first")
    assert page.card.undo_button.words().startswith("Undo 1 to ")
    undo(row, qtbot)
    assert len(row.dataset.pictures) == len(before.pictures) - 1


def test_corrections_stand_again_at_their_letters_when_the_accepted_page_is_taken_back(
    row: Person, qtbot: QtBot
) -> None:
    page, before = row.page, row.dataset
    shown = page.grid.paths
    said = {path: (page.look(path).words, page.corrections.letter(path)) for path in page.corrections.corrected()}
    row.press(Qt.Key.Key_Return)
    assert len(row.dataset.pictures) > len(before.pictures)
    undo(row, qtbot)
    edit = row.session.redoable
    assert edit is not None
    row.room.say_done(edit, again=False)
    row.press(Qt.Key.Key_Right)
    assert row.dataset == before
    assert set(page.grid.paths) == set(shown)
    now = {path: (page.look(path).words, page.corrections.letter(path)) for path in page.corrections.corrected()}
    assert now == said
    assert page.undoing.isHidden()
    assert page.selected.text().startswith("Taken back: ")
    row.press(Qt.Key.Key_Return)
    found = {one.path: row.dataset.classes[one.label] for one in row.dataset.pictures}
    assert {path: found[path] for path in said} == {path: words for path, (words, _) in said.items()}
    assert page.selected.text() == ""


def test_class_that_is_taken_back_leaves_no_correction_with_it(row: Person) -> None:
    page = row.page
    page.grid.select(3, add=True)
    row.name("blue")
    assert "blue" in {page.look(path).words for path in page.grid.paths}
    assert row.dataset.last_edit == AddClass("blue")
    row.session.undo_edit()
    assert page.corrections.number() == 0
    row.room.grab()


def test_picture_without_a_proposal_is_not_accepted_with_others(person: Open, heap: Heap, qtbot: QtBot) -> None:
    folder, right = heap(12, 12, 12)
    (folder / "broken.png").write_bytes(b"no picture")
    found = person(folder, right | {"broken.png": "red"})
    found.describe()
    for name in ("red", "green", "blue"):
        found.new_class(name)
    found.label(9)
    found.room.resize(968, 580)  # so small that some do not show above
    found.press(Qt.Key.Key_Return)
    least = found.page.least.grid
    qtbot.waitUntil(least.isVisible)
    broken, beside = least.place_of("broken.png"), least.paths[least.place_of("broken.png") - 1]
    least.setFocus()
    least.select(broken)
    least.select(broken - 1, add=True)
    least.select(broken, add=True)
    assert least.chosen() == [beside, "broken.png"]
    qtbot.waitUntil(lambda: least.drawn([beside, "broken.png"]))
    found.press(Qt.Key.Key_Return, on=least)
    assert beside in {one.path for one in found.dataset.pictures}
    assert "broken.png" in {one.path for one in found.dataset.unlabelled}


def test_class_without_proposals_says_so_until_others_are_made(row: Person) -> None:
    page, other = row.page, 1 - row.page.side.list.current()
    for path in page.known.proposed(other):
        row.session.edit_dataset(MovePictures((path,), page.class_name(other)))
    row.press(Qt.Key.Key_Right)
    page.side.list.choose(other)
    assert page.mode == "proposed"
    assert page.nothing.isVisible()
    assert page.nothing.sentence() == f"No picture is proposed as {page.class_name(other)}."
    row.press(Qt.Key.Key_Return)
    page.side.list.choose(ALL)
    assert page.grid.isVisible()


def test_letters_are_keys_of_classes_only_where_they_do_not_correct_proposals(row: Person) -> None:
    for number in range(8):
        row.session.edit_dataset(AddClass(f"class {number}"))
    classes, page = row.page.side.list, row.page
    assert (classes.key(8), classes.key(9)) == ("9", "")
    page.least.show()
    page.act_on(page.least.grid)
    assert classes.key(9) == "a"
    page.go_to("open")
    assert classes.key(9) == "a"


def test_undo_takes_back_what_was_accepted_after_corrections_before_these(row: Person, qtbot: QtBot) -> None:
    page, before = row.page, row.dataset
    corrected = page.corrections.corrected()
    page.grid.select(3)
    page.grid.select(4, add=True)
    accepted = set(page.grid.chosen())
    row.press(Qt.Key.Key_Return)
    assert accepted <= {one.path for one in row.dataset.pictures}
    assert page.card.undo_button.words().startswith(f"Undo {len(accepted)} to ")
    undo(row, qtbot)
    assert row.dataset == before
    assert page.corrections.corrected() == corrected, "they stay as they were said"
