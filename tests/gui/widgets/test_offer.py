"""A notice that offers a model."""

import time

import pytest
from PySide6.QtCore import Qt
from PySide6.QtWidgets import QApplication
from pytestqt.qtbot import QtBot

from resnet_studio.gui.theme.manager import install
from resnet_studio.gui.widgets.offer import ModelOffer


@pytest.fixture
def offer(qtbot: QtBot, qapp: QApplication) -> ModelOffer:
    install(qapp)
    made = ModelOffer()
    qtbot.addWidget(made)
    return made


def test_offer_names_the_dataset_and_the_model_in_use(offer: ModelOffer, qtbot: QtBot) -> None:
    offer.offer("one", "ants-bees", 0.961, time.time(), detail="The model in use was trained on digits.")
    assert offer.sentence() == "There is a model for ants-bees: 96.1 % on validation, from today."
    assert offer.detail() == "The model in use was trained on digits."
    with qtbot.waitSignal(offer.acted):
        qtbot.mouseClick(offer.button, Qt.MouseButton.LeftButton)
    offer.withdraw()
    assert not offer.isVisible()


def test_offer_that_was_put_away_is_not_made_again_and_another_is(offer: ModelOffer, qtbot: QtBot) -> None:
    offer.offer("one", "ants-bees", 0.961, time.time())
    qtbot.mouseClick(offer.cross, Qt.MouseButton.LeftButton)
    offer.offer("one", "ants-bees", 0.961, time.time())
    assert not offer.isVisible()
    offer.offer("two", "ants-bees", 0.97, time.time())
    assert offer.isVisible()
