"""The bar above the pictures: what it leaves out where there is little room."""

from itertools import pairwise
from pathlib import Path

import pytest
from PySide6.QtWidgets import QWidget
from pytestqt.qtbot import QtBot

from resnet_studio.core.dataset.dataset import Dataset
from resnet_studio.core.dataset.picture_edits import ClearLabels, LeaveOut, MovePictures, PinPictures
from resnet_studio.core.dataset.sample import sample_dataset
from resnet_studio.core.dataset.scan import scan
from resnet_studio.gui.rooms.data.filter_bar import FilterBar


@pytest.fixture(scope="module")
def digits() -> Dataset:
    return scan(sample_dataset())


@pytest.mark.parametrize("width", [640, 700, 790, 802, 808, 824, 1000])
def test_controls_have_the_room_that_they_need_beside_each_other(qtbot: QtBot, digits: Dataset, width: int) -> None:
    bar = FilterBar()
    qtbot.addWidget(bar)
    bar.show_dataset(digits)
    bar.resize(width, 32)
    with qtbot.waitExposed(bar):
        bar.show()
    bar.layout().activate()
    controls: list[QWidget] = [bar.search, bar.parts, bar.more, bar.sort]
    controls += [bar.tile_size] if bar.tile_size.isVisible() else []
    for left, right in pairwise(controls):
        assert right.x() - (left.x() + left.width()) >= 8
    assert bar.parts.width() >= bar.parts.sizeHint().width()
    assert controls[-1].geometry().right() <= width


def test_size_can_be_set_in_a_window_of_1280_px_also_where_all_parts_are_offered(qtbot: QtBot, colours: Path) -> None:
    dataset = scan(colours)
    paths = [one.path for one in dataset.pictures]
    moved, cleared = MovePictures((paths[0],), "red"), ClearLabels((paths[3],))
    for edit in (moved, cleared, LeaveOut((paths[1],)), PinPictures((paths[2],), "test")):
        dataset = dataset.with_edit(edit)
    bar = FilterBar()
    qtbot.addWidget(bar)
    bar.show_dataset(dataset)
    bar.resize(824, 32)
    bar.say_shown(194, 398)
    with qtbot.waitExposed(bar):
        bar.show()
    bar.layout().activate()
    assert all(bar.parts.button(part).isVisible() for part in ("test", "open", "out", "changed"))
    assert bar.tile_size.isVisible()
    assert bar.tile_size.geometry().right() <= 824
    assert bar.parts.width() >= bar.parts.sizeHint().width()
    bar.resize(894, 32)  # in a window of 1350 px
    assert bar.tile_size.width() == 104, "the search gives way first"
    assert all(icon.isVisible() for icon in bar._icons)
    bar.resize(1190, 32)
    assert (bar.shown(), bar.search.width()) == ("194 of 398", 212)


@pytest.mark.parametrize(("width", "hint"), [(212, "Find by file name"), (112, "Find a file"), (70, "Find")])
def test_search_says_what_it_finds_in_as_many_words_as_there_is_room_for(width: int, hint: str, qtbot: QtBot) -> None:
    bar = FilterBar()
    qtbot.addWidget(bar)
    bar.show()
    bar.search.setFixedWidth(width)
    qtbot.waitUntil(lambda: bar.search.placeholderText() == hint)


def test_cross_of_the_search_goes_with_the_words_when_all_show_again(qtbot: QtBot) -> None:
    bar = FilterBar()
    qtbot.addWidget(bar)
    qtbot.keyClicks(bar.search, "ant")
    assert [action.text() for action in bar.search.actions()] == ["Clear"]
    with qtbot.assertNotEmitted(bar.changed):
        bar.show_all()
    assert bar.search.text() == ""
    assert not bar.search.actions()
