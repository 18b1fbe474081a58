"""The card of a split in which what belongs together stays in one part."""

from dataclasses import replace
from pathlib import Path

import pytest
from PySide6.QtCore import Qt
from PySide6.QtWidgets import QScrollArea
from pytestqt.qtbot import QtBot

from resnet_studio.core.dataset.dataset import Dataset, apply
from resnet_studio.core.dataset.group_split import Shares
from resnet_studio.core.dataset.name_groups import NameGroups
from resnet_studio.core.dataset.picture_edits import LeaveOut
from resnet_studio.core.dataset.planned_split import kept_together, planned
from resnet_studio.core.dataset.scan import scan
from resnet_studio.gui.rooms.data.split_card import SplitCard
from resnet_studio.gui.rooms.data.split_parts import detail_of
from resnet_studio.gui.widgets.paint import colour


@pytest.fixture
def dataset(copied_colours: Path) -> Dataset:
    for folder in ("blue", "green", "red"):
        for number, picture in enumerate(sorted((copied_colours / folder).iterdir())):
            picture.rename(picture.with_name(f"{folder}{number // 3}_{number}.png"))
    return scan(copied_colours)


@pytest.fixture
def card(qtbot: QtBot, dataset: Dataset) -> SplitCard:
    card = SplitCard()
    qtbot.addWidget(card)
    card.show_dataset(dataset)
    return card


def test_names_are_proposed_and_what_is_planned_can_be_made(card: SplitCard, dataset: Dataset, qtbot: QtBot) -> None:
    with qtbot.waitSignal(card.plan_wanted) as asked:
        card.show_found(dataset, kept_together(dataset, None))
    by, shares, seed, _ = asked.args
    assert (by, shares, seed) == ("names", Shares(0.2), 0), "as asked for, which came to 17 %"
    assert card.example.accessibleName() == "blue0_0.png"
    assert card.detail.text() == "12 groups, of at most 3 pictures."
    plan = planned(dataset, by, (), shares, seed)
    card.show_planned(dataset, plan)
    assert card.verdict.sentence.text() == "No group would be on both sides."
    with qtbot.waitSignal(card.edit_wanted) as made:
        card.split_button.click()
    assert made.args == [plan.edit]
    after = dataset.with_edit(plan.edit)
    card.show_dataset(after)
    assert (card.by.current(), card.validation.text()) == ("names", "20 %")
    card.show_planned(after, planned(after, by, (), shares, seed))
    assert not card.split_button.isEnabled(), "nothing would change"


def test_single_groups_and_pictures_are_counted_as_such() -> None:
    def said(number: int, largest: int, unfitting: int = 0) -> str:
        return detail_of("names", NameGroups((), number, largest, unfitting, ("a_1.png", 1)))

    assert said(39, 1) == "39 groups, of at most 1 picture."
    assert said(1, 3, 1) == "1 group, of 3 pictures. 1 name does not fit; it stands alone."


def test_what_a_person_chose_stays_and_other_ways_say_why_they_are_missing(
    card: SplitCard, dataset: Dataset, qtbot: QtBot
) -> None:
    with qtbot.waitSignal(card.plan_wanted):
        card.show_found(dataset, kept_together(dataset, [("blue/blue0_0.png", "blue/blue0_1.png")]))
    with qtbot.waitSignal(card.plan_wanted) as asked:
        card.by.button("near_duplicates").click()
    assert asked.args[0] == "near_duplicates"
    assert not card.by.button("folders").isEnabled()
    assert card.by.button("column").toolTip() == "Open a table with a column of what stays together"
    with qtbot.waitSignal(card.plan_wanted) as asked:
        card.show_found(dataset, kept_together(dataset, []))
    assert asked.args[0] == "near_duplicates"


def test_pattern_is_typed_with_an_example_and_kept_with_the_split(
    card: SplitCard, dataset: Dataset, qtbot: QtBot
) -> None:
    with qtbot.waitSignal(card.plan_wanted):
        card.show_found(dataset, kept_together(dataset, None))
    card.by.button("pattern").click()
    field = card.pattern
    assert field.problem.text().endswith("such as patient*_")
    with qtbot.assertNotEmitted(card.plan_wanted, wait=20):
        qtbot.keyClicks(field.edit, "red*")
    assert field.problem.text() == "Write what comes after the last *, such as _ or -: there a group's name ends."
    assert not card.split_button.isEnabled()
    with qtbot.waitSignal(card.plan_wanted) as asked:
        qtbot.keyClicks(field.edit, "_")
    assert field.problem.isHidden()
    _, shares, seed, pattern = asked.args
    card.show_planned(dataset, planned(dataset, "pattern", (), shares, seed, pattern))
    assert field.examples.text() == "red0_ (3 pictures)\nred1_ (3 pictures)\nred2_ (3 pictures)"
    assert card.detail.text() == "4 groups, of at most 3 pictures. 24 names do not fit; each stands alone."
    with qtbot.waitSignal(card.edit_wanted) as made:
        card.split_button.click()
    qtbot.keyClick(field.edit, Qt.Key.Key_Backspace)
    qtbot.waitUntil(lambda: not card.detail.text())
    after = dataset.with_edit(made.args[0])
    again = SplitCard()
    qtbot.addWidget(again)
    again.show_dataset(after)
    assert (again.by.current(), again.pattern.pattern()) == ("pattern", "red*_")


