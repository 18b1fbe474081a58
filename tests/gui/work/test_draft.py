"""The draft of the next run: explicit choices, and defaults that follow them."""

from pathlib import Path
from typing import Any

import pytest
from pytestqt.qtbot import QtBot

from resnet_studio.core.basics.errors import ConfigError
from resnet_studio.core.dataset.catalogue import DatasetKey, Reading
from resnet_studio.core.runs.config import SCRATCH, TrainConfig
from resnet_studio.gui.work.draft import Draft


def of(name: str, reading: Reading = "names", chosen: tuple[str, ...] = ()) -> DatasetKey:
    """The key of a dataset."""
    return Path("/data", name), reading, chosen


def test_choice_changes_config_and_is_emitted_once(qtbot: QtBot) -> None:
    draft = Draft()
    with qtbot.waitSignal(draft.changed) as caught:
        draft.choose(depth=34)
    assert caught.args == [TrainConfig.build(depth=34)]
    with qtbot.assertNotEmitted(draft.changed):
        draft.choose(depth=34)


def test_none_restores_the_default(qtbot: QtBot) -> None:
    draft = Draft(epochs=3)
    assert draft.config.epochs == 3
    draft.choose(epochs=None)
    assert draft.config == TrainConfig.build()
    assert draft.chosen == {}


def test_invalid_choice_changes_nothing(qtbot: QtBot) -> None:
    draft = Draft()
    before = draft.config
    with pytest.raises(ConfigError):
        draft.choose(epochs=0)
    assert draft.config == before
    assert draft.chosen == {}


def test_other_family_of_depths_drops_choices_for_photographs(qtbot: QtBot) -> None:
    draft = Draft(epochs=3, batch_size=4)
    draft.choose(depth=20)
    assert draft.chosen == {"batch_size": 4, "depth": 20}


def test_start_from_scratch_drops_the_frozen_choice(qtbot: QtBot) -> None:
    draft = Draft(freeze="layer3", seed=5)
    draft.choose(weights=SCRATCH)
    assert draft.config.frozen == ()
    assert draft.chosen == {"seed": 5, "weights": SCRATCH}


def test_each_dataset_has_its_own_choices(qtbot: QtBot) -> None:
    ants, digits = of("ants"), of("digits")
    draft = Draft(epochs=3)
    draft.open(ants, 244)
    assert draft.chosen == {"epochs": 3}, "what was chosen before a dataset was opened is for the first one"
    draft.choose(depth=50)
    draft.open(digits, 1438, {"depth": 20})
    assert draft.chosen == {}
    assert draft.config == TrainConfig.build(depth=20, pictures=1438)
    draft.choose(batch_size=8)
    with qtbot.waitSignal(draft.changed):
        draft.open(ants, 244)
    assert draft.config == TrainConfig.build(depth=50, epochs=3, pictures=244)
    assert draft.chosen_for(digits) == {"batch_size": 8}
    assert draft.chosen_for(of("never opened")) == {}


def test_proposal_of_a_dataset_is_a_default_that_a_choice_replaces(qtbot: QtBot) -> None:
    draft = Draft()
    draft.open(of("digits"), 1438, {"depth": 20})
    draft.choose(depth=18)
    draft.open(of("digits"), 1200, {"depth": 20})  # another split
    assert draft.config.depth == 18


def test_weights_chosen_before_a_dataset_win_against_its_proposal(qtbot: QtBot) -> None:
    draft = Draft(weights="imagenet")
    draft.open(of("digits"), 1438, {"depth": 20})
    assert (draft.config.depth, draft.config.weights) == (18, "imagenet")


def test_choice_of_the_device_holds_for_every_dataset(qtbot: QtBot) -> None:
    draft = Draft()
    draft.open(of("ants"), 244)
    draft.choose(device="cpu", epochs=3)
    draft.open(of("digits"), 1438)
    assert draft.chosen == {"device": "cpu"}
    draft.choose(device=None)
    draft.open(of("ants"), 244)
    assert draft.chosen == {"epochs": 3}


