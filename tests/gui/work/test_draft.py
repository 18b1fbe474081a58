"""The draft of the next run: explicit choices, and defaults that follow them."""

import pytest
from pytestqt.qtbot import QtBot

from resnet_studio.core.basics.errors import ConfigError
from resnet_studio.core.runs.config import SCRATCH, TrainConfig
from resnet_studio.gui.work.draft import Draft


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
