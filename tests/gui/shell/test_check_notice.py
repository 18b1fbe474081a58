"""The line about the check above the pictures, and when the panel of findings is filled."""

from pathlib import Path
from typing import Any, NamedTuple

import pytest
from PySide6.QtCore import Qt
from PySide6.QtWidgets import QApplication
from pytestqt.qtbot import QtBot

from resnet_studio.core.basics.message import message
from resnet_studio.core.checks.find import Checked
from resnet_studio.core.checks.kinds import CheckFinding, CheckKind
from resnet_studio.core.dataset.group_split import Shares
from resnet_studio.core.dataset.picture_edits import LeaveOut
from resnet_studio.core.dataset.planned_split import planned
from resnet_studio.core.dataset.scan import scan
from resnet_studio.gui.engine.jobs import JobRunner
from resnet_studio.gui.rooms.data.room import DataRoom
from resnet_studio.gui.shell.check_notice import CheckNotice
from resnet_studio.gui.theme.manager import install
from resnet_studio.gui.threads.thumbnails import ThumbnailLoader
from resnet_studio.gui.work.checks import ChecksControl
from resnet_studio.gui.work.session import Session


class Noticed(NamedTuple):
    """The Data room with the notice of the check."""

    session: Session
    control: ChecksControl
    room: DataRoom
    notice: CheckNotice


@pytest.fixture
def noticed(qtbot: QtBot, qapp: QApplication, silent_worker: Any, colours: Path) -> Noticed:
    install(qapp).choose("light")
    thumbnails, session = ThumbnailLoader(qapp), Session()
    room = DataRoom(thumbnails)
    qtbot.addWidget(room)
    control = ChecksControl(session, JobRunner(silent_worker))
    notice = CheckNotice(room.dataset_page, thumbnails, session, control)
    session.set_dataset(scan(colours))
    return Noticed(session, control, room, notice)


def test_panel_is_filled_when_it_is_opened_and_not_while_it_is_hidden(noticed: Noticed) -> None:
    session, control = noticed.session, noticed.control
    notice = noticed.notice
    blurred = CheckFinding(CheckKind.BLURRED, message("1 picture is blurred."), ("red/red 1.png",))
    control.checked = Checked((blurred,), (), 36)
    control.changed.emit()
    session.edit_dataset(LeaveOut(("red/red 2.png",)))
    control.checked = Checked((blurred,), (), 35)
    control.changed.emit()
    assert notice.panel.rows == []
    notice.button.click()
    assert [row.finding for row in notice.panel.rows] == [blurred]
    control.checked = Checked((), (), 35)
    control.changed.emit()
    assert notice.panel.rows == []


def test_what_was_done_can_be_looked_at_where_nothing_is_open(noticed: Noticed) -> None:
    control, notice = noticed.control, noticed.notice
    noticed.session.edit_dataset(LeaveOut(("red/red 1.png",), "blurred"))
    control.checked = Checked((), (), 35)
    control.changed.emit()
    assert notice.sentence() == "Nothing that the check found is open."
    notice.button.click()
    assert [row.what for row in notice.panel.done.rows] == ["1 picture was left out."]


def test_pictures_that_have_changed_since_are_said_and_the_folder_is_read_again(qtbot: QtBot, noticed: Noticed) -> None:
    control, room, notice = noticed.control, noticed.room, noticed.notice
    control.checked = Checked((), (), 34, changed=2)
    control.changed.emit()
    assert notice.sentence().startswith("2 pictures have changed since the folder was read")
    with qtbot.waitSignal(room.reload_wanted):
        notice.button.click()
    blurred = CheckFinding(CheckKind.BLURRED, message("1 picture is blurred."), ("red/red 1.png",))
    control.checked = Checked((blurred,), (), 34, changed=2)
    control.changed.emit()
    assert notice.sentence() == "The check found: 1 picture is blurred."
    assert not notice.thumbs.isHidden()
    assert notice.detail().startswith("2 pictures have changed")


def test_split_follows_an_edit_that_is_made_while_a_check_runs(noticed: Noticed) -> None:
    session, control = noticed.session, noticed.control
    notice = noticed.notice
    notice.open_split()
    control.check()
    assert control.busy
    assert session.dataset is not None
    session.edit_dataset(planned(session.dataset, "near_duplicates", (), Shares(0.5), 7).edit)
    assert control.busy
    assert (notice.panel.split.validation.value(), notice.panel.split.seed.value()) == (50, 7)
    assert not notice.panel.undo_button.isHidden()


def test_panel_without_a_check_offers_one_where_its_findings_would_be(noticed: Noticed) -> None:
    notice, control = noticed.notice, noticed.control
    notice.open_split()
    empty = notice.panel.finding.empty
    assert (notice.sentence(), notice.button.isHidden()) == ("The pictures were not checked yet.", True)
    assert (empty.sentence(), empty.button.words()) == ("What the check finds shows here.", "Check")
    empty.button.click()
    assert control.busy
    assert (empty.sentence(), empty.button.isHidden()) == ("What the check finds shows here.", True)


def test_tab_reaches_nothing_that_the_findings_cover_and_the_pictures_have_the_keys_after_them(
    noticed: Noticed, qtbot: QtBot
) -> None:
    room, notice, page = noticed.room, noticed.notice, noticed.room.dataset_page
    room.show_dataset(scan(noticed.session.dataset.root), 0.1)  # type: ignore[union-attr]
    blurred = CheckFinding(CheckKind.BLURRED, message("1 picture is blurred."), ("red/red 1.png",))
    noticed.control.checked = Checked((blurred,), (), 36)
    with qtbot.waitActive(room):
        room.show()
        room.activateWindow()
    noticed.control.changed.emit()
    notice.button.click()
    for _ in range(40):
        qtbot.keyClick(room.focusWidget() or room, Qt.Key.Key_Tab)
        holder = room.focusWidget()
        assert not page.body.isAncestorOf(holder) or notice.isAncestorOf(holder)
    notice.panel.back_button.click()
    assert page.grid.hasFocus()
    assert page.search.isEnabled()
    page.model_button.setFocus()
    qtbot.keyClick(page.model_button, Qt.Key.Key_Tab)
    assert notice.button.hasFocus(), "it stands below"
    notice.open_split()
    assert notice.panel.split.isAncestorOf(room.focusWidget() or room), "Enter is not for a remedy"


def test_what_was_found_can_be_hidden_until_it_is_something_else_or_the_folder_is_read_again(noticed: Noticed) -> None:
    control, notice = noticed.control, noticed.notice
    control.checked = Checked((), (), 36)
    control.changed.emit()
    assert notice.sentence() == "The check found nothing."
    notice.cross.click()
    control.changed.emit()
    assert notice.isHidden()
    blurred = CheckFinding(CheckKind.BLURRED, message("1 picture is blurred."), ("red/red 1.png",))
    control.checked = Checked((blurred,), (), 36)
    control.changed.emit()
    assert not notice.isHidden()
    notice.cross.click()
    control.changed.emit()
    assert notice.isHidden()
    notice.open_split()
    assert not notice.isHidden(), "what was found shows again, below it"
    assert notice.cross.isHidden()
    notice.panel.dismiss()
    session = noticed.session
    session.set_dataset(scan(session.dataset.root))
    control.checked = Checked((blurred,), (), 36)
    control.changed.emit()
    assert not notice.isHidden(), "the folder was read again"
