"""Figures, bars and progress segments."""

from __future__ import annotations

import pytest
from PySide6.QtWidgets import QApplication
from pytestqt.qtbot import QtBot

from resnet_studio.gui.theme.manager import install
from resnet_studio.gui.theme.tokens import LIGHT
from resnet_studio.gui.widgets.figures import Bar, ProgressSegments, Share, SplitBar, StatBlock
from resnet_studio.gui.widgets.text import Label
from tests.gui.widgets.shown import pixel


@pytest.fixture(autouse=True)
def look(qapp: QApplication) -> None:
    install(qapp).choose("light")


def test_figure_keeps_its_width_when_a_shorter_one_follows(qtbot: QtBot) -> None:
    block = StatBlock("for 12 epochs", "1 min 24 s")
    qtbot.addWidget(block)
    width = block.sizeHint().width()
    block.set_figure("7 s")
    assert block.figure() == "7 s"
    assert block.sizeHint().width() >= width


def test_detail_follows_its_figure_without_a_gap(qtbot: QtBot) -> None:
    block = StatBlock("Trainable")
    qtbot.addWidget(block)
    block.set_figure("11.2 M", "of 11.2 M")
    width = block.sizeHint().width()
    block.set_figure("0", "of 11.2 M")
    block.show()
    figure, detail = block.findChildren(Label)
    assert detail.x() - (figure.x() + figure.sizeHint().width()) <= 6
    assert block.sizeHint().width() == width


def test_other_caption_begins_with_the_width_that_it_needs(qtbot: QtBot) -> None:
    block = StatBlock("Time left", "12 min 24 s")
    qtbot.addWidget(block)
    width = block.sizeHint().width()
    block.set_caption("Time")
    block.set_figure("7 s")
    assert block.sizeHint().width() < width


def test_running_epoch_segment_is_partly_filled(qtbot: QtBot) -> None:
    bar = ProgressSegments()
    qtbot.addWidget(bar)
    bar.resize(306, 8)
    bar.set_progress(3, 1.5)
    assert [pixel(bar, x, 4) for x in (50, 120, 180, 250)] == [LIGHT.accent, LIGHT.accent, LIGHT.line, LIGHT.line]


def test_progress_with_many_epochs_is_one_bar(qtbot: QtBot) -> None:
    bar = ProgressSegments()
    qtbot.addWidget(bar)
    bar.resize(300, 8)
    bar.set_progress(1000, 500)
    assert (pixel(bar, 140, 4), pixel(bar, 160, 4)) == (LIGHT.accent, LIGHT.line)


def test_split_bar_divides_width_and_omits_empty_shares(qtbot: QtBot) -> None:
    bar = SplitBar()
    qtbot.addWidget(bar)
    bar.resize(102, 10)
    bar.set_shares([Share(1, "ok", "a"), Share(0, "wrong", "none"), Share(3, "accent", "b")])
    first, second = bar.boxes()
    assert (first.width(), second.left(), second.width()) == (25, 27, 75)
    assert bar.accessibleName() == "a, b"
    assert (pixel(bar, 10, 5), pixel(bar, 60, 5)) == (LIGHT.ok, LIGHT.accent)


def test_empty_split_bar_paints(qtbot: QtBot) -> None:
    bar = SplitBar(20)
    qtbot.addWidget(bar)
    bar.resize(100, 20)
    assert pixel(bar, 50, 10) == LIGHT.line


@pytest.mark.parametrize("dashed", [False, True])
def test_line_of_a_share_that_is_only_proposed_is_dashed(qtbot: QtBot, dashed: bool) -> None:
    bar = SplitBar(8)
    qtbot.addWidget(bar)
    bar.resize(200, 8)
    bar.set_shares([Share(1, "surface", line="accent", dashed=dashed)])
    image = bar.grab().toImage()
    assert (len({image.pixel(x, 0) for x in range(20, 180)}) > 1) is dashed


@pytest.mark.parametrize(("value", "filled"), [(-1.0, 0), (0.0, 0), (0.5, 50), (2.0, 100)])
def test_bar_is_filled_to_its_value(qtbot: QtBot, value: float, filled: int) -> None:
    bar = Bar(value, "accent", 10)
    qtbot.addWidget(bar)
    bar.resize(100, 10)
    image = bar.grab().toImage()
    painted = sum(image.pixelColor(x, 5).name() == LIGHT.accent for x in range(100))
    assert painted == pytest.approx(filled, abs=3)
