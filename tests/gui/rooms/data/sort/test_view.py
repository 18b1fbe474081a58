"""What shows while pictures are sorted, and what of it stays after an edit, when proposals come, and after a reload."""

from collections.abc import Callable
from pathlib import Path

import pytest
from PySide6.QtCore import QByteArray, QMimeData, QPointF, Qt
from PySide6.QtGui import QDropEvent
from pytestqt.qtbot import QtBot

from resnet_studio.core.basics.message import message
from resnet_studio.core.dataset.class_edits import AddClass, MergeClass, RemoveClass, RenameClass
from resnet_studio.core.dataset.dataset import apply
from resnet_studio.core.dataset.edits import Edit
from resnet_studio.core.dataset.scan import scan
from resnet_studio.gui.rooms.data.class_rows import ALL
from resnet_studio.gui.rooms.data.sort.where import where_files_are
from tests.gui.rooms.data.sort.person import Person

Open = Callable[..., Person]
Heap = Callable[..., tuple[Path, dict[str, str]]]


@pytest.fixture
def row(sorter: Person) -> Person:
    """The same in a row of proposals of which three were corrected."""
    sorter.describe()
    sorter.label(6)
    sorter.press(Qt.Key.Key_Return)
    sorter.press(*(sorter.page.corrections.letter(path) for path in sorter.page.grid.paths[:3]))
    assert sorter.page.corrections.number() == 3
    return sorter


def test_where_the_files_are_is_not_cut_off_in_a_small_window(sorter: Person) -> None:
    sorter.room.resize(968, 640)  # of a window of 1024 px
    header = sorter.page.header
    assert header.facts_shown() in where_files_are(sorter.dataset, None)


@pytest.mark.parametrize("edit", [MergeClass("red", "green"), RemoveClass("red")])
@pytest.mark.parametrize("mode", ["open", "proposed", "all"])
def test_class_goes_while_there_are_proposals_and_none_is_shown_under_another_name(
    sorter: Person, mode: str, edit: Edit
) -> None:
    sorter.describe()
    sorter.label(6)
    sorter.page.go_to(mode)  # type: ignore[arg-type]
    sorter.session.edit_dataset(edit)
    assert sorter.page.known.proposals is None
    assert all("?" not in sorter.page.look(path).words for path in sorter.page.grid.paths)
    sorter.room.grab()


@pytest.mark.parametrize("edit", [AddClass("blue"), RenameClass("red", "crimson")])
def test_proposals_stay_where_a_class_comes_or_gets_another_name(sorter: Person, edit: Edit) -> None:
    sorter.describe()
    sorter.label(6)
    before = sorter.control.proposals
    sorter.session.edit_dataset(edit)
    assert before is not None
    assert sorter.page.known.proposals is before


def test_what_is_selected_stays_so_when_proposals_come(sorter: Person, qtbot: QtBot) -> None:
    grid = sorter.page.grid
    for _ in range(3):
        qtbot.keyClick(grid, Qt.Key.Key_Right, Qt.KeyboardModifier.ShiftModifier)
    chosen, current = set(grid.targets()), sorter.current()
    before = grid.paths
    sorter.describe()
    assert grid.paths != before
    assert set(grid.targets()) == chosen
    assert sorter.current() == current


def test_pictures_that_are_dropped_are_those_that_were_dragged(sorter: Person, qtbot: QtBot) -> None:
    grid, classes = sorter.page.grid, sorter.page.side.list
    qtbot.keyClick(grid, Qt.Key.Key_Right, Qt.KeyboardModifier.ShiftModifier)
    chosen = set(grid.targets())
    drag = grid.drag().mimeData()
    (kind,) = drag.formats()
    grid.select(9)
    where = QPointF(classes.visualRect(classes.model().index(2, 0)).center())
    button, none = Qt.MouseButton.LeftButton, Qt.KeyboardModifier.NoModifier
    for value in (QByteArray(b"1"), drag.data(kind)):
        assert not sorter.dataset.pictures, "a drag of another window moves nothing here"
        mime = QMimeData()
        mime.setData(kind, value)
        classes.dropEvent(QDropEvent(where, Qt.DropAction.CopyAction, mime, button, none))
    assert {one.path for one in sorter.dataset.pictures} == chosen


