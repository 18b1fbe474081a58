from collections.abc import Callable
from dataclasses import replace
from pathlib import Path

import pytest
from PySide6.QtCore import QSettings, Qt
from PySide6.QtWidgets import QApplication
from pytestqt.qtbot import QtBot

from resnet_studio.core.runs.config import TrainConfig
from resnet_studio.core.runs.states import RunState
from resnet_studio.core.runs.summary import RunSummary
from resnet_studio.gui.shell.recovery import KEY, RecoveryOffer
from resnet_studio.gui.theme.manager import install

CUT = RunSummary(
    Path("runs/ants"), 0.0, TrainConfig.build(epochs=8), "ants", RunState.CUT_OFF, 3, 2, 0.9, 10.0, 1000, usable=True
)


MakeOffer = Callable[[], RecoveryOffer]


@pytest.fixture
def make_offer(qtbot: QtBot, qapp: QApplication, tmp_path: Path) -> MakeOffer:
    """A function that makes the offer of a window that has just started; all have the same settings."""
    install(qapp)

    def make() -> RecoveryOffer:
        made = RecoveryOffer(QSettings(str(tmp_path / "window.ini"), QSettings.Format.IniFormat))
        qtbot.addWidget(made)
        return made

    return make


@pytest.fixture
def offer(make_offer: MakeOffer) -> RecoveryOffer:
    return make_offer()


def named(name: str, state: RunState = RunState.CUT_OFF) -> RunSummary:
    return replace(CUT, path=Path("runs") / name, state=state)


def detail(offer: RecoveryOffer) -> str:
    return offer.notice._detail.text()


def dismiss(offer: RecoveryOffer, qtbot: QtBot) -> None:
    qtbot.mouseClick(offer.notice.cross, Qt.MouseButton.LeftButton)


def test_newest_run_that_was_cut_off_is_offered(offer: RecoveryOffer, qtbot: QtBot) -> None:
    offer.check([named("newer", RunState.FINISHED), CUT])
    assert offer.isVisible()
    assert offer.notice.sentence() == "The run ants was cut off after 3 of 8 epochs."
    assert "more" not in detail(offer)
    with qtbot.waitSignal(offer.resume_wanted) as wanted:
        qtbot.mouseClick(offer.notice.button, Qt.MouseButton.LeftButton)
    assert wanted.args == [CUT]
    assert not offer.isVisible()


@pytest.mark.parametrize(("more", "text"), [(1, " 1 more is in Runs."), (2, " 2 more are in Runs.")])
def test_offer_counts_further_runs(offer: RecoveryOffer, more: int, text: str) -> None:
    damaged = replace(named("damaged"), config=None)
    offer.check(
        [CUT, *(named(f"older {number}") for number in range(more)), damaged, named("whole", RunState.FINISHED)]
    )
    assert offer.notice.sentence().startswith("The run ants was cut off")
    assert detail(offer).endswith(text)


def test_run_that_was_started_before_the_list_was_read_is_not_offered(offer: RecoveryOffer) -> None:
    offer.withdraw(CUT.name)
    offer.check([CUT])
    assert not offer.isVisible()


def test_paused_run_is_offered_like_one_that_was_cut_off(offer: RecoveryOffer, qtbot: QtBot) -> None:
    paused = named("paused", RunState.PAUSED)
    offer.check([named("newer", RunState.FINISHED), paused, CUT])
    assert offer.notice.sentence() == "The run paused is paused after 3 of 8 epochs."
    assert detail(offer).endswith(" 1 more is in Runs.")
    with qtbot.waitSignal(offer.resume_wanted) as wanted:
        qtbot.mouseClick(offer.notice.button, Qt.MouseButton.LeftButton)
    assert wanted.args == [paused]


@pytest.mark.parametrize(
    ("state", "on_cpu", "text"),
    [
        (RunState.CUT_OFF, True, "It can go on from its last checkpoint, as if nothing had happened."),
        (RunState.CUT_OFF, False, "It can go on from its last checkpoint."),
        (RunState.PAUSED, True, "It can go on where it was paused, as if nothing had happened."),
        (RunState.PAUSED, False, "It can go on where it was paused."),
    ],
)
def test_exact_resume_is_promised_only_on_a_processor(
    offer: RecoveryOffer, tmp_path: Path, state: RunState, on_cpu: bool, text: str
) -> None:
    (tmp_path / "state.json").write_bytes(b"weights")
    offer.check([replace(CUT, path=tmp_path, state=state, on_cpu=on_cpu)])
    assert detail(offer) == text


