"""Pictures dropped or pasted onto a class of the open dataset."""

import shutil
import threading
from collections.abc import Callable, Collection, Iterable
from pathlib import Path

import pytest
from PySide6.QtCore import QMimeData, QObject, QUrl
from PySide6.QtGui import QGuiApplication, QImage
from PySide6.QtWidgets import QApplication
from pytestqt.qtbot import QtBot

from resnet_studio.core.basics import files, places
from resnet_studio.core.dataset import added_gone
from resnet_studio.core.dataset.class_edits import RenameClass
from resnet_studio.core.dataset.dataset import Dataset
from resnet_studio.core.dataset.keep_split import with_other_edits
from resnet_studio.core.dataset.picture_edits import AddPictures, LeaveOut
from resnet_studio.core.dataset.scan import scan
from resnet_studio.core.runs.copied_in import Copies, copy_in, take_out
from resnet_studio.core.runs.sorted_folders import Placed
from resnet_studio.gui.work import copying as copying_module
from resnet_studio.gui.work.copying import Said
from resnet_studio.gui.work.receiving import Receiving
from resnet_studio.gui.work.session import Session
from tests.gui.work.said import until_said


@pytest.fixture
def receiving(
    qapp: QApplication, studio_home: Path, copied_colours: Path, monkeypatch: pytest.MonkeyPatch
) -> Receiving:
    def is_file(path: Path) -> bool:
        assert threading.current_thread() is not threading.main_thread(), "the window waits for no drive"
        return files.is_file(path)

    monkeypatch.setattr(added_gone, "is_file", is_file)
    owner = QObject(qapp)
    session = Session(owner)
    session.set_dataset(scan(copied_colours))
    made = Receiving(session, owner)
    made.session = session  # type: ignore[attr-defined]
    return made


def session_of(receiving: Receiving) -> Session:
    session: Session = receiving.session  # type: ignore[attr-defined]
    return session


def count(receiving: Receiving, name: str) -> int:
    dataset = session_of(receiving).dataset
    assert dataset is not None
    return dataset.counts()[dataset.classes.index(name)]


@pytest.fixture
def picture(tmp_path: Path) -> Path:
    file = tmp_path / "new one.png"
    image = QImage(20, 20, QImage.Format.Format_RGB32)
    image.fill(0xFF0000)
    image.save(str(file))
    return file


def test_dropped_picture_stays_where_it_is_and_can_be_taken_out(
    receiving: Receiving, qtbot: QtBot, picture: Path
) -> None:
    before = count(receiving, "red")
    said = until_said(receiving, qtbot, lambda: receiving.take("red", [picture]))
    assert str(said.text) == "1 picture is in red from now on."
    assert said.can_copy
    assert count(receiving, "red") == before + 1
    session_of(receiving).undo_edit()
    assert count(receiving, "red") == before
    assert picture.exists()


def test_each_of_two_drops_counts(receiving: Receiving, qtbot: QtBot, picture: Path) -> None:
    before = count(receiving, "red"), count(receiving, "blue")
    other = picture.with_name("other.png")
    other.write_bytes(picture.read_bytes())
    receiving.take("red", [picture])
    receiving.take("blue", [other])
    qtbot.waitUntil(lambda: (count(receiving, "red"), count(receiving, "blue")) == (before[0] + 1, before[1] + 1))


def paths_in(receiving: Receiving) -> set[str]:
    dataset = session_of(receiving).dataset
    assert dataset is not None
    return {one.path for one in dataset.pictures}


def test_copy_is_used_also_after_other_edits_and_undo_deletes_it(
    receiving: Receiving, qtbot: QtBot, picture: Path, copied_colours: Path
) -> None:
    session, copy = session_of(receiving), copied_colours / "red" / "new one.png"
    until_said(receiving, qtbot, lambda: receiving.take("red", [picture]))
    session.edit_dataset(RenameClass("red", "scarlet"))
    session.edit_dataset(LeaveOut(("red/red 1.png",)))
    said = until_said(receiving, qtbot, lambda: receiving.copy(False))
    assert copy.read_bytes() == picture.read_bytes()
    assert "red/new one.png" in paths_in(receiving)
    assert picture.as_posix() not in paths_in(receiving)
    assert "deletes the copies" in str(said.detail)
    for _ in range(3):
        session.undo_edit()
    qtbot.waitUntil(lambda: not copy.exists())
    assert "red/new one.png" not in paths_in(receiving)
    qtbot.waitUntil(lambda: session.undone[-1][-1].paths == (picture.as_posix(),))  # type: ignore[union-attr]
    for _ in range(3):
        session.redo_edit()
    assert picture.as_posix() in paths_in(receiving)
    assert count(receiving, "scarlet") == 12, "one more, and one left out"


