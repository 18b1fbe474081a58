"""A notice that offers a model."""

import time
from pathlib import Path

import pytest
from PySide6.QtCore import Qt
from PySide6.QtWidgets import QApplication
from pytestqt.qtbot import QtBot

from resnet_studio.core.runs.states import RunState
from resnet_studio.core.runs.summary import RunSummary
from resnet_studio.gui.theme.manager import install
from resnet_studio.gui.widgets.offer import ModelOffer


def run_of(name: str, top1: float, created: float | None = None) -> RunSummary:
    """A finished run with this accuracy on 153 validation pictures, of today."""
    begun = time.time() if created is None else created
    path = Path("/runs") / name
    return RunSummary(path, begun, None, "ants-bees", RunState.FINISHED, 12, 5, top1, 84, 1, True, validation=153)


@pytest.fixture
def offer(qtbot: QtBot, qapp: QApplication) -> ModelOffer:
    install(qapp)
    made = ModelOffer()
    qtbot.addWidget(made)
    return made


def test_offer_names_the_dataset_and_the_model_in_use(offer: ModelOffer, qtbot: QtBot) -> None:
    offer.offer("ants-bees", run_of("one", 0.961), detail="The model in use was trained on digits.")
    assert offer.sentence() == (
        "There is a model for ants-bees, from today: 96.1 % on 153 validation pictures (91.7 % to 98.2 %)."
    )
    assert offer.detail() == "The model in use was trained on digits."
    with qtbot.waitSignal(offer.acted):
        qtbot.mouseClick(offer.button, Qt.MouseButton.LeftButton)
    offer.withdraw()
    assert not offer.isVisible()


def test_offer_that_was_put_away_is_not_made_again_and_another_is(offer: ModelOffer, qtbot: QtBot) -> None:
    offer.offer("ants-bees", run_of("one", 0.961))
    qtbot.mouseClick(offer.cross, Qt.MouseButton.LeftButton)
    offer.offer("ants-bees", run_of("one", 0.961))
    assert not offer.isVisible()
    offer.offer("ants-bees", run_of("two", 0.97))
    assert offer.isVisible()
