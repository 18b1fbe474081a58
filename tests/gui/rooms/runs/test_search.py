"""Finding runs."""

from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from PySide6.QtCore import Qt
from pytestqt.qtbot import QtBot

from resnet_studio.core.runs.config import TrainConfig
from resnet_studio.core.runs.marks import Marks
from resnet_studio.gui.rooms.runs.room import RunsRoom

Helper = Callable[..., Any]


@pytest.fixture
def many(empty_room: RunsRoom, qtbot: QtBot, runs: Path, make_run: Helper, list_runs_of: Helper) -> RunsRoom:
    """Four runs on two datasets."""
    deep = TrainConfig.build(depth=50, freeze="layer2", optimizer="sgd", epochs=5)
    one, second, three = (
        make_run(runs, "one", created="2026-11-23T10:00:00+00:00"),
        make_run(runs, "second", created="2026-11-22T10:00:00+00:00", config=deep),
        make_run(runs, "three", created="2026-11-21T10:00:00+00:00", root="flowers"),
    )
    make_run(runs, "four", created="2026-11-20T10:00:00+00:00", root="flowers")
    Marks.build(["report", "baseline"], "").write(one)
    Marks.build(["Report"], "The one for Grace.").write(second)
    Marks.build(["baseline"], "").write(three)
    list_runs_of(empty_room, qtbot, runs)
    return empty_room


@pytest.mark.parametrize(
    ("words", "found"),
    [
        ("", ["one", "second", "three", "four"]),
        ("SECOND", ["second"]),
        ("flow", ["three", "four"]),
        ("baseline", ["one", "three"]),
        ("baseline flowers", ["three"]),
        ("grace", ["second"]),
        ("resnet-50", ["second"]),
        ("up to layer2", ["second"]),
        ("sgd", ["second"]),
        ("epochs 5", ["one", "second", "three", "four"]),
        ("finished second", ["second"]),
    ],
)
def test_runs_are_found_by_name_tag_note_column_and_setting(
    many: RunsRoom, names: Helper, words: str, found: list[str]
) -> None:
    many.filters.search.setText(words)
    assert names(many) == found


def test_control_f_finds(many: RunsRoom, qtbot: QtBot, names: Helper) -> None:
    many.table.setFocus()
    qtbot.keyClick(many.table, Qt.Key.Key_F, Qt.KeyboardModifier.ControlModifier)
    assert many.filters.search.hasFocus()
    qtbot.keyClicks(many.filters.search, "four")
    assert names(many) == ["four"]
    assert many.header.facts().startswith("1 of 4 runs of 2 datasets shown")
    current = many.table.current()
    assert current is not None
    assert current.name == "four"


def test_one_dataset_is_shown(many: RunsRoom, names: Helper) -> None:
    box = many.filters.datasets
    assert [box.itemText(row) for row in range(box.count())] == ["All datasets", "ants-bees", "flowers"]
    box.setCurrentIndex(2)
    assert names(many) == ["three", "four"]


def test_choice_of_a_dataset_is_hidden_where_there_is_only_one(room: RunsRoom) -> None:
    assert not room.filters.datasets.isVisible()


def test_tags_are_offered_with_counts_and_narrow_the_list(many: RunsRoom, names: Helper) -> None:
    chips = many.filters.tags.chips
    assert [chip.accessibleName() for chip in chips] == ["baseline, 2 runs", "report, 2 runs"]
    chips[1].click()
    assert names(many) == ["one", "second"], "upper and lower case are the same"
    chips[0].click()
    assert names(many) == ["one"]


def test_nothing_found_is_said_and_all_can_be_shown_again(many: RunsRoom, qtbot: QtBot, names: Helper) -> None:
    many.filters.tags.chips[0].click()
    many.filters.search.setText("nothing is like this")
    assert many.none_found.isVisible()
    assert not many.details.isVisible()
    assert not many.use.isVisible()
    qtbot.mouseClick(many.none_found.button, Qt.MouseButton.LeftButton)
    assert len(names(many)) == 4
    assert many.filters.tags.on() == []
    assert many.table.isVisible()


def test_chosen_runs_that_are_not_found_are_not_chosen_any_more(many: RunsRoom) -> None:
    many.table.choose_others([run.path for run in many.table.listed()[1:]])
    assert len(many.table.selected()) == 4
    many.filters.datasets.setCurrentIndex(2)
    assert [run.name for run in many.table.selected()] == ["three", "four"]
    many.filters.clear()
    assert [run.name for run in many.table.selected()] == ["three", "four"]


def test_run_that_is_opened_is_shown_although_the_list_is_narrowed(many: RunsRoom, runs: Path, qtbot: QtBot) -> None:
    many.filters.search.setText("four")
    with qtbot.waitSignal(many.runs_changed):
        many.show_run(runs / "one")
    current = many.table.current()
    assert current is not None
    assert current.name == "one"
