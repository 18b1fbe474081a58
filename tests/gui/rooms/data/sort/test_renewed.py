"""What a person has begun with proposals stays as it is when others come."""

import pytest
from PySide6.QtCore import Qt
from PySide6.QtWidgets import QWidget
from pytestqt.qtbot import QtBot

from resnet_studio.core.dataset.picture_edits import MovePictures
from tests.gui.rooms.data.sort.person import Person


@pytest.fixture
def proposed(sorter: Person) -> Person:
    """At proposals of one class, none of which was corrected."""
    sorter.describe()
    sorter.label(6)
    sorter.press(Qt.Key.Key_Return)
    return sorter


def _label_another(sorter: Person, qtbot: QtBot) -> None:
    """Give the last proposal its class from elsewhere, and wait for other proposals."""
    before, page = sorter.control.proposals, sorter.page
    sorter.session.edit_dataset(MovePictures((page.grid.paths[-1],), page.class_name(page.side.list.current())))
    qtbot.waitUntil(lambda: not sorter.control.renewing)
    assert sorter.control.proposals is not before


def test_proposals_that_are_selected_stay_so_when_others_come(proposed: Person, qtbot: QtBot) -> None:
    grid = proposed.page.grid
    for _ in range(2):
        qtbot.keyClick(grid, Qt.Key.Key_Right, Qt.KeyboardModifier.ShiftModifier)
    chosen, before = set(grid.chosen()), proposed.control.proposals
    assert len(chosen) == 3
    proposed.control.compare_better()  # as when a file of weights was chosen
    proposed.describe()
    qtbot.waitUntil(lambda: proposed.control.proposals is not before)
    assert set(grid.chosen()) == chosen


def test_name_is_for_the_pictures_that_showed_when_it_was_begun(proposed: Person, qtbot: QtBot) -> None:
    grid, field = proposed.page.grid, proposed.page.side.field
    first, shown = proposed.current(), grid.paths
    proposed.press("n")
    qtbot.keyClicks(field, "wasp")
    _label_another(proposed, qtbot)
    assert grid.paths == shown[:-1], "other proposals wait"
    qtbot.keyClick(field, Qt.Key.Key_Return)
    qtbot.waitUntil(lambda: proposed.page.known.proposals is proposed.control.proposals)
    assert proposed.page.look(first).words == "wasp"


def test_name_is_for_the_pictures_that_showed_also_after_a_look_at_another_window(
    proposed: Person, qtbot: QtBot
) -> None:
    shown, other = proposed.page.grid.paths, QWidget()
    qtbot.addWidget(other)
    proposed.press("n")
    qtbot.keyClicks(proposed.page.side.field, "wasp")
    with qtbot.waitActive(other):
        other.show()
        other.activateWindow()
    _label_another(proposed, qtbot)
    assert proposed.page.grid.paths == shown[:-1], "other proposals wait"
    assert proposed.page.side.field.is_typed_into()


def test_proposals_come_when_a_name_is_not_given(proposed: Person, qtbot: QtBot) -> None:
    proposed.press("n")
    _label_another(proposed, qtbot)
    known = proposed.page.known
    assert known is not None
    assert known.proposals is not proposed.control.proposals
    qtbot.keyClick(proposed.page.side.field, Qt.Key.Key_Escape)
    qtbot.waitUntil(lambda: proposed.page.known.proposals is proposed.control.proposals)
