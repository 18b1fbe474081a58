"""Maps and the most alike pictures as the window controls them."""

from pathlib import Path
from typing import Any

import numpy as np
import pytest
from pytestqt.qtbot import QtBot

from resnet_studio.core.basics.message import message
from resnet_studio.core.protocol.events import JobFailed, JobFinished, Phase, Progress
from resnet_studio.core.protocol.jobs.map_pictures import FeaturesReady, MapPictures, MapReady
from resnet_studio.core.runs.features import PictureFeatures
from resnet_studio.core.runs.picture_map import PictureMap
from resnet_studio.gui.engine.jobs import JobRunner
from resnet_studio.gui.engine.status import EngineState
from resnet_studio.gui.work.picture_maps import MapsControl
from resnet_studio.gui.work.session import Session

WAIT = 20_000
PATHS = ("a.png", "b.png", "c.png")


@pytest.fixture
def run(tmp_path: Path) -> Path:
    """A folder with features and a map."""
    (tmp_path / "results").mkdir()
    values = np.array([[1, 0], [1, 0.1], [0, 1]], np.float32)
    PictureFeatures(PATHS, values).write(tmp_path / "results" / "features-0.npz")
    PictureMap(PATHS, values).write(tmp_path / "results" / "map-pca-0.npz")
    return tmp_path


@pytest.fixture
def control(qtbot: QtBot, silent_worker: Any, run: Path) -> MapsControl:
    control = MapsControl(Session(), JobRunner(silent_worker))
    silent_worker.report(EngineState.BUSY)
    control.set_run(run)
    return control


def ready(run: Path) -> FeaturesReady:
    return FeaturesReady(str(run), ("results/features-0.npz",))


def test_map_is_read_when_the_engine_has_made_it(
    control: MapsControl, silent_worker: Any, run: Path, qtbot: QtBot
) -> None:
    control.draw()
    assert list(silent_worker.submitted.values()) == [MapPictures(str(run), "auto", neighbours=True)]
    silent_worker.tell(Progress(Phase.ARRANGING, 0, 0), ready(run))
    assert control.drawing
    with qtbot.waitSignal(control.maps_changed, timeout=WAIT):
        silent_worker.tell(MapReady(str(run), "pca", "results/map-pca-0.npz", 3, 3))
    assert control.maps["pca"].paths == PATHS
    assert control.of == 3
    silent_worker.tell(JobFinished())
    assert not control.drawing


def test_most_alike_waits_for_features_and_then_needs_no_engine(
    control: MapsControl, silent_worker: Any, run: Path, qtbot: QtBot
) -> None:
    control.find_alike("a.png", PATHS)
    assert list(silent_worker.submitted.values()) == [MapPictures(str(run), "auto", neighbours=False)]
    assert not control.drawing
    with qtbot.waitSignal(control.alike_found, timeout=WAIT) as found:
        silent_worker.tell(ready(run), JobFinished())
    assert found.args is not None
    assert (found.args[0], [one.path for one in found.args[1]]) == ("a.png", ["b.png", "c.png"])
    with qtbot.waitSignal(control.alike_found, timeout=WAIT) as found:
        control.find_alike("c.png", ["a.png"])
    assert found.args is not None
    assert [one.path for one in found.args[1]] == ["a.png"]
    assert len(silent_worker.submitted) == 1


def test_failure_is_said_and_drawing_can_be_tried_again(control: MapsControl, silent_worker: Any) -> None:
    control.draw()
    silent_worker.tell(JobFailed(message("None of the pictures could be read."), ""))
    assert control.problem == (message("None of the pictures could be read."), "")
    control.draw()
    assert control.problem is None
    assert len(silent_worker.submitted) == 2


def test_damaged_file_is_a_problem_and_not_a_crash(
    control: MapsControl, silent_worker: Any, run: Path, qtbot: QtBot
) -> None:
    (run / "results" / "map-pca-0.npz").write_bytes(b"damaged")
    control.draw()
    silent_worker.tell(MapReady(str(run), "pca", "results/map-pca-0.npz", 3, 3), JobFinished())
    qtbot.waitUntil(lambda: control.problem is not None, timeout=WAIT)
    assert control.maps == {}


def test_another_run_has_no_maps_yet(control: MapsControl, silent_worker: Any, run: Path, qtbot: QtBot) -> None:
    control.draw()
    with qtbot.waitSignal(control.maps_changed, timeout=WAIT):
        silent_worker.tell(MapReady(str(run), "pca", "results/map-pca-0.npz", 3, 3))
    control.set_run(Path("/runs/two"))
    assert control.maps == {}
    assert silent_worker.stopped == [1]
