"""Writing a sorted dataset out as folders."""

import errno
import os
import threading
from collections.abc import Callable
from pathlib import Path

import pytest
from PySide6.QtCore import Qt
from PySide6.QtWidgets import QMenu
from pytestqt.qtbot import QtBot

from resnet_studio.core.dataset.scan import scan
from resnet_studio.core.runs import written_out
from resnet_studio.core.runs.moved_pictures import find_moves
from resnet_studio.core.runs.sorted_folders import Placed, Way
from resnet_studio.gui.rooms.data.sort.writing import Writing
from tests.gui.held import Held
from tests.gui.rooms.data.sort.person import Person

Open = Callable[..., Person]
Heap = Callable[..., tuple[Path, dict[str, str]]]


def test_that_no_picture_has_a_class_is_said_in_place_of_nothing_that_can_be_put_back(
    sorter: Person, qtbot: QtBot
) -> None:
    writing = sorter.page.findChild(Writing)

    def offered() -> list[tuple[str, bool]]:
        qtbot.mouseClick(writing.button, Qt.MouseButton.LeftButton)
        menu = writing.button.findChildren(QMenu)[-1]
        menu.close()
        return [(action.text(), action.isEnabled()) for action in menu.actions()]

    said, *ways = offered()
    assert said == ("No picture has a class yet.", False)
    assert not any(enabled for _, enabled in ways)
    assert not sorter.page.notice.isVisible()
    sorter.press("1")
    assert offered() == [(words, True) for words, _ in ways]


BACK = {
    "copy": ("Delete the copies", "6 copies were deleted."),
    "link": ("Delete the links", "6 links were deleted."),
    "move": ("Put back", "6 pictures were put back."),
}


SAID = {
    "copy": ("6 pictures were copied into ", "Your own files are untouched."),
    "link": ("6 hard links were made in ", "Your own files stay where they are."),
    "move": ("6 pictures were moved into ", "Your own files are there now, and no longer where they were."),
}


@pytest.mark.parametrize("way", BACK)
def test_folders_hold_the_pictures_of_each_class_and_undo_puts_them_back(
    sorted_heap: Person, tmp_path: Path, qtbot: QtBot, way: Way
) -> None:
    writing = sorted_heap.page.findChild(Writing)
    notice, out = sorted_heap.page.notice, tmp_path / "out"
    before = {file.name for file in sorted_heap.dataset.root.iterdir()}
    writing.write(sorted_heap.dataset, out, way)
    qtbot.waitUntil(lambda: writing.undo_button.isVisible())
    said, files = SAID[way]
    assert notice.sentence().startswith(said)
    assert notice.detail().startswith(files)
    written = {file.name for file in out.glob("*/*")}
    assert len(written) == 6
    kept = {file.name for file in sorted_heap.dataset.root.iterdir()}
    assert kept == (before - written if way == "move" else before)
    read = scan(out)
    assert read.classes == ("green", "red")
    right = {one.path: sorted_heap.dataset.classes[one.label] for one in sorted_heap.dataset.pictures}
    assert all(right[one.path.rpartition("/")[2]] == read.classes[one.label] for one in read.pictures)
    with qtbot.waitSignal(sorted_heap.room.open_wanted) as asked:
        notice.button.click()
    assert asked.args == [out]
    moved = list[bool]()
    sorted_heap.room.files_moved.connect(lambda *_: moved.append(True))
    button, done = BACK[way]
    assert writing.undo_button.text() == button
    writing.undo_button.click()
    qtbot.waitUntil(lambda: notice.sentence() == done)
    assert bool(moved) == (way == "move")
    assert {file.name for file in sorted_heap.dataset.root.iterdir()} == before
    assert not list(out.glob("*"))


