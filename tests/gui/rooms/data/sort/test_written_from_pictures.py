"""Writing out as folders from the page of what was sorted here, which opens when all of it has a class."""

from pathlib import Path

import pytest
from PySide6.QtCore import Qt
from PySide6.QtWidgets import QMenu
from pytestqt.qtbot import QtBot

from resnet_studio.core.dataset.scan import scan
from resnet_studio.gui.rooms.data.sort.writing import Writing
from resnet_studio.gui.widgets import file_dialogs
from tests.gui.held import Held
from tests.gui.rooms.data.sort.person import Person


def test_what_was_sorted_here_is_written_out_from_its_page_too(
    sorter: Person, tmp_path: Path, qtbot: QtBot, monkeypatch: pytest.MonkeyPatch
) -> None:
    room, out = sorter.room, tmp_path / "out"
    monkeypatch.setattr(file_dialogs, "choose_folder_to_fill", lambda *given: given[-1](out))
    sorter.label(24)
    qtbot.mouseClick(sorter.page.pictures_button, Qt.MouseButton.LeftButton)
    page = room.dataset_page.header_actions
    assert page.write.isVisible()
    assert page.write.text() == "Write out as folders…"
    qtbot.mouseClick(page.write, Qt.MouseButton.LeftButton)
    page.write.findChild(QMenu).actions()[0].trigger()
    writing = sorter.page.findChild(Writing)
    qtbot.waitUntil(lambda: writing.undo_button.isVisible())
    assert room.is_sorting()
    assert len(list(out.glob("*/*"))) == 24
    sorter.session.set_dataset(scan(out))
    assert page.write.isHidden(), "those are folders already"


def test_nothing_is_written_out_while_copies_are_being_deleted(
    sorter: Person, tmp_path: Path, qtbot: QtBot, monkeypatch: pytest.MonkeyPatch
) -> None:
    held, writing = Held(monkeypatch), sorter.page.findChild(Writing)
    sorter.label(24)
    writing.write(sorter.dataset, tmp_path / "out", "copy")
    qtbot.waitUntil(lambda: writing.undo_button.isVisible())
    writing.undo_button.click()
    assert held.reached.acquire(timeout=20)
    qtbot.mouseClick(sorter.page.pictures_button, Qt.MouseButton.LeftButton)
    page = sorter.room.dataset_page.header_actions
    qtbot.mouseClick(page.write, Qt.MouseButton.LeftButton)
    menu = page.write.findChild(QMenu)
    menu.close()
    said, *ways = menu.actions()
    assert said.text() == "What was written is being deleted"
    assert ways
    assert not any(way.isEnabled() for way in ways)
    held.goes_on.release(24)
    qtbot.waitUntil(lambda: sorter.page.notice.sentence() == "24 copies were deleted.")