def test_pattern_that_fits_no_name_is_not_split_by(card: SplitCard, dataset: Dataset, qtbot: QtBot) -> None:
    with qtbot.waitSignal(card.plan_wanted) as asked:
        card.show_found(dataset, kept_together(dataset, ()))
    by, shares, seed, pattern = asked.args
    card.show_planned(dataset, planned(dataset, by, (), shares, seed, pattern))
    assert card.shares.groups.text().startswith("Then in ")
    card.by.button("pattern").click()
    qtbot.waitUntil(lambda: not card.shares.groups.text())
    with qtbot.waitSignal(card.plan_wanted) as asked:
        qtbot.keyClicks(card.pattern.edit, "violet*_")
    _, shares, seed, pattern = asked.args
    card.show_planned(dataset, planned(dataset, "pattern", (), shares, seed, pattern))
    assert card.detail.text() == "No file name begins like that."
    assert card.verdict.isHidden()
    assert not card.split_button.isEnabled()


def test_shares_that_leave_nothing_for_training_are_refused(card: SplitCard, dataset: Dataset, qtbot: QtBot) -> None:
    with qtbot.waitSignal(card.plan_wanted):
        card.show_found(dataset, kept_together(dataset, None))
    card.test.setValue(90)
    qtbot.waitUntil(lambda: card.verdict.sentence.text().startswith("Validation needs a share"))
    assert not card.split_button.isEnabled()


def test_test_part_of_the_folder_is_asked_for_and_it_is_said_where_none_would_be_left(
    card: SplitCard, dataset: Dataset, qtbot: QtBot
) -> None:
    pictures = tuple(replace(one, part="test") if "0_" in one.path else one for one in dataset.catalogue.pictures)
    tested = apply(replace(dataset.catalogue, pictures=pictures), dataset.edits)
    card.show_dataset(tested)
    with qtbot.waitSignal(card.plan_wanted) as asked:
        card.show_found(tested, kept_together(tested, None))
    assert card.test.value() == round(100 * tested.size("test") / len(tested.pictures), 2)
    card.show_planned(tested, planned(tested, asked.args[0], (), *asked.args[1:]))
    assert "No test part" not in card.verdict.detail.text()
    with qtbot.waitSignal(card.plan_wanted) as asked:
        card.test.setValue(0)
    card.show_planned(tested, planned(tested, asked.args[0], (), *asked.args[1:]))
    lost = f"No test part would be left: its {tested.size('test')} pictures are divided, too."
    assert lost in card.verdict.detail.text()


@pytest.mark.parametrize(("width", "height", "wide"), [(288, 684, False), (624, 492, True)])
def test_everything_is_in_sight_in_a_window_of_1280_and_of_1024_px(
    card: SplitCard, dataset: Dataset, qtbot: QtBot, *, width: int, height: int, wide: bool
) -> None:
    card.set_wide(wide)
    card.resize(width, height)
    with qtbot.waitExposed(card):
        card.show()
    with qtbot.waitSignal(card.plan_wanted) as asked:
        card.show_found(dataset, kept_together(dataset, None))
    card.show_planned(dataset, planned(dataset, asked.args[0], (), *asked.args[1:]))
    (area,) = card.findChildren(QScrollArea)
    switch = card.switch.geometry()
    for key, last in (("split", card.verdict), ("folds", card.folds.train_button)):
        card.switch.button(key).click()
        qtbot.waitUntil(lambda last=last: last.isVisible() and not last.visibleRegion().isEmpty())
        card.grab()
        assert last.visibleRegion().boundingRect() == last.rect()
        assert area.verticalScrollBar().maximum() == 0
        assert card.switch.geometry() == switch, "a click back finds it where it was"


def test_number_of_folds_is_checked(card: SplitCard, qtbot: QtBot) -> None:
    card.switch.button("folds").click()
    for wrong in (1, 100):
        card.folds.count.setValue(wrong)
        assert not card.folds.train_button.isEnabled()
        assert card.folds.count.property("wrong")
    card.folds.count.setValue(4)
    with qtbot.waitSignal(card.folds.train_wanted) as asked:
        card.folds.train_button.click()
    assert asked.args == [4]


