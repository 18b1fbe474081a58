"""The weights that a run starts from: downloaded (from a server on loopback) or read from a file."""

import hashlib
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest
import torch

from resnet_studio.core.basics.errors import Failure
from resnet_studio.core.dataset.scan import scan
from resnet_studio.core.network.published import PUBLISHED
from resnet_studio.core.protocol.commands import Halt, never
from resnet_studio.core.protocol.events import Notice, Phase, Progress, RunFailed, RunFinished, RunStarted
from resnet_studio.core.runs.config import TrainConfig
from resnet_studio.core.runs.run import create_run
from resnet_studio.core.transfer.download import part_of
from resnet_studio.engine.jobs.train import train
from resnet_studio.engine.network.resnet import build
from resnet_studio.engine.weights import imagenet, initial
from resnet_studio.engine.weights.imagenet import ImageNetFile


@pytest.fixture
def published(server: Any, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Any:
    """ResNet-18's "published" weights on the server, and an empty cache."""
    torch.save(build(18, 1000).state_dict(), tmp_path / "published.pth")
    server.body = (tmp_path / "published.pth").read_bytes()
    file = ImageNetFile(server.url, server.sha256, tmp_path / "cache" / "resnet18.pth")
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


@pytest.fixture
def chosen(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """ResNet-18's "published" weights as a file that a person has, and an empty cache."""
    monkeypatch.setenv("TORCH_HOME", str(tmp_path / "torch"))
    file = tmp_path / "from a friend.pth"
    torch.save(build(18, 1000).state_dict(), file)
    sha256 = hashlib.sha256(file.read_bytes()).hexdigest()
    monkeypatch.setitem(PUBLISHED, 18, replace(PUBLISHED[18], file_size=file.stat().st_size, sha256=sha256))
    return file


def test_published_file_that_was_chosen_is_kept_and_others_start_from_it_offline(
    chosen: Path, run: Path, tmp_path: Path, colours: Path
) -> None:
    assert imagenet.cached_weights().depths == ()
    own = TrainConfig.build(weights=str(chosen), freeze="layer4", epochs=1, image_size=32, batch_size=8, device="cpu")
    assert isinstance(list(train(create_run(tmp_path / "runs", own, scan(colours))))[-1], RunFinished)
    assert imagenet.cached_weights().depths == (18,)
    chosen.unlink()
    assert isinstance(list(train(run))[-1], RunFinished), "it starts from ImageNet's weights"


def test_file_that_only_has_the_size_of_a_published_one_is_not_kept(chosen: Path) -> None:
    chosen.write_bytes(chosen.read_bytes()[:-1] + b"?")
    assert not imagenet.keep_published(chosen)
    assert list(imagenet.imagenet_file(18).path.parent.iterdir()) == []


def test_published_file_that_is_here_is_not_kept_twice(chosen: Path) -> None:
    assert imagenet.keep_published(chosen)
    kept = imagenet.imagenet_file(18).path
    before = kept.stat()
    assert not imagenet.keep_published(chosen)
    assert not imagenet.keep_published(kept)
    assert kept.stat() == before


def test_published_file_is_kept_in_place_of_a_damaged_one(chosen: Path) -> None:
    kept = imagenet.imagenet_file(18).path
    kept.parent.mkdir(parents=True)
    kept.write_bytes(b"cut off")
    assert imagenet.keep_published(chosen)
    assert kept.read_bytes() == chosen.read_bytes()


def test_part_of_a_download_that_was_cut_does_not_stay_beside_the_kept_file(chosen: Path) -> None:
    kept = imagenet.imagenet_file(18).path
    kept.parent.mkdir(parents=True)
    part_of(kept).write_bytes(chosen.read_bytes()[:1000])
    assert imagenet.keep_published(chosen)
    list(imagenet.fetch_imagenet(18, never))
    assert list(kept.parent.iterdir()) == [kept]


def test_another_file_of_the_same_size_is_not_kept_in_place_of_a_damaged_one(chosen: Path) -> None:
    kept = imagenet.imagenet_file(18).path
    kept.parent.mkdir(parents=True)
    kept.write_bytes(b"cut off")
    chosen.write_bytes(chosen.read_bytes()[:-1] + b"?")
    assert not imagenet.keep_published(chosen)


def test_published_file_is_not_kept_where_nothing_can_be_written(chosen: Path, tmp_path: Path) -> None:
    (tmp_path / "torch").write_text("a file where the folder would be")
    assert not imagenet.keep_published(chosen)
    assert not imagenet.keep_published(tmp_path / "gone.pth")