def test_pictures_that_were_moved_are_put_back_after_a_restart(
    person: Open, heap: Heap, tmp_path: Path, qtbot: QtBot
) -> None:
    root, right = heap(4, 4)
    before = {file.name for file in root.iterdir()}
    first = person(root, right)
    first.new_class("red")
    first.new_class("green")
    first.label(6)
    assert "no file is moved" in first.page.header.facts()
    out = tmp_path / "out"
    first.page.findChild(Writing).write(first.dataset, out, "move")
    qtbot.waitUntil(lambda: first.page.findChild(Writing).undo_button.isVisible())
    assert "6 files were moved into " in first.page.header.facts()
    again = person(root, right)
    writing = again.page.findChild(Writing)
    qtbot.waitUntil(lambda: writing.undo_button.isVisible())
    assert again.page.notice.sentence().startswith("6 pictures were moved from ")
    assert "6 files were moved into " in again.page.header.facts()
    writing.undo_button.click()
    qtbot.waitUntil(lambda: again.page.notice.sentence() == "6 pictures were put back.")
    assert {file.name for file in root.iterdir()} == before
    assert "no file is moved" in again.page.header.facts()
    assert find_moves(root) is None


def test_picture_that_is_gone_is_counted_and_the_others_are_written(
    sorted_heap: Person, tmp_path: Path, qtbot: QtBot
) -> None:
    writing = sorted_heap.page.findChild(Writing)
    (sorted_heap.dataset.root / sorted_heap.dataset.pictures[0].path).unlink()
    writing.write(sorted_heap.dataset, tmp_path / "out", "copy")
    qtbot.waitUntil(lambda: writing.undo_button.isVisible())
    assert sorted_heap.page.notice.sentence().startswith("5 pictures were copied into ")
    assert sorted_heap.page.notice.detail().startswith("Your own files are untouched. 1 picture could not be written")


def test_copies_where_hard_links_were_asked_for_are_counted(
    sorted_heap: Person, tmp_path: Path, qtbot: QtBot, monkeypatch: pytest.MonkeyPatch
) -> None:
    def refuse(*_: object) -> None:
        raise OSError(errno.EXDEV, "another drive")

    monkeypatch.setattr(os, "link", refuse)
    writing = sorted_heap.page.findChild(Writing)
    writing.write(sorted_heap.dataset, tmp_path / "out", "link")
    qtbot.waitUntil(lambda: writing.undo_button.isVisible())
    assert " 6 are copies, which take room" in sorted_heap.page.notice.detail()


@pytest.mark.parametrize("way", ["copy", "link"])
def test_copies_are_not_written_into_the_folder_that_they_are_of(sorted_heap: Person, qtbot: QtBot, way: Way) -> None:
    writing, root = sorted_heap.page.findChild(Writing), sorted_heap.dataset.root
    before = set(root.rglob("*"))
    for folder in (root, root / "sorted"):
        writing.write(sorted_heap.dataset, folder, way)
        qtbot.waitUntil(lambda: not writing.busy)
        qtbot.waitUntil(lambda: sorted_heap.page.notice.sentence() == "The pictures were not written.")
        assert "Choose another folder" in sorted_heap.page.notice.detail()
    assert set(root.rglob("*")) == before


def test_writing_that_is_ended_waits_for_the_file_and_says_how_many_are_left(
    sorted_heap: Person, tmp_path: Path, qtbot: QtBot, monkeypatch: pytest.MonkeyPatch
) -> None:
    began, goes_on = threading.Event(), threading.Event()

    def put(source: Path, folder: Path, **how: bool) -> Placed | None:
        began.set()
        goes_on.wait(20)
        return real(source, folder, **how)

    real = written_out.put
    monkeypatch.setattr(written_out, "put", put)
    writing = sorted_heap.page.findChild(Writing)
    writing.write(sorted_heap.dataset, tmp_path / "out", "copy")
    assert began.wait(20)
    assert sorted_heap.room.is_writing
    threading.Timer(0.05, goes_on.set).start()
    sorted_heap.room.end_writing()
    assert not sorted_heap.room.is_writing
    assert len(list((tmp_path / "out").glob("*/*"))) == 1
    qtbot.waitUntil(lambda: writing.undo_button.isVisible())
    assert sorted_heap.page.notice.detail() == "Your own files are untouched. 5 are left."


