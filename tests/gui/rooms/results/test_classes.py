"""The table of classes: sorted, searched, with a reason where a figure is not defined."""

from __future__ import annotations

import pytest
from PySide6.QtCore import Qt
from PySide6.QtGui import QFontMetrics
from PySide6.QtWidgets import QApplication
from pytestqt.qtbot import QtBot

from resnet_studio.gui.rooms.results.class_model import COUNT, F1, NAME, PRECISION, RECALL
from resnet_studio.gui.rooms.results.classes import ClassesCard
from resnet_studio.gui.rooms.results.words import span
from resnet_studio.gui.theme.fonts import font
from resnet_studio.gui.theme.manager import install
from resnet_studio.gui.theme.tokens import CAPTION, SECONDARY
from tests.made_figures import figures_of

NAMES = ("ants", "bees", "wasps", "flies")
COUNTS = ((10, 0, 0, 0), (4, 6, 0, 0), (1, 0, 0, 0), (0, 0, 0, 0))


@pytest.fixture
def card(qtbot: QtBot, qapp: QApplication) -> ClassesCard:
    install(qapp).choose("light")
    card = ClassesCard()
    qtbot.addWidget(card)
    card.resize(374, 500)
    card.show()
    return card


def shown(card: ClassesCard, column: int = NAME) -> list[str]:
    rows = card.table.rows
    return [rows.data(rows.index(row, column)) for row in range(rows.rowCount())]


def test_few_classes_have_a_mean_at_the_end(card: ClassesCard) -> None:
    card.show_figures(figures_of(COUNTS, NAMES), many=False)
    assert shown(card) == ["ants", "bees", "flies", "wasps", "mean"]
    assert shown(card, COUNT) == ["10", "10", "0", "1", "21"]
    assert shown(card, RECALL) == ["100.0 %", "60.0 %", "–", "0.0 %", "76.2 %"]


def test_undefined_figure_says_why_and_comes_last_in_both_directions(card: ClassesCard) -> None:
    card.show_figures(figures_of(COUNTS, NAMES), many=True)
    rows = card.table.rows
    for order in (Qt.SortOrder.AscendingOrder, Qt.SortOrder.DescendingOrder):
        card.table.sortByColumn(PRECISION, order)
        assert set(shown(card)[-2:]) == {"flies", "wasps"}
    tip = rows.data(rows.index(rows.row_of(2), PRECISION), Qt.ItemDataRole.ToolTipRole)
    assert tip == "No picture was predicted to be of it."


@pytest.mark.parametrize("many", [False, True])
@pytest.mark.parametrize("width", [342, 600])
def test_columns_have_room_for_their_heads_figures_and_intervals(card: ClassesCard, many: bool, width: int) -> None:
    long = ("a class whose name says everything", "Donaudampfschifffahrtsgesellschaft", "wasps", "flies")
    card.show_figures(figures_of(((30, 0, 0, 0), (4, 96, 0, 0), (0, 1, 9, 0), (0, 0, 0, 10)), long), many=many)
    card.resize(width + 32, 500)
    table = card.table
    for column in (PRECISION, RECALL, F1):
        if table.isColumnHidden(column):
            continue
        head = str(table.rows.headerData(column, Qt.Orientation.Horizontal))
        assert QFontMetrics(font(SECONDARY)).horizontalAdvance(head) + 16 <= table.columnWidth(column)
        if not many:
            spans = [span(figure) for row in range(4) if (figure := table.rows.figure(row, column)) is not None]
            widest = max(map(QFontMetrics(font(CAPTION)).horizontalAdvance, spans))
            assert widest <= table.columnWidth(column) - 6
    assert table.columnWidth(NAME) >= 60
    label = table.rows.label(0)
    assert label is not None
    assert table.rows.data(table.rows.index(0, NAME), Qt.ItemDataRole.ToolTipRole) == long[label]


def test_many_classes_begin_with_the_worst_and_fold_those_without_a_mistake(card: ClassesCard, qtbot: QtBot) -> None:
    card.show_figures(figures_of(COUNTS, NAMES), many=True)
    assert shown(card) == ["wasps", "bees", "flies"]
    assert card.rest.text() == "1 class without a mistake"
    qtbot.mouseClick(card.toggle, Qt.MouseButton.LeftButton)
    assert shown(card) == ["wasps", "bees", "ants", "flies"]


def test_class_is_found_by_a_part_of_its_name_even_if_folded(card: ClassesCard, qtbot: QtBot) -> None:
    card.show_figures(figures_of(COUNTS, NAMES), many=True)
    qtbot.keyClicks(card.search, "ANT")
    assert shown(card) == ["ants"]


def test_chosen_row_is_reported_and_one_that_the_matrix_lights_up_is_not(card: ClassesCard, qtbot: QtBot) -> None:
    card.show_figures(figures_of(COUNTS, NAMES), many=False)
    with qtbot.assertNotEmitted(card.class_chosen):
        card.table.show_label(1)
    assert card.table.rows.label(card.table.currentIndex().row()) == 1
    card.table.setFocus()
    with qtbot.waitSignal(card.class_chosen) as chosen:
        qtbot.keyClick(card.table, Qt.Key.Key_Up)
    assert chosen.args == [0]