def test_copy_is_offered_after_a_restart_and_undo_deletes_it_after_the_next(
    receiving: Receiving, qtbot: QtBot, picture: Path, copied_colours: Path
) -> None:
    session, copy, away = session_of(receiving), copied_colours / "red" / "new one.png", list[int]()
    until_said(receiving, qtbot, lambda: receiving.take("red", [picture]))
    assert session.dataset is not None
    edits = session.dataset.edits
    receiving.copying.away.connect(away.append)
    other = AddPictures((picture.with_name("out.png").as_posix(),), "red", (5,), (6,))
    edits = (*edits, other, LeaveOut(other.paths))
    session.set_dataset(with_other_edits(scan(copied_colours), edits))
    qtbot.waitUntil(lambda: away[-1:] == [1])
    said = until_said(receiving, qtbot, lambda: receiving.copy(True))
    assert str(said.detail).endswith("1 other stays where it is: it is left out, or its class has no folder.")
    qtbot.waitUntil(lambda: away[-1] == 0)
    session.set_dataset(with_other_edits(scan(copied_colours), session.dataset.edits))
    assert "red/new one.png" in paths_in(receiving)
    for _ in range(3):
        session.undo_edit()
    qtbot.waitUntil(lambda: "red/new one.png" not in paths_in(receiving))
    assert not copy.exists()
    assert picture.exists()


def test_copies_are_deleted_again_where_another_dataset_was_opened_meanwhile(
    receiving: Receiving, qtbot: QtBot, picture: Path, copied_colours: Path, tmp_path: Path
) -> None:
    session = session_of(receiving)
    until_said(receiving, qtbot, lambda: receiving.take("red", [picture]))
    another = scan(Path(shutil.copytree(copied_colours, tmp_path / "another")))

    def change() -> None:
        receiving.copy(False)
        session.set_dataset(another)

    said = until_said(receiving, qtbot, change)
    assert str(said.text) == "Another dataset was opened. The copies are deleted again."
    qtbot.waitUntil(lambda: not (copied_colours / "red" / "new one.png").exists())
    assert session.dataset is another


