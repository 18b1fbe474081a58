"""Files dropped onto the list of classes, and pasting: which class they are for."""

import shutil
from pathlib import Path

import pytest
from PySide6.QtCore import QMimeData, QPointF, Qt, QUrl
from PySide6.QtGui import QDragEnterEvent, QDropEvent
from PySide6.QtWidgets import QMenu
from pytestqt.qtbot import QtBot

from resnet_studio.core.dataset.added_gone import with_gone
from resnet_studio.core.dataset.class_edits import AddClass, LeaveClassOut
from resnet_studio.core.dataset.picture_edits import AddPictures, LeaveOut
from resnet_studio.core.dataset.scan import scan
from resnet_studio.gui.rooms.data.class_rows import ALL, ClassRows
from resnet_studio.gui.rooms.data.room import DataRoom
from resnet_studio.gui.widgets import file_dialogs

FILE = Path("/elsewhere/one.png")


def drop(rows: ClassRows, row: int) -> None:
    mime = QMimeData()
    mime.setUrls([QUrl.fromLocalFile(str(FILE))])
    point = rows.visualRect(rows.model().index(row, 0)).center()
    action, left, none = Qt.DropAction.CopyAction, Qt.MouseButton.LeftButton, Qt.KeyboardModifier.NoModifier
    rows.dragEnterEvent(entered := QDragEnterEvent(point, action, mime, left, none))
    assert entered.isAccepted()
    rows.dropEvent(QDropEvent(QPointF(point), action, mime, left, none))


def rows_of(room: DataRoom, page: str) -> ClassRows:
    if page == "sorting":
        room.show_sorting()
        return room.sort_page.side.list
    return room.dataset_page.classes.list


@pytest.mark.parametrize("page", ["pictures", "sorting"])
def test_files_dropped_onto_a_class_are_for_it_and_beside_them_for_the_window(
    room: DataRoom, qtbot: QtBot, copied_colours: Path, page: str
) -> None:
    room.show_dataset(scan(copied_colours), 0.1)
    rows = rows_of(room, page)
    with qtbot.waitSignal(room.files_given) as given:
        drop(rows, 2)
    assert given.args == ["green", [FILE]]
    with qtbot.waitSignal(room.dropped_elsewhere) as elsewhere:
        drop(rows, 0)
    assert elsewhere.args == [[FILE]]


