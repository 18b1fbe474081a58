"""Going through the epochs of a confusion matrix."""

from __future__ import annotations

import numpy as np
from PySide6.QtCore import Qt
from PySide6.QtWidgets import QApplication
from pytestqt.qtbot import QtBot

from resnet_studio.gui.rooms.results.confusion import ConfusionCard
from resnet_studio.gui.theme.manager import install
from tests.made_figures import TWO, figures_of

EPOCHS = {1: np.array([[0, 1, 70], [1, 1, 83]], np.int32), 2: np.array([[0, 0, 60], [0, 1, 10]], np.int32)}


def test_matrix_of_an_epoch_is_shown_and_the_best_again_for_its_pictures(qtbot: QtBot, qapp: QApplication) -> None:
    install(qapp).choose("light")
    card = ConfusionCard()
    qtbot.addWidget(card)
    other: list[int] = []
    card.epoch_changed.connect(other.append)
    card.resize(350, 300)
    card.show()
    card.show_figures(figures_of(TWO, ("ants", "bees")))
    assert card.epochs.isHidden()
    card.epochs.show_epochs(EPOCHS, 3)
    assert card.epochs.words.text() == "epoch 3, the best"
    qtbot.keyClick(card.epochs.slider, Qt.Key.Key_Home)
    assert card.epochs.words.text() == "after epoch 1"
    assert card.matrix.counts.counts.tolist() == [[0, 70], [0, 83]]
    assert card.epochs.note.isVisible()
    assert "Figures and pictures are of epoch 3, the best" in card.epochs.note.text()
    assert other == [0, 3]
    card.matrix.show_pair(0, 1)
    with qtbot.waitSignal(card.cell_chosen) as chosen:
        qtbot.keyClick(card.matrix, Qt.Key.Key_Return)
    assert chosen.args == [0, 1]
    assert card.epochs.epoch() == 3
    assert not card.epochs.note.isVisible()
    assert other == [0, 3, 0]
    assert card.matrix.counts.counts.tolist() == [[66, 4], [3, 80]]


def test_run_of_an_earlier_version_has_no_slider(qtbot: QtBot) -> None:
    card = ConfusionCard()
    qtbot.addWidget(card)
    card.show_figures(figures_of(TWO))
    card.epochs.show_epochs({}, 3)
    assert card.epochs.isHidden()
