"""The card of splits shows the split in force beside what would be, and keeps its buttons where they are."""

import shutil
from dataclasses import replace
from pathlib import Path

import pytest
from PySide6.QtCore import QPoint
from PySide6.QtWidgets import QApplication
from pytestqt.qtbot import QtBot

from resnet_studio.core.dataset.dataset import Dataset, apply
from resnet_studio.core.dataset.edits import FolderSplit, SplitBySeed
from resnet_studio.core.dataset.group_split import Shares
from resnet_studio.core.dataset.planned_split import kept_together, planned
from resnet_studio.core.dataset.scan import scan
from resnet_studio.gui.rooms.data.split_card import SplitCard


@pytest.fixture
def dataset(copied_colours: Path) -> Dataset:
    return scan(copied_colours)


@pytest.fixture
def card(qtbot: QtBot, dataset: Dataset) -> SplitCard:
    card = SplitCard()
    qtbot.addWidget(card)
    card.show_dataset(dataset)
    return card


def _figures(card: SplitCard) -> list[tuple[str, str]]:
    return [(now.text(), then.text()) for now, then in card.shares.counts.values()]


def test_split_in_force_shows_beside_what_would_be_and_the_folders_own_comes_back_by_a_click(
    card: SplitCard, dataset: Dataset, qtbot: QtBot
) -> None:
    pictures = tuple(
        replace(one, part="validation") if one.path.endswith(("0.png", "1.png")) else one
        for one in dataset.catalogue.pictures
    )
    own = apply(replace(dataset.catalogue, pictures=pictures), ())
    assert own.split.source == "folder"
    card.show_dataset(own)
    now = own.size("train"), own.size("validation")
    with qtbot.waitSignal(card.plan_wanted) as asked:
        card.show_found(own, kept_together(own, []))
    plan = planned(own, asked.args[0], (), Shares(0.5), 0)
    with qtbot.waitSignal(card.plan_wanted):
        card.validation.setValue(50)
    card.show_planned(own, plan)
    then = plan.pictures["train"], plan.pictures["validation"]
    assert now != then
    assert _figures(card)[:2] == [(str(now[0]), str(then[0])), (str(now[1]), str(then[1]))]
    assert card.own.sentence.text().startswith("As the folder brings it")
    assert card.own.button.isHidden()
    after = own.with_edit(SplitBySeed(0.2, 3))
    card.show_dataset(after)
    assert card.own.sentence.text() == "At random, without regard to groups: 20 % of each class, seed 3."
    assert _figures(card)[1][0] == str(after.size("validation"))
    assert not card.own.button.isHidden()
    with qtbot.waitSignal(card.edit_wanted) as made:
        card.own.button.click()
    assert made.args == [FolderSplit()]


def test_buttons_stay_where_they_are_when_more_or_less_is_said_and_another_dataset_has_nothing_of_the_last(
    card: SplitCard, dataset: Dataset, qtbot: QtBot, tmp_path: Path
) -> None:
    card.resize(288, 900)
    with qtbot.waitExposed(card):
        card.show()
    with qtbot.waitSignal(card.plan_wanted) as asked:
        card.show_found(dataset, kept_together(dataset, []))
    places = set()
    for validation in (20, 40):
        with qtbot.waitSignal(card.plan_wanted) as asked:
            card.validation.setValue(validation + 1)
        card.show_planned(dataset, planned(dataset, asked.args[0], (), *asked.args[1:]))
        card.verdict.say("One line.")
        for words in ("", "First.\nSecond.\nThird."):
            card.verdict.say("One line.", words)
            qtbot.waitUntil(lambda words=words: card.verdict.detail.isVisible() == bool(words))
            QApplication.sendPostedEvents()
            QApplication.processEvents()
            places.add(card.split_button.mapTo(card, QPoint()).y())
    assert len(places) == 1
    shutil.copytree(dataset.root, tmp_path / "other")
    card.show_dataset(scan(tmp_path / "other"))
    assert card.verdict.isHidden()