def test_click_after_typing_makes_the_split_that_was_typed(card: SplitCard, dataset: Dataset, qtbot: QtBot) -> None:
    known = kept_together(dataset, [])
    with qtbot.waitSignal(card.plan_wanted) as asked:
        card.show_found(dataset, known)
    by, shares, seed, _ = asked.args
    earlier = planned(dataset, by, (), shares, seed)
    card.show_planned(dataset, earlier)
    made: list[object] = []
    with qtbot.waitExposed(card):
        card.show()
    card.validation.setFocus()
    card.validation.selectAll()
    card.edit_wanted.connect(made.append)
    with qtbot.waitSignal(card.plan_wanted) as asked:
        qtbot.keyClicks(card.validation, "30")
        qtbot.mouseClick(card.split_button, Qt.MouseButton.LeftButton)  # its press takes the focus from the box
    assert asked.args == [by, Shares(0.3), seed, ""]
    card.show_planned(dataset, earlier)
    assert made == [], "the plan of what the boxes said before"
    wanted = planned(dataset, by, (), *asked.args[1:])
    card.show_planned(scan(dataset.root), wanted)
    assert made == [], "the plan of another dataset"
    card.show_planned(dataset, wanted)
    assert made == [wanted.edit]
    card.seed.setValue(2**32)
    qtbot.waitUntil(lambda: not card.split_button.isEnabled())
    card.show_planned(dataset, wanted)
    assert not card.split_button.isEnabled()


def test_near_duplicates_are_offered_once_they_were_looked_for(card: SplitCard, dataset: Dataset, qtbot: QtBot) -> None:
    with qtbot.waitSignal(card.plan_wanted) as asked:
        card.show_found(dataset, kept_together(dataset, None))
    card.show_planned(dataset, planned(dataset, asked.args[0], (), *asked.args[1:]))
    assert not card.by.button("near_duplicates").isEnabled()
    assert card.verdict.detail.text().endswith(
        "Near-duplicates were not looked for: the pictures were not checked yet."
    )
    nothing = replace(kept_together(dataset, None), names=None)
    card.show_found(dataset, nothing)
    qtbot.waitUntil(lambda: card.verdict.sentence.text().startswith("Near-duplicates were not looked for"))
    assert not card.split_button.isEnabled()
    with qtbot.waitSignal(card.plan_wanted) as asked:
        card.show_found(dataset, replace(nothing, alike=0))
    assert asked.args[0] == "near_duplicates"


def test_what_was_typed_stays_through_an_edit(card: SplitCard, dataset: Dataset) -> None:
    card.validation.setValue(40)
    after = dataset.with_edit(LeaveOut((dataset.pictures[0].path,)))
    card.show_dataset(after)
    assert card.validation.value() == 40
    card.show_dataset(after.with_edit(planned(after, "names", (), Shares(0.25), 3).edit))
    assert (card.validation.value(), card.seed.value()) == (25, 3)


def test_reset_takes_back_what_was_typed_and_is_only_there_for_that(
    card: SplitCard, dataset: Dataset, qtbot: QtBot
) -> None:
    with qtbot.waitSignal(card.plan_wanted):
        card.show_found(dataset, kept_together(dataset, []))
    assert not card.reset_button.isEnabled()
    assert card.reset_button.toolTip() == "This is what there is now"
    card.edit_wanted.connect(lambda _: pytest.fail("no picture changes its part"))
    with qtbot.waitExposed(card):
        card.show()
    card.by.button("near_duplicates").click()
    card.seed.setValue(7)
    card.validation.setFocus()
    card.validation.selectAll()
    with qtbot.waitSignal(card.plan_wanted):
        qtbot.keyClicks(card.validation, "30")
        qtbot.mouseClick(card.reset_button, Qt.MouseButton.LeftButton)
    assert (card.by.current(), card.seed.value(), card.validation.value()) == ("names", 0, 20)
    assert not card.reset_button.isEnabled()


def test_sound_split_that_a_person_has_not_touched_is_not_praised(
    card: SplitCard, dataset: Dataset, qtbot: QtBot
) -> None:
    bare = replace(kept_together(dataset, []), names=None)
    with qtbot.waitSignal(card.plan_wanted) as asked:
        card.show_found(dataset, bare)
    given = planned(dataset, asked.args[0], (), *asked.args[1:])
    assert given.moved
    card.show_planned(dataset, given)
    verdict = card.verdict
    assert verdict.sentence.text() == "No group is on both sides now."
    assert verdict.detail.text() == (
        f"Nothing is changed. A new split like this would move {given.moved} pictures to another part."
    )
    assert verdict.grab().toImage().pixelColor(20, 4) == colour("bg")
    with qtbot.waitSignal(card.plan_wanted) as asked:
        card.validation.setValue(30)
    card.show_planned(dataset, planned(dataset, asked.args[0], (), *asked.args[1:]))
    assert verdict.sentence.text() == "No group would be on both sides."
    assert verdict.grab().toImage().pixelColor(20, 4) == colour("ok_tint")