def test_deleting_copies_says_how_far_it_is_and_goes_on_after_cancel(
    sorted_heap: Person, tmp_path: Path, qtbot: QtBot, monkeypatch: pytest.MonkeyPatch
) -> None:
    held = Held(monkeypatch)
    notice, writing = sorted_heap.page.notice, sorted_heap.page.findChild(Writing)
    writing.write(sorted_heap.dataset, tmp_path / "out", "copy")
    qtbot.waitUntil(lambda: writing.undo_button.isVisible())
    assert writing.button.isEnabled()
    writing.undo_button.click()
    assert not writing.button.isEnabled()
    for _ in range(2):
        held.goes_on.release()
    qtbot.waitUntil(lambda: notice.sentence() == "Deleting copies: 2 of 6")
    assert notice.button.words() == "Cancel"
    notice.button.click()
    held.goes_on.release()  # the one that it is at
    qtbot.waitUntil(lambda: notice.sentence() == "3 copies were deleted.")
    assert (notice.detail(), writing.undo_button.words()) == ("3 are left.", "Delete the copies")
    assert len(list((tmp_path / "out").glob("*/*"))) == 3
    assert writing.button.isEnabled()
    for _ in range(3):
        held.goes_on.release()
    writing.undo_button.click()
    qtbot.waitUntil(lambda: notice.sentence() == "3 copies were deleted." and not notice.detail())
    assert not writing.undo_button.isVisible()
    assert list((tmp_path / "out").iterdir()) == []


def test_pictures_that_are_put_back_until_cancel_are_all_somewhere(
    sorted_heap: Person, tmp_path: Path, qtbot: QtBot, monkeypatch: pytest.MonkeyPatch
) -> None:
    held, root = Held(monkeypatch), sorted_heap.dataset.root
    before = sorted(path.name for path in root.iterdir())
    notice, writing = sorted_heap.page.notice, sorted_heap.page.findChild(Writing)
    writing.write(sorted_heap.dataset, tmp_path / "out", "move")
    qtbot.waitUntil(lambda: writing.undo_button.isVisible())
    writing.undo_button.click()
    assert held.reached.acquire(timeout=20)
    notice.button.click()
    held.goes_on.release()
    qtbot.waitUntil(lambda: notice.sentence() == "1 picture was put back.")
    moved = [path.name for path in (tmp_path / "out").glob("*/*")]
    assert len(moved) == 5
    assert sorted([*moved, *(path.name for path in root.iterdir())]) == before
    for _ in range(5):
        held.goes_on.release()
    assert writing.undo_button.words() == "Put back"
    writing.undo_button.click()
    qtbot.waitUntil(lambda: sorted(path.name for path in root.iterdir()) == before)
    qtbot.waitUntil(lambda: not writing.busy)
    assert find_moves(root) is None


def test_copy_that_cannot_be_deleted_is_named_and_the_others_are_deleted(
    sorted_heap: Person, tmp_path: Path, qtbot: QtBot, monkeypatch: pytest.MonkeyPatch
) -> None:
    writing, unlink = sorted_heap.page.findChild(Writing), Path.unlink
    writing.write(sorted_heap.dataset, tmp_path / "out", "copy")
    qtbot.waitUntil(lambda: writing.undo_button.isVisible())
    stuck = sorted((tmp_path / "out").glob("*/*"))[2]

    def refuse(path: Path, **how: bool) -> None:
        if path == stuck:
            raise PermissionError(errno.EACCES, "Permission denied")
        unlink(path, **how)

    monkeypatch.setattr(Path, "unlink", refuse)
    writing.undo_button.click()
    qtbot.waitUntil(lambda: sorted_heap.page.notice.sentence() == "5 copies were deleted.")
    assert sorted_heap.page.notice.detail() == f"{stuck.name} stays: Permission denied."
    assert list((tmp_path / "out").glob("*/*")) == [stuck]
