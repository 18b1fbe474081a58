"""Pictures that were added from elsewhere: copied, or not, and what is said of it."""

import errno
from pathlib import Path

import pytest
from PIL import Image
from PySide6.QtCore import QObject
from PySide6.QtWidgets import QApplication
from pytestqt.qtbot import QtBot

from resnet_studio.core.basics.errors import DatasetError
from resnet_studio.core.basics.message import message
from resnet_studio.core.dataset.picture_edits import AddPictures, LeaveOut
from resnet_studio.core.dataset.scan import scan
from resnet_studio.gui.work import copying as copying_module
from resnet_studio.gui.work.copying import NOT_COPIED, Copying, reason_of
from resnet_studio.gui.work.session import Session
from tests.gui.work.said import until_said


@pytest.fixture
def added(tmp_path: Path) -> tuple[str, str]:
    """Two pictures in another folder."""
    for name in ("one", "two"):
        Image.new("RGB", (16, 16), "red").save(tmp_path / f"{name}.png")
    return str(tmp_path / "one.png"), str(tmp_path / "two.png")


@pytest.fixture
def session(qapp: QApplication, studio_home: Path, copied_colours: Path, added: tuple[str, str]) -> Session:
    """The colours, with the two pictures added to a class."""
    session = Session(QObject(qapp))
    session.set_dataset(scan(copied_colours))
    states = [Path(path).stat() for path in added]
    sizes, times = tuple(one.st_size for one in states), tuple(one.st_mtime_ns for one in states)
    session.edit_dataset(AddPictures(added, "red", sizes, times))
    return session


@pytest.fixture
def copying(session: Session) -> Copying:
    return Copying(session, session)


def test_picture_that_is_left_out_stays_where_it_is_and_that_is_said(
    copying: Copying, session: Session, qtbot: QtBot, added: tuple[str, str]
) -> None:
    session.edit_dataset(LeaveOut(added[1:]))
    found = until_said(copying, qtbot, lambda: copying.copy(added))
    assert str(found.text).startswith("1 picture was copied into")
    assert "1 other stays where it is" in str(found.detail)
    assert (found.look, copying.busy) == ("info", False)
    assert session.dataset is not None
    red = session.dataset.classes.index("red")
    assert added[0] not in [one.path for one in session.dataset.pictures]
    (copy,) = (one for one in session.dataset.pictures if one.label == red and Path(one.path).name == "one.png")
    assert (session.dataset.root / copy.path).is_file()
    assert Path(added[0]).is_file()


def test_copying_that_fails_says_why_and_the_originals_stay_in_use(
    copying: Copying, session: Session, qtbot: QtBot, added: tuple[str, str], monkeypatch: pytest.MonkeyPatch
) -> None:
    def full(*_: object) -> None:
        raise OSError(errno.ENOSPC, "No space left on device")

    monkeypatch.setattr(copying_module, "copy_in", full)
    before = session.dataset
    found = until_said(copying, qtbot, copying.copy)
    assert (found.text, found.look, found.can_copy) == (NOT_COPIED, "warning", False)
    assert found.detail == reason_of(OSError(errno.ENOSPC, "No space left on device"))
    assert session.dataset is before
    assert not copying.busy


def test_how_many_lie_elsewhere_follows_the_dataset(copying: Copying, session: Session, qtbot: QtBot) -> None:
    counts: list[int] = []
    copying.away.connect(counts.append)
    session.undo_edit()
    qtbot.waitUntil(lambda: counts[-1:] == [0])
    session.redo_edit()
    qtbot.waitUntil(lambda: counts[-1:] == [2], timeout=20_000)


def test_reason_of_an_error_of_the_program_is_its_own_sentence() -> None:
    assert str(reason_of(DatasetError(Path("/data"), message("It is locked.")))).endswith("It is locked.")
