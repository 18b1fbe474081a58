"""Where the network looked, in the pseudo-locale: see `test_pseudo_locale`."""

from collections.abc import Callable
from pathlib import Path
from typing import Any

import numpy as np
import pytest
from pytestqt.qtbot import QtBot

from resnet_studio.core.basics.message import message
from resnet_studio.core.protocol.events import JobFailed, JobFinished
from resnet_studio.core.protocol.jobs.explain import Explained
from resnet_studio.core.protocol.jobs.predict import PredictionFailed
from resnet_studio.gui.shell.window import StudioWindow
from tests.gui.misplaced import misplaced_in_the_end
from tests.gui.test_pseudo_locale import SIZES, send, with_predictions


@pytest.fixture
def window(pseudo_window: StudioWindow, colours: Path) -> StudioWindow:
    """Predictions with the map of one picture, and the reason why another one has none."""
    with_predictions(pseudo_window, colours)
    ask(pseudo_window)
    first, second = (str(path) for path in sorted((colours / "red").iterdir())[:2])
    values, shares = np.eye(8, dtype=np.float32), (0.5,) * 9
    send(
        pseudo_window,
        newest(pseudo_window),
        Explained.of_map(first, "red", 0.8, "layer3", values, shares, 1.0),
        PredictionFailed(second, message("The file is damaged.")),
        JobFinished(),
    )
    return pseudo_window


def ask(window: StudioWindow) -> None:
    window.use_room.maps.choice.set_on(True)
    window.use_room.results.tile_maps.ask()


def newest(window: StudioWindow) -> int:
    return max(window.jobs.waiting, key=lambda job: job.number).number


def refuse(window: StudioWindow) -> None:
    """Ask for another stage, and let the run be gone."""
    window.use_room.maps.choice.choose(stage="layer1")
    ask(window)
    send(window, newest(window), JobFailed(message("The folder {folder} is not there.", folder="red"), ""))


STATES: dict[str, Callable[[StudioWindow], object]] = {
    "cards": lambda _: None,
    "cards that wait": lambda window: (window.use_room.maps.choice.choose(stage="layer2"), ask(window)),
    "refused": refuse,
    "large": lambda window: window.use_room.card_actions.show_larger(0),
    "large without a map": lambda window: window.use_room.card_actions.show_larger(1),
}


@pytest.mark.parametrize("state", STATES)
def test_every_text_about_maps_is_translated_and_fits(
    state: str, window: StudioWindow, collector: Any, qtbot: QtBot
) -> None:
    STATES[state](window)
    window.setMinimumSize(1, 1)
    for size in SIZES:
        window.resize(*size)
        assert misplaced_in_the_end(window, qtbot) == [], size
        collector.collect(window)
    collector.check()
