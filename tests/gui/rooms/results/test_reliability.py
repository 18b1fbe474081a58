"""The reliability diagram and the curves of a class."""

from __future__ import annotations

from dataclasses import replace

import pytest
from PySide6.QtCore import Qt
from PySide6.QtWidgets import QApplication
from pytestqt.qtbot import QtBot

from resnet_studio.core.basics.message import message
from resnet_studio.core.runs.figures import Figure
from resnet_studio.gui.rooms.results.reliability import ReliabilityCard
from resnet_studio.gui.theme.manager import install
from tests.made_figures import TWO, figures_of


@pytest.fixture
def card(qtbot: QtBot, qapp: QApplication) -> ReliabilityCard:
    install(qapp).choose("light")
    card = ReliabilityCard()
    qtbot.addWidget(card)
    card.show()
    card.show_figures(figures_of(TWO, ("ants", "bees")))
    return card


def test_calibration_error_is_that_with_the_temperature_where_there_is_one(card: ReliabilityCard) -> None:
    assert card.figure.text() == "1.2 %"
    assert card.note.text() == (
        "1.8 % before the probabilities were calibrated with a temperature of 0.55, fitted on these pictures. "
        "It makes probabilities more certain, as the network is too careful. No answer changes."
    )
    reason = message("There are too few mistakes.")
    figures = replace(figures_of(TWO), temperature=None, tempered_bins=(), tempered_ece=Figure(reason=reason))
    card.show_figures(figures)
    assert card.figure.text() == "1.8 %"
    assert card.note.text() == "There are too few mistakes."


def test_bin_under_the_pointer_is_read_out(card: ReliabilityCard) -> None:
    card.chart.pointed.emit(0.51)
    assert card.detail.text().startswith("Where it says 50.7 %, it is right on ")


def test_curves_are_of_the_chosen_class_with_their_area(card: ReliabilityCard, qtbot: QtBot) -> None:
    assert card.classes.isHidden()
    qtbot.mouseClick(card.switch.button("roc"), Qt.MouseButton.LeftButton)
    assert not card.classes.isHidden()
    assert card.figure.text() == "98.0 %"
    assert card.detail.text() == "95 % interval 95.0 % to 99.0 %"
    with qtbot.waitSignal(card.class_chosen) as chosen:
        card.classes.activated.emit(1)
    assert chosen.args == [1]
    qtbot.mouseClick(card.switch.button("pr"), Qt.MouseButton.LeftButton)
    assert card.figure.text() == "95.0 %"


def test_class_without_pictures_has_no_curves_and_says_why(card: ReliabilityCard, qtbot: QtBot) -> None:
    card.show_figures(figures_of(((5, 1), (0, 0)), ("ants", "bees")))
    qtbot.mouseClick(card.switch.button("roc"), Qt.MouseButton.LeftButton)
    card.show_class(1)
    assert card.figure.text() == "–"
    assert card.figure.toolTip() == "No picture is of this class."
    assert card.note.text().startswith("mean of the only class that has pictures ")
