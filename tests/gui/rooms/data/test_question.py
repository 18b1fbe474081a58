"""The question what the folders of a dataset are."""

from pathlib import Path

import pytest
from PySide6.QtCore import Qt
from pytestqt.qtbot import QtBot

from resnet_studio.core.dataset.scan import scan
from resnet_studio.core.dataset.unclear_layout import UnclearLayoutError
from resnet_studio.gui.rooms.data.room import DataRoom

LEFT = Qt.MouseButton.LeftButton


@pytest.fixture
def unclear() -> UnclearLayoutError:
    return UnclearLayoutError(Path("/data/pets"), {"train": ("2022", "2023"), "test": ("test",)}, ("cat", "dog"))


def test_both_meanings_are_shown(room: DataRoom, unclear: UnclearLayoutError) -> None:
    room.ask_layout(unclear)
    page = room.question_page
    assert page.isVisible()
    assert page.header.title() == "pets"
    assert page.question() == "What are the folders 2022, 2023 and test?"
    assert page.parts.texts()[:-1] == ["Train", "2022 and 2023", "Test", "test", "Classes", "cat and dog"]
    assert page.classes.texts() == [
        "Classes",
        "2022, 2023 and test",
        "Each of these 3 folders is a class, whatever the folders inside are called.",
    ]


def test_folders_without_class_folders_can_only_be_classes(room: DataRoom, qtbot: QtBot) -> None:
    room.ask_layout(UnclearLayoutError(Path("/data/shoes"), {"train": ("training shoe",), "test": ("test shoe",)}, ()))
    page = room.question_page
    assert page.parts.texts() == [
        "Train", "training shoe", "Test", "test shoe",
        "They hold pictures and no class folders: as parts, there is nothing to tell apart.",
    ]  # fmt: skip
    assert not page.parts.button.isEnabled()
    assert page.classes.button.kind() == "main"
    with qtbot.waitSignal(room.layout_answered) as answered:
        qtbot.mouseClick(page.classes.button, LEFT)
    assert answered.args == ["classes"]


def test_answer_is_reported(room: DataRoom, unclear: UnclearLayoutError, qtbot: QtBot) -> None:
    room.ask_layout(unclear)
    for meaning, answer in ((room.question_page.parts, "parts"), (room.question_page.classes, "classes")):
        with qtbot.waitSignal(room.layout_answered) as answered:
            qtbot.mouseClick(meaning.button, LEFT)
        assert answered.args == [answer]


def test_another_question_replaces_the_first(room: DataRoom, unclear: UnclearLayoutError) -> None:
    room.ask_layout(unclear)
    room.ask_layout(UnclearLayoutError(Path("/data/other"), {"train": ("a", "b")}, ("x", "y")))
    assert room.question_page.parts.texts()[:-1] == ["Train", "a and b", "Classes", "x and y"]


def test_way_back_leads_to_what_was_open(
    room: DataRoom, unclear: UnclearLayoutError, colours: Path, qtbot: QtBot
) -> None:
    room.ask_layout(unclear)
    assert room.question_page.back_button.words() == "Back"
    qtbot.mouseClick(room.question_page.back_button, LEFT)
    assert room.welcome.isVisible()
    room.show_dataset(scan(colours), 0.1)
    room.ask_layout(unclear)
    assert room.question_page.back_button.words() == f"Back to {colours.name}"
    qtbot.mouseClick(room.question_page.back_button, LEFT)
    assert room.dataset_page.isVisible()
