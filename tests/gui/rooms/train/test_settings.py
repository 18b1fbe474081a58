"""The form of settings: what is typed, chosen, refused and locked."""

from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from pytestqt.qtbot import QtBot

from resnet_studio.core.basics.message import message
from resnet_studio.core.dataset.dataset import Dataset
from resnet_studio.core.protocol.events import (
    RunFinished,
)
from resnet_studio.core.runs.config import TrainConfig
from resnet_studio.gui.rooms.train.room import TrainRoom
from resnet_studio.gui.widgets.text import Label
from resnet_studio.gui.work.draft import Draft

Helper = Callable[..., Any]


def test_form_shows_few_settings_until_unfolded_each_with_a_tooltip(room: TrainRoom, dataset: Dataset) -> None:
    room.set_dataset(dataset)
    form = room.panel.form
    shown = [name for name, row in form.rows.items() if row.isVisible()]
    assert shown == ["epochs", "batch_size", "image_size", "learning_rate", "augment"]
    assert all(len(row.control.toolTip()) > 30 for row in form.rows.values())
    form.folds["more"].set_open(True)
    assert form.rows["seed"].isVisible()


def test_number_is_used_while_it_is_typed(room: TrainRoom, draft: Draft, dataset: Dataset, type_into: Helper) -> None:
    room.set_dataset(dataset)
    type_into(room, "epochs", "12", leave=False)
    assert draft.config.epochs == 12
    assert "12 epochs" in room.plan.text()


@pytest.mark.parametrize(
    ("name", "text", "sentence", "good"),
    [
        ("epochs", "0", "Must be a whole number from 1 to 10,000.", "3"),
        ("epochs", "many", "Must be a whole number from 1 to 10,000.", "3"),
        (
            "batch_size",
            "1",
            "Must be a whole number from 2 to 4,096, because BatchNorm needs at least two pictures.",
            "3",
        ),
        ("learning_rate", "99", "Must be a number from 0.00000001 to 10.", "0.3"),
        ("weight_decay", "nan", "Must be a number from 0 to 1.", "0.3"),
    ],
)
def test_invalid_value_is_explained_below_the_field_and_stops_start(
    room: TrainRoom,
    draft: Draft,
    dataset: Dataset,
    qtbot: QtBot,
    name: str,
    text: str,
    sentence: str,
    good: str,
    type_into: Helper,
) -> None:
    room.set_dataset(dataset)
    before = getattr(draft.config, name)
    type_into(room, name, text)
    row = room.panel.form.rows[name]
    assert row.problem() == sentence
    assert getattr(draft.config, name) == before
    assert room.buttons.start.toolTip() == f"{row.setting.label} {sentence.replace('Must', 'must')}"
    with qtbot.assertNotEmitted(room.start_wanted):
        room.buttons.start.click()
    assert room.focusWidget() is row.control
    row.control.selectAll()
    QTest.keyClicks(row.control, good)
    assert row.problem() == ""
    assert room.buttons.start.toolTip() == "Train with these settings"
    QTest.keyClick(row.control, Qt.Key.Key_Escape)
    assert getattr(draft.config, name) == before
    with qtbot.waitSignal(room.start_wanted):
        room.buttons.start.click()


@pytest.mark.parametrize("name", ["batch_size", "seed"])
def test_what_is_wrong_with_a_field_can_be_read_however_many_lines_it_takes(
    room: TrainRoom, dataset: Dataset, qtbot: QtBot, name: str
) -> None:
    room.set_dataset(dataset)
    form = room.panel.form
    form.folds["more"].set_open(True)
    form.rows[name].refuse(message("{words:plain}", words="a number, as the sentence of a longer language says, " * 4))
    label = next(label for label in form.rows[name].findChildren(Label) if label.text().startswith("Must"))
    qtbot.waitUntil(lambda: label.height() == label.heightForWidth(label.width()))
    assert label.height() >= 5 * label.fontMetrics().height()


def test_invalid_value_is_not_taken_over_to_another_dataset(
    room: TrainRoom, draft: Draft, dataset: Dataset, tmp_path: Path, make_folder: Helper, type_into: Helper
) -> None:
    def open_dataset(opened: Dataset) -> None:  # as the session does
        draft.open(opened.key, opened.size("train"))
        room.set_dataset(opened)

    open_dataset(dataset)
    type_into(room, "batch_size", "-3")
    open_dataset(dataset)  # after an edit
    assert room.panel.form.first_problem() is not None
    open_dataset(make_folder(tmp_path / "cats-dogs", ("cats", "dogs")))
    assert room.panel.form.first_problem() is None
    assert room.panel.form.rows["batch_size"].control.text() == str(draft.config.batch_size)
    assert room.plan.heading.text() == "What Start will do"


def test_decimal_comma_is_understood(room: TrainRoom, draft: Draft, dataset: Dataset, type_into: Helper) -> None:
    room.set_dataset(dataset)
    type_into(room, "learning_rate", "0,0001")
    assert draft.config.learning_rate == 0.0001
    assert room.panel.form.rows["learning_rate"].control.text() == "0.0001"


def test_focusing_a_field_does_not_round_its_value(room: TrainRoom, draft: Draft, dataset: Dataset) -> None:
    room.set_dataset(dataset)
    draft.choose(learning_rate=0.000123456)
    field = room.panel.form.rows["learning_rate"].control
    field.setFocus()
    room.panel.form.rows["epochs"].control.setFocus()
    assert draft.config.learning_rate == 0.000123456


