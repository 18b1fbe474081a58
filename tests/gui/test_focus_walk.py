"""Tab through every room: whatever it reaches has a ring that can be seen."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from PySide6.QtWidgets import QApplication, QWidget
from pytestqt.qtbot import QtBot

from resnet_studio.gui.engine.worker import EngineWorker
from resnet_studio.gui.theme.manager import install
from tests.gui import tour_stage
from tests.gui.focus_walk import walk
from tests.gui.new_window import importing_once
from tests.gui.tour_scenes import SCENES

NARROW, USUAL = (1024, 640), (1280, 832)


@pytest.fixture
def stage(
    qapp: QApplication, monkeypatch: pytest.MonkeyPatch, tmp_path: Path, colours: Path
) -> Iterator[tour_stage.Stage]:
    monkeypatch.setattr(EngineWorker, "start", lambda _: None)
    monkeypatch.setattr(tour_stage, "sample_dataset", lambda: colours)
    look = install(qapp)
    look.choose("light")
    made = tour_stage.Stage(tmp_path, colours, colours)
    with importing_once():
        yield made
    made.close()
    look.choose(None)


@pytest.fixture
def show(stage: tour_stage.Stage, qtbot: QtBot) -> Callable[[str, tuple[int, int]], QWidget]:
    """Brings the window into a state; returns it, or the dialog over it."""

    def bring(scene: str, size: tuple[int, int]) -> QWidget:
        stage.window.resize(*size)
        SCENES[scene](stage)
        tops = [top for top in QApplication.topLevelWidgets() if top.isVisible() and top is not stage.window]
        window = tops[0] if tops else stage.window
        window.activateWindow()
        qtbot.waitUntil(window.isActiveWindow)
        stage.wait(0.1)  # for layouts that come in steps
        return window

    return bring


@pytest.mark.parametrize(
    ("scene", "size", "least"),
    [
        ("data-split", USUAL, 12),
        ("data-preview", USUAL, 2),
        ("model-download", NARROW, 10),
        ("train-plan", USUAL, 16),
        ("train-drawer", NARROW, 12),
        ("train-failed", NARROW, 10),
        ("results-suspects-and-map", USUAL, 25),
        ("use-answers", NARROW, 12),
        ("runs-some", USUAL, 14),
        ("dialog-tags", USUAL, 4),
        ("dialog-terms", USUAL, 1),
    ],
)
def test_each_stop_of_tab_is_ringed_on_all_sides(
    show: Callable[[str, tuple[int, int]], QWidget], scene: str, size: tuple[int, int], least: int
) -> None:
    stops = list(walk(show(scene, size)))
    assert len(stops) >= least
    assert not [str(stop) for stop in stops if stop.unseen]
