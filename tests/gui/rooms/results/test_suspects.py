"""The list of suspect labels, and what a person decides."""

from dataclasses import replace

import pytest
from PySide6.QtCore import QPoint, Qt
from PySide6.QtWidgets import QPushButton, QScrollArea, QVBoxLayout, QWidget
from pytestqt.qtbot import QtBot

from resnet_studio.core.dataset.dataset import Dataset
from resnet_studio.core.dataset.edits import Edit
from resnet_studio.core.dataset.picture_edits import KeepLabels, LeaveOut, MovePictures
from resnet_studio.core.protocol.jobs.suspects import Suspect, SuspectsFound, left_out_text
from resnet_studio.gui.rooms.results.suspects import AT_ONCE, SuspectsPanel, SuspectsView
from resnet_studio.gui.threads.thumbnails import ThumbnailLoader

LEFT = Qt.MouseButton.LeftButton


@pytest.fixture
def panel(qtbot: QtBot, thumbnails: ThumbnailLoader) -> SuspectsPanel:
    panel = SuspectsPanel(thumbnails)
    qtbot.addWidget(panel)
    panel.resize(340, 600)
    with qtbot.waitExposed(panel):
        panel.show()
    return panel


def listed(dataset: Dataset, count: int) -> list[Suspect]:
    return [
        Suspect(one.path, dataset.classes[one.label], dataset.classes[(one.label + 1) % 3], 0.893, 2.2, rank)
        for rank, one in enumerate(dataset.pictures[:count], 1)
    ]


def view(dataset: Dataset, count: int = 2) -> SuspectsView:
    return SuspectsView(suspects=listed(dataset, count), judged=36, dataset=dataset)


def test_before_the_search_a_button_begins_it(panel: SuspectsPanel, qtbot: QtBot) -> None:
    assert panel.action.words() == "Look for suspect labels"
    with qtbot.waitSignal(panel.find_wanted):
        qtbot.mouseClick(panel.action, LEFT)
    panel.show_view(SuspectsView(busy="Preparing, 40 %"))
    assert panel.sentence.text() == "Preparing, 40 %"
    with qtbot.waitSignal(panel.cancel_wanted):
        qtbot.mouseClick(panel.action, LEFT)
    panel.show_view(SuspectsView(problem="It is damaged."))
    with qtbot.waitSignal(panel.find_wanted):
        qtbot.mouseClick(panel.action, LEFT)
    panel.show_view(SuspectsView(problem="The pictures are not there.", gone=True))
    assert panel.action.words() == "Choose its folder…"
    with qtbot.waitSignal(panel.folder_wanted), qtbot.assertNotEmitted(panel.find_wanted):
        qtbot.mouseClick(panel.action, LEFT)


@pytest.mark.parametrize("count", [20, 0])
def test_page_stays_where_it_is_when_the_search_ends(
    thumbnails: ThumbnailLoader, dataset: Dataset, qtbot: QtBot, count: int
) -> None:
    panel, area, page, last = SuspectsPanel(thumbnails), QScrollArea(), QWidget(), QPushButton("below the list")
    column = QVBoxLayout(page)
    column.addWidget(panel)
    column.addWidget(last)
    area.setWidget(page)
    area.setWidgetResizable(True)
    qtbot.addWidget(area)
    area.resize(400, 300)
    with qtbot.waitActive(area):
        area.show()
        area.activateWindow()
    panel.show_view(SuspectsView(busy="Preparing, 40 %"))
    panel.action.setFocus()
    panel.show_view(view(dataset, count))
    assert panel.action.isHidden()
    assert not last.hasFocus()
    with qtbot.assertNotEmitted(panel.edit_wanted):
        qtbot.keyClick(area.focusWidget() or panel, Qt.Key.Key_Space)  # which was meant for Cancel
    page.layout().activate()
    assert area.verticalScrollBar().value() < area.height()


