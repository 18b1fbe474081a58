"""A notice about a new model that is worse than the one in use."""

import time

import pytest
from PySide6.QtCore import Qt
from PySide6.QtWidgets import QApplication
from pytestqt.qtbot import QtBot

from resnet_studio.gui.theme.manager import install
from resnet_studio.gui.widgets.kept_model import KeptModel
from tests.gui.widgets.test_offer import run_of


@pytest.fixture
def notice(qtbot: QtBot, qapp: QApplication) -> KeptModel:
    install(qapp)
    made = KeptModel()
    qtbot.addWidget(made)
    return made


def test_notice_names_both_models_and_lets_a_person_switch(notice: KeptModel, qtbot: QtBot) -> None:
    assert not notice.isVisible()
    created = time.mktime((time.localtime().tm_year, 11, 22, 18, 45, 0, 0, 0, -1))
    notice.compare(run_of("new", 0.94), run_of("used", 0.961, created))
    assert notice.sentence() == "The model in use is better than the new one, so it stays in use."
    assert notice.detail() == (
        "In use: 96.1 % on 153 validation pictures (91.7 % to 98.2 %), run of 22 November 18:45. "
        "New: 94.0 % on 153 validation pictures (89.1 % to 96.8 %)."
    )
    assert notice.button.words() == "Use the new one"
    with qtbot.waitSignal(notice.acted):
        qtbot.mouseClick(notice.button, Qt.MouseButton.LeftButton)
    assert not notice.isVisible()
