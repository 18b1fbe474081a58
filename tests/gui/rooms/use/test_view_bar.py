"""Which answers are shown, in which order and form; and how many there are of each class."""

from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from PySide6.QtCore import Qt
from pytestqt.qtbot import QtBot

from resnet_studio.core.basics.message import message
from resnet_studio.core.protocol.jobs.count import Count, Counted
from resnet_studio.core.protocol.jobs.predict import PredictionFailed
from resnet_studio.gui.rooms.use.answer_list import PICTURE, PROBABILITY
from resnet_studio.gui.rooms.use.counting import Counting
from resnet_studio.gui.rooms.use.results import (
    ALL,
    ASKED,
    BY_CLASS,
    BY_NAME,
    DIFFER,
    DIFFERENT_FIRST,
    FAILED,
    HIGHEST,
    LOWEST,
    SURE_ONES,
    UNSURE,
    of_class,
)  # fmt: skip
from resnet_studio.gui.rooms.use.room import UseRoom
from resnet_studio.gui.rooms.use.view_bar import TABLE
from tests.gui.rooms.use.conftest import INFO

Helper = Callable[..., Any]
BROKEN = PredictionFailed("/p/0 broken.jpg", "It is broken.")


@pytest.fixture
def answered(ready: UseRoom, finish: Helper, prediction: Helper) -> UseRoom:
    """The room with four answers: ants 95 %, bees 90 %, ants 55 %, and one that could not be read."""
    finish(ready, prediction("/p/c10.jpg", 0.95), prediction("/p/a.jpg", 0.1), BROKEN, prediction("/p/c9.jpg", 0.55))
    return ready


def names(room: UseRoom) -> list[str]:
    return [Path(room.answers.at(index).event.path).stem for index in range(room.grid.count())]


@pytest.mark.parametrize(
    ("what", "shown"),
    [
        (ALL, ["c10", "a", "0 broken", "c9"]),
        (of_class("ants"), ["c10"]),
        (of_class("bees"), ["a"]),
        (SURE_ONES, ["c10", "a"]),
        (UNSURE, ["c9"]),
        (FAILED, ["0 broken"]),
    ],
)
def test_answers_are_filtered(answered: UseRoom, what: str, shown: list[str]) -> None:
    answered.view.choose(what, ASKED)
    assert names(answered) == shown


@pytest.mark.parametrize(
    ("order", "shown"),
    [
        (LOWEST, ["c9", "a", "c10", "0 broken"]),
        (HIGHEST, ["c10", "a", "c9", "0 broken"]),
        (BY_CLASS, ["c10", "c9", "a", "0 broken"]),
        (BY_NAME, ["0 broken", "a", "c9", "c10"]),
    ],
)
def test_answers_are_sorted(answered: UseRoom, order: str, shown: list[str]) -> None:
    answered.view.choose(ALL, order)
    assert names(answered) == shown


def test_intervals_of_another_model_are_forgotten(answered: UseRoom, make_summary: Helper) -> None:
    answered.show_counted(Counted(("ants", "bees"), (1, 1), 1, (1, 1), (0, 0), (2, 2), 153))
    answered.set_run(make_summary("second", 3), INFO)
    assert answered._counted is None


def test_number_beside_a_class_is_how_many_it_shows_also_of_corrected_answers(answered: UseRoom) -> None:
    answered.answers.corrected.update({"/p/c10.jpg": "bees", "/p/c9.jpg": "bees"})
    answered.redraw()
    texts = [answered.view.what.itemText(row) for row in range(answered.view.what.count())]
    assert {"ants (0)", "bees (3)"} <= set(texts)
    for name, number in (("ants", 0), ("bees", 3)):
        answered.view.choose(of_class(name), ASKED)
        assert len(names(answered)) == number
    answered.answers.remove(0)
    answered.redraw()
    assert answered.answers.corrected == {"/p/c9.jpg": "bees"}


