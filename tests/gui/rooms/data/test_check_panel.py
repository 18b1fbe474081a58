"""The panel of findings: what is listed, the remedies of one, and the keys."""

from pathlib import Path

import pytest
from PySide6.QtCore import Qt
from PySide6.QtWidgets import QVBoxLayout, QWidget
from pytestqt.qtbot import QtBot

from resnet_studio.core.basics.message import message
from resnet_studio.core.checks.find import Checked
from resnet_studio.core.checks.kinds import CheckFinding, CheckKind
from resnet_studio.core.dataset.class_edits import AddClass
from resnet_studio.core.dataset.dataset import Dataset
from resnet_studio.core.dataset.keep_finding import KeepFinding
from resnet_studio.core.dataset.picture_edits import LeaveOut
from resnet_studio.core.dataset.scan import scan
from resnet_studio.gui.rooms.data.check_panel import CheckPanel
from resnet_studio.gui.threads.thumbnails import ThumbnailLoader

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
    assert panel.title.text() == "1 picture is in two classes."
    assert panel.grid.count() == 2


def test_remedy_is_one_click_and_an_edit(panel: CheckPanel, qtbot: QtBot) -> None:
    panel.choose(CheckKind.BLURRED)
    assert [button.words() for button in panel.remedy_buttons] == ["Leave 2 pictures out", "Keep as it is"]
    for button, edit in zip(
        panel.remedy_buttons, (LeaveOut(BLURRED.pictures), KeepFinding(BLURRED.pictures, "blurred")), strict=True
    ):
        with qtbot.waitSignal(panel.edit_wanted) as asked:
            button.click()
        assert asked.args == [edit]


def test_chosen_finding_stays_chosen_until_it_is_gone(panel: CheckPanel, dataset: Dataset) -> None:
    panel.choose(CheckKind.BLURRED)
    panel.show_checked(dataset, Checked((BLURRED,), (), 36))
    assert panel.title.text() == "2 pictures are blurred."
    edited = dataset.with_edit(LeaveOut(BLURRED.pictures))
    panel.show_checked(edited, Checked((), (), 34))
    assert panel.title.text() == "Nothing is left to look at."
    assert panel.undo_button.isVisible()
    assert panel.grid.count() == 0


def test_each_of_two_findings_of_one_kind_can_be_chosen(panel: CheckPanel, dataset: Dataset) -> None:
    by = [
        CheckFinding(CheckKind.SHORTCUT, message(text), (), classes=dataset.classes, detail=detail)
        for text, detail in (("The size alone tells.", "bytes"), ("Brightness alone tells.", "brightness"))
    ]
    panel.show_checked(dataset, Checked(tuple(by), (), 36))
    panel.rows[1].click()
    assert [row.isChecked() for row in panel.rows] == [False, True]
    assert panel.title.text() == "Brightness alone tells."


def test_name_of_a_class_is_no_markup_in_the_tip_of_undo(panel: CheckPanel, dataset: Dataset) -> None:
    edited = dataset.with_edit(AddClass("<b>red</b>"))
    panel.show_checked(edited, Checked((BLURRED,), (), 36))
    assert "&lt;b&gt;" in panel.undo_button.toolTip()


def test_escape_shows_the_pictures_again(panel: CheckPanel, qtbot: QtBot) -> None:
    with qtbot.waitSignal(panel.closed):
        qtbot.keyClick(panel, Qt.Key.Key_Escape)
    assert panel.isHidden()
