from dataclasses import replace
from pathlib import Path

import pytest
from PySide6.QtCore import Qt
from PySide6.QtWidgets import QApplication
from pytestqt.qtbot import QtBot

from resnet_studio.core.config import TrainConfig
from resnet_studio.core.runs import RunSummary
from resnet_studio.gui.recovery import RecoveryOffer
from resnet_studio.gui.theme.manager import install

CUT = RunSummary(
    Path("runs/ants"), 0.0, TrainConfig.build(epochs=8), "ants", "cut off", 3, 2, 0.9, 10.0, 1000, usable=True
)


@pytest.fixture
def offer(qtbot: QtBot, qapp: QApplication) -> RecoveryOffer:
    install(qapp)
    made = RecoveryOffer()
    qtbot.addWidget(made)
    return made


def test_the_newest_run_is_offered_if_it_was_cut_off(offer: RecoveryOffer, qtbot: QtBot) -> None:
    offer.look_at([CUT, replace(CUT, state="finished")])
    assert offer.isVisible()
    assert offer.notice.sentence() == "The run ants was cut off after 3 of 8 epochs."
    with qtbot.waitSignal(offer.resume_wanted) as wanted:
        qtbot.mouseClick(offer.notice.button, Qt.MouseButton.LeftButton)
    assert wanted.args == [CUT]
    assert not offer.isVisible()


@pytest.mark.parametrize("state", ["finished", "paused", "stopped", "failed", "in training"])
def test_nothing_else_is_offered(offer: RecoveryOffer, state: str) -> None:
    offer.look_at([replace(CUT, state=state), CUT])
    assert not offer.isVisible()


def test_only_the_first_list_counts(offer: RecoveryOffer, qtbot: QtBot) -> None:
    offer.look_at([])
    offer.look_at([CUT])
    assert not offer.isVisible()


def test_the_cross_hides_it(offer: RecoveryOffer, qtbot: QtBot) -> None:
    offer.look_at([CUT])
    qtbot.mouseClick(offer.notice.cross, Qt.MouseButton.LeftButton)
    assert not offer.isVisible()
