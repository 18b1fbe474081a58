"""The verdict about two runs."""

from dataclasses import replace

import pytest
from PySide6.QtWidgets import QApplication
from pytestqt.qtbot import QtBot

from resnet_studio.core.basics.message import message
from resnet_studio.core.protocol.events import Phase, Progress
from resnet_studio.core.protocol.jobs.compare import Compared
from resnet_studio.gui.rooms.runs.difference_axis import ticks
from resnet_studio.gui.rooms.runs.verdict import VerdictCard, counts, difference, verdict

FOUND = Compared("a", "b", "validation", 153, 141, 5, 4, 0.954, 0.948, 1.0, -0.032, 0.045, "no_difference")


@pytest.fixture
def card(qtbot: QtBot) -> VerdictCard:
    made = VerdictCard()
    qtbot.addWidget(made)
    made.show()
    return made


def test_verdict_is_said_in_words() -> None:
    assert verdict(FOUND) == "No difference that 153 pictures could show"
    assert verdict(replace(FOUND, verdict="better")) == "A is better"
    assert verdict(replace(FOUND, verdict="worse")) == "B is better"


def test_counts_name_the_part_and_add_up() -> None:
    assert counts(FOUND, lambda _, number: str(number)) == (
        "Of the same 153 validation pictures: both right on 141, only A on 5, only B on 4, both wrong on 3."
    )


def test_chance_is_said_in_plain_words_and_its_test_in_the_tip(card: VerdictCard) -> None:
    card.show_found(replace(FOUND, p=0.0312))
    assert card.chance.text() == "Two equally good runs would differ so much by chance in 3.1 % of comparisons."
    assert "McNemar" in card.chance.toolTip()
    card.show_found(replace(FOUND, p=1.0))
    assert card.chance.text() == "Two equally good runs would differ at least so much by chance."


def test_difference_has_its_interval() -> None:
    assert difference(FOUND) == "A minus B 0.6 points, 95 % interval −3.2 to 4.5"


def test_counts_are_links_to_their_pictures(card: VerdictCard, qtbot: QtBot) -> None:
    card.show_found(replace(FOUND, only_other=0))
    assert card.counts.text().count("<a href") == 3, "there is nothing to show behind a zero"
    with qtbot.waitSignal(card.pictures_wanted) as caught:
        card.counts.linkActivated.emit("run")
    assert caught.args == ["run"]
    assert card.words.text() == "No difference that 153 pictures could show"
    assert card.axis.isVisible()
    assert not card.bar.isVisible()


def test_labels_that_were_changed_between_the_runs_are_said(card: VerdictCard) -> None:
    card.show_found(replace(FOUND, part="test", relabelled=2))
    assert card.waits.isVisible()
    assert card.waits.text() == (
        "2 labels were changed between the two runs; their pictures are left out of the comparison."
    )
    card.show_found(replace(FOUND, part="test"))
    assert not card.waits.isVisible()


def test_validation_pictures_are_said_to_have_chosen_the_epochs(card: VerdictCard) -> None:
    card.show_found(FOUND)
    assert card.waits.isVisible()
    assert card.waits.text().startswith("Validation pictures also chose the best epoch of each run that had several.")
    card.show_found(FOUND, [message("A: its best weights are damaged.")])
    assert card.waits.text().endswith("a little less. A: its best weights are damaged.")


def test_name_of_a_part_is_not_read_as_markup(card: VerdictCard) -> None:
    card.show_found(replace(FOUND, part="<img src=x>"))
    assert "<img" not in card.counts.text()


def test_measurement_is_shown_with_its_progress(card: VerdictCard) -> None:
    card.show_busy("B", Progress(Phase.EVALUATING, 64, 153), "")
    assert card.words.text() == "Measuring B …"
    assert card.waits.text() == "64 of 153 pictures"
    assert card.bar.value() == pytest.approx(64 / 153)
    card.show_busy("", None, "Waiting for the training to end")
    assert card.waits.text() == "Waiting for the training to end"
    assert not card.bar.isVisible()


def test_reason_for_no_verdict_can_be_copied_and_tried_again(card: VerdictCard, qtbot: QtBot) -> None:
    card.show_problem("They hold back different pictures.", "Traceback")
    assert card.words.text() == "Not compared"
    assert card.waits.text() == "They hold back different pictures."
    assert not card.counts.isVisible()
    card.copy.click()
    assert QApplication.clipboard().text() == "They hold back different pictures.\n\nTraceback"
    with qtbot.waitSignal(card.retried):
        card.retry.click()
    card.show_found(FOUND)
    assert not card.retry.isVisible()


@pytest.mark.parametrize(
    ("low", "high", "step", "count"),
    [(-3.2, 4.5, 2, 3), (-0.05, 0.02, 0.05, 2), (-100, 100, 50, 2), (0, 0, 0.05, 2), (1, 12.1, 5, 3)],
)
def test_axis_about_zero_holds_the_interval(low: float, high: float, step: float, count: int) -> None:
    found = ticks(low, high)
    assert found == (pytest.approx(step), count)
    assert found[0] * found[1] >= max(abs(low), abs(high))
