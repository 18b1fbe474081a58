"""What differs between runs."""

from collections.abc import Callable
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest
from pytestqt.qtbot import QtBot

from resnet_studio.core.protocol.events import EpochEnd, RunStarted
from resnet_studio.core.runs.config import TrainConfig
from resnet_studio.core.runs.history import RunHistory
from resnet_studio.core.runs.states import RunState
from resnet_studio.core.runs.summary import RunSummary
from resnet_studio.gui.rooms.runs.comparison import curve_names
from resnet_studio.gui.rooms.runs.differs import DiffersCard, outcome_rows, setting_rows

Helper = Callable[..., Any]
A = RunSummary(
    Path("a"), 0.0, TrainConfig.build(depth=18, freeze="layer3", epochs=12), "ants", RunState.FINISHED, 12, 5, 0.95,
    86.0, 9_000_000, usable=True,
)  # fmt: skip
B = replace(
    A, path=Path("b"), config=TrainConfig.build(depth=18, freeze="layer4", epochs=12), best_epoch=9, seconds=9.0
)


@pytest.fixture
def card(qtbot: QtBot) -> DiffersCard:
    made = DiffersCard()
    qtbot.addWidget(made)
    made.show()
    return made


def shown(card: DiffersCard) -> dict[str, tuple[str, ...]]:
    return {row.label: row.values for row in card.rows()}


def test_only_settings_that_differ_are_shown(card: DiffersCard) -> None:
    card.show_runs([A, B], [None, None], "AB")
    assert shown(card)["Frozen"] == ("up to layer3", "all but the head")
    assert "Epochs" not in shown(card)


def test_narrow_column_has_fewer_words_instead_of_a_cut_text(card: DiffersCard) -> None:
    card.show_runs([A, B], [None, None], "AB")
    row = [row.label for row in card.rows()].index("Frozen")
    cell = card._cells[row][1]
    cell.resize(cell.fontMetrics().horizontalAdvance("all but the head") - 1, 20)
    assert cell.shown() == "all but head"


def test_values_of_four_runs_are_not_cut_at_the_usual_width(card: DiffersCard, qtbot: QtBot) -> None:
    other = replace(B, config=TrainConfig.build(depth=18, freeze="layer4", epochs=12, best_by="loss"))
    card.show_runs([A, other, A, other], [None] * 4, "ABCD")
    card.resize(338, 600)
    qtbot.waitUntil(lambda: card._cells[0][3].geometry().right() <= 338 - 14)
    row = [row.label for row in card.rows()].index("Frozen")
    assert [cell.shown() for cell in card._cells[row]] == ["up to layer3", "all but head"] * 2
    best = [row.label for row in card.rows()].index("Best epoch")
    assert [cell.shown() for cell in card._cells[best]] == ["accuracy", "lowest loss"] * 2
    card.show_runs([A, B], [None, None], "AB")
    qtbot.waitUntil(lambda: card._cells[row][0].x() > 40)  # beside the name again


def test_equal_ones_are_shown_on_demand(card: DiffersCard) -> None:
    card.show_runs([A, B], [None, None], "AB")
    equal = len(setting_rows([A, B])) - len(card.rows())
    assert card.equal.words() == f"Show the {equal} equal ones"
    card.equal.click()
    assert shown(card)["Epochs"] == ("12", "12")
    assert card.equal.words() == "Hide the equal ones"


def test_runs_with_equal_settings_say_so(card: DiffersCard) -> None:
    card.show_runs([A, A], [None, None], "AB")
    assert card.nothing.isVisible()
    assert card.rows() == []


def test_other_datasets_and_unreadable_settings_are_rows_too() -> None:
    rows = {row.label: row.values for row in setting_rows([A, replace(B, dataset="bees", config=None)])}
    assert rows["Dataset"] == ("ants", "bees")
    assert rows["Network"] == ("ResNet-18", "–")


def test_best_epoch_time_and_size_follow() -> None:
    rows = {row.label: row.values for row in outcome_rows([A, B], [None, None])}
    assert rows["Best epoch"] == ("5 of 12", "9 of 12")
    assert rows["Training"] == ("1 min 26 s", "9 s")
    assert rows["On disk"] == ("9.0 MB", "9.0 MB")


def test_time_of_an_epoch_and_the_most_memory_are_compared() -> None:
    history = RunHistory()
    for epoch, (seconds, memory) in enumerate([(9.0, 700), (4.0, 900_000_000), (5.0, 800_000_000)], 1):
        history.apply(EpochEnd(epoch, epoch, 1.0, 1.0, 0.9, seconds, memory=memory))
    rows = {row.label: row.values for row in outcome_rows([A, B], [history, None])}
    assert rows["An epoch"] == ("5 s", "–")
    assert rows["Memory at most"] == ("900 MB", "–")


def test_pictures_that_were_left_out_between_two_runs_show() -> None:
    histories = [RunHistory(), RunHistory()]
    for history, pictures in zip(histories, (1243, 245), strict=True):
        history.apply(RunStarted(1, "r", ("ants", "bees"), pictures, 153, 11_177_538, 1026, "CPU", "float32"))
    rows = {row.label: row.values for row in outcome_rows([A, B], histories)}
    assert rows["Training pictures"] == ("1,243", "245")


def test_more_runs_than_columns_are_counted(card: DiffersCard) -> None:
    card.show_runs([A, B, A, B, A], [None] * 5, "ABCDE")
    assert card.rest.text() == "1 more run is not in this table."
    assert {len(row.values) for row in card.rows()} == {4}


def test_curves_are_named_by_the_setting_that_differs_else_by_name_or_date() -> None:
    assert curve_names([A, B]) == ["up to layer3", "all but the head"]
    faster = replace(A, config=TrainConfig.build(depth=18, freeze="layer3", epochs=12, learning_rate=0.002))
    assert curve_names([A, faster])[1] == "Learning rate 0.002"
    assert curve_names([A, replace(A, path=Path("b"))]) == ["a", "b"]
    assert curve_names([A, replace(A, created=86_400 * 400)])[1].endswith("1971")
