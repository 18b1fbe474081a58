"""The line about the check above the pictures, and when the panel of findings is filled."""

from pathlib import Path
from typing import Any, NamedTuple

import pytest
from PySide6.QtCore import Qt
from PySide6.QtWidgets import QApplication, QLabel
from pytestqt.qtbot import QtBot

from resnet_studio.core.basics.message import message
from resnet_studio.core.checks.find import Checked
from resnet_studio.core.checks.kinds import CheckFinding, CheckKind
from resnet_studio.core.dataset.group_split import Shares
from resnet_studio.core.dataset.picture_edits import LeaveOut
from resnet_studio.core.dataset.planned_split import planned
from resnet_studio.core.dataset.scan import scan
from resnet_studio.core.protocol.jobs.evaluate import Evaluate
from resnet_studio.gui.engine.jobs import JobRunner
from resnet_studio.gui.rooms.data.room import DataRoom
from resnet_studio.gui.shell.check_notice import CheckNotice
from resnet_studio.gui.theme.manager import install
from resnet_studio.gui.threads.thumbnails import ThumbnailLoader
from resnet_studio.gui.work.checks import ChecksControl
from resnet_studio.gui.work.results import TEXTS as MEASURING
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
    notice.strip.places[0].button.click()
    assert [row.finding for row in notice.panel.rows] == [blurred]
    control.checked = Checked((), (), 35)
    control.changed.emit()
    assert notice.panel.rows == []


def test_line_says_what_the_engine_does_while_the_check_waits(noticed: Noticed) -> None:
    noticed.control.check()
    noticed.control._jobs.submit(Evaluate("/run"), MEASURING, lambda _: None)
    said = [label.text() for label in noticed.notice.findChildren(QLabel) if label.text()]
    assert said == ["The pictures will be checked when the engine is free.", "Waiting for the measurement to end"]


def test_what_was_done_shows_where_nothing_is_open_and_is_taken_back_there(noticed: Noticed) -> None:
    control, session, strip = noticed.control, noticed.session, noticed.notice.strip
    session.edit_dataset(LeaveOut(("red/red 1.png",), "blurred"))
    control.checked = Checked((), (), 35)
    control.changed.emit()
    assert (strip.isHidden(), noticed.notice.isHidden()) == (False, True)
    place, other = strip.places
    assert (place.title.text(), place.detail.text()) == ("Blurred", "1 picture was left out.")
    assert (place.button.words(), other.isHidden()) == ("Undo", True)
    assert strip.passed.text() == "21 other checks found nothing"
    assert session.dataset is not None
    before = session.dataset.edits
    place.button.click()
    assert session.dataset.edits == before[:-1]
    place.button.click()
    assert session.dataset.edits == before[:-1], "what it shows was of the dataset before"


def test_weightiest_two_findings_show_and_lead_to_their_pictures(noticed: Noticed) -> None:
    control, strip, panel = noticed.control, noticed.notice.strip, noticed.notice.panel
    kinds = CheckKind.ROTATED, CheckKind.BLURRED, CheckKind.UNREADABLE, CheckKind.TINY
    found = [CheckFinding(kind, message("It is odd."), ("red/red 1.png", "blue/blue 1.png")) for kind in kinds]
    control.checked = Checked(tuple(found), (), 36)
    control.changed.emit()
    assert [place.title.text() for place in strip.places] == ["2 pictures cannot be read.", "2 pictures are tiny."]
    assert strip.more.words() == "2 more findings"
    assert strip.passed.text() == "18 other checks found nothing"
    strip.places[1].button.click()
    assert (panel.isHidden(), strip.isHidden()) == (False, True)
    assert panel.list.row() is panel.rows[1], "the tiny ones"
    actions = noticed.room.dataset_page.header_actions
    assert [one.isHidden() for one in (actions.add, panel.back_button)] == [True, False]
    panel.back_button.click()
    assert [one.isHidden() for one in (actions.add, panel.back_button)] == [False, True]
    strip.more.click()
    assert not panel.isHidden()


def test_findings_fold_to_one_line_in_a_small_window(noticed: Noticed) -> None:
    notice, page = noticed.notice, noticed.room.dataset_page
    blurred = CheckFinding(CheckKind.BLURRED, message("1 picture is blurred."), ("red/red 1.png",))
    noticed.room.show_dataset(noticed.session.dataset, 0.1)  # type: ignore[arg-type]
    noticed.control.checked = Checked((blurred,), (), 36)
    noticed.room.resize(1300, 800)
    noticed.room.show()
    noticed.control.changed.emit()
    assert (notice.isHidden(), notice.strip.isHidden()) == (True, False)
    noticed.room.resize(1000, 700)
    assert page.width_class() == "narrow"
    assert (notice.isHidden(), notice.strip.isHidden()) == (False, True)
    assert notice.sentence() == "The check found: 1 picture is blurred."
    assert not notice.thumbs.isHidden()
    notice.button.click()
    assert (notice.panel.isVisible(), notice.isHidden()) == (True, True)
    assert page.header.geometry().bottom() < notice.panel.geometry().top() <= page.header.geometry().bottom() + 14


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
    assert notice.sentence().startswith("2 pictures have changed"), "and the strip says what was found"
    assert not notice.strip.isHidden()


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
    notice.open_findings()
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
    room.resize(1400, 900)
    page.model_button.setFocus()
    qtbot.keyClick(page.model_button, Qt.Key.Key_Tab)
    assert notice.strip.places[0].button.hasFocus(), "so does the strip"
    notice.open_split()
    assert notice.panel.split.isAncestorOf(room.focusWidget() or room), "Enter is not for a remedy"


def test_what_was_found_can_be_hidden_until_it_is_something_else_or_the_folder_is_read_again(noticed: Noticed) -> None:
    control, notice = noticed.control, noticed.notice
    control.checked = Checked((), (), 36)
    control.changed.emit()
    assert notice.sentence() == "All 22 checks passed on 36 pictures."
    notice.cross.click()
    control.changed.emit()
    assert notice.isHidden()
    strip = notice.strip
    blurred = CheckFinding(CheckKind.BLURRED, message("1 picture is blurred."), ("red/red 1.png",))
    control.checked = Checked((blurred,), (), 36)
    control.changed.emit()
    assert not strip.isHidden()
    strip.cross.click()
    assert strip.isHidden()
    control.changed.emit()
    assert strip.isHidden()
    session = noticed.session
    assert session.dataset is not None
    session.set_dataset(scan(session.dataset.root))
    control.checked = Checked((blurred,), (), 36)
    control.changed.emit()
    assert not strip.isHidden(), "the folder was read again"
