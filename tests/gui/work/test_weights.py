"""ImageNet weights as the window controls them."""

from typing import Any

import pytest
from pytestqt.qtbot import QtBot

from resnet_studio.core.basics.message import message
from resnet_studio.core.protocol.events import JobFailed, JobFinished, Phase, Progress
from resnet_studio.core.protocol.jobs.weights import CachedWeights, FetchWeights, WeightsOnDisk
from resnet_studio.core.runs.config import TrainConfig
from resnet_studio.gui.engine.jobs import JobRunner
from resnet_studio.gui.work.weights import WeightsControl


@pytest.fixture
def weights(silent_worker: Any) -> WeightsControl:
    return WeightsControl(JobRunner(silent_worker))


def test_look_reports_weights_on_disk(weights: WeightsControl, silent_worker: Any, qtbot: QtBot) -> None:
    weights.look()
    found = WeightsOnDisk((18,), "/cache")
    with qtbot.waitSignal(weights.found) as caught:
        silent_worker.tell(found)
    assert silent_worker.submitted == {1: CachedWeights()}
    assert caught.args == [found]


def test_weights_that_a_run_may_have_downloaded_are_looked_for_again(
    weights: WeightsControl, silent_worker: Any
) -> None:
    weights.look_again(TrainConfig.build(weights="scratch"))
    assert not silent_worker.submitted
    weights.look_again(TrainConfig.build())
    assert silent_worker.submitted == {1: CachedWeights()}
    silent_worker.tell(WeightsOnDisk((18,), "weights"))
    weights.look_again(TrainConfig.build())
    assert len(silent_worker.submitted) == 1


def test_one_download_at_a_time_with_progress(weights: WeightsControl, silent_worker: Any) -> None:
    weights.fetch(18)
    weights.fetch(50)
    assert silent_worker.submitted == {1: FetchWeights(18)}
    progress = Progress(Phase.DOWNLOADING, 1, 2)
    silent_worker.tell(progress)
    assert weights.progress == progress
    silent_worker.tell(JobFinished())
    assert weights.progress is None
    weights.fetch(50)
    assert silent_worker.submitted[2] == FetchWeights(50)


def test_failed_download_is_reported(weights: WeightsControl, silent_worker: Any, qtbot: QtBot) -> None:
    weights.fetch(18)
    error = message("There is no network.")
    with qtbot.waitSignal(weights.failed) as caught:
        silent_worker.tell(JobFailed(error, "details"))
    assert caught.args == [error, "details"]
    assert weights.progress is None


def test_cancel_stops_the_download(weights: WeightsControl, silent_worker: Any) -> None:
    weights.cancel()
    weights.fetch(18)
    weights.cancel()
    assert silent_worker.stopped == [1]