def test_filter_follows_the_threshold_and_new_answers(
    answered: UseRoom, finish: Helper, prediction: Helper, qtbot: QtBot
) -> None:
    answered.view.choose(of_class("ants"), HIGHEST)
    answered.bar.slider.setValue(50)
    qtbot.waitUntil(lambda: names(answered) == ["c10", "c9"])
    finish(answered, prediction("/p/d.jpg", 0.99))
    assert names(answered) == ["d", "c10", "c9"]
    assert answered.view.what.currentText() == "ants (3)"


def test_choice_that_is_gone_becomes_all(answered: UseRoom, qtbot: QtBot) -> None:
    answered.view.choose(UNSURE, ASKED)
    answered.bar.slider.setValue(50)
    qtbot.waitUntil(lambda: answered.grid.count() == 4)
    assert answered.view.what.currentText() == "All pictures"


def test_counts_by_class_are_said_with_their_intervals(answered: UseRoom) -> None:
    assert answered.view.counts.text() == "1 ants, 1 bees, 1 not sure, 1 could not be read"
    found = Counted(("ants", "bees"), (1, 1), 1, (2, 1), (1, 0), (3, 2), 153)
    answered.show_counted(found)
    assert (
        answered.view.counts.text() == "1 ants (likely 1 to 3), 1 bees (likely 0 to 2), 1 not sure, 1 could not be read"
    )
    assert "153 held-back pictures" in answered.view.counts.toolTip()
    answered.show_counted(Counted(("ants", "bees"), (1, 1), 1, reason=message("It was not measured.")))
    assert "It was not measured." in answered.view.counts.toolTip()


def test_engine_is_asked_for_counts_once_answers_rest(answered: UseRoom, qtbot: QtBot, silent_worker: Any) -> None:
    Counting(answered, answered._prediction.jobs)
    answered.redraw()
    qtbot.waitUntil(lambda: isinstance(list(silent_worker.submitted.values())[-1], Count))
    asked = list(silent_worker.submitted.values())[-1]
    assert (asked.answered, asked.not_sure, asked.threshold) == ((1, 1), 1, 0.8)


def test_intervals_of_other_answers_are_not_shown(answered: UseRoom, finish: Helper, prediction: Helper) -> None:
    answered.show_counted(Counted(("ants", "bees"), (1, 1), 1, (2, 1), (1, 0), (3, 2), 153))
    finish(answered, prediction("/p/d.jpg", 0.99))
    assert answered.view.counts.text() == "2 ants, 1 bees, 1 not sure, 1 could not be read"


def test_answers_are_shown_as_a_table(answered: UseRoom, qtbot: QtBot) -> None:
    qtbot.mouseClick(answered.view.form.button(TABLE), Qt.MouseButton.LeftButton)
    table = answered.results.list
    assert table.isVisible()
    model = table.model()
    cells = [[model.index(row, column).data() for column in range(3)] for row in range(model.rowCount())]
    assert cells == [
        ["c10.jpg", "ants", "95.0 %"],
        ["a.jpg", "bees", "90.0 %"],
        ["0 broken.jpg", "Could not be read", ""],
        ["c9.jpg", "Not sure (ants)", "55.0 %"],
    ]
    table.horizontalHeader().sectionClicked.emit(PICTURE)
    assert names(answered) == ["0 broken", "a", "c9", "c10"]
    table.horizontalHeader().sectionClicked.emit(PROBABILITY)
    assert names(answered) == ["c9", "a", "c10", "0 broken"]
    table.setCurrentIndex(model.index(1, 0))
    assert answered.grid.current() == 1
    qtbot.keyClick(table, Qt.Key.Key_Delete)
    assert names(answered) == ["c9", "c10", "0 broken"]


def test_disagreements_with_a_second_model_come_first(answered: UseRoom) -> None:
    answers = answered.answers
    answers.second = {"/p/c10.jpg": ("ants", 0.7), "/p/a.jpg": ("ants", 0.8), "/p/c9.jpg": ("ants", 0.6)}
    answered.redraw()
    answered.view.choose(ALL, DIFFERENT_FIRST)
    assert names(answered)[0] == "a"
    answered.view.choose(DIFFER, ASKED)
    assert names(answered) == ["a"]
    assert answered.view.what.currentText() == "Disagreements (1)"
