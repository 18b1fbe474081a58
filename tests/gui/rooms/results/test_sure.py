"""Asking for a share of right answers, and keeping the threshold that gives it."""

from __future__ import annotations

from dataclasses import replace

import pytest
from PySide6.QtCore import Qt
from PySide6.QtWidgets import QApplication
from pytestqt.qtbot import QtBot

from resnet_studio.core.runs.figures import Covered
from resnet_studio.core.runs.threshold import Threshold
from resnet_studio.gui.rooms.results.sure import SureCard
from resnet_studio.gui.theme.manager import install
from tests.made_figures import figures_of

COVERAGE = (Covered(0.9, 50, 50), Covered(0.8, 80, 79), Covered(0.6, 90, 85), Covered(0.5, 100, 90))
FIGURES = replace(figures_of(((45, 5), (5, 45))), coverage=COVERAGE)


@pytest.fixture
def card(qtbot: QtBot, qapp: QApplication) -> SureCard:
    install(qapp).choose("light")
    card = SureCard()
    qtbot.addWidget(card)
    card.show()
    card.show_figures(FIGURES, FIGURES)
    return card


def test_share_that_is_asked_for_is_answered_with_the_coverage(card: SureCard) -> None:
    assert card.asked.text() == "At least 98 % of the answers right"
    assert card.answer.text() == "answers 80.0 % of the pictures"
    assert card.detail.text().startswith("79 of 80 answers right, 95 % interval 93.3 % to 99.8 %.")
    card.slider.setValue(90)
    assert card.answer.text() == "answers 100.0 % of the pictures"
    card.slider.setValue(100)
    assert card.threshold() == Threshold(1.0, 0.9, "validation", 0.55)


def test_test_pictures_choose_no_threshold_and_say_what_the_one_of_validation_gives(card: SureCard) -> None:
    test = replace(FIGURES, part="test", coverage=(Covered(0.85, 40, 40), Covered(0.7, 100, 70)))
    chosen = card.threshold()
    card.show_figures(test, FIGURES)
    assert chosen is not None
    assert (card.threshold(), chosen.threshold, chosen.part) == (chosen, 0.8, "validation")
    assert card.asked.text() == "At least 98 % of the answers right on validation"
    assert card.answer.text() == "answers 40.0 % of the pictures"
    assert card.detail.text().endswith("Not sure below 80.0 %.")
    card.show_figures(FIGURES, replace(FIGURES, weights="one replaced by other"))
    assert (card.keep.isEnabled(), "are damaged" in card.keep.toolTip()) == (False, True)
    card.show_figures(test, None)
    assert card.threshold() is None
    assert (card.keep.isEnabled(), "were not measured" in card.keep.toolTip()) == (False, True)


def test_threshold_that_no_probability_can_be_below_is_not_said(card: SureCard) -> None:
    figures = replace(FIGURES, coverage=(Covered(0.9, 50, 50), Covered(0.296, 100, 99)))  # of an earlier version
    card.show_figures(figures, figures)
    assert card.detail.text().endswith("99.8 %. No answer is so improbable that it would be “not sure”.")
    low = replace(FIGURES, coverage=(Covered(0.9, 50, 50), Covered(0.546, 100, 99)))
    card.show_figures(low, low)
    assert card.detail.text().endswith("Not sure below 54.6 %.")


def test_share_that_no_threshold_gives_is_said_to_be_so(card: SureCard) -> None:
    figures = replace(FIGURES, coverage=(Covered(0.9, 50, 40), Covered(0.5, 100, 70)))
    card.show_figures(figures, figures)
    assert card.answer.text() == "answers no picture"
    assert card.threshold() is None
    assert not card.keep.isEnabled()
    assert card.keep.toolTip() == "No threshold gives so many right answers on these pictures."


def test_threshold_is_kept_and_changed_only_when_asked_and_can_be_taken_back(card: SureCard, qtbot: QtBot) -> None:
    with qtbot.waitSignal(card.keep_wanted) as wanted:
        qtbot.mouseClick(card.keep, Qt.MouseButton.LeftButton)
    assert wanted.args == [Threshold(0.98, 0.8, "validation", 0.55)]
    card.show_kept(Threshold(0.98, 0.8, "validation", 0.55))
    assert card.kept.text() == "Kept with the model: Use says “not sure” below it."
    assert not card.keep.isVisible()
    card.show_figures(replace(FIGURES, weights="one replaced by other"), FIGURES)
    assert card.kept.text().endswith("Use does not apply it.")
    card.show_figures(FIGURES, FIGURES)
    with qtbot.assertNotEmitted(card.keep_wanted, wait=400):
        card.slider.setValue(94)
    assert card.kept.text() == "Kept with the model: 98 %. Use says “not sure” below it."
    assert card.keep.words() == "Keep this instead"
    with qtbot.waitSignal(card.keep_wanted) as wanted:
        qtbot.mouseClick(card.keep, Qt.MouseButton.LeftButton)
    assert wanted.args == [Threshold(0.94, 0.6, "validation", 0.55)]
    with qtbot.waitSignal(card.keep_wanted) as wanted:
        qtbot.mouseClick(card.forget, Qt.MouseButton.LeftButton)
    assert wanted.args == [None]


def test_kept_threshold_sets_the_slider_without_being_kept_again(card: SureCard, qtbot: QtBot) -> None:
    with qtbot.assertNotEmitted(card.keep_wanted, wait=400):
        card.show_kept(Threshold(0.9, 0.5, "validation"))
    assert card.slider.value() == 90


def test_kept_threshold_of_another_temperature_is_said_to_be_without_effect(card: SureCard, qtbot: QtBot) -> None:
    kept = card.threshold()
    assert kept is not None
    card.show_kept(replace(kept, temperature=1.7))
    assert card.kept.text().endswith("Use does not apply it.")
    assert not card.keep.isHidden()
    with qtbot.waitSignal(card.keep_wanted) as wanted:
        card.keep.click()
    assert wanted.args == [kept]