@pytest.mark.parametrize(
    "chosen",
    [
        {},
        {"depth": 50, "freeze": "layer3", "epochs": 30},
        {"depth": 20, "optimizer": "sgd"},
        {"optimizer": "sgd", "learning_rate": 0.01},  # the default of the other optimiser
        {"weights": SCRATCH, "augment": "none", "seed": 7},
        {"augment": "photographs", "blur": 1.0},
        {"depth": 34, "shortcuts": False, "weights": "/a/file.pth", "frozen": ("layer1", "layer2.0")},
    ],
)
def test_adopted_settings_are_those_of_the_run_with_few_choices(chosen: dict[str, Any], qtbot: QtBot) -> None:
    config = TrainConfig.build(**chosen)
    draft = Draft()
    draft.open(of("digits"), 1438, {"depth": 20})
    draft.adopt(config)
    assert draft.config == config
    assert len(draft.chosen) < 12


def test_another_preset_takes_back_single_changes_and_custom_begins_with_those_of_the_preset() -> None:
    draft = Draft()
    draft.choose(augment="photographs")
    draft.choose(rotation=20.0)
    assert (draft.config.augment, draft.config.mirror) == ("custom", "sideways")
    draft.choose(augment="microscopy")
    assert (draft.config.augment, draft.config.rotation) == ("microscopy", 0.0)
    draft.choose(augment="custom")
    assert (draft.config.augment, draft.config.quarter_turns) == ("custom", True)


def test_change_by_a_receiver_is_emitted_to_all_after_the_first_one() -> None:
    draft = Draft()
    received: list[int] = []

    def correct(config: TrainConfig) -> None:
        if config.depth == 50:
            draft.choose(depth=34)

    draft.changed.connect(correct)
    draft.changed.connect(lambda config: received.append(config.depth))
    draft.choose(depth=50)
    assert received == [50, 34]


def test_rates_by_stage_are_dropped_with_the_weights_that_they_were_chosen_for() -> None:
    draft = Draft()
    draft.choose(freeze="layer2", layer_decay=0.3)
    assert draft.config.layer_decay == 0.3
    draft.choose(weights=SCRATCH)
    assert draft.config.layer_decay == 1


def test_other_weights_drop_the_entry_of_a_file() -> None:
    draft = Draft(weights="a.pth", weights_entry="ema")
    draft.choose(weights="b.pth")
    assert (draft.config.weights, draft.config.weights_entry) == ("b.pth", "")
    draft.choose(weights=None)
    assert draft.config == TrainConfig.build()


def test_what_was_set_aside_before_the_first_dataset_is_kept_for_it(qtbot: QtBot) -> None:
    draft = Draft(image_size=128)
    draft.choose(depth=20)
    draft.open(of("ants"), 244)
    draft.choose(depth=18)
    assert draft.config.image_size == 128


def test_choices_of_an_earlier_start_are_recalled_for_their_dataset(qtbot: QtBot) -> None:
    draft = Draft(batch_size=8)
    draft.recall(of("ants"), {"epochs": 40, "batch_size": 16, "frozen": ("stem",)})
    assert draft.config.epochs != 40
    assert draft.chosen_for(of("ants")) == {"epochs": 40, "batch_size": 8, "frozen": ("stem",)}
    draft.open(of("ants"), 244)
    assert draft.chosen == {"epochs": 40, "batch_size": 8, "frozen": ("stem",)}
    draft.choose(epochs=3)
    draft.recall(of("ants"), {"epochs": 40})
    draft.open(of("digits"), 1438)
    draft.recall(of("ants"), {"epochs": 40})
    draft.open(of("ants"), 244)
    assert draft.config.epochs == 3, "what was chosen since is newer"


def test_recalled_choices_that_are_not_possible_are_left_out(qtbot: QtBot) -> None:
    draft = Draft()
    draft.recall(of("ants"), {"epochs": -1, "unknown": 3, "batch_size": 16, "depth": "deep"})
    draft.open(of("ants"), 244)
    assert draft.chosen == {"batch_size": 16}


def test_chosen_folders_and_another_reading_of_a_folder_have_choices_of_their_own(qtbot: QtBot) -> None:
    draft = Draft()
    draft.open(of("pets"), 100)
    draft.choose(epochs=3)
    for other in (of("pets", "classes"), of("pets", "names", ("cats", "dogs"))):
        draft.open(other, 50)
        assert draft.chosen == {}
    draft.open(of("pets"), 100)
    assert draft.chosen == {"epochs": 3}
