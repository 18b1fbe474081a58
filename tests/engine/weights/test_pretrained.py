"""The weights that a run starts from, told as events: from the published address (a server on loopback) or a file."""

from pathlib import Path
from typing import Any

import pytest
import torch

from resnet_studio.core.dataset.scan import scan
from resnet_studio.core.protocol.commands import Halt, never
from resnet_studio.core.protocol.events import Notice, Phase, Progress, RunFailed, RunFinished, RunStarted
from resnet_studio.core.runs.config import TrainConfig
from resnet_studio.core.runs.run import create_run
from resnet_studio.engine.jobs.train import train
from resnet_studio.engine.network.resnet import build
from resnet_studio.engine.weights import pretrained
from resnet_studio.engine.weights.load import ImageNetFile


@pytest.fixture
def published(shelf: Any, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Any:
    """ResNet-18's "published" weights on the shelf, and an empty cache."""
    torch.save(build(18, 1000).state_dict(), tmp_path / "published.pth")
    shelf.body = (tmp_path / "published.pth").read_bytes()
    file = ImageNetFile(shelf.url, shelf.sha256[:8], tmp_path / "cache" / "resnet18.pth")
    monkeypatch.setattr(pretrained, "imagenet_file", lambda _: file)
    return shelf


@pytest.fixture
def run(tmp_path: Path, colours: Path) -> Path:
    config = TrainConfig.build(depth=18, freeze="layer4", epochs=1, image_size=32, batch_size=8, device="cpu")
    return create_run(tmp_path / "runs", config, scan(colours))


def test_a_run_fetches_its_weights_once(published: Any, run: Path) -> None:
    events = list(train(run))
    assert isinstance(events[0], RunStarted)
    assert isinstance(events[-1], RunFinished), events[-1]
    told = [event for event in events if isinstance(event, Progress) and event.phase is Phase.DOWNLOADING]
    assert told[-1].done == told[-1].total == len(published.body)
    assert told[-1].unit == "bytes"
    assert any("the head is new" in str(event.text) for event in events if isinstance(event, Notice))
    assert len(published.requests) == 1
    list(pretrained.fetch_imagenet(18, never))
    assert len(published.requests) == 1


def test_a_damaged_copy_in_the_cache_is_fetched_again(published: Any, run: Path) -> None:
    cached = pretrained.imagenet_file(18).path
    cached.parent.mkdir(parents=True)
    cached.write_bytes(published.body[:1000])
    assert isinstance(list(train(run))[-1], RunFinished)
    assert cached.read_bytes() == published.body


def test_a_missing_file_fails_naming_it_and_where_it_is(published: Any, run: Path) -> None:
    published.status = 404
    end = list(train(run))[-1]
    assert isinstance(end, RunFailed)
    assert "resnet18.pth" in str(end.error)
    assert published.url in str(end.error)


def test_stopping_a_download_ends_without_an_error(published: Any) -> None:
    assert list(pretrained.fetch_imagenet(18, lambda: Halt.STOP)) == []
    assert not pretrained.imagenet_file(18).path.exists()


def test_what_is_on_this_computer_is_told(published: Any) -> None:
    assert pretrained.cached_weights().depths == ()
    list(pretrained.fetch_imagenet(18, never))
    assert 18 in pretrained.cached_weights().depths
