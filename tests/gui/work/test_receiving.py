"""Pictures dropped or pasted onto a class of the open dataset."""

from collections.abc import Callable
from pathlib import Path

import pytest
from PySide6.QtCore import QMimeData, QObject, QUrl
from PySide6.QtGui import QGuiApplication, QImage
from PySide6.QtWidgets import QApplication
from pytestqt.qtbot import QtBot

from resnet_studio.core.basics import places
from resnet_studio.core.dataset.scan import scan
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
