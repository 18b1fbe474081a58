"""Curves of several runs on one axis."""

import math

import numpy as np
import pytest
from PySide6.QtCore import QPointF, QRectF, QSize
from pytestqt.qtbot import QtBot

from resnet_studio.gui.charts.overlay import OverlayChart, RunCurve, best_place, describe
from resnet_studio.gui.theme.tokens import CAPTION
from resnet_studio.gui.widgets.badge import BADGE

EPOCHS = np.arange(1.0, 13.0)


def curve(letter: str, top: float, best: int = 9) -> RunCurve:
    return RunCurve(letter, "up to layer3", EPOCHS, top - 40 * np.exp(-EPOCHS / 3), best)


@pytest.fixture
def chart(qtbot: QtBot) -> OverlayChart:
    made = OverlayChart()
    qtbot.addWidget(made)
    made.resize(320, 200)
    made.show()
    return made


def test_curves_are_painted_and_described(chart: OverlayChart) -> None:
    chart.show_curves([], 12)
    empty = chart.grab().toImage()
    chart.show_curves([curve("A", 95), curve("B", 90)], 12)
    assert chart.grab().toImage() != empty
    assert chart.accessibleDescription().startswith("A: up to layer3, 94.3 % after 12 epochs, best 93.0 % in epoch 9")


def test_run_without_an_epoch_has_no_curve(chart: OverlayChart) -> None:
    nothing = RunCurve("B", "", np.empty(0), np.empty(0), 0)
    chart.show_curves([curve("A", 95), nothing], 12)
    assert [one.letter for one in chart.curves()] == ["A"]
    chart.grab()


@pytest.mark.parametrize("count", [1, 2, 3, 26])
def test_any_number_of_runs_is_painted(chart: OverlayChart, count: int) -> None:
    chart.show_curves([curve(chr(65 + number), 95 - number) for number in range(count)], 12)
    chart.grab()
    chart.resize(200, 150)
    chart.grab()


def test_best_epoch_that_is_not_known_has_no_value() -> None:
    assert math.isnan(curve("A", 95, best=0).best_value)
    assert "best – in epoch 0" in describe(curve("A", 95, best=0))


def test_labels_of_best_epochs_do_not_overlap() -> None:
    area = QRectF(32, 12, 180, 160)
    first = best_place(area, QPointF(100, 30), QSize(70, 31), [])
    for x in (60, 100, 110, 150, 200):
        second = best_place(area, QPointF(x, 32), QSize(70, 31), [first])
        assert not second.intersects(first)
        assert area.adjusted(0, 0, 4, 0).contains(second)


def test_words_at_the_end_of_a_curve_have_the_room_that_they_need(chart: OverlayChart) -> None:
    chart.show_curves([curve("A", 95), curve("B", 90)], 12)
    left = chart._area().right() + 14 + BADGE + 6
    assert left + chart._metrics(CAPTION).horizontalAdvance("up to layer3") <= chart.width()
