"""The panel of findings: what is listed, the remedies of one, and the keys."""

from pathlib import Path

import pytest
from PySide6.QtCore import Qt
from PySide6.QtWidgets import QVBoxLayout, QWidget
from pytestqt.qtbot import QtBot

from resnet_studio.core.basics.message import message
from resnet_studio.core.checks.done import done
from resnet_studio.core.checks.find import Checked
from resnet_studio.core.checks.kinds import OF_CLASSES, CheckFinding, CheckKind
from resnet_studio.core.checks.store import Pair
from resnet_studio.core.dataset.dataset import Dataset
from resnet_studio.core.dataset.keep_finding import KeepFinding, KeepFindings
from resnet_studio.core.dataset.picture_edits import LeaveOut, PinPictures
from resnet_studio.core.dataset.scan import scan
from resnet_studio.gui.rooms.data.check_panel import CheckPanel
from resnet_studio.gui.threads.thumbnails import ThumbnailLoader
from resnet_studio.gui.widgets.button import Button
from resnet_studio.gui.widgets.text import Label
from tests.gui.held_key import hold

BLURRED = CheckFinding(CheckKind.BLURRED, message("2 pictures are blurred."), ("red/red 1.png", "red/red 2.png"))
TWICE = CheckFinding(
    CheckKind.TWO_CLASSES,
    message("1 picture is in two classes."),
    ("red/red 3.png", "blue/blue 3.png"),
    (("red/red 3.png", "blue/blue 3.png"),),
)


@pytest.fixture
def dataset(colours: Path) -> Dataset:
    return scan(colours)


@pytest.fixture
def panel(qtbot: QtBot, dataset: Dataset) -> CheckPanel:
    room, top = QWidget(), QWidget()
    top.setFixedHeight(40)
    column = QVBoxLayout(room)
    column.addWidget(top)
    column.addStretch(1)
    room.resize(900, 600)
    panel = CheckPanel(ThumbnailLoader(room), top, room)
    qtbot.addWidget(room)
    room.show()
    panel.show_checked(dataset, Checked((BLURRED, TWICE), TWICE.groups, 36))
    panel.open()
    return panel


def test_what_would_mislead_comes_first_and_shows_its_pictures(panel: CheckPanel) -> None:
    assert [row.finding for row in panel.rows] == [TWICE, BLURRED]
    assert panel.rows[0].isChecked()
    assert panel.finding.title.text() == "1 picture is in two classes."
    pair = panel.finding.pairs.current()
    assert pair is not None
    assert (pair.one.path, pair.other.path) == ("blue/blue 3.png", "red/red 3.png")


def test_remedy_is_one_click_and_an_edit(panel: CheckPanel, qtbot: QtBot) -> None:
    panel.choose(CheckKind.BLURRED)
    assert [button.words() for button in panel.finding.remedy_buttons] == ["Leave 2 pictures out", "Keep as it is"]
    for button, edit in zip(
        panel.finding.remedy_buttons,
        (LeaveOut(BLURRED.pictures, "blurred"), KeepFinding(BLURRED.pictures, "blurred")),
        strict=True,
    ):
        with qtbot.waitSignal(panel.edit_wanted) as asked:
            button.click()
        assert asked.args == [edit]


def test_rows_say_in_brief_what_was_found_and_where(panel: CheckPanel, dataset: Dataset) -> None:
    (twice, blurred), names = panel.rows, panel.list.passed
    assert [label.text() for label in twice.findChildren(Label)] == [
        "1 group is in more than one class.", "Alike pictures in blue and red."]  # fmt: skip
    assert [label.text() for label in blurred.findChildren(Label)] == ["2 pictures are blurred.", "In red."]
    assert panel.waiting.text() == "2 wait for you"
    assert blurred.toolTip() == "2 pictures are blurred."
    assert (names.words(), names.names.isVisible()) == ("20 other checks found nothing", False)
    names.show_button.click()
    assert names.names.isVisible()
    assert {"Tiny", "Small class"} <= set(names.names.text().splitlines())
    assert "Blurred" not in names.names.text()
    edited = dataset.with_edit(LeaveOut(BLURRED.pictures, "blurred"))
    panel.show_checked(edited, Checked((TWICE,), TWICE.groups, 34))
    assert names.words() == "20 other checks found nothing", "what was dealt with was found"


