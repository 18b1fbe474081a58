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
