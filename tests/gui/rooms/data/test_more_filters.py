"""Filters by format, finding and the model's answer: they combine, and go when what they mean is gone."""

from collections.abc import Callable
from dataclasses import replace

import pytest
from PySide6.QtCore import QEvent, QPoint, Qt
from PySide6.QtGui import QAction, QKeyEvent
from PySide6.QtWidgets import QApplication, QMenu, QWidget
from pytestqt.qtbot import QtBot

from resnet_studio.core.basics.message import message, plural
from resnet_studio.core.checks.kinds import CheckFinding, CheckKind
from resnet_studio.core.dataset.dataset import Dataset, apply
from resnet_studio.gui.rooms.data.dataset import DatasetPage
from resnet_studio.gui.rooms.data.filter import pictures_of
from resnet_studio.gui.rooms.data.filter_bar import FilterBar
from resnet_studio.gui.rooms.data.formats import format_of
from resnet_studio.gui.rooms.data.more_filters import MoreFilters
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
    actions(filters, "Finding")["Very dark  (2)"].trigger()
    assert kept(filters, dataset) == [1]
    actions(filters, "The model says")["Right when it was measured"].trigger()
    assert (kept(filters, dataset), filters.words()) == ([], "Filter: 3")
    actions(filters, "The model says")["b"].trigger()
    assert kept(filters, dataset) == [1]
    actions(filters, "Format")["All"].trigger()
    assert filters.words() == "Filter: 2"
    filters.clear()
    assert kept(filters, dataset) == [0, 1, 2, 3, 4, 5]


def test_several_formats_sizes_and_findings_are_on_at_once(filters: MoreFilters, dataset: Dataset) -> None:
    paths = [one.path for one in pictures_of(dataset)]
    filters.set_sides(dict(zip(paths, (40, 90, 95, 223, 224, 5000), strict=True)))
    assert list(actions(filters, "Pixels of the shorter side")) == [
        "All", "32 to 63 px  (1)", "64 to 95 px  (2)", "128 to 223 px  (1)", "224 to 383 px  (1)",
        "4,096 px and more  (1)", "", "At least", "At most",
    ]  # fmt: skip
    inside = actions(filters, "Pixels of the shorter side")
    for words in ("64 to 95 px  (2)", "4,096 px and more  (1)"):
        inside[words].trigger()
    assert kept(filters, dataset) == [1, 2, 5]
    assert [words for *_, words in filters.shown()] == ["64 to 95 px", "4,096 px and more"]
    for name in ("JPEG", "TIFF"):
        filters.switch("format", name, on=True)
    assert kept(filters, dataset) == [1, 5]
    filters.set_findings([dark(paths[1]), CheckFinding(CheckKind.TINY, message("Tiny."), (paths[5],))])
    for key in ("dark", "tiny"):
        filters.switch("finding", key, on=True)
    assert kept(filters, dataset) == [1, 5]
    filters.switch("finding", "dark", on=False)
    assert (kept(filters, dataset), filters.words()) == ([5], "Filter: 5")
    inside["All"].trigger()
    assert not any(inside[words].isChecked() for words in list(inside)[1:])


def test_finding_that_is_filtered_by_can_go_away(filters: MoreFilters, dataset: Dataset) -> None:
    heard: list[list[int]] = []
    filters.switch("finding", "dark", on=True)
    filters.renewed.connect(lambda: heard.append(kept(filters, dataset)))  # as pictures that are sorted again
    filters.set_findings([])
    assert heard[-1] == kept(filters, dataset) == [0, 1, 2, 3, 4, 5]
    assert filters.words() == "Filter"


def test_pixels_have_a_least_and_a_most_that_are_one_chip(filters: MoreFilters, dataset: Dataset) -> None:
    paths = [one.path for one in pictures_of(dataset)]
    filters.set_sides(dict(zip(paths, (40, 90, 95, 223, 224, 5000), strict=True)))

    def choose(way: str, words: str) -> None:
        inside = actions(filters, "Pixels of the shorter side")[way].menu()
        assert isinstance(inside, QMenu)
        next(one for one in inside.actions() if one.text() == words).trigger()

    choose("At least", "128 px")
    assert kept(filters, dataset) == [3, 4, 5]
    assert [words for *_, words in filters.shown()] == ["128 px and more"]
    choose("At most", "223 px")
    assert kept(filters, dataset) == [0, 1, 2, 3]
    filters.switch("pixels", "64", on=False)
    first, second = filters.shown()
    assert (first[2], second[2]) == ("32 to 63 px", "128 to 223 px")
    filters.switch("pixels", "64", on=True)
    (both,) = filters.shown()
    filters.switch("pixels", both[1], on=False)
    assert filters.tests() == []


