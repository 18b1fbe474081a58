"""The cards together: what lights up with what, in every size and for any number of classes."""

from __future__ import annotations

from pathlib import Path

import pytest
from PySide6.QtCore import Qt
from PySide6.QtWidgets import QApplication, QWidget
from pytestqt.qtbot import QtBot

from resnet_studio.core.runs.figures_file import Stored
from resnet_studio.gui.rooms.results.board import Board
from resnet_studio.gui.rooms.results.class_model import NAME
from resnet_studio.gui.theme.manager import install
from resnet_studio.gui.threads.thumbnails import ThumbnailLoader
from tests.made_figures import TWO, figures_of, many

PARTS = ("validation",)


@pytest.fixture
def board(qtbot: QtBot, qapp: QApplication) -> Board:
    install(qapp).choose("light")
    board = Board(ThumbnailLoader())
    qtbot.addWidget(board)
    board.resize(1064, 760)
    board.show()
    return board


def known(confusion: object) -> Stored:
    return Stored(figures_of(confusion), Path("figures.json"), Path("evaluation.npz"))  # type: ignore[arg-type]


def test_pair_its_class_and_its_cell_light_up_together(board: Board, qtbot: QtBot) -> None:
    board.show_figures(known(many(40)), PARTS, None)
    row = board.pairs.rows[1]
    pair = (row.pair.true, row.pair.predicted)
    with qtbot.waitSignal(board.cell_chosen) as chosen:
        qtbot.mouseClick(row, Qt.MouseButton.LeftButton)
    assert chosen.args == list(pair)
    assert board.confusion.matrix.current() == pair
    assert [one.isChecked() for one in board.pairs.rows] == [False, True, False, False, False, False]
    table = board.classes.table
    assert table.rows.label(table.currentIndex().row()) == pair[0]


def test_class_that_is_chosen_has_its_worst_pair_in_focus_and_its_curves_shown(board: Board) -> None:
    board.show_figures(known(((9, 1, 0), (2, 5, 3), (0, 0, 10))), PARTS, None)
    board.classes.class_chosen.emit(1)
    assert board.confusion.matrix.current() == (1, 2)
    assert board.reliability.classes.currentIndex() == 1
    board.classes.class_chosen.emit(2)
    assert board.confusion.matrix.current() == (2, 2)


@pytest.mark.parametrize("width", [960, 1064, 1672])
@pytest.mark.parametrize("confusion", [TWO, many(12), many(101), [[0, 4], [4, 0]], [[4]]])
def test_cards_lie_beside_each_other_and_inside_of_the_board(board: Board, confusion: object, width: int) -> None:
    board.resize(width, 900)
    board.fit("narrow" if width < 1000 else "normal")
    board.show_figures(known(confusion), PARTS, None)
    board.fit("normal")
    board.fit("narrow" if width < 1000 else "normal")
    QApplication.processEvents()
    cards = [card for card in board._cards.values() if card.isVisible()]
    for card in cards:
        assert card.geometry().right() <= board.width()
        assert card.width() >= 250
        assert not [other for other in cards if other is not card and other.geometry().intersects(card.geometry())]


@pytest.mark.parametrize("confusion", [TWO, many(10), many(40)])
@pytest.mark.parametrize("width", [1064, 1672])
def test_suspect_labels_begin_where_the_card_above_does(board: Board, confusion: object, width: int) -> None:
    fails, suspects = QWidget(board), QWidget(board)
    for widget, place in ((fails, board.fails), (suspects, board.suspects)):
        place.addWidget(widget)
        widget.show()
    board.resize(width, 900)
    board.show_figures(known(confusion), PARTS, None)
    board.fit("normal")
    board.grab()
    assert abs(suspects.geometry().left() - board.classes.geometry().left()) <= 1
    assert fails.geometry().right() < board.classes.geometry().left()


def test_tab_goes_from_the_matrix_to_its_pairs_and_then_to_the_classes(board: Board) -> None:
    board.show_figures(known(many(40)), PARTS, None)
    stops: list[QWidget] = []
    widget: QWidget = board.confusion.matrix
    while widget not in stops:
        stops.append(widget)
        widget = widget.nextInFocusChain()
    order = [stops.index(one) for one in (board.confusion.matrix, *board.pairs.rows, board.classes.table)]
    assert order == sorted(order)


def test_top_5_is_said_only_where_there_are_more_than_five_classes(board: Board) -> None:
    board.show_figures(known(TWO), PARTS, None)
    assert all(widget.isHidden() for widget in board.accuracy._of_top5)
    board.show_figures(known(many(12)), PARTS, None)
    assert not any(widget.isHidden() for widget in board.accuracy._of_top5)


def test_ten_classes_have_their_worst_pairs_below_the_accuracy(board: Board) -> None:
    board.show_figures(known(many(10)), PARTS, None)
    board.resize(1064, 900)
    board.grab()
    accuracy, pairs, matrix = (card.geometry() for card in (board.accuracy, board.pairs, board.confusion))
    assert pairs.left() == accuracy.left()
    assert pairs.top() > accuracy.bottom()
    assert abs(pairs.bottom() - matrix.bottom()) <= 1, "no empty place below the accuracy"


def test_figures_of_few_classes_stand_near_their_names(board: Board) -> None:
    board.show_figures(known(TWO), PARTS, None)
    board.fit("narrow")
    board.resize(926, 900)
    board.grab()
    table = board.classes.table
    assert table.columnWidth(NAME) < table.width() / 3


def test_two_cards_stand_beside_each_other_where_three_have_no_room(board: Board) -> None:
    board.show_figures(known(many(40)), PARTS, None)
    board.fit("narrow")
    for width, beside in ((960, True), (800, False), (960, True)):
        board.resize(width, 760)
        QApplication.processEvents()
        assert (board.reliability.y() == board.accuracy.y()) == beside
        assert board.sure.y() == board.accuracy.y()
        right = board.accuracy.right
        assert right.width() >= right.fontMetrics().horizontalAdvance(right.text()), "in one line"


def test_cards_are_painted_one_in_a_turn_when_the_board_appears(board: Board, qtbot: QtBot) -> None:
    cards = (board.accuracy, board.confusion, board.classes)
    board.hide()
    board.appear()
    assert board.isVisible()
    assert not any(card.updatesEnabled() for card in cards)
    qtbot.waitUntil(lambda: board.accuracy.updatesEnabled())
    qtbot.waitUntil(lambda: all(card.updatesEnabled() for card in cards))