def test_corrections_of_a_row_stay_when_an_edit_is_made_and_proposals_are_renewed(row: Person) -> None:
    page, before = row.page, row.control.proposals
    corrected = page.grid.paths[:3]
    words = [page.look(path).words for path in corrected]
    label = page.side.list.current()
    row.session.edit_dataset(AddClass("blue"))
    row.press(Qt.Key.Key_Right)
    assert row.control.proposals is not before
    assert page.corrections.number() == 3
    assert page.grid.paths[:3] == corrected
    assert [page.look(path).words for path in corrected] == words
    assert [page.corrections.letter(path) for path in page.grid.paths] == list("abcdefghijklmnopqr")[
        : page.grid.count()
    ]
    assert page.side.list.current() == label


def test_new_class_in_a_row_is_a_correction_until_the_row_is_accepted(row: Person) -> None:
    page = row.page
    page.grid.select(4)
    chosen = row.current()
    page.grid.select(4, add=True)
    row.new_class("blue")
    assert chosen in {one.path for one in row.dataset.unlabelled}
    assert page.look(chosen).words == "blue"
    assert page.corrections.number() == 4
    row.press(Qt.Key.Key_Return)
    assert [one.path for one in row.dataset.pictures if row.dataset.classes[one.label] == "blue"] == [chosen]


def test_row_without_pictures_makes_no_edit(row: Person, monkeypatch: pytest.MonkeyPatch) -> None:
    before = row.dataset.edits
    monkeypatch.setattr(row.page.corrections, "decided", lambda _: [])  # all that was proposed is put aside
    row.press(Qt.Key.Key_Return)
    assert row.dataset.edits == before


def test_row_that_was_corrected_is_taken_back_by_one_undo(row: Person) -> None:
    before = row.dataset
    row.press(Qt.Key.Key_Return)
    assert len(row.dataset.classes) == 2
    assert len(row.dataset.pictures) > len(before.pictures) + 3
    row.session.undo_edit()
    assert row.dataset == before


def test_not_sure_pictures_are_so_after_a_reload_and_not_in_another_dataset(sorter: Person, tmp_path: Path) -> None:
    first = sorter.current()
    sorter.press("0")
    read = scan(sorter.dataset.root, unsorted=True)
    sorter.session.set_dataset(apply(read.catalogue, sorter.dataset.edits))
    sorter.page.go_to("unsure")
    assert sorter.page.grid.paths == (first,)
    assert sorter.session.dataset is not None
    assert sorter.session.dataset.can_undo
    sorter.session.undo_edit()
    assert sorter.page.known.unsure() == []
    sorter.session.redo_edit()
    sorter.page.show_dataset(apply(sorter.dataset.in_folder(tmp_path).catalogue))
    assert sorter.page.known.unsure() == []


@pytest.mark.parametrize(
    ("edit", "chosen"),
    [(RemoveClass("red"), "green"), (RenameClass("green", "lime"), "lime"), (MergeClass("green", "red"), None)],
)
def test_chosen_class_stays_chosen_by_its_name(sorter: Person, edit: Edit, chosen: str | None) -> None:
    sorter.label(6)
    sorter.page.side.list.choose(1)
    sorter.session.edit_dataset(edit)
    label = sorter.page.side.list.current()
    assert (None if label == ALL else sorter.page.class_name(label)) == chosen
    expected = [one.path for one in sorter.dataset.pictures if chosen in (None, sorter.dataset.classes[one.label])]
    assert set(sorter.page.grid.paths) == set(expected)