def test_up_and_down_keys_step_whole_numbers(room: TrainRoom, draft: Draft, dataset: Dataset) -> None:
    room.set_dataset(dataset)
    field = room.panel.form.rows["epochs"].control
    QTest.keyClick(field, Qt.Key.Key_Up)
    QTest.keyClick(field, Qt.Key.Key_Up)
    QTest.keyClick(field, Qt.Key.Key_Down)
    assert draft.config.epochs == 16


def test_up_and_down_keys_step_numbers_that_have_a_step(room: TrainRoom, draft: Draft, dataset: Dataset) -> None:
    room.set_dataset(dataset)
    form = room.panel.form
    form.folds["augmentation"].set_open(True)
    brightness = form.rows["brightness"].control
    QTest.keyClick(brightness, Qt.Key.Key_Up)
    QTest.keyClick(brightness, Qt.Key.Key_Up)
    assert draft.config.brightness == 0.1
    for _ in range(3):
        QTest.keyClick(brightness, Qt.Key.Key_Down)
    assert draft.config.brightness == 0.0


def test_setting_without_effect_is_grey_with_the_reason_and_what_is_wrong_in_it_stops_nothing(
    room: TrainRoom, draft: Draft, dataset: Dataset, type_into: Helper
) -> None:
    room.set_dataset(dataset)
    draft.choose(freeze="none")
    form = room.panel.form
    form.folds["schedule"].set_open(True)
    row = form.rows["top_first"]
    assert row.control.isEnabled()
    assert row.idle() == ""
    type_into(room, "top_first", "5")
    assert form.first_problem() is row
    draft.choose(weights="scratch")
    assert not row.control.isEnabled()
    assert row.idle() == "No effect from scratch: all layers learn at once."
    assert form.first_problem() is None
    assert form.rows["views"].idle() == "No effect while the stem learns: each epoch makes new views."
    draft.choose(weights="imagenet", freeze="layer4")
    assert row.idle() == "No effect: nothing below the last stage learns."
    assert form.rows["views"].idle() == "No effect without random changes."
    assert form.rows["lanes"].idle() == "No effect while the head learns alone."
    draft.choose(freeze="none", device="cuda")
    assert form.rows["lanes"].idle() == "No effect unless the processor computes."
    draft.choose(device="auto")
    assert form.rows["lanes"].idle() == ""


def test_share_of_less_than_an_epoch_says_so_and_can_still_be_changed(
    room: TrainRoom, draft: Draft, dataset: Dataset, type_into: Helper
) -> None:
    room.set_dataset(dataset)
    draft.choose(freeze="none", epochs=8)
    form = room.panel.form
    form.folds["schedule"].set_open(True)
    row = form.rows["top_first"]
    type_into(room, "top_first", "0.01")
    assert draft.config.epochs_first == 0
    assert row.idle() == "No effect: this share of the epochs is less than one."
    type_into(room, "top_first", "0.5")
    assert (draft.config.epochs_first, row.idle()) == (4, "")


def test_defaults_button_appears_with_a_change_and_undoes_it(
    room: TrainRoom, draft: Draft, dataset: Dataset, type_into: Helper
) -> None:
    room.set_dataset(dataset)
    form = room.panel.form
    draft.choose(freeze="layer3")
    assert not form.defaults_button.isVisible()
    type_into(room, "epochs", "30")
    type_into(room, "seed", "x")
    assert form.defaults_button.isVisible()
    form.defaults_button.click()
    assert draft.config == TrainConfig.build(freeze="layer3")
    assert form.first_problem() is None
    assert not form.defaults_button.isVisible()


def test_choice_is_used_and_shown_on_its_closed_fold(room: TrainRoom, draft: Draft, dataset: Dataset) -> None:
    room.set_dataset(dataset)
    form = room.panel.form
    form.folds["optimizer"].set_open(True)
    box = form.rows["optimizer"].control
    box.setFocus()
    QTest.keyClicks(box, "SGD")
    assert draft.config.optimizer == "sgd"
    assert form.folds["optimizer"]._header.value == "SGD"
    assert form.rows["weight_decay"].control.text() == "0.0001"


def test_device_from_the_command_line_is_shown(room: TrainRoom, draft: Draft) -> None:
    draft.choose(device="cuda:1")
    assert room.panel.form.rows["device"].value() == "cuda:1"


def test_settings_are_locked_while_training_and_editable_after(
    room: TrainRoom, dataset: Dataset, show_run: Helper, started: Helper
) -> None:
    history = started()
    show_run(room, dataset, history)
    form = room.panel.form
    assert form.locked
    assert not any(row.control.isVisible() for row in form.rows.values())
    assert form.rows["image_size"].value() == "224 px"
    assert form.rows["early_stopping"].value() == "off"
    assert form.rows["head_multiplier"].value() == "same speed"
    room._draft.choose(epochs=77)  # for the next run, as from the Model room; the run keeps its own
    assert form.rows["epochs"].value() == "15"
    history.apply(RunFinished("run", 0, float("nan")))
    room.refresh()
    assert not form.locked
    assert form.rows["epochs"].control.text() == "77"
