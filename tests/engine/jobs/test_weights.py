"""The job of the published weights."""

from collections.abc import Iterator

import pytest

from resnet_studio.core.protocol.commands import Halt, never
from resnet_studio.core.protocol.events import JobFinished, JobStopped, Phase, Progress
from resnet_studio.core.protocol.jobs.weights import CachedWeights, FetchWeights, WeightsOnDisk
from resnet_studio.engine.jobs import weights
from resnet_studio.engine.run_job import run_job

ON_DISK = WeightsOnDisk((18,), "the cache")


@pytest.fixture(autouse=True)
def fetched(monkeypatch: pytest.MonkeyPatch) -> list[int]:
    """The depths that were downloaded; nothing is sent over the network."""
    depths: list[int] = []

    def fetch(depth: int, _: object) -> Iterator[Progress]:
        depths.append(depth)
        yield Progress(Phase.DOWNLOADING, 5, 10)

    monkeypatch.setattr(weights, "fetch_imagenet", fetch)
    monkeypatch.setattr(weights, "cached_weights", lambda: ON_DISK)
    return depths


def test_cached_weights_are_listed_without_a_download(fetched: list[int]) -> None:
    assert list(run_job(CachedWeights(), never)) == [ON_DISK, JobFinished()]
    assert fetched == []


def test_download_reports_progress_and_then_the_weights_on_disk(fetched: list[int]) -> None:
    assert list(run_job(FetchWeights(34), never)) == [Progress(Phase.DOWNLOADING, 5, 10), ON_DISK, JobFinished()]
    assert fetched == [34]


def test_stopped_job_downloads_nothing(fetched: list[int]) -> None:
    assert list(run_job(FetchWeights(34), lambda: Halt.STOP)) == [JobStopped()]
    assert fetched == []
