"""The choice of depth."""

import pytest
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QAbstractButton, QApplication, QLabel
from pytestqt.qtbot import QtBot

from resnet_studio.core.basics.formatting import parameters, size
from resnet_studio.core.network.architecture import PHOTO_DEPTHS, SMALL_DEPTHS
from resnet_studio.core.runs.config import IMAGENET
from resnet_studio.gui.rooms.model.depth import facts
from resnet_studio.gui.rooms.model.room import ModelRoom
from resnet_studio.gui.theme.manager import install
from resnet_studio.gui.threads.thumbnails import ThumbnailLoader
from resnet_studio.gui.work.draft import Draft


@pytest.fixture
def draft() -> Draft:
    return Draft()


@pytest.fixture
def room(qtbot: QtBot, qapp: QApplication, draft: Draft) -> ModelRoom:
    install(qapp).choose("light")
    room = ModelRoom(draft, ThumbnailLoader(qapp))
    qtbot.addWidget(room)
    room.resize(1280, 804)
    with qtbot.waitActive(room):
        room.show()
        room.activateWindow()
    return room


def click(button: QAbstractButton) -> None:
    QTest.mouseClick(button, Qt.MouseButton.LeftButton)


def test_cards_show_published_results() -> None:
    assert [parameters(facts(depth).parameters) for depth in PHOTO_DEPTHS] == [
        "11.7 M",
        "21.8 M",
        "25.6 M",
        "44.5 M",
        "60.2 M",
    ]
    assert [facts(depth).top1 for depth in PHOTO_DEPTHS] == ["69.8 %", "73.3 %", "76.1 %", "77.4 %", "78.3 %"]
    assert size(facts(18).size) == "47 MB"
    # He et al. 2015, table 6, gives parameters too.
    assert [parameters(facts(depth).parameters) for depth in SMALL_DEPTHS] == [
        "0.27 M",
        "0.46 M",
        "0.66 M",
        "0.85 M",
        "1.7 M",
    ]
    assert [facts(depth).top1 for depth in SMALL_DEPTHS] == ["91.2 %", "92.5 %", "92.8 %", "93.0 %", "93.6 %"]


def test_card_chooses_its_depth(room: ModelRoom, draft: Draft) -> None:
    click(room.depths.cards[50])
    assert draft.config.depth == 50
    assert room.depths.cards[50].isChecked()
    assert not room.depths.cards[18].isChecked()
    assert room.totals.trainable.figure() == "0"


def test_each_family_keeps_its_depth(room: ModelRoom, draft: Draft) -> None:
    click(room.depths.cards[34])
    click(room.depths.family.button("small"))
    assert draft.config.depth == 20
    assert room.depths.cards[20].isVisible()
    assert not room.depths.cards[34].isVisible()
    assert room.depths.note() == "as published, for the 10 classes of CIFAR-10"
    click(room.depths.cards[56])
    click(room.depths.family.button("photographs"))
    assert draft.config.depth == 34
    assert draft.config.weights == IMAGENET
    click(room.depths.family.button("small"))
    assert draft.config.depth == 56


def test_all_cards_of_a_row_use_texts_of_one_length(room: ModelRoom, qtbot: QtBot) -> None:
    seen = set()
    for width in (1400, 1280, 1180, 1040, 968):
        room.resize(width, 804)
        for depths in (PHOTO_DEPTHS, SMALL_DEPTHS):
            cards = [room.depths.cards[depth] for depth in depths]
            room.depths.set_depth(depths[0])
            qtbot.waitUntil(lambda cards=cards: cards[0].isVisible())
            endings = {card._parameters.shown().split(maxsplit=2)[-1] for card in cards}
            assert len(endings) == 1, (width, endings)
            seen |= endings
    assert seen == {"parameters", "param."}


def test_figures_of_the_cards_fit_on_a_small_screen(room: ModelRoom, qtbot: QtBot) -> None:
    room.setMinimumSize(1, 1)
    room.resize(838, 444)  # of a screen of 1366 x 768 at a scale of 1.5
    cards = [room.depths.cards[depth] for depth in PHOTO_DEPTHS]
    qtbot.waitUntil(lambda: room.depths.width() < 600)
    for card in cards:
        labels = [label for label in card.findChildren(QLabel) if label.isVisible()]
        assert labels
        for label in labels:
            assert label.width() >= label.minimumSizeHint().width()
            assert label.geometry().right() <= card.width()
