"""Below proposals, the pictures about which these are least certain: labelled at once, by keys, names and drags."""

import pytest
from PySide6.QtCore import QPointF, Qt
from PySide6.QtGui import QDropEvent, QImage
from pytestqt.qtbot import QtBot

from resnet_studio.gui.rooms.data.sort.look import Look
from tests.gui.rooms.data.sort.conftest import Heap, Open
from tests.gui.rooms.data.sort.person import Person

CONTROL, SHIFT, NONE = (
    Qt.KeyboardModifier.ControlModifier,
    Qt.KeyboardModifier.ShiftModifier,
    Qt.KeyboardModifier.NoModifier,
)
LEFT = Qt.MouseButton.LeftButton


@pytest.fixture
def proposed(person: Open, heap: Heap) -> Person:
    """Rows of proposals of three classes, of more pictures than there is room for."""
    found = person(*heap(30, 30, 30))
    found.describe()
    for name in ("red", "green", "blue"):
        found.new_class(name)
    found.label(9)
    found.press(Qt.Key.Key_Return)
    return found


def labels(sorter: Person) -> dict[str, str]:
    return {one.path: sorter.dataset.classes[one.label] for one in sorter.dataset.pictures}


def test_least_certain_come_first_with_what_is_proposed_and_none_of_the_rows(proposed: Person) -> None:
    page, least = proposed.page, proposed.page.least
    proposals = page.known.proposals
    assert least.isVisible()
    assert least.geometry().top() > page.grid.geometry().bottom()
    assert not set(least.grid.paths) & set(page.grid.paths)
    of = dict(zip(proposals.paths, proposals.certainty.tolist(), strict=True))
    assert [of[path] for path in least.grid.paths] == sorted(of[path] for path in least.grid.paths)
    look = page.look_of_least(least.grid.paths[0])
    assert look.words.removesuffix("?") in ("red", "green", "blue")
    assert look.beside.endswith("%")


def test_down_leads_there_digits_label_at_once_and_enter_takes_the_row_last_in_focus(
    proposed: Person, qtbot: QtBot
) -> None:
    page, grid, least = proposed.page, proposed.page.grid, proposed.page.least.grid
    while grid.hasFocus():
        proposed.press(Qt.Key.Key_Down)
    assert least.hasFocus()
    assert "label" in page.card.hints.accessibleName()
    assert not grid.acts
    before, first, second = labels(proposed), *least.paths[:2]
    proposed.press("2", on=least)
    assert labels(proposed).items() - before.items() == {(first, "green")}
    assert least.hasFocus()
    assert least.paths[least.current()] == second
    proposed.press("c", "y", "a", "n", on=least)
    assert page.corrections.number() == 0, "letters correct proposals in rows alone"
    before, row = labels(proposed), grid.in_row(grid.row())
    assert grid.row() == 1
    proposed.press(Qt.Key.Key_Return, on=least)
    assert {path for path in labels(proposed) if path not in before} == set(row)
    proposed.press(Qt.Key.Key_Up, on=least)
    assert grid.hasFocus()
    assert grid.acts


def test_what_is_selected_there_is_said_labelled_dragged_named_accepted_or_cleared(
    proposed: Person, qtbot: QtBot
) -> None:
    page, area, least = proposed.page, proposed.page.least, proposed.page.least.grid

    def select(number: int) -> set[str]:
        least.verticalScrollBar().setValue(0)
        qtbot.mouseClick(least.viewport(), LEFT, NONE, least.tile_rect(0).center())
        qtbot.mouseClick(least.viewport(), LEFT, SHIFT, least.tile_rect(number - 1).center())
        assert page.acting() is least
        return set(least.paths[:number])

    chosen, before = select(3), labels(proposed)
    assert area.selected.text() == "3 selected: press 1–3, or drag them onto a class"
    assert page.selected.text() == ""
    qtbot.mouseClick(area.clear_button, LEFT)
    assert area.selected.text() == ""
    assert area.clear_button.isHidden()
    chosen = select(3)
    proposed.press("1", on=least)
    assert labels(proposed).items() - before.items() == {(path, "red") for path in chosen}
    chosen, before = select(2), labels(proposed)
    classes = page.side.list
    where = QPointF(classes.visualRect(classes.model().index(3, 0)).center())
    classes.dropEvent(QDropEvent(where, Qt.DropAction.CopyAction, least.drag().mimeData(), LEFT, NONE))
    proposed.press(Qt.Key.Key_Left, on=least)
    assert labels(proposed).items() - before.items() == {(path, "blue") for path in chosen}
    chosen, before = select(2), labels(proposed)
    proposed.press("n", on=least)
    proposed.press(*"pink", on=page.side.field)
    proposed.press(Qt.Key.Key_Return, on=page.side.field)
    assert labels(proposed).items() - before.items() == {(path, "pink") for path in chosen}
    assert least.hasFocus()
    chosen, before = select(2), labels(proposed)
    assert not any(line.key.isVisible() for line in page.rows._lines), "Enter is for them"
    said = {path: page.look_of_least(path).words.removesuffix("?") for path in chosen}
    proposed.press(Qt.Key.Key_Return, on=least)
    assert labels(proposed).items() - before.items() == said.items()


