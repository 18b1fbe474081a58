"""Selectable cards behave like radio buttons."""

from __future__ import annotations

import pytest
from PySide6.QtCore import Qt
from PySide6.QtWidgets import QApplication, QButtonGroup, QVBoxLayout, QWidget
from pytestqt.qtbot import QtBot

from resnet_studio.gui.theme.manager import install
from resnet_studio.gui.theme.tokens import LIGHT
from resnet_studio.gui.widgets.card import SelectableCard
from resnet_studio.gui.widgets.choice import one_tab_stop
from resnet_studio.gui.widgets.text import Label
from tests.gui.widgets.shown import pixel, shown


@pytest.fixture(autouse=True)
def look(qapp: QApplication) -> None:
    install(qapp).choose("light")


def test_cards_behave_like_radio_buttons(qtbot: QtBot) -> None:
    window = QWidget()
    column = QVBoxLayout(window)
    group = QButtonGroup(window)
    cards = [SelectableCard(name) for name in ("18", "34")]
    for card in cards:
        card.layout_.addWidget(Label("x"))
        column.addWidget(card)
        group.addButton(card)
    cards[0].setChecked(True)
    one_tab_stop(group)
    shown(qtbot, window)
    qtbot.mouseClick(cards[1], Qt.MouseButton.LeftButton)
    assert not cards[0].isChecked()
    assert pixel(cards[1], 0, cards[1].height() // 2) == LIGHT.accent
    assert cards[0].focusPolicy() == Qt.FocusPolicy.ClickFocus
    qtbot.keyClick(cards[1], Qt.Key.Key_Up)
    assert cards[0].isChecked()


def test_card_without_a_mark_shows_by_a_bar_that_it_is_chosen(qtbot: QtBot) -> None:
    card = SelectableCard("blurred", marked=False)
    card.setFixedSize(200, 80)
    shown(qtbot, card)
    card.setChecked(True)
    middle = card.height() // 2
    assert pixel(card, 1, middle) == LIGHT.accent
    image, edge = card.grab().toImage(), card.width()
    right = {image.pixelColor(x, y).name() for x in range(edge - 30, edge - 12) for y in range(12, middle)}
    assert right == {LIGHT.tint}