def test_run_without_a_checkpoint_would_begin_again(offer: RecoveryOffer) -> None:
    offer.check([replace(CUT, on_cpu=True)])
    assert detail(offer) == "Nothing had been saved yet, so it would begin again."


@pytest.mark.parametrize("state", sorted(set(RunState) - {RunState.CUT_OFF, RunState.PAUSED}))
def test_runs_in_other_states_are_not_offered(offer: RecoveryOffer, state: str) -> None:
    offer.check([replace(CUT, state=state)])
    assert not offer.isVisible()


def test_only_the_first_list_of_runs_makes_an_offer(offer: RecoveryOffer, qtbot: QtBot) -> None:
    offer.check([])
    offer.check([CUT])
    assert not offer.isVisible()


def test_dismissed_run_is_not_offered_again(make_offer: MakeOffer, qtbot: QtBot) -> None:
    runs = [named("ä, b"), named("older")]
    first = make_offer()
    first.check(runs)
    dismiss(first, qtbot)
    assert not first.isVisible()
    second = make_offer()
    second.check(runs)
    assert not second.isVisible()
    third = make_offer()
    third.check([named("new"), *runs])
    assert third.notice.sentence().startswith("The run new was cut off")
    assert "more" not in detail(third), "those that were dismissed are done with"


def test_run_that_was_not_dismissed_is_offered_again(make_offer: MakeOffer) -> None:
    first = make_offer()
    first.check([CUT])
    first.withdraw("another run")
    assert not first.isVisible()
    second = make_offer()
    second.check([CUT])
    assert second.isVisible()


def test_dismissed_run_is_offered_when_it_is_cut_off_again(make_offer: MakeOffer, qtbot: QtBot) -> None:
    first = make_offer()
    first.check([CUT, named("other")])
    dismiss(first, qtbot)
    first.withdraw("ants")
    second = make_offer()
    second.check([named("other"), CUT])
    assert second.notice.sentence().startswith("The run ants was cut off")


@pytest.mark.parametrize("kept", ["{", "5", '["ants", 5', "[5]", ""])
def test_damaged_settings_dismiss_no_run(make_offer: MakeOffer, tmp_path: Path, kept: str, qtbot: QtBot) -> None:
    settings = QSettings(str(tmp_path / "window.ini"), QSettings.Format.IniFormat)
    settings.setValue(KEY, kept)
    settings.sync()
    offer = make_offer()
    offer.check([CUT])
    assert offer.isVisible()
    dismiss(offer, qtbot)
    again = make_offer()
    again.check([CUT])
    assert not again.isVisible()


@pytest.mark.parametrize(("width", "margin"), [(1024, 16), (1280, 24)])
def test_offer_has_the_margins_of_the_room_below(offer: RecoveryOffer, width: int, margin: int) -> None:
    offer.check([CUT])
    offer.resize(width, 80)
    assert offer.notice.x() == margin


def test_offer_follows_a_run_that_is_renamed_and_goes_when_it_is_deleted(offer: RecoveryOffer, qtbot: QtBot) -> None:
    offer.check([CUT])
    offer.run_renamed(CUT.path, named("bees"))
    assert offer.notice.sentence() == "The run bees was cut off after 3 of 8 epochs."
    with qtbot.waitSignal(offer.resume_wanted) as wanted:
        qtbot.mouseClick(offer.notice.button, Qt.MouseButton.LeftButton)
    assert wanted.args == [named("bees")]


def test_deleted_runs_are_not_offered(offer: RecoveryOffer) -> None:
    offer.check([CUT, named("second")])
    offer.run_deleted(CUT.path)
    assert offer.notice.sentence() == "The run second was cut off after 3 of 8 epochs."
    offer.run_deleted(Path("runs/second"))
    assert not offer.isVisible()