def test_accept_above_takes_the_class_that_shows_also_while_others_are_selected_below(
    proposed: Person, qtbot: QtBot
) -> None:
    page, least = proposed.page, proposed.page.least.grid
    page.side.list.chosen.emit(page.known.dataset.all_classes.index("red"))
    assert page.line.isVisible()
    assert page.least.isVisible()
    qtbot.mouseClick(least.viewport(), LEFT, NONE, least.tile_rect(0).center())
    qtbot.mouseClick(least.viewport(), LEFT, SHIFT, least.tile_rect(1).center())
    before, shown = labels(proposed), set(page.grid.paths)
    qtbot.waitUntil(page.line.accept_button.isEnabled)
    qtbot.mouseClick(page.line.accept_button, LEFT)
    assert {path for path in labels(proposed) if path not in before} == shown


def test_there_is_no_such_part_in_other_views_nor_where_all_pictures_show_above(sorter: Person, qtbot: QtBot) -> None:
    sorter.describe()
    sorter.label(6)
    sorter.press(Qt.Key.Key_Return)
    page = sorter.page
    waiting = {one.path for one in sorter.dataset.unlabelled}
    assert page.least.isVisible() == (not waiting <= set(page.grid.paths))
    for mode in ("open", "labelled", "all"):
        page.go_to(mode)  # type: ignore[arg-type]
        assert page.least.isHidden()
        assert page.acting() is page.grid
    page.go_to("proposed")
    while sorter.dataset.unlabelled:
        sorter.press(Qt.Key.Key_Return)
        waiting = {one.path for one in sorter.dataset.unlabelled}
        assert page.least.isVisible() == bool(waiting - set(page.grid.paths) and page.mode == "proposed")
        assert set(page.least.grid.paths if page.least.isVisible() else ()) <= waiting


def test_rows_give_way_to_the_least_certain_in_a_small_window_and_these_to_large_pictures(
    proposed: Person, qtbot: QtBot
) -> None:
    page, grid = proposed.page, proposed.page.grid
    assert grid.rows_at_once() == 2
    proposed.room.resize(968, 580)  # of a window of 1024 x 640
    qtbot.waitUntil(lambda: len({page.corrections.proposed(path) for path in grid.paths if path}) == 1)
    assert page.least.isVisible()
    assert grid.rows_at_once() == page.least.grid.rows_at_once() == 1
    page.tile_size.setValue(page.tile_size.maximum())
    assert page.least.isHidden()
    assert grid.rows_at_once() == 1
    page.tile_size.setValue(page.tile_size.minimum())
    assert page.least.isVisible()


def test_one_class_leaves_no_empty_rows_above_them_and_they_are_reached_after_it(
    proposed: Person, qtbot: QtBot
) -> None:
    page, grid, least = proposed.page, proposed.page.grid, proposed.page.least.grid
    page.side.list.chosen.emit(page.known.dataset.all_classes.index("red"))
    number = len(page.known.proposed(page.side.list.current()))
    assert grid.count() == number
    assert page.least.y() - grid.tile_rect(number - 1).bottom() < grid.high(1)
    qtbot.keyClick(grid, Qt.Key.Key_Tab)
    assert least.hasFocus()


def test_class_is_named_before_how_certain_it_is_where_only_one_has_room(
    proposed: Person, monkeypatch: pytest.MonkeyPatch
) -> None:
    least = proposed.page.least.grid

    def painted(look: Look) -> QImage:
        monkeypatch.setattr(least, "_look", lambda _path: look)
        return least.viewport().grab(least.tile_rect(0).adjusted(0, 0, 0, 24)).toImage()

    for tile, both in ((72, False), (200, True)):
        least.set_tile(tile)
        beside, alone = painted(Look("dragonfly?", "94.2 %")), painted(Look("dragonfly?"))
        assert (beside != alone) == both