def test_another_dataset_begins_with_all_classes(sorter: Person, colours: Path) -> None:
    sorter.label(2)
    sorter.page.side.list.choose(1)
    sorter.page.show_dataset(scan(colours))
    assert sorter.page.side.list.current() == ALL
    assert sorter.page.grid.count() == 36


def test_class_that_is_chosen_among_those_not_sure_shows_its_pictures(sorter: Person) -> None:
    sorter.press("1", "0")
    sorter.page.go_to("unsure")
    assert sorter.page.side.list.current() == ALL
    sorter.page.side.list.choose(0)
    assert sorter.page.mode == "labelled"
    assert sorter.page.grid.paths == tuple(one.path for one in sorter.dataset.pictures)
    sorter.page.go_to("unsure")
    assert sorter.page.side.list.current() == ALL


def test_labelled_picture_cannot_be_put_aside(sorter: Person) -> None:
    sorter.press("1")
    sorter.page.go_to("labelled")
    sorter.press("0")
    sorter.press(Qt.Key.Key_Backspace)
    assert sorter.dataset.aside == frozenset()
    assert sorter.page.known.unsure() == []


def test_news_of_the_folder_shows_while_sorting_until_it_is_read_again(sorter: Person, qtbot: QtBot) -> None:
    sorter.room.show_news(message("2 files are new."))
    news = sorter.page.notices.news
    assert news.isVisible()
    assert news.sentence() == "2 files are new."
    with qtbot.waitSignal(sorter.room.reload_wanted):
        news.button.click()
    sorter.session.set_dataset(scan(sorter.dataset.root, unsorted=True))
    assert not news.isVisible()


def test_page_of_the_dataset_shows_what_was_labelled_meanwhile(sorter: Person) -> None:
    sorter.label(3)
    sorter.room.show_pictures()
    assert sorter.room.dataset_page.undo_buttons.undo.isEnabled()
    assert sum(sorter.room.dataset_page._dataset.counts()) == 3
    first = sorter.room.dataset_page.grid
    positions = range(first.count())
    first.set_current(next(place for place in positions if first.picture_at(place) >= 3))
    assert "no class yet" in first.accessibleDescription()
    assert "training" not in first.accessibleDescription()


def test_name_of_a_class_is_no_markup_in_the_tip_of_undo(sorter: Person) -> None:
    sorter.session.edit_dataset(RenameClass("red", "<b>red</b>"))
    assert "&lt;b&gt;" in sorter.page.card.undo_button.toolTip()


def test_next_picture_without_a_class_is_found_without_its_key(sorter: Person, qtbot: QtBot) -> None:
    sorter.press("1", "1")
    sorter.page.go_to("all")
    button = sorter.page.next_button
    assert "(.)" in button.toolTip()
    qtbot.mouseClick(button, Qt.MouseButton.LeftButton)
    assert sorter.current() in {one.path for one in sorter.dataset.unlabelled}
    assert sorter.page.grid.hasFocus()
    qtbot.keyClick(sorter.page.grid, Qt.Key.Key_A, Qt.KeyboardModifier.ControlModifier)
    sorter.press("1")
    assert button.isHidden()


def test_undo_says_in_full_what_it_takes_back_where_there_is_room(sorter: Person) -> None:
    button = sorter.page.card.undo_button
    sorter.press("1")
    assert button.words() == "Undo 1 to red"
    sorter.session.edit_dataset(RenameClass("red", "red" * 40))
    assert "…" in button.words()
    assert button.width() < sorter.page.card.width() / 2


def test_keyboard_stays_at_the_pictures_where_none_is_left(sorter: Person, qtbot: QtBot) -> None:
    qtbot.keyClick(sorter.page.grid, Qt.Key.Key_A, Qt.KeyboardModifier.ControlModifier)
    sorter.press("0")
    assert sorter.page.nothing.isVisible()
    assert sorter.page.modes.isAncestorOf(sorter.page.focusWidget())
