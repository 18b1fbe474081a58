"""Labels show plain text, elide it, and change their tone."""

from __future__ import annotations

import pytest
from PySide6.QtCore import Qt
from PySide6.QtGui import QColor
from PySide6.QtWidgets import QApplication, QLabel
from pytestqt.qtbot import QtBot

from resnet_studio.gui.theme.manager import install
from resnet_studio.gui.theme.tokens import BODY, DARK, LIGHT, MEDIUM
from resnet_studio.gui.widgets.text import ElidedLabel, FigureLabel, Label, plain_tip, unbroken
from tests.gui.widgets.shown import shown

MARKUP = "<b>ants</b> & <img src=x>"


@pytest.fixture(autouse=True)
def look(qapp: QApplication) -> None:
    install(qapp).choose("light")


def test_label_shows_markup_literally(qtbot: QtBot) -> None:
    label = Label(MARKUP)
    qtbot.addWidget(label)
    assert label.textFormat() == Qt.TextFormat.PlainText
    assert label.sizeHint().width() >= label.fontMetrics().horizontalAdvance(MARKUP)


def test_tooltip_shows_markup_literally() -> None:
    assert "&lt;b&gt;ants" in plain_tip(MARKUP)
    assert plain_tip("ants & bees.jpg") == "ants & bees.jpg"


def test_long_text_is_elided_and_whole_in_tooltip(qtbot: QtBot) -> None:
    label = ElidedLabel("252537927_some_long_name_a516d.jpg")
    label.resize(120, 20)
    shown(qtbot, label)
    assert label.shown().startswith("2525")
    assert label.shown().endswith(".jpg")
    assert "…" in label.shown()
    assert label.toolTip() == label.text()
    label.resize(900, 20)
    assert label.shown() == label.text()
    assert label.toolTip() == ""


def test_shorter_text_is_shown_before_a_long_one_is_elided(qtbot: QtBot) -> None:
    label = ElidedLabel()
    label.setText("Ended early after 12 epochs. ResNet-18, head trained", "Ended early after 12 epochs", "Ended")
    label.resize(900, 20)
    shown(qtbot, label)
    assert label.shown() == label.text()
    for text in ("Ended early after 12 epochs", "Ended"):
        label.resize(label.fontMetrics().horizontalAdvance(text) + 2, 20)
        assert label.shown() == text
        assert label.toolTip() == label.text()
    label.resize(20, 20)
    assert "…" in label.shown()


@pytest.mark.parametrize(
    ("text", "whole"),
    [
        ("done in 5 min 49 s", ["5 min", "49 s"]),
        ("Best run: > 99.9 %, of 45 MB.", ["> 99.9 %", "45 MB"]),
        ("2 h 5 min for 1.8 GMAC and 11.7 M", ["2 h", "5 min", "1.8 GMAC", "11.7 M"]),
    ],
)
def test_figure_and_unit_are_not_broken_over_two_lines(qtbot: QtBot, text: str, whole: list[str]) -> None:
    words = unbroken(text).split(" ")
    for figure in whole:
        assert any(word.replace("\N{NO-BREAK SPACE}", " ").startswith(figure) for word in words)
    label = Label(text, wrap=True)
    qtbot.addWidget(label)
    assert label.text() == text
    assert QLabel.text(label) == unbroken(text)


def test_words_behind_a_number_may_be_broken() -> None:
    for text in ("7 of 15 epochs", "3 hidden layers", "2 more minutes", "10 small sizes"):
        assert unbroken(text) == text


def test_elided_label_is_as_high_as_a_label(qtbot: QtBot) -> None:
    for size in (11, 12, 13, 15, 20):
        label, elided = Label("train", size), ElidedLabel("train", size)
        qtbot.addWidget(label)
        qtbot.addWidget(elided)
        assert elided.sizeHint().height() == label.sizeHint().height(), f"different baselines in a row at {size} px"


def test_tone_changes_text_colour(qtbot: QtBot) -> None:
    label = Label("mmmm", 28, 600)
    qtbot.addWidget(label)
    label.set_tone("wrong")
    image = label.grab().toImage()
    colours = {image.pixelColor(x, y).name() for x in range(image.width()) for y in range(image.height())}
    assert LIGHT.wrong in colours


def test_line_with_an_elided_name_is_cut_only_there(qtbot: QtBot) -> None:
    whole = "40 pictures, pictures of the expe…r of 2024, ResNet-18, 97.3 % on validation"
    label = ElidedLabel(whole)
    qtbot.addWidget(label)
    metrics = label.fontMetrics()
    label.resize(metrics.horizontalAdvance(whole) - 60, 20)
    shown = label.shown()
    assert metrics.horizontalAdvance(shown) <= label.width()
    assert shown.count("…") == 1
    assert shown.startswith("40 pictures, pict")
    assert shown.endswith("24, ResNet-18, 97.3 % on validation")


def test_link_takes_the_colour_of_another_theme(qtbot: QtBot, qapp: QApplication) -> None:
    look = install(qapp)
    look.choose("light")
    label = Label()
    qtbot.addWidget(label)
    label.setTextFormat(Qt.TextFormat.RichText)
    label.setText("<a href='https://pytorch.org'>an address</a>")
    label.show()

    def has(colour: str) -> bool:
        image, wanted = label.grab().toImage(), QColor(colour)
        return any(image.pixelColor(x, y) == wanted for x in range(image.width()) for y in range(image.height()))

    assert has(LIGHT.accent)
    look.choose("dark")
    qtbot.waitUntil(lambda: has(DARK.accent))
    assert not has(LIGHT.accent)
    look.choose("light")


def test_figure_label_keeps_its_width_until_it_says_something_else(qtbot: QtBot) -> None:
    label = FigureLabel("Waiting for the engine to look for weights")
    qtbot.addWidget(label)
    label.setText("1,000 of 1,234")
    wide = label.sizeHint().width()
    assert wide == Label("1,000 of 1,234", BODY, MEDIUM).sizeHint().width()
    label.setText("5 of 40")
    assert label.sizeHint().width() == wide
