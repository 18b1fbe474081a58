"""The jobs about weights to start from."""

from collections.abc import Iterator
from pathlib import Path

import pytest
import torch

from resnet_studio.core.basics.errors import Failure
from resnet_studio.core.network.weights_files import NetworkInFile
from resnet_studio.core.protocol.commands import Halt, never
from resnet_studio.core.protocol.event_json import from_json, to_json
from resnet_studio.core.protocol.events import JobFailed, JobFinished, JobStopped, Phase, Progress
from resnet_studio.core.protocol.jobs.weights import (
    CachedWeights,
    ExamineWeights,
    FetchWeights,
    WeightsExamined,
    WeightsOnDisk,
)
from resnet_studio.engine.jobs import weights
from resnet_studio.engine.network.resnet import build
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


def test_file_is_examined(tmp_path: Path) -> None:
    file = tmp_path / "w.pth"
    torch.save(build(20, 3).state_dict(), file)
    found = WeightsExamined(str(file), (NetworkInFile("", 20, (True, False)),))
    assert list(run_job(ExamineWeights(str(file)), never)) == [found, JobFinished()]
    assert from_json(to_json(found)) == found


def test_published_file_is_kept_when_it_is_examined(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    file = tmp_path / "w.pth"
    torch.save(build(20, 3).state_dict(), file)
    asked: list[Path] = []
    monkeypatch.setattr(weights, "keep_published", lambda path: not asked.append(path))
    _, kept, end = run_job(ExamineWeights(str(file)), never)
    assert (kept, end, asked) == (ON_DISK, JobFinished(), [file])


def test_file_that_cannot_be_used_fails_with_its_reason(tmp_path: Path) -> None:
    (failed,) = run_job(ExamineWeights(str(tmp_path / "gone.pth")), never)
    assert isinstance(failed, JobFailed)
    assert failed.kind is Failure.WEIGHTS
    assert "gone.pth is not there" in str(failed.error)


def test_stopped_job_downloads_nothing(fetched: list[int]) -> None:
    assert list(run_job(FetchWeights(34), lambda: Halt.STOP)) == [JobStopped()]
    assert fetched == []