def test_held_enter_does_one_suggested_remedy(panel: CheckPanel, dataset: Dataset) -> None:
    asked: list[object] = []
    panel.edit_wanted.connect(asked.append)
    panel.edit_wanted.connect(lambda _: panel.show_checked(dataset, Checked((BLURRED,), (), 36)))
    hold(panel, Qt.Key.Key_Return)
    assert len(asked) == 1


def test_chosen_finding_stays_chosen_until_it_is_gone(panel: CheckPanel, dataset: Dataset) -> None:
    panel.choose(CheckKind.BLURRED)
    panel.show_checked(dataset, Checked((BLURRED,), (), 36))
    assert panel.finding.title.text() == "2 pictures are blurred."
    edited = dataset.with_edit(LeaveOut(BLURRED.pictures))
    panel.show_checked(edited, Checked((), (), 34))
    assert panel.finding.empty.sentence() == "Nothing is left to look at."
    assert panel.finding.grid.count() == 0


def test_each_of_two_findings_of_one_kind_can_be_chosen(panel: CheckPanel, dataset: Dataset) -> None:
    by = [
        CheckFinding(CheckKind.SHORTCUT, message(text), (), classes=dataset.classes, detail=detail)
        for text, detail in (("The size alone tells.", "bytes"), ("Brightness alone tells.", "brightness"))
    ]
    panel.show_checked(dataset, Checked(tuple(by), (), 36))
    panel.rows[1].click()
    assert [row.isChecked() for row in panel.rows] == [False, True]
    assert panel.finding.title.text() == "Brightness alone tells."


LEAK = CheckFinding(
    CheckKind.LEAK,
    message("2 groups cross the split."),
    ("red/red 0.png", "red/red 9.png", "blue/blue 0.png", "blue/blue 9.png"),
    (("red/red 0.png", "red/red 9.png"), ("blue/blue 0.png", "blue/blue 9.png")),
)


def test_pairs_are_looked_at_and_mended_one_by_one_by_keys(panel: CheckPanel, dataset: Dataset, qtbot: QtBot) -> None:
    split = dataset.with_edit(PinPictures(("red/red 0.png", "blue/blue 0.png"), "train"))
    split = split.with_edit(PinPictures(("red/red 9.png", "blue/blue 9.png"), "validation"))
    alike = (Pair("red/red 0.png", "red/red 9.png", 0.974),)
    panel.show_checked(split, Checked((LEAK, BLURRED), LEAK.groups, 36, pairs=alike))
    view = panel.finding
    panel.choose("leak")
    assert (view.pairs.number.text(), view.pairs.alike.text()) == ("Pair 1 of 2", "97.4 % alike")
    assert "red 9.png" in view.pairs.large.accessibleName()
    assert view.remedy_buttons[0].words() == "Move 2 to training"
    qtbot.keyClick(panel, Qt.Key.Key_Right)
    assert view.pairs.number.text() == "Pair 2 of 2"
    view.scope.button("one").click()
    with qtbot.waitSignal(panel.edit_wanted) as asked:
        view.remedy_buttons[0].click()
    assert asked.args == [PinPictures(LEAK.groups[1], "train", "leak")]
    qtbot.keyClick(panel, Qt.Key.Key_Down)
    assert view.title.text() == "2 pictures are blurred."
    with qtbot.waitSignal(panel.edit_wanted) as asked:
        qtbot.keyClick(panel.rows[1], Qt.Key.Key_Return)
    assert asked.args == [LeaveOut(BLURRED.pictures, "blurred")]


def test_what_the_program_sees_to_is_noted_by_one_click(panel: CheckPanel, dataset: Dataset) -> None:
    rotated = CheckFinding(CheckKind.ROTATED, message("1 picture is turned."), ("red/red 1.png",))
    cmyk = CheckFinding(CheckKind.CMYK, message("1 picture is CMYK."), ("red/red 2.png",))
    panel.show_checked(dataset, Checked((rotated, BLURRED, cmyk), (), 36))
    assert [row.finding for row in panel.rows] == [BLURRED, cmyk, rotated], "what needs nothing comes last"
    (button,) = [one for one in panel.findChildren(Button) if one.words() == "All understood"]
    asked: list[object] = []
    panel.edit_wanted.connect(asked.append)
    button.click()
    edit = KeepFindings(("red/red 2.png", "red/red 1.png"), ("cmyk", "rotated"))
    assert asked == [edit], "one step of Undo"
    edited = dataset.with_edit(edit)
    assert edited.accepted == {"cmyk red/red 2.png", "rotated red/red 1.png"}
    assert [str(one.what) for one in done(edited)] == ["Understood, with 1 other."] * 2


