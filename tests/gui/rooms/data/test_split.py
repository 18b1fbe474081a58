"""The split panel and undo."""

from collections.abc import Callable
from dataclasses import replace

import pytest
from PySide6.QtCore import Qt
from pytestqt.qtbot import QtBot

from resnet_studio.core.dataset.dataset import Dataset, apply
from resnet_studio.core.dataset.edits import FolderSplit, SplitBySeed
from resnet_studio.core.dataset.group_split import Shares
from resnet_studio.core.dataset.grouped import grouped_split
from resnet_studio.gui.rooms.data.dataset import DatasetPage
from resnet_studio.gui.rooms.data.room import DataRoom

LEFT = Qt.MouseButton.LeftButton
MakeDataset = Callable[..., Dataset]


def test_folder_split_is_shown_and_can_be_changed_and_changed_back(
    qtbot: QtBot, room: DataRoom, made: MakeDataset
) -> None:
    dataset = made({"ants": (123, 70, 0), "bees": (121, 83, 0)})
    room.show_dataset(dataset, 0.1)
    split = room.dataset_page.split
    assert split.sentence() == "As the folder brings it: train and val."
    assert split.figures("train") == ("244", "61.5 %")
    assert split.figures("validation") == ("153", "38.5 %")
    assert split.figures("test") == ("", "none")
    qtbot.mouseClick(split.change_button, LEFT)
    assert not split.percent.isVisible()
    with qtbot.waitSignal(room.edit_wanted) as wanted:
        qtbot.mouseClick(split.seed_button, LEFT)
    assert wanted.args == [SplitBySeed(0.2, 0)]
    room.show_dataset(dataset.with_edit(SplitBySeed(0.2, 0)), 0.1)
    assert (
        split.sentence()
        == "80 of 397 pictures (20.2 %) are set aside for validation. Asked for: seed 0, 20 % of each class."
    )
    assert split.percent.isVisible()
    assert not split.seed_button.isVisible()
    with qtbot.waitSignal(room.edit_wanted) as wanted:
        qtbot.mouseClick(split.folder_button, LEFT)
    assert wanted.args == [FolderSplit()]
    room.show_dataset(dataset.with_edit(SplitBySeed(0.2, 0)).with_edit(FolderSplit()), 0.1)
    assert split.sentence() == "As the folder brings it: train and val."
    assert not split.folder_button.isVisible()


def test_split_by_seed_can_be_changed(qtbot: QtBot, room: DataRoom, page: DatasetPage) -> None:
    split = page.split
    assert (
        split.sentence()
        == "6 of 36 pictures (16.7 %) are set aside for validation. Asked for: seed 0, 20 % of each class."
    )
    assert not split.percent.isVisible()
    qtbot.mouseClick(split.change_button, LEFT)
    assert split.percent.isVisible()
    assert not split.folder_button.isVisible()
    qtbot.mouseClick(page.parts.button("validation"), LEFT)
    split.seed.setFocus()
    split.seed.selectAll()
    with qtbot.waitSignal(room.edit_wanted) as wanted:
        qtbot.keyClicks(split.seed, "7")
        qtbot.keyClick(split.seed, Qt.Key.Key_Return)
    assert wanted.args == [SplitBySeed(0.2, 7)]
    assert page._dataset is not None
    room.show_dataset(page._dataset.with_edit(SplitBySeed(0.5, 7)), 0.2)
    assert (
        split.sentence()
        == "18 of 36 pictures (50.0 %) are set aside for validation. Asked for: seed 7, 50 % of each class."
    )
    assert split.figures("validation") == ("18", "50.0 %")
    assert page.parts.current() == "validation"  # the filter stays
    assert page.shown() == "18 of 36"
    with qtbot.assertNotEmitted(room.edit_wanted):
        qtbot.keyClick(split.seed, Qt.Key.Key_Return)


def test_after_groups_a_split_by_seed_has_their_shares_and_the_folder_says_that_it_has_no_test_part(
    qtbot: QtBot, room: DataRoom, made: MakeDataset
) -> None:
    dataset = made({"ants": (100, 20, 0), "bees": (100, 20, 0)})
    grouped = dataset.with_edit(grouped_split(dataset, "near_duplicates", (), Shares(0.15, 0.1), 4))
    room.show_dataset(grouped, 0.1)
    split = room.dataset_page.split
    qtbot.mouseClick(split.change_button, LEFT)
    assert split.folder_button.isVisible()
    assert split.untested.text() == "The dataset has no test part. With its own split, no picture is left for testing."
    with qtbot.waitSignal(room.edit_wanted) as wanted:
        qtbot.mouseClick(split.seed_button, LEFT)
    by_seed = grouped.with_edit(wanted.args[0])
    assert by_seed.part("test") == grouped.part("test")
    assert by_seed.counts("validation") == grouped.counts("validation")
    assert by_seed.split.seed == 4
    room.show_dataset(by_seed, 0.1)
    assert (split.percent.text(), split.untested.isVisible()) == ("16.67 %", True)
    own = replace(dataset.catalogue.pictures[0], part="test")
    tested = replace(dataset.catalogue, pictures=(own, *dataset.catalogue.pictures[1:]))
    room.show_dataset(apply(tested, by_seed.edits), 0.1)
    assert not split.untested.isVisible()


