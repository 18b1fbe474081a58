"""Pictures dropped or pasted onto a class of the open dataset."""

import shutil
import threading
from collections.abc import Callable
from pathlib import Path

import pytest
from PySide6.QtCore import QMimeData, QObject, QUrl
from PySide6.QtGui import QGuiApplication, QImage
from PySide6.QtWidgets import QApplication
from pytestqt.qtbot import QtBot

from resnet_studio.core.basics import places
from resnet_studio.core.dataset.dataset import Dataset
from resnet_studio.core.dataset.picture_edits import AddPictures, LeaveOut
from resnet_studio.core.dataset.received import copied
from resnet_studio.core.dataset.scan import scan
from resnet_studio.gui.work import receiving as receiving_module
from resnet_studio.gui.work.receiving import Receiving, Said
from resnet_studio.gui.work.session import Session


@pytest.fixture
def receiving(qapp: QApplication, studio_home: Path, copied_colours: Path) -> Receiving:
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


def until_said(receiving: Receiving, qtbot: QtBot, act: Callable[[], object]) -> Said:
    with qtbot.waitSignal(receiving.said, timeout=20_000) as said:
        act()
    assert said.args is not None
    found: Said = said.args[0]
    return found


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


def test_copy_is_made_when_asked_and_is_what_is_used(receiving: Receiving, qtbot: QtBot, picture: Path) -> None:
    until_said(receiving, qtbot, lambda: receiving.take("red", [picture]))
    said = until_said(receiving, qtbot, receiving.copy)
    dataset = session_of(receiving).dataset
    assert dataset is not None
    assert (dataset.root / "red" / "new one.png").read_bytes() == picture.read_bytes()
    assert "red/new one.png" in {one.path for one in dataset.pictures}
    assert str(picture) not in {one.path for one in dataset.pictures}
    assert "the copies stay" in str(said.detail)
    assert "was changed since" in str(until_said(receiving, qtbot, receiving.copy).text)


@pytest.mark.parametrize("other", ["edit", "dataset"])
def test_copies_are_deleted_again_where_the_dataset_was_changed_meanwhile(
    receiving: Receiving, qtbot: QtBot, picture: Path, copied_colours: Path, tmp_path: Path, other: str
) -> None:
    session = session_of(receiving)
    until_said(receiving, qtbot, lambda: receiving.take("red", [picture]))
    edits = session.dataset.edits if session.dataset else ()
    another = scan(Path(shutil.copytree(copied_colours, tmp_path / "another")))

    def change() -> None:
        receiving.copy()
        if other == "edit":
            session.edit_dataset(LeaveOut(("red/red 1.png",)))
        else:
            session.set_dataset(another.with_edit(edits[-1]))

    assert "was changed since" in str(until_said(receiving, qtbot, change).text)
    qtbot.waitUntil(lambda: not receiving.busy)
    assert not (copied_colours / "red" / "new one.png").exists()
    assert session.dataset is not None
    assert edits[-1] in session.dataset.edits


def test_copies_that_are_not_used_yet_are_deleted_when_the_window_closes(
    receiving: Receiving, qtbot: QtBot, picture: Path, copied_colours: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    until_said(receiving, qtbot, lambda: receiving.take("red", [picture]))
    whole = threading.Event()

    def copied_whole(edit: AddPictures, dataset: Dataset, folder: Path, _check: object) -> AddPictures:
        made = copied(edit, dataset, folder)
        assert (copied_colours / "red" / "new one.png").exists()
        whole.set()
        return made

    monkeypatch.setattr(receiving_module, "copied", copied_whole)
    receiving.copy()
    assert receiving.busy
    receiving.end()
    assert whole.is_set()
    assert not receiving.busy
    assert not (copied_colours / "red" / "new one.png").exists()


def test_closing_ends_the_copying(
    receiving: Receiving, qtbot: QtBot, picture: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    until_said(receiving, qtbot, lambda: receiving.take("red", [picture]))
    ended = threading.Event()

    def endless(_edit: AddPictures, _dataset: Dataset, _folder: Path, check: Callable[[], object]) -> AddPictures:
        try:
            while True:
                check()
        finally:
            ended.set()

    monkeypatch.setattr(receiving_module, "copied", endless)
    receiving.copy()
    receiving.end()
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
