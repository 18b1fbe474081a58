"""The column with the classes: giving a class another name."""

from pathlib import Path

import numpy as np
import pytest
from PySide6.QtCore import Qt
from pytestqt.qtbot import QtBot

from resnet_studio.core.dataset.class_edits import AddClass
from resnet_studio.core.dataset.propose import Proposals
from resnet_studio.core.dataset.scan import scan
from resnet_studio.gui.rooms.data.class_rows import ALL
from resnet_studio.gui.rooms.data.sort.side import SortSide
from tests.gui.rooms.data.sort.conftest import Heap, Open


@pytest.fixture
def side(qtbot: QtBot) -> SortSide:
    """With three classes, while the second is renamed."""
    made = SortSide()
    qtbot.addWidget(made)
    made.set_classes(("a", "b", "c"), (1, 1, 1), (0, 0, 0), ALL, {})
    made.show()
    made.ask("b")
    return made


def give(side: SortSide, qtbot: QtBot, name: str) -> list[tuple[str, str]]:
    named: list[tuple[str, str]] = []
    side.named.connect(lambda *both: named.append(both))
    side.field.setText(name)
    qtbot.keyClick(side.field, Qt.Key.Key_Return)
    return named


def test_class_gets_another_name(side: SortSide, qtbot: QtBot) -> None:
    assert give(side, qtbot, "d") == [("d", "b")]
    assert side.field.isHidden()


def test_name_of_another_class_is_refused_with_what_to_do_instead(side: SortSide, qtbot: QtBot) -> None:
    assert give(side, qtbot, "c") == []
    assert "Merge them from the menu" in side.why()
    assert side.field.isVisible()


def test_own_name_changes_nothing(side: SortSide, qtbot: QtBot) -> None:
    assert give(side, qtbot, "b") == []
    assert side.field.isHidden()


def test_class_that_is_renamed_is_the_one_that_was_chosen_also_when_others_go(side: SortSide, qtbot: QtBot) -> None:
    side.set_classes(("b", "c"), (1, 1), (0, 0), ALL, {})
    assert give(side, qtbot, "d") == [("d", "b")]


def test_interval_of_proposals_is_drawn_while_there_are_any(side: SortSide) -> None:
    some = np.full((1, 2), 0.5, np.float32)
    side.say("By a ResNet-18.", Proposals(("a", "b"), (0, 1), ("x.png",), some, right=7, labelled=8))
    assert side.right.isVisible()
    drawn = side.right.grab().toImage()
    side.say("By a ResNet-18.", Proposals(("a", "b"), (0, 1), ("x.png",), some, right=3, labelled=8))
    assert side.right.grab().toImage() != drawn
    side.say("Label two pictures.")
    assert side.right.isHidden()


def test_where_all_pictures_have_a_class_it_is_said_instead_of_what_proposals_wait_for(
    person: Open, heap: Heap, qtbot: QtBot, colours: Path
) -> None:
    found = person(*heap(6, 6))
    found.describe()
    found.new_class("red")
    assert "Label two pictures of each of two classes" in found.page.side.said()
    qtbot.keyClick(found.page.grid, Qt.Key.Key_A, Qt.KeyboardModifier.ControlModifier)
    found.press("1")
    assert found.page.side.said() == "All pictures have a class."
    found.session.undo_edit()
    assert "Label two pictures of each of two classes" in found.page.side.said()
    found.session.set_dataset(scan(colours))
    found.room.show_sorting()
    assert found.page.side.said() == "All pictures have a class."
    found.page.side.say("")
    assert not any(title.isVisible() for title in found.page.side._titles)


def test_keys_of_eleven_classes_show_and_are_said_and_the_last_one_labels(
    person: Open, heap: Heap, qtbot: QtBot
) -> None:
    found = person(*heap(12, 12))
    found.describe()
    hints, others = found.page.card.hints, "Shift: with arrows selects, 0: not sure"
    assert hints.accessibleName() == f"n: make a class, {others}"
    for number in range(11):
        found.session.edit_dataset(AddClass(f"class {number:02}"))
        assert hints.accessibleName().endswith(f": label, {others}, n: class by its name, also a new one")
    classes = found.page.side.list
    last = classes.model().index(11, 0)
    qtbot.waitUntil(lambda: 0 < classes.visualRect(last).center().y() < classes.viewport().height())
    assert hints.accessibleName().startswith("1–9, A–B: label")
    found.press("b")
    assert found.dataset.classes == ("class 10",)