def test_copies_that_are_not_used_yet_are_deleted_when_the_window_closes(
    receiving: Receiving, qtbot: QtBot, picture: Path, copied_colours: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    until_said(receiving, qtbot, lambda: receiving.take("red", [picture]))
    whole = threading.Event()

    def copied_whole(dataset: Dataset, paths: Collection[str], _check: object) -> Copies:
        made = copy_in(dataset, paths)
        assert (copied_colours / "red" / "new one.png").exists()
        whole.set()
        return made

    monkeypatch.setattr(copying_module, "copy_in", copied_whole)
    receiving.copy(False)
    assert receiving.copying.busy
    receiving.copying.end()
    assert whole.is_set()
    assert not receiving.copying.busy
    assert not (copied_colours / "red" / "new one.png").exists()


def test_closing_waits_until_the_copies_of_what_was_undone_are_deleted(
    receiving: Receiving, qtbot: QtBot, picture: Path, copied_colours: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    until_said(receiving, qtbot, lambda: receiving.take("red", [picture]))
    until_said(receiving, qtbot, lambda: receiving.copy(False))
    begun, may_go_on = threading.Event(), threading.Event()

    def slow(root: Path, copies: Iterable[Placed]) -> list[Placed]:
        begun.set()
        assert may_go_on.wait(20)
        return take_out(root, copies)

    monkeypatch.setattr(copying_module, "take_out", slow)
    session_of(receiving).undo_edit()
    assert begun.wait(20)
    threading.Timer(0.2, may_go_on.set).start()  # the window is closing by then
    receiving.copying.end()
    assert not (copied_colours / "red" / "new one.png").exists()


def test_copying_is_asked_for_twice_and_done_once(
    receiving: Receiving, qtbot: QtBot, picture: Path, copied_colours: Path
) -> None:
    until_said(receiving, qtbot, lambda: receiving.take("red", [picture]))
    heard: list[Said] = []
    receiving.said.connect(heard.append)

    def ask() -> None:
        for everything in (False, False, True):
            receiving.copy(everything)

    assert "was copied into" in str(until_said(receiving, qtbot, ask).text)
    assert not receiving.copying.busy
    assert len(heard) == 1
    assert [file.name for file in (copied_colours / "red").glob("new one*")] == ["new one.png"]


def test_closing_ends_the_copying(
    receiving: Receiving, qtbot: QtBot, picture: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    until_said(receiving, qtbot, lambda: receiving.take("red", [picture]))
    ended = threading.Event()

    def endless(_dataset: Dataset, _paths: Collection[str], check: Callable[[], object]) -> Copies:
        try:
            while True:
                check()
        finally:
            ended.set()

    monkeypatch.setattr(copying_module, "copy_in", endless)
    receiving.copy(False)
    receiving.copying.end()
    assert ended.is_set()


def test_pasted_picture_is_not_added_to_a_dataset_that_was_opened_meanwhile(
    receiving: Receiving, qtbot: QtBot, picture: Path, copied_colours: Path, tmp_path: Path
) -> None:
    another = scan(Path(shutil.copytree(copied_colours, tmp_path / "another")))
    QGuiApplication.clipboard().setImage(QImage(str(picture)))

    def paste() -> None:
        receiving.paste("red")
        session_of(receiving).set_dataset(another)

    assert "Another dataset was opened" in str(until_said(receiving, qtbot, paste).text)
    assert session_of(receiving).dataset is another


def test_files_that_are_no_pictures_change_nothing(receiving: Receiving, qtbot: QtBot, tmp_path: Path) -> None:
    (tmp_path / "a.txt").touch()
    said = until_said(receiving, qtbot, lambda: receiving.take("red", [tmp_path / "a.txt"]))
    assert str(said.text) == "There is no picture among these files."
    assert session_of(receiving).dataset == session_of(receiving).dataset


def test_clipboard_brings_files_and_pictures_without_a_file(receiving: Receiving, qtbot: QtBot, picture: Path) -> None:
    before = count(receiving, "blue")
    mime = QMimeData()
    mime.setUrls([QUrl.fromLocalFile(str(picture))])
    QGuiApplication.clipboard().setMimeData(mime)
    until_said(receiving, qtbot, lambda: receiving.paste("blue"))
    assert count(receiving, "blue") == before + 1
    QGuiApplication.clipboard().setImage(QImage(str(picture)))
    until_said(receiving, qtbot, lambda: receiving.paste("blue"))
    assert count(receiving, "blue") == before + 2
    assert len(list((places.data_folder() / "pasted").iterdir())) == 1
    QGuiApplication.clipboard().clear()
    assert "no picture on the clipboard" in str(until_said(receiving, qtbot, lambda: receiving.paste("blue")).text)


def test_added_picture_that_was_moved_is_taken_from_its_new_folder(
    receiving: Receiving, qtbot: QtBot, picture: Path, tmp_path: Path
) -> None:
    session = session_of(receiving)
    until_said(receiving, qtbot, lambda: receiving.take("red", [picture]))
    session.edit_dataset(LeaveOut((picture.as_posix(),)))
    session.undo_edit()
    (tmp_path / "elsewhere").mkdir()
    moved = picture.rename(tmp_path / "elsewhere" / picture.name)
    none = until_said(receiving, qtbot, lambda: receiving.find(session.folders_in_use[0]))
    assert "None of them is in" in str(none.text)
    said = until_said(receiving, qtbot, lambda: receiving.find(moved.parent))
    assert "1 picture was found in" in str(said.text)
    assert session.dataset is not None
    assert moved.as_posix() in {one.path for one in session.dataset.pictures}
    session.redo_edit()
    assert [one.path for one in session.dataset.left_out] == [moved.as_posix()]
