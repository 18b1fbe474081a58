"""How the Train room tells the run on show from the next one."""

from collections.abc import Callable
from pathlib import Path
from typing import Any

from pytestqt.qtbot import QtBot

from resnet_studio.core.basics.errors import Failure
from resnet_studio.core.dataset.dataset import Dataset
from resnet_studio.core.dataset.edits import SplitBySeed
from resnet_studio.core.protocol.events import RunFailed, RunFinished, RunPaused, RunStopped
from resnet_studio.gui.rooms.train.room import TrainRoom
from resnet_studio.gui.work.draft import Draft

Helper = Callable[..., Any]


def test_run_of_another_dataset_offers_what_concerns_it_and_a_plan_for_the_open_one(
    room: TrainRoom, dataset: Dataset, tmp_path: Path, make_folder: Helper, qtbot: QtBot, show_run: Helper,
    started: Helper, epoch: Helper,
) -> None:  # fmt: skip
    history = started()
    show_run(room, dataset, history)
    room.set_dataset(make_folder(tmp_path / "cats-dogs", ("cats", "dogs")))
    assert room.state() == "running"
    assert room.outlook.sentence() == "cats-dogs is open now. This run trains ants-bees."
    epoch(history, 1, 0.75)
    history.apply(RunStopped("run", 1, 0.75))
    room.refresh()
    assert room.header.title() == "Training ants-bees stopped"
    assert room.outlook.sentence() == "cats-dogs is open now. This run was on ants-bees."
    assert room.panel.form.locked, "the settings beside the run are those of the run"
    assert not room.buttons.again.isVisible()
    assert not room.buttons.start.isVisible()
    assert room.buttons.new.words() == "New run on cats-dogs"
    with qtbot.assertNotEmitted(room.start_wanted):
        room.start()  # as Ctrl+Return does
    room.set_run(None)  # as the session answers `own_wanted`
    assert room.header.title() == "Train cats-dogs"
    assert "cats and dogs" in room.plan.text()
    with qtbot.waitSignal(room.start_wanted):
        room.buttons.start.click()


def test_failed_run_of_another_dataset_offers_no_other_weights(
    room: TrainRoom, dataset: Dataset, tmp_path: Path, make_folder: Helper, show_run: Helper, started: Helper
) -> None:
    history = started()
    show_run(room, dataset, history)
    room.set_dataset(make_folder(tmp_path / "cats-dogs", ("cats", "dogs")))
    history.apply(RunFailed("run", "The file was not downloaded.", kind=Failure.WEIGHTS))
    room.refresh()
    assert room.error.isVisible()
    assert not room.error.retry_button.isVisible(), "it would train the dataset that is open now"
    assert not room.plan.isVisible()


def test_settings_of_a_paused_run_are_locked_and_those_of_a_new_run_are_not(
    room: TrainRoom, draft: Draft, dataset: Dataset, show_run: Helper, started: Helper, epoch: Helper,
    type_into: Helper, qtbot: QtBot,
) -> None:  # fmt: skip
    history = started()
    show_run(room, dataset, history)
    epoch(history, 1, 0.75)
    history.apply(RunPaused("run", 1, 0.75))
    room.refresh()
    form = room.panel.form
    assert form.locked
    assert form.note.text() == "while paused"
    assert not room.outlook.isVisible()
    room.buttons.new.click()
    assert room.header.title() == "Train ants-bees"
    assert room.plan.isVisible()
    type_into(room, "epochs", "30")
    room.buttons.back.click()
    assert form.rows["epochs"].value() == "15"
    assert form.locked
    assert room.outlook.sentence() == "A new run would differ from this one."
    assert room.outlook.detail() == "Epochs 30 (was 15). Resume goes on with the settings and pictures of this run."
    assert not room.buttons.start.isVisible()
    with qtbot.waitSignal(room.resume_wanted):
        room.buttons.resume.click()


def test_next_run_that_differs_is_announced_with_start_as_the_main_action(
    room: TrainRoom, draft: Draft, dataset: Dataset, show_run: Helper, started: Helper, epoch: Helper, qtbot: QtBot
) -> None:
    history = started(15)
    show_run(room, dataset, history)
    epoch(history, 1, 0.75, epochs=15)
    history.apply(RunFinished("run", 1, 0.75))
    room.refresh()
    assert not room.outlook.isVisible()
    assert room.buttons.again.isVisible()
    assert room.panel.form.note.text() == "next run"
    draft.choose(depth=34, batch_size=8)
    assert room.outlook.sentence() == "The next run differs from this one."
    assert room.outlook.detail() == "Network ResNet-34 (was ResNet-18) and Batch size 8 (was 32)."
    assert room.buttons.start.isVisible()
    assert not room.buttons.again.isVisible()
    mains = [one for one in room.buttons.all if one.isVisible() and one.kind() == "main"]
    assert mains == [room.buttons.start]
    with qtbot.waitSignal(room.start_wanted):
        room.buttons.start.click()
    draft.choose(depth=18, batch_size=32)
    assert not room.outlook.isVisible()
    assert room.buttons.again.isVisible()


def test_other_split_is_a_difference(
    room: TrainRoom, dataset: Dataset, show_run: Helper, started: Helper, epoch: Helper
) -> None:
    history = started(1)
    show_run(room, dataset, history)
    epoch(history, 1, 0.75, epochs=1)
    history.apply(RunFinished("run", 1, 0.75))
    room.set_dataset(dataset.with_edit(SplitBySeed(0.5, 1)))
    assert room.outlook.detail() == "Another split."


def test_plan_of_the_next_run_can_be_seen_beside_a_finished_run(
    room: TrainRoom, draft: Draft, dataset: Dataset, show_run: Helper, started: Helper, epoch: Helper
) -> None:
    history = started()
    show_run(room, dataset, history)
    epoch(history, 1, 0.75)
    history.apply(RunFinished("run", 1, 0.75))
    room.refresh()
    assert not room.outlook.isVisible()
    draft.choose(epochs=7, batch_size=4, image_size=64, learning_rate=0.5, seed=9, device="cpu")
    room.refresh()
    assert room.outlook.detail().endswith("and 2 more.")
    assert room.outlook.toolTip().count("\n") == 5
    room.outlook.button.click()
    assert room.plan.isVisible()
    assert "7 epochs" in room.plan.text()
    assert room.buttons.start.isVisible()
    room.buttons.back.click()
    assert not room.plan.isVisible()
    assert room.outlook.button.isVisible()


def test_invalid_setting_is_said_beside_a_finished_run_until_it_is_mended(
    room: TrainRoom, draft: Draft, dataset: Dataset, show_run: Helper, started: Helper, epoch: Helper,
    type_into: Helper,
) -> None:  # fmt: skip
    history = started()
    show_run(room, dataset, history)
    epoch(history, 1, 0.75)
    history.apply(RunFinished("run", 1, 0.75))
    room.refresh()
    type_into(room, "batch_size", "-3")
    assert room.outlook.isVisible()
    assert room.outlook.sentence() == "Before you can start"
    assert room.outlook.detail().startswith("Batch size must be a whole number from 2")
    type_into(room, "batch_size", "8")
    assert room.outlook.sentence() == "The next run differs from this one."
    type_into(room, "batch_size", "32")
    assert not room.outlook.isVisible()