def test_click_and_space_in_the_menu_switch_a_filter_and_it_stays(
    filters: MoreFilters, dataset: Dataset, qtbot: QtBot
) -> None:
    menu = next(one.menu() for one in filters.menu_of_filters().actions() if one.text() == "Format")
    assert isinstance(menu, QMenu)
    menu.popup(QPoint(0, 0))
    qtbot.mouseClick(menu, Qt.MouseButton.LeftButton, pos=menu.actionGeometry(menu.actions()[1]).center())
    menu.setActiveAction(menu.actions()[3])
    qtbot.keyClick(menu, Qt.Key.Key_Space)
    assert menu.isVisible()
    assert filters.on("format") == ["PNG", "TIFF"]
    menu.close()


def test_each_filter_that_is_on_is_a_chip_that_takes_it_away_by_keys(qtbot: QtBot, page: DatasetPage) -> None:
    more, chips = page.filters.more, page.filters.chips
    assert chips.isHidden()
    paths = [one.path for one in page.grid._pictures]
    more.set_findings([dark(*paths[:9]), CheckFinding(CheckKind.TINY, message("Tiny."), tuple(paths[5:12]))])
    more.switch("format", "PNG", on=True)
    more.switch("finding", "dark", on=True)
    more.switch("finding", "tiny", on=True)
    assert page.grid.count() == 12
    assert [chip.words() for chip in chips.chips] == ["PNG", "Very dark", "Tiny"]
    chips.chips[1].setFocus()
    qtbot.keyClick(chips.chips[1], Qt.Key.Key_Delete)
    assert page.grid.count() == 7
    assert page.window().focusWidget() is chips.chips[1], "the next one"
    held = QKeyEvent(QEvent.Type.KeyPress, Qt.Key.Key_Delete, Qt.KeyboardModifier.NoModifier, "", True)
    QApplication.sendEvent(chips.chips[1], held)
    assert len(chips.chips) == 2, "a key that is held takes one away"
    qtbot.keyClick(chips.chips[1], Qt.Key.Key_Space)
    qtbot.keyClick(chips.chips[0], Qt.Key.Key_Return)
    assert (page.grid.count(), chips.isHidden()) == (36, True)
    assert page.window().focusWidget() is more
    more.switch("finding", "tiny", on=True)
    chips.clear_button.click()
    assert (page.grid.count(), more.words(), chips.isHidden()) == (36, "Filter", True)


def test_order_can_be_reached_however_narrow_the_bar_is(page: DatasetPage) -> None:
    sort, paths = page.filters.sort, [one.path for one in page.grid._pictures]
    for width in (1280, 1024):
        page.window().resize(width, 640)
        assert sort.isVisible()
    entries = {one.text(): one for one in sort.menu_of_orders().actions()}
    assert not entries["Pixels"].isEnabled()
    assert not entries["Descending"].isEnabled(), "classes in turn have no direction"
    page.filters.more.set_sides(dict.fromkeys(paths, 8))
    assert entries["Pixels"].isEnabled(), "they are known by now, and the menu is open"
    page.filters.more.set_sides({path: number % 7 for number, path in enumerate(paths)})
    {one.text(): one for one in sort.menu_of_orders().actions()}["Pixels"].trigger()

    def first() -> int:
        return paths.index(page.grid._pictures[page.grid.picture_at(0)].path) % 7

    assert (first(), sort.words()) == (6, "Pixels, descending")
    {one.text(): one for one in sort.menu_of_orders().actions()}["Ascending"].trigger()
    assert (first(), sort.words()) == (0, "Pixels")
    page.filters.more.set_sides({path: (number + 1) % 7 for number, path in enumerate(paths)})
    assert first() == 6, "what is known now counts"


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
    filters.switch("finding", "dark", on=True)
    filters.set_findings([dark(paths[1])])
    assert kept(filters, dataset) == [1], "after an edit, the finding is another sentence"
    filters.switch("answer", "wrong", on=True)
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


def test_pictures_have_marks_of_what_would_mislead_and_of_what_is_alike(
    page: DatasetPage, dataset: Dataset, qtbot: QtBot
) -> None:
    page.show_dataset(dataset, 0.1)
    first, second, third, *_ = (one.path for one in pictures_of(dataset))
    alike = CheckFinding(CheckKind.DUPLICATE, message("2 are the same."), (first, second), ((first, second),))
    leak = CheckFinding(CheckKind.LEAK, message("2 are on both sides."), (second, third), ((second, third),))
    page.filters.more.set_findings([leak, alike, dark(first, third)])
    marks = page.grid._found
    assert {path: mark.icon for path, mark in marks.items()} == {first: "copy", second: "warning", third: "warning"}
    assert marks[second].words.count(",") == 1
    assert marks[first].words in page.grid._tip_of(page.grid._position_of(first))