def test_each_row_says_what_is_suspect_and_offers_three_edits(
    panel: SuspectsPanel, dataset: Dataset, qtbot: QtBot
) -> None:
    panel.show_view(view(dataset))
    assert panel.count() == "2 of 36"
    row, path = panel.rows[0], dataset.pictures[0].path
    one, other = dataset.classes[0], dataset.classes[1]
    assert row.words.text() == f"labelled {one}, looks like {other} 89.3 %"
    assert row.move_button.words() == f"Move to {other}"
    wanted: list[Edit] = []
    panel.edit_wanted.connect(wanted.append)
    for button in (row.move_button, row.out_button, row.keep_button):
        qtbot.mouseClick(button, LEFT)
    assert wanted == [MovePictures((path,), other), LeaveOut((path,)), KeepLabels((path,))]


def test_labels_of_a_dataset_that_is_not_open_can_be_seen_but_not_decided(
    panel: SuspectsPanel, dataset: Dataset, qtbot: QtBot
) -> None:
    panel.show_view(replace(view(dataset), foreign="ants-bees"))
    assert "ants-bees, which is not open" in panel.sentence.text()
    assert not panel.rows[0].move_button.isVisible()
    with qtbot.waitSignal(panel.open_wanted):
        qtbot.mouseClick(panel.action, LEFT)


def test_class_that_is_gone_takes_no_picture_and_labels_that_were_not_judged_are_counted(
    panel: SuspectsPanel, dataset: Dataset
) -> None:
    found = SuspectsFound("run", 33, 2, skipped=2, unjudged=1)
    shown = replace(view(dataset), classes=dataset.classes[:1], left_out=str(left_out_text(found)))
    panel.show_view(shown)
    row = panel.rows[0]
    assert not row.move_button.isEnabled()
    assert row.move_button.toolTip() == f"There is no class {dataset.classes[1]} any more"
    assert row.out_button.isEnabled()
    alone, unread = "its picture is the only one of its class.", "2 pictures could not be read."
    assert panel.sentence.text() == f"1 label was not judged: {alone} {unread}"
    panel.show_view(replace(shown, suspects=[]))
    assert panel.sentence.text().endswith(unread)
    assert not left_out_text(SuspectsFound("run", 36, 2))


def test_undo_is_there_and_names_what_it_takes_back(panel: SuspectsPanel, dataset: Dataset, qtbot: QtBot) -> None:
    panel.show_view(view(dataset))
    assert not panel.undo.isVisible()
    panel.show_view(replace(view(dataset, 1), undoable=MovePictures(("a.png",), "red")))
    assert panel.undo.toolTip() == "Undo: Label 1 picture as red"
    assert panel.done.text() == "Moved a.png to red. Nothing on disk was changed."
    with qtbot.waitSignal(panel.undo_wanted):
        qtbot.mouseClick(panel.undo, LEFT)
    panel.show_view(replace(view(dataset, 1), undoable=LeaveOut(("red/b.png",))))
    assert panel.done.text() == "Left b.png out. Nothing on disk was changed."
    panel.show_view(view(dataset, 1))
    assert not panel.done.isVisible()


def test_buttons_stay_where_they_are_after_a_decision(panel: SuspectsPanel, dataset: Dataset) -> None:
    def place() -> QPoint:
        panel.grab()  # which lays everything out
        return panel.rows[0].keep_button.mapTo(panel, QPoint())

    found = listed(dataset, 3)
    panel.show_view(replace(view(dataset), suspects=found))
    before = place()
    panel.show_view(replace(view(dataset), suspects=found[1:], undoable=LeaveOut((found[0].path,))))
    assert panel.undo.isVisible()
    assert place().y() == before.y()


def test_many_are_shown_some_at_a_time(panel: SuspectsPanel, dataset: Dataset) -> None:
    panel.show_view(view(dataset, 30))
    assert len(panel.rows) == AT_ONCE
    panel.more.click()
    assert len(panel.rows) == 3 * AT_ONCE
    panel.show_view(replace(view(dataset, 30), suspects=[]))
    assert panel.rows == []
    assert panel.sentence.text() == "No label is suspect that you have not decided about."
