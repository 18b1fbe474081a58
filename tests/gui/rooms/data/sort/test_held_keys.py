"""Keys that are held while pictures are sorted: what was not looked at is neither labelled, accepted nor left out."""

import threading

import pytest
from PySide6.QtCore import QEvent, Qt
from PySide6.QtGui import QKeyEvent
from PySide6.QtWidgets import QApplication, QMenu
from pytestqt.qtbot import QtBot

from resnet_studio.gui.rooms.data.sort.writing import Writing
from resnet_studio.gui.threads import thumbnails
from tests.gui.held_key import hold
from tests.gui.rooms.data.sort.conftest import Heap, Open
from tests.gui.rooms.data.sort.person import Person

PRESS, RELEASE = QEvent.Type.KeyPress, QEvent.Type.KeyRelease


@pytest.mark.parametrize(("key", "text"), [(Qt.Key.Key_1, "1"), (Qt.Key.Key_0, "0"), (Qt.Key.Key_Delete, "")])
def test_held_key_acts_on_one_picture_and_a_held_arrow_goes_on(sorter: Person, key: Qt.Key, text: str) -> None:
    before, grid = len(sorter.dataset.edits), sorter.page.grid
    hold(grid, key, text)
    assert len(sorter.dataset.edits) == before + 1
    assert grid.count() == 23
    hold(grid, Qt.Key.Key_Right)
    assert grid.current() == 7


def test_key_that_asks_for_a_name_does_not_write_into_it_while_it_is_held(sorter: Person, qtbot: QtBot) -> None:
    field = sorter.page.side.field
    sorter.press(Qt.Key.Key_N)
    for again in (True, True, False, True):
        event = QKeyEvent(PRESS, Qt.Key.Key_N, Qt.KeyboardModifier.NoModifier, "n", again)
        QApplication.sendEvent(field, event)
    assert field.text() == "nn", "it was released after the second, and pressed again"


def test_repeat_that_only_its_time_tells_acts_on_nothing(sorter: Person, qtbot: QtBot) -> None:
    """As X11 has them: each repeat is a release and a press of the same time."""
    before, grid = len(sorter.dataset.edits), sorter.page.grid
    qtbot.waitUntil(grid.hasFocus)
    for kind, at in ((PRESS, 1), *((kind, at) for at in (500, 530, 560) for kind in (RELEASE, PRESS)), (RELEASE, 600)):
        event = QKeyEvent(kind, Qt.Key.Key_1, Qt.KeyboardModifier.NoModifier, "1")
        event.setTimestamp(at)
        QApplication.sendEvent(grid, event)
    assert len(sorter.dataset.edits) == before + 1
    sorter.press(Qt.Key.Key_1)
    assert len(sorter.dataset.edits) == before + 2


def test_keys_act_on_the_pictures_after_a_menu_and_wherever_the_keyboard_is(sorter: Person, qtbot: QtBot) -> None:
    page, button = sorter.page, sorter.page.findChild(Writing).button
    qtbot.mouseClick(button, Qt.MouseButton.LeftButton)
    qtbot.keyClick(button.findChild(QMenu), Qt.Key.Key_Escape)
    assert page.grid.hasFocus()
    places = (page.grid, button, page.side.list, page.tile_size)
    for number, place in enumerate(places):
        place.setFocus()
        qtbot.keyClick(place, Qt.Key.Key_2)
        assert len(sorter.dataset.pictures) == number + 1
    sorter.press(Qt.Key.Key_Space)
    qtbot.keyClick(page.preview, Qt.Key.Key_2)
    assert len(sorter.dataset.pictures) == len(places), "the large picture has keys of its own"


def test_held_delete_leaves_out_one_picture_of_those_that_show_large(sorter: Person, qtbot: QtBot) -> None:
    before, preview = len(sorter.dataset.edits), sorter.page.preview
    sorter.press(Qt.Key.Key_Space)
    qtbot.waitUntil(preview.hasFocus)
    hold(preview, Qt.Key.Key_Delete)
    assert len(sorter.dataset.edits) == before + 1


@pytest.mark.parametrize("counts", [(12, 12), (8, 8, 8)])
def test_proposals_are_accepted_once_all_of_them_are_drawn_and_by_a_held_key_once(
    person: Open, heap: Heap, qtbot: QtBot, monkeypatch: pytest.MonkeyPatch, counts: tuple[int, ...]
) -> None:
    decoded, may = thumbnails.thumbnail, threading.Event()
    monkeypatch.setattr(thumbnails, "thumbnail", lambda *of: decoded(*of) if may.wait(20) else None)
    sorter = person(*heap(*counts))
    sorter.describe()
    for name in ("red", "green", "blue")[: len(counts)]:
        sorter.new_class(name)
    sorter.label(9)
    page, labelled = sorter.page, len(sorter.dataset.pictures)
    qtbot.keyClick(page.grid, Qt.Key.Key_Return)
    qtbot.waitUntil(lambda: page.grid.count() > 0 and page.by_rows == (len(counts) > 2))
    line = page.rows._lines[0] if len(counts) > 2 else page.line
    hold(page.grid, Qt.Key.Key_Return)
    assert not line.accept_button.isEnabled()
    assert len(sorter.dataset.pictures) == labelled
    may.set()
    qtbot.waitUntil(line.accept_button.isEnabled)
    edits = len(sorter.dataset.edits)
    hold(page.grid, Qt.Key.Key_Return)
    assert len(sorter.dataset.edits) == edits + 1
    assert len(sorter.dataset.pictures) > labelled
