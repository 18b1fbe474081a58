"""The weights that a run starts from: downloaded (from a server on loopback) or read from a file."""

from pathlib import Path
from typing import Any

import pytest
import torch

from resnet_studio.core.basics.errors import Failure
from resnet_studio.core.dataset.scan import scan
from resnet_studio.core.protocol.commands import Halt, never
from resnet_studio.core.protocol.events import Notice, Phase, Progress, RunFailed, RunFinished, RunStarted
from resnet_studio.core.runs.config import TrainConfig
from resnet_studio.core.runs.run import create_run
from resnet_studio.engine.jobs.train import train
from resnet_studio.engine.network.resnet import build
from resnet_studio.engine.weights import imagenet, initial
from resnet_studio.engine.weights.imagenet import ImageNetFile


@pytest.fixture
def published(server: Any, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Any:
    """ResNet-18's "published" weights on the server, and an empty cache."""
    torch.save(build(18, 1000).state_dict(), tmp_path / "published.pth")
    server.body = (tmp_path / "published.pth").read_bytes()
    file = ImageNetFile(server.url, server.sha256[:8], tmp_path / "cache" / "resnet18.pth")
    for module in (imagenet, initial):
        monkeypatch.setattr(module, "imagenet_file", lambda _: file)
    return server


@pytest.fixture
def run(tmp_path: Path, colours: Path) -> Path:
    config = TrainConfig.build(depth=18, freeze="layer4", epochs=1, image_size=32, batch_size=8, device="cpu")
    return create_run(tmp_path / "runs", config, scan(colours))


def test_run_downloads_its_weights_once(published: Any, run: Path) -> None:
    events = list(train(run))
    assert isinstance(events[0], RunStarted)
    assert isinstance(events[-1], RunFinished), events[-1]
    progress = [event for event in events if isinstance(event, Progress) and event.phase is Phase.DOWNLOADING]
    assert progress[-1].done == progress[-1].total == len(published.body)
    assert any("The head is new" in str(event.text) for event in events if isinstance(event, Notice))
    assert len(published.requests) == 1
    list(imagenet.fetch_imagenet(18, never))
    assert len(published.requests) == 1


def test_damaged_cached_file_is_downloaded_again(published: Any, run: Path) -> None:
    cached = imagenet.imagenet_file(18).path
    cached.parent.mkdir(parents=True)
    cached.write_bytes(published.body[:1000])
    assert isinstance(list(train(run))[-1], RunFinished)
    assert cached.read_bytes() == published.body


def test_failed_download_names_file_and_url(published: Any, run: Path) -> None:
    published.status = 404
    end = list(train(run))[-1]
    assert isinstance(end, RunFailed)
    assert "resnet18.pth" in str(end.error)
    assert published.url in str(end.error)
    assert end.kind is Failure.UNREACHABLE


def test_stopped_download_ends_without_an_error(published: Any) -> None:
    assert list(imagenet.fetch_imagenet(18, lambda: Halt.STOP)) == []
    assert not imagenet.imagenet_file(18).path.exists()


def test_cached_weights_lists_downloaded_depths(published: Any) -> None:
    assert imagenet.cached_weights().depths == ()
    list(imagenet.fetch_imagenet(18, never))
    assert 18 in imagenet.cached_weights().depths
