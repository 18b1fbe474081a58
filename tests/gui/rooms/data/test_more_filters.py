"""Filters by format, finding and the model's answer: they combine, and go when what they mean is gone."""

from collections.abc import Callable
from dataclasses import replace

import pytest
from PySide6.QtGui import QAction
from PySide6.QtWidgets import QWidget
from pytestqt.qtbot import QtBot

from resnet_studio.core.basics.message import message, plural
from resnet_studio.core.checks.kinds import CheckFinding, CheckKind
from resnet_studio.core.dataset.dataset import Dataset, apply
from resnet_studio.gui.rooms.data.filter import pictures_of
from resnet_studio.gui.rooms.data.filter_bar import FilterBar
from resnet_studio.gui.rooms.data.more_filters import MoreFilters, format_of
from resnet_studio.gui.work.run_answers import Said


@pytest.fixture
def dataset(made: Callable[..., Dataset]) -> Dataset:
    """Six pictures: the first two are JPEGs."""
    found = made({"a": (4, 2, 0)})
    names = (".jpg", ".JPEG", ".png", ".png", ".png", ".tif")
    pictures = tuple(
        replace(one, path=one.path.replace(".png", suffix))
        for one, suffix in zip(found.catalogue.pictures, names, strict=True)
    )
    return apply(replace(found.catalogue, pictures=pictures))


def dark(*paths: str) -> CheckFinding:
    return CheckFinding(
        CheckKind.DARK, plural("{count} picture is dark.", "{count} pictures are dark.", len(paths)), paths
    )


@pytest.fixture
def filters(qtbot: QtBot, dataset: Dataset) -> MoreFilters:
    filters = MoreFilters()
    qtbot.addWidget(filters)
    filters.set_dataset(dataset)
    paths = [one.path for one in pictures_of(dataset)]
    filters.set_findings([dark(paths[1], paths[2]), CheckFinding(CheckKind.IMBALANCE, message("Classes differ."), ())])
    filters.set_answers({paths[1]: Said("b", 0.9, False), paths[4]: Said("a", 0.8, True)})
    return filters


def kept(filters: MoreFilters, dataset: Dataset) -> list[int]:
    return [at for at, one in enumerate(pictures_of(dataset)) if all(test(one) for test in filters.tests())]


def actions(filters: MoreFilters, menu: str) -> dict[str, QAction]:
    made = filters.menu_of_filters()
    inside = next(one.menu() for one in made.actions() if one.text() == menu)
    return {one.text(): one for one in inside.actions()}


def test_filters_of_the_menu_combine_and_are_counted(filters: MoreFilters, dataset: Dataset, qtbot: QtBot) -> None:
    assert (kept(filters, dataset), filters.words()) == ([0, 1, 2, 3, 4, 5], "Filter")
    assert list(actions(filters, "Format")) == ["All", "PNG  (3)", "JPEG  (2)", "TIFF  (1)"]
    with qtbot.waitSignal(filters.changed):
        actions(filters, "Format")["JPEG  (2)"].trigger()
    assert kept(filters, dataset) == [0, 1]
    actions(filters, "Finding")["2 pictures are dark."].trigger()
    assert kept(filters, dataset) == [1]
    actions(filters, "The model says")["Right when it was measured"].trigger()
    assert (kept(filters, dataset), filters.words()) == ([], "Filter: 3")
    actions(filters, "The model says")["b"].trigger()
    assert kept(filters, dataset) == [1]
    actions(filters, "Format")["All"].trigger()
    assert filters.words() == "Filter: 2"
    filters.clear()
    assert kept(filters, dataset) == [0, 1, 2, 3, 4, 5]


def test_bar_leaves_the_words_out_before_it_is_too_wide(qtbot: QtBot, dataset: Dataset) -> None:
    window = QWidget()
    qtbot.addWidget(window)
    bar = FilterBar(window)
    bar.show_dataset(dataset)
    window.show()
    bar.resize(900, 40)
    assert bar.more.width_of_words() > 0
    for _ in range(3):  # the search gives room first
        bar.resize(bar.minimumSizeHint().width(), 40)
    assert bar.more.width_of_words() == 0
    assert bar.minimumSizeHint().width() <= bar.width()


def test_filter_goes_when_there_is_nothing_of_it_any_more(filters: MoreFilters, dataset: Dataset, qtbot: QtBot) -> None:
    paths = [one.path for one in pictures_of(dataset)]
    filters.choose("finding", "dark")
    filters.set_findings([dark(paths[1])])
    assert kept(filters, dataset) == [1], "after an edit, the finding is another sentence"
    filters.choose("answer", "wrong")
    with qtbot.waitSignal(filters.changed):
        filters.set_findings([])
    with qtbot.waitSignal(filters.changed):
        filters.set_answers({})
    assert (filters.tests(), filters.words()) == ([], "Filter")


def test_files_without_an_ending_have_one_format(dataset: Dataset) -> None:
    one = pictures_of(dataset)[0]
    formats = {format_of(replace(one, path=path)) for path in ("cat.v2/IMG001", "IMG002", "cat/IMG003")}
    assert formats == {"without an ending"}
    assert format_of(replace(one, path="cat.v2/one.JPG")) == "JPEG"
