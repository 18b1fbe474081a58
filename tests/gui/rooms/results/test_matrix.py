"""The confusion matrix under pointer and keys, and how long it takes to paint."""

from __future__ import annotations

import time

import numpy as np
import pytest
from PySide6.QtCore import QPoint, QPointF, Qt
from PySide6.QtGui import QWheelEvent
from PySide6.QtWidgets import QApplication
from pytestqt.qtbot import QtBot

from resnet_studio.gui.rooms.results.confusion import ConfusionCard
from resnet_studio.gui.rooms.results.counts import Counts
from resnet_studio.gui.rooms.results.matrix import ConfusionMatrix
from resnet_studio.gui.theme.manager import install
from tests.made_figures import TWO, figures_of, many


@pytest.fixture(autouse=True)
def look(qapp: QApplication) -> None:
    install(qapp).choose("light")


def matrix_of(qtbot: QtBot, confusion: object, side: int = 424) -> ConfusionMatrix:
    matrix = ConfusionMatrix()
    qtbot.addWidget(matrix)
    matrix.resize(side, side)
    matrix.show_counts(Counts.of(figures_of(confusion)))  # type: ignore[arg-type]  # nested sequences
    matrix.show()
    return matrix


def at(matrix: ConfusionMatrix, row: int, column: int) -> QPoint:
    box = matrix.layout_now().cell(row, column)
    return QPoint(int(box.x + box.width / 2) + 4, int(box.y + box.height / 2) + 4)


@pytest.mark.parametrize("confusion", [TWO, many(101)])
def test_click_on_a_cell_asks_for_its_pictures(qtbot: QtBot, confusion: object) -> None:
    matrix = matrix_of(qtbot, confusion)
    with qtbot.waitSignal(matrix.cell_chosen) as chosen:
        qtbot.mouseClick(matrix.viewport(), Qt.MouseButton.LeftButton, pos=at(matrix, 1, 0))
    assert chosen.args == [1, 0]
    assert matrix.current() == (1, 0)
    assert "predicted class 1" in matrix.accessibleDescription()


def test_arrows_move_n_goes_through_the_pairs_and_enter_chooses(qtbot: QtBot) -> None:
    matrix = matrix_of(qtbot, ((9, 1, 0), (0, 7, 3), (0, 0, 10)))
    qtbot.keyClick(matrix, Qt.Key.Key_N)
    assert matrix.current() == (1, 2)
    qtbot.keyClick(matrix, Qt.Key.Key_N)
    assert matrix.current() == (0, 1)
    qtbot.keyClick(matrix, Qt.Key.Key_N, Qt.KeyboardModifier.ShiftModifier)
    assert matrix.current() == (1, 2)
    qtbot.keyClick(matrix, Qt.Key.Key_Left)
    qtbot.keyClick(matrix, Qt.Key.Key_Up)
    assert matrix.current() == (0, 1)
    with qtbot.waitSignal(matrix.cell_chosen) as chosen:
        qtbot.keyClick(matrix, Qt.Key.Key_Return)
    assert chosen.args == [0, 1]


def test_ctrl_and_wheel_enlarge_around_the_pointer(qtbot: QtBot) -> None:
    matrix = matrix_of(qtbot, many(101))
    where = at(matrix, 60, 60)
    before = matrix._at(QPointF(where))
    for _ in range(12):
        event = QWheelEvent(
            QPointF(where), QPointF(matrix.viewport().mapToGlobal(where)), QPoint(0, 0), QPoint(0, 120),
            Qt.MouseButton.NoButton, Qt.KeyboardModifier.ControlModifier, Qt.ScrollPhase.NoScrollPhase, False,
        )  # fmt: skip
        matrix.wheelEvent(event)
    assert matrix.zoom() > 8
    after = matrix._at(QPointF(where))
    assert before is not None
    assert after is not None
    assert max(abs(one - other) for one, other in zip(before, after, strict=True)) <= 1
    assert matrix.verticalScrollBar().value() > 0
    qtbot.keyClick(matrix, Qt.Key.Key_0)
    assert matrix.zoom() == 1
    assert matrix.verticalScrollBar().maximum() == 0


def test_cell_in_focus_is_scrolled_to(qtbot: QtBot) -> None:
    matrix = matrix_of(qtbot, many(101))
    matrix.set_zoom(6)
    matrix.show_pair(100, 100)
    box, scrolled = matrix.layout_now().cell(100, 100), matrix._scrolled()
    assert matrix.viewport().rect().contains(int(box.x - scrolled.x()), int(box.y - scrolled.y()))


def test_cell_in_focus_stays_while_the_counts_of_the_same_classes_change(qtbot: QtBot) -> None:
    matrix = matrix_of(qtbot, TWO)
    matrix.show_pair(0, 1)
    matrix.show_counts(matrix.counts.exchanged(np.array([[1, 2], [3, 4]])))
    assert matrix.current() == (0, 1)
    matrix.show_counts(Counts.of(figures_of(many(5))))
    assert matrix.current() is None


EDGES = {
    "one class": [[3]],
    "all right": np.diag([5] * 4),
    "all wrong": [[0, 5], [5, 0]],
    "a class without pictures": [[3, 1], [0, 0]],
    "four pictures": [[1, 1], [1, 1]],
    "twelve classes": many(12),
    "thirteen classes": many(13),
    "200 classes": many(200, 50),
}


@pytest.mark.parametrize("scheme", ["light", "dark"])
@pytest.mark.parametrize("case", EDGES)
def test_every_matrix_is_painted_within_a_frame(qtbot: QtBot, qapp: QApplication, case: str, scheme: str) -> None:
    install(qapp).choose("dark" if scheme == "dark" else "light")
    matrix = matrix_of(qtbot, EDGES[case])
    for percent in (False, True):
        matrix.set_percent(percent)
        took = []
        for _ in range(3):
            start = time.thread_time()
            image = matrix.grab().toImage()
            took.append(time.thread_time() - start)
        assert len({image.pixel(x, x) for x in range(10, 400, 3)}) > 1  # something is painted
        assert min(took) < 0.033


def test_card_says_what_is_in_focus_and_offers_what_its_classes_need(qtbot: QtBot) -> None:
    card = ConfusionCard()
    qtbot.addWidget(card)
    card.resize(350, 300)
    card.show()
    card.show_figures(figures_of(TWO, ("ants", "bees")))
    assert card.said.text() == "click a cell to see its pictures"
    assert card.switch.isHidden()
    assert card.legend.isHidden()
    card.matrix.show_pair(0, 1)
    assert card.said.text() == "is ants, predicted bees, 4 of 70"
    card.show_figures(figures_of(many(40)))
    assert card.said.text() == "40 classes, those confused lie together"
    assert not card.switch.isHidden()
    qtbot.mouseClick(card.enlarge, Qt.MouseButton.LeftButton)
    assert card.matrix.zoom() > 1
    assert card.enlarge.words() == "Show all"