def test_share_of_small_classes_is_what_it_came_to(room: DataRoom, made: MakeDataset) -> None:
    dataset = made({f"class {number}": (12, 0, 0) for number in range(6)}).with_edit(SplitBySeed(0.2, 0))
    room.show_dataset(dataset, 0.1)
    assert room.dataset_page.split.sentence() == (
        "12 of 72 pictures (16.7 %) are set aside for validation. Asked for: seed 0, 20 % of each class."
    )


@pytest.mark.parametrize(("typed", "fraction"), [("95", 0.95), ("12.5", 0.125), ("1", 0.01), ("99", 0.99)])
def test_share_that_is_typed_is_taken(
    qtbot: QtBot, room: DataRoom, page: DatasetPage, typed: str, fraction: float
) -> None:
    qtbot.mouseClick(page.split.change_button, LEFT)
    page.split.percent.selectAll()
    with qtbot.waitSignal(room.edit_wanted) as wanted:
        qtbot.keyClicks(page.split.percent, typed)
        qtbot.keyClick(page.split.percent, Qt.Key.Key_Return)
    assert wanted.args == [SplitBySeed(fraction, 0)]
    assert page.split.problems() == ("", "")


@pytest.mark.parametrize("typed", ["0", "100", "250"])
def test_share_that_leaves_a_part_empty_is_refused_in_words(
    qtbot: QtBot, room: DataRoom, page: DatasetPage, typed: str
) -> None:
    qtbot.mouseClick(page.split.change_button, LEFT)
    page.split.percent.selectAll()
    with qtbot.assertNotEmitted(room.edit_wanted):
        qtbot.keyClicks(page.split.percent, typed)
        qtbot.keyClick(page.split.percent, Qt.Key.Key_Return)
    assert page.split.percent.text() == f"{typed} %"
    assert page.split.problems()[0] == "More than 0, less than 100 %"
    assert page._dataset is not None
    room.show_dataset(page._dataset, 0.2)
    assert page.split.problems() == ("", "")
    assert page.split.percent.text() == "20 %"


def test_seed_out_of_range_is_refused_in_words(qtbot: QtBot, room: DataRoom, page: DatasetPage) -> None:
    qtbot.mouseClick(page.split.change_button, LEFT)
    page.split.seed.selectAll()
    with qtbot.assertNotEmitted(room.edit_wanted):
        qtbot.keyClicks(page.split.seed, "30000000000")
        qtbot.keyClick(page.split.seed, Qt.Key.Key_Return)
    assert page.split.seed.text() == "30000000000"
    assert page.split.problems()[1] == "At most 4294967295"


def test_controls_fold_when_another_dataset_is_opened(page: DatasetPage) -> None:
    dataset = page._dataset
    assert dataset is not None
    page.split.change_button.click()
    page.show_dataset(dataset.with_edit(SplitBySeed(0.5, 7)), 0.2)
    assert page.split.groups_button.isVisible()
    another = replace(dataset, catalogue=replace(dataset.catalogue, root=dataset.root.parent))
    page.show_dataset(another, 0.2)
    assert not page.split.groups_button.isVisible()


def test_undo_is_offered_for_edits_of_a_person_only(qtbot: QtBot, room: DataRoom, page: DatasetPage) -> None:
    undo = page.undo_buttons.undo
    assert not undo.isVisible()
    with qtbot.assertNotEmitted(room.undo_wanted):
        qtbot.keyClick(page, Qt.Key.Key_Z, Qt.KeyboardModifier.ControlModifier)
    assert page._dataset is not None
    room.show_dataset(page._dataset.with_edit(SplitBySeed(0.5, 7)), 0.2)
    assert undo.isVisible()
    assert undo.toolTip() == "Undo: Split 50 % off for validation, seed 7 (Ctrl+Z)"
    with qtbot.waitSignal(room.undo_wanted):
        qtbot.mouseClick(undo, LEFT)
    with qtbot.waitSignal(room.undo_wanted):
        qtbot.keyClick(page, Qt.Key.Key_Z, Qt.KeyboardModifier.ControlModifier)
    room.show_dataset(page._dataset.without_last_edit(), 0.2)
    assert not undo.isVisible()


def test_another_split_keeps_the_current_picture(room: DataRoom, page: DatasetPage) -> None:
    page.grid.set_current(20)
    picture = page.grid.current_picture()
    assert page._dataset is not None
    room.show_dataset(page._dataset.with_edit(SplitBySeed(0.4, 3)), 0.2)
    assert page.grid.current_picture() == picture
