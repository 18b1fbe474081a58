"""The threshold that is kept with the model in use."""

from collections.abc import Callable
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest
from pytestqt.qtbot import QtBot

from resnet_studio.core.runs.calibration import Calibration
from resnet_studio.core.runs.threshold import Threshold, keep_threshold
from resnet_studio.gui.rooms.use.kept_threshold import KeptThreshold
from resnet_studio.gui.rooms.use.room import UseRoom

Helper = Callable[..., Any]


@pytest.mark.parametrize(
    ("temperature", "wanted"),
    [(1.5, 0.9), (None, 0.7), (2.5, 0.8)],
)
def test_slider_begins_at_the_threshold_for_these_probabilities(
    ready: UseRoom, finish: Helper, prediction: Helper, make_summary: Helper, qtbot: QtBot, tmp_path: Path,
    temperature: float | None, wanted: float,
) -> None:  # fmt: skip
    """Calibrated, as the model gives them, and calibrated otherwise than it was chosen for."""
    keep_threshold(tmp_path, Threshold(0.98, 0.9, "validation", 1.5, plain=0.7))
    finish(ready, replace(prediction("/p/a.jpg"), temperature=temperature))
    kept = KeptThreshold(ready)
    kept.set_run(replace(make_summary(), path=tmp_path))
    qtbot.waitUntil(lambda: kept._taken is not None)
    assert ready.answers.threshold == wanted


def test_before_the_first_answer_the_calibration_of_the_run_counts(
    ready: UseRoom, make_summary: Helper, qtbot: QtBot, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    keep_threshold(tmp_path, Threshold(0.98, 0.9, "validation", 1.5, plain=0.7))
    monkeypatch.setattr("resnet_studio.gui.rooms.use.kept_threshold.read_calibration", lambda _: Calibration(1.5))
    kept = KeptThreshold(ready)
    kept.set_run(replace(make_summary(), path=tmp_path))
    qtbot.waitUntil(lambda: kept._taken is not None)
    assert ready.answers.threshold == 0.9
