"""Notices about the folder of the open dataset."""

from dataclasses import replace
from pathlib import Path

import pytest
from PIL import Image
from PySide6.QtCore import Qt
from pytestqt.qtbot import QtBot

from resnet_studio.core.basics.message import message
from resnet_studio.core.dataset.dataset import Dataset, apply
from resnet_studio.core.dataset.edits import SplitBySeed
from resnet_studio.core.dataset.findings import Finding, FindingKind
from resnet_studio.core.dataset.scan import scan
from resnet_studio.gui.rooms.data.dataset import DatasetPage
from resnet_studio.gui.rooms.data.room import DataRoom

LEFT = Qt.MouseButton.LeftButton


@pytest.fixture
def as_classes(page: DatasetPage) -> Dataset:
    """The colours, with folders that a person said are classes."""
    assert page._dataset is not None
    said = Finding(FindingKind.LAYOUT, message("The folders a and b are taken as classes, not as parts."))
    return apply(replace(page._dataset.catalogue, reading="classes", findings=(said,)), page._dataset.edits)


def test_news_about_the_folder_offer_to_read_it_again(room: DataRoom, page: DatasetPage, qtbot: QtBot) -> None:
    assert not page.notices.news.isVisible()
    room.show_news(message("The folder has changed since it was read: 1 picture was added."))
    assert page.notices.news.isVisible()
    with qtbot.waitSignal(room.reload_wanted):
        qtbot.mouseClick(page.notices.news.button, LEFT)
    assert page._dataset is not None
    room.show_dataset(page._dataset.with_edit(SplitBySeed(0.5, 7)), 0.1)
    assert page.notices.news.isVisible()  # an edit reads nothing
    room.show_news(None)
    assert not page.notices.news.isVisible()


def test_news_are_over_when_the_folder_is_read_again(room: DataRoom, page: DatasetPage) -> None:
    room.show_news(message("The folder has changed since it was read: 1 picture was added."))
    assert page._dataset is not None
    room.show_dataset(apply(replace(page._dataset.catalogue), page._dataset.edits), 0.1)
    assert not page.notices.news.isVisible()


def test_table_beside_loose_pictures_is_opened_by_a_click(room: DataRoom, qtbot: QtBot, tmp_path: Path) -> None:
    for number in range(4):
        Image.new("RGB", (20, 20), (40 * number, 9, 9)).save(tmp_path / f"{number}.png")
    table = tmp_path / "which.csv"
    table.write_text("file,label\n0.png,a\n1.png,b\n2.png,a\n3.png,b\n", encoding="utf-8")
    room.show_dataset(scan(tmp_path, unsorted=True), 0.1)
    assert room.is_sorting()
    with qtbot.waitSignal(room.open_wanted) as wanted:
        qtbot.mouseClick(room.sort_page.notices.table.button, LEFT)
    assert wanted.args == [table]


def test_where_the_program_has_moved_all_pictures_is_said_and_opened(
    room: DataRoom, page: DatasetPage, qtbot: QtBot, tmp_path: Path
) -> None:
    room.sort_page.show_dataset(page._dataset)
    room.show_news(message("The pictures were moved."))
    room.offer_moved(tmp_path)
    assert not page.notices.news.warns()
    assert room.sort_page.notices.news.isHidden(), "a notice of its own says it"
    with qtbot.waitSignal(room.open_wanted) as wanted:
        qtbot.mouseClick(page.notices.news.button, LEFT)
    assert wanted.args == [tmp_path]
    room.show_news(message("The folder has changed since it was read: 1 picture was added."))
    with qtbot.waitSignal(room.reload_wanted):
        qtbot.mouseClick(page.notices.news.button, LEFT)


def test_notice_can_be_hidden(room: DataRoom, page: DatasetPage, qtbot: QtBot) -> None:
    room.show_news(message("The folder has changed since it was read: 1 picture was added."))
    qtbot.mouseClick(page.notices.news.cross, LEFT)
    assert not page.notices.news.isVisible()


def test_what_a_person_said_about_the_folders_can_be_changed(
    room: DataRoom, page: DatasetPage, as_classes: Dataset, qtbot: QtBot
) -> None:
    room.show_dataset(as_classes, 0.1)
    assert page.notices.reading.sentence() == "The folders a and b are taken as classes, not as parts."
    assert page.findings.shown() == []
    with qtbot.waitSignal(room.reading_wanted) as wanted:
        qtbot.mouseClick(page.notices.reading.button, LEFT)
    assert wanted.args == ["parts"]


def test_parts_whose_names_are_not_certain_can_be_taken_as_classes(
    room: DataRoom, page: DatasetPage, as_classes: Dataset, qtbot: QtBot
) -> None:
    said = Finding(FindingKind.LAYOUT, message("The folders a and b are taken as parts of one dataset."))
    room.show_dataset(apply(replace(as_classes.catalogue, reading="names", findings=(said,)), as_classes.edits), 0.1)
    assert page.notices.reading.button.words() == "Take them as classes"
    with qtbot.waitSignal(room.reading_wanted) as wanted:
        qtbot.mouseClick(page.notices.reading.button, LEFT)
    assert wanted.args == ["classes"]


def test_key_and_button_read_the_folder_again(room: DataRoom, page: DatasetPage, qtbot: QtBot) -> None:
    with qtbot.waitSignal(room.reload_wanted):
        qtbot.mouseClick(page.header_actions.reload, LEFT)
    with qtbot.waitSignal(room.reload_wanted):
        qtbot.keyClick(page, Qt.Key.Key_F5)


def test_damaged_file_of_changes_is_said_on_both_pages(room: DataRoom, page: DatasetPage) -> None:
    assert page._dataset is not None
    damaged = Finding(FindingKind.KEPT_CHANGES, message("The file is damaged."))
    catalogue = replace(page._dataset.catalogue, findings=(damaged,))
    room.show_dataset(apply(catalogue, page._dataset.edits), 0.1)
    assert page.notices.kept.isVisible()
    assert not page.findings.isVisible()
    room.show_sorting()
    assert room.sort_page.notices.kept.sentence() == "The file is damaged."
    assert room.sort_page.notices.kept.isVisible()