def test_class_without_pictures_says_how_they_come_to_it(
    room: DataRoom, qtbot: QtBot, copied_colours: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    room.show_dataset(scan(copied_colours).with_edit(AddClass("grey")), 0.1)
    page = room.dataset_page
    page.classes.list.choose_name("grey")
    assert page.nothing.isVisible()
    assert page.nothing.sentence().startswith("grey has no pictures.")
    monkeypatch.setattr(file_dialogs, "choose_pictures", lambda _page, _title, _folder, then: then([FILE]))
    with qtbot.waitSignal(room.files_given) as given:
        qtbot.mouseClick(page.nothing.button, Qt.MouseButton.LeftButton)
    assert given.args == ["grey", [FILE]]
    page.classes.list.choose_name("red")
    page.search.setText("no such")
    assert page.nothing.sentence() == "No picture matches."


@pytest.mark.parametrize("page", ["pictures", "sorting"])
def test_what_is_pasted_is_for_the_chosen_class(room: DataRoom, qtbot: QtBot, copied_colours: Path, page: str) -> None:
    room.show_dataset(scan(copied_colours), 0.1)
    rows = rows_of(room, page)
    owner = room.sort_page if page == "sorting" else room.dataset_page
    rows.choose(ALL)
    rows.setFocus()
    qtbot.keyClick(rows, Qt.Key.Key_V, Qt.KeyboardModifier.ControlModifier)
    qtbot.waitUntil(lambda: owner.receive.notice.sentence().startswith("Choose a class first"))
    rows.choose(0)
    with qtbot.waitSignal(room.paste_wanted) as pasted:
        qtbot.keyClick(rows, Qt.Key.Key_V, Qt.KeyboardModifier.ControlModifier)
    assert pasted.args == ["blue"]


def test_what_was_done_is_said_with_the_offer_to_copy(room: DataRoom, qtbot: QtBot, copied_colours: Path) -> None:
    room.show_dataset(scan(copied_colours), 0.1)
    room.say_received("1 picture is in red.", "It stays.", "ok", can_copy=True)
    notice = room.dataset_page.receive.notice
    assert notice.button.text() == "Copy into the folder"
    with qtbot.waitSignal(room.copy_wanted) as wanted:
        qtbot.mouseClick(notice.button, Qt.MouseButton.LeftButton)
    assert wanted.args == [False]
    room.say_away(1)
    assert room.dataset_page.receive.away.isHidden(), "it is offered already"


def test_pictures_that_lie_elsewhere_are_counted_and_all_copied_by_a_click(
    room: DataRoom, qtbot: QtBot, copied_colours: Path
) -> None:
    room.show_dataset(scan(copied_colours), 0.1)
    room.say_away(12)
    for page in (room.dataset_page, room.sort_page):
        away = page.receive.away
        assert away.sentence() == "12 pictures that you added lie elsewhere, and must stay there."
        with qtbot.waitSignal(room.copy_wanted) as wanted:
            away.button.click()
        assert wanted.args == [True]
    room.say_away(0)
    assert room.dataset_page.receive.away.isHidden()


@pytest.mark.parametrize("page", ["pictures", "sorting"])
def test_added_pictures_that_are_gone_can_be_left_out_or_looked_for(
    room: DataRoom, qtbot: QtBot, copied_colours: Path, page: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    dataset = with_gone(scan(copied_colours).with_edit(AddPictures((FILE.as_posix(),), "red", (7,), (8,))))
    room.show_dataset(dataset, 0.1)
    rows_of(room, page)
    receive = (room.sort_page if page == "sorting" else room.dataset_page).receive
    assert receive.gone.sentence().startswith("1 picture that you added is not there any more: one.png.")
    monkeypatch.setattr(file_dialogs, "choose_folder", lambda *given: given[-1](FILE.parent))
    with qtbot.waitSignal(room.found_wanted) as wanted:
        receive.gone.button.click()
    assert wanted.args == [FILE.parent]
    with qtbot.waitSignal(room.edit_wanted) as edit:
        receive.leave_out_button.click()
    assert edit.args == [LeaveOut((FILE.as_posix(),))]
    room.show_dataset(dataset.with_edit(LeaveOut((FILE.as_posix(),))), 0.1)
    assert receive.gone.isHidden()


def test_what_was_said_of_one_dataset_does_not_keep_that_of_the_next_from_being_said(
    room: DataRoom, copied_colours: Path, tmp_path: Path
) -> None:
    room.show_dataset(scan(copied_colours), 0.1)
    receive = room.dataset_page.receive
    receive.say("1 picture is in red.", "", "ok", can_copy=True)
    receive.say_away(2)
    room.show_dataset(scan(shutil.copytree(copied_colours, tmp_path / "another")), 0.1)
    assert receive.notice.isHidden()
    receive.say_away(2)
    assert receive.away.sentence().startswith("2 pictures that you added lie elsewhere")


def test_what_was_said_of_added_pictures_is_over_when_they_are_taken_out(room: DataRoom, copied_colours: Path) -> None:
    added = AddPictures((FILE.as_posix(),), "red", (7,), (8,))
    room.show_dataset(scan(copied_colours).with_edit(added), 0.1)
    receive, undoing = room.dataset_page.receive, room.dataset_page.undoing
    room.say_received("1 picture is in red.", "It stays.", "ok", can_copy=True)
    room.say_done(LeaveOut(("red/red 1.png",)), again=False)
    assert not receive.notice.isHidden()
    room.show_dataset(scan(copied_colours), 0.1, added)
    room.say_done(added, again=False)
    assert receive.notice.isHidden()
    assert undoing.sentence().startswith("Taken back")


@pytest.mark.parametrize("page", ["pictures", "sorting"])
def test_pictures_are_chosen_for_a_class_from_its_menu(
    room: DataRoom, qtbot: QtBot, copied_colours: Path, page: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    room.show_dataset(scan(copied_colours), 0.1)
    monkeypatch.setattr(file_dialogs, "choose_pictures", lambda *given: given[-1]([FILE]))
    (action,) = [one for one in rows_of(room, page).menu(1).actions() if one.text().startswith("Add pictures")]
    with qtbot.waitSignal(room.files_given) as given:
        action.trigger()
    assert given.args == ["green", [FILE]]


def test_pictures_are_added_from_the_header_to_the_chosen_class_or_one_of_a_menu(
    room: DataRoom, qtbot: QtBot, copied_colours: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(file_dialogs, "choose_pictures", lambda *given: given[-1]([FILE]))
    room.show_dataset(scan(copied_colours), 0.1)
    page = room.dataset_page
    page.header_actions.add.click()
    (menu,) = page.header_actions.add.findChildren(QMenu)
    assert [one.text() for one in menu.actions()] == ["blue", "green", "red"]
    with qtbot.waitSignal(room.files_given) as given:
        menu.actions()[1].trigger()
    assert given.args == ["green", [FILE]]
    page.classes.list.choose_name("red")
    with qtbot.waitSignal(room.files_given) as given:
        page.header_actions.add.click()
    assert given.args == ["red", [FILE]]


def test_where_there_is_no_class_adding_pictures_leads_to_making_one(
    room: DataRoom, qtbot: QtBot, copied_colours: Path
) -> None:
    dataset = scan(copied_colours)
    for name in dataset.classes:
        dataset = dataset.with_edit(LeaveClassOut(name))
    room.show_dataset(dataset, 0.1)
    page = room.dataset_page
    qtbot.mouseClick(page.header_actions.add, Qt.MouseButton.LeftButton)
    menu = page.header_actions.add.findChild(QMenu)
    said, make = menu.actions()
    assert said.text() == "Pictures are added to a class, and there is none yet."
    assert not said.isEnabled()
    menu.close()
    make.trigger()
    assert page.classes.namer.isVisible()