def test_keyboard_stays_in_the_panel_when_a_remedy_was_taken(panel: CheckPanel, dataset: Dataset, qtbot: QtBot) -> None:
    panel.choose(CheckKind.BLURRED)
    button = panel.finding.remedy_buttons[0]
    button.setFocus()
    edited = dataset.with_edit(LeaveOut(BLURRED.pictures))
    panel.show_edited(edited)
    panel.show_checked(edited, Checked((TWICE,), TWICE.groups, 34))
    assert panel.window().focusWidget() is panel.rows[0]
    panel.rows[0].setFocus()
    panel.show_checked(dataset, Checked((), (), 36))
    assert panel.window().focusWidget() is panel


def test_list_is_one_stop_of_tab_and_remedies_come_after_it(panel: CheckPanel, qtbot: QtBot, dataset: Dataset) -> None:
    kinds = CheckKind.DARK, CheckKind.BRIGHT, CheckKind.TINY
    more = [CheckFinding(kind, message(f"It is {kind}."), ("red/red 1.png",)) for kind in kinds]  # not a text
    panel.show_checked(dataset, Checked((BLURRED, *more), (), 36))
    qtbot.waitUntil(panel.rows[-1].isVisible)
    stops: list[QWidget | None] = [panel.window().focusWidget()]
    while panel.finding.remedy_buttons[0] not in stops and len(stops) < 9:
        qtbot.keyClick(panel.window().focusWidget(), Qt.Key.Key_Tab)
        stops.append(panel.window().focusWidget())
    assert stops == [panel.rows[0], panel.finding.grid, panel.finding.remedy_buttons[0]]
    panel.rows[0].setFocus()
    for key, place in ((Qt.Key.Key_Down, 1), (Qt.Key.Key_End, 3), (Qt.Key.Key_Up, 2), (Qt.Key.Key_Home, 0)):
        qtbot.keyClick(panel.window().focusWidget(), key)
        assert panel.rows[place].isChecked()
        assert panel.window().focusWidget() is panel.rows[place]


def test_finding_that_undo_brings_back_is_chosen_and_in_sight(
    panel: CheckPanel, qtbot: QtBot, dataset: Dataset
) -> None:
    kinds = [one for one in CheckKind if one not in (CheckKind.BLURRED, *OF_CLASSES)]
    more = [CheckFinding(kind, message("It is odd."), ("red/red 1.png",)) for kind in kinds]
    edited = dataset.with_edit(LeaveOut(BLURRED.pictures))
    panel.show_checked(edited, Checked(tuple(more), (), 34))
    panel.choose(more[-1].key)
    panel.rows[-1].show()
    panel.rows[-1].setFocus()
    panel.show_edited(dataset)
    panel.show_checked(dataset, Checked((*more, BLURRED), (), 36))
    (row,) = (one for one in panel.rows if one.finding is BLURRED)
    assert row.isChecked()
    assert panel.window().focusWidget() is row
    qtbot.waitUntil(lambda: panel.rect().contains(row.mapTo(panel, row.rect().center())))
    assert not panel.rows[-1].visibleRegion().contains(panel.rows[-1].rect().center())


def test_escape_shows_the_pictures_again(panel: CheckPanel, qtbot: QtBot) -> None:
    with qtbot.waitSignal(panel.closed):
        qtbot.keyClick(panel, Qt.Key.Key_Escape)
    assert panel.isHidden()


def test_enter_in_a_field_of_the_split_is_no_key_of_the_findings(panel: CheckPanel, qtbot: QtBot) -> None:
    panel.resize(1200, 600)
    panel.choose(CheckKind.BLURRED)
    panel.open(split="split")
    for field in (panel.split.seed, panel.split.pattern.edit, panel.split.shares.validation):
        with qtbot.assertNotEmitted(panel.edit_wanted):
            qtbot.keyClick(field, Qt.Key.Key_Return)
    qtbot.keyClick(panel.split.seed, Qt.Key.Key_Escape)
    assert panel.isHidden()


def test_enter_in_folds_that_are_trained_is_no_key_of_the_findings(panel: CheckPanel, qtbot: QtBot) -> None:
    panel.resize(1200, 600)
    panel.choose(CheckKind.BLURRED)
    panel.split.folds.say("Fold 2 of 5 is trained.", busy=True)
    panel.open(split="folds")
    assert panel.split.folds.isVisible()
    with qtbot.assertNotEmitted(panel.edit_wanted):
        qtbot.keyClick(panel.window().focusWidget(), Qt.Key.Key_Return)
