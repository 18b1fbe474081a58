"""The published ImageNet weights, as torchvision lists them."""

import sys
from pathlib import Path

import pytest
import torch

from resnet_studio.core.basics.errors import ConfigError
from resnet_studio.core.network.architecture import PHOTO_DEPTHS
from resnet_studio.core.network.published import PUBLISHED
from resnet_studio.engine.weights.imagenet import cached_weights, imagenet_file


@pytest.mark.parametrize("depth", PHOTO_DEPTHS)
def test_imagenet_file_matches_torchvision(depth: int, monkeypatch: pytest.MonkeyPatch) -> None:
    import torchvision

    monkeypatch.setattr(torch.hub, "get_dir", lambda: "hub folder")
    file = imagenet_file(depth)
    published = torchvision.models.get_model_weights(f"resnet{depth}")["IMAGENET1K_V1"]
    assert file.url == published.url
    assert file.path == Path("hub folder") / "checkpoints" / file.file_name
    assert file.file_name == f"resnet{depth}-{file.sha256[:8]}.pth"
    assert len(bytes.fromhex(file.sha256)) == 32
    assert not file.cached
    assert published.meta["num_params"] == PUBLISHED[depth].parameters
    assert published.meta["_metrics"]["ImageNet-1K"]["acc@1"] == pytest.approx(100 * PUBLISHED[depth].top1)
    assert published.meta["_file_size"] == pytest.approx(PUBLISHED[depth].file_size / 2**20, abs=6e-4)


def test_imagenet_file_is_cached_in_torchs_folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("TORCH_HOME", str(tmp_path))
    file = imagenet_file(18)
    file.path.parent.mkdir(parents=True)
    file.path.write_bytes(b"weights")
    assert file.cached
    assert file.path == tmp_path / "hub" / "checkpoints" / "resnet18-f37072fd.pth"


def test_small_depths_have_no_imagenet_weights() -> None:
    with pytest.raises(ConfigError, match="18, 34, 50, 101, 152"):
        imagenet_file(20)


def test_weights_that_a_package_brings_are_used(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("TORCH_HOME", str(tmp_path / "cache"))
    brought = tmp_path / "share" / "weights"
    brought.mkdir(parents=True)
    monkeypatch.setattr(sys, "frozen", True, raising=False)
    monkeypatch.setattr(sys, "executable", str(tmp_path / "resnet-studio"))
    name = imagenet_file(18).file_name
    (brought / name).touch()
    assert imagenet_file(18).path == brought / name
    assert imagenet_file(50).path.parent == tmp_path / "cache" / "hub" / "checkpoints"
    on_disk = cached_weights()
    assert on_disk.depths == (18,)
    assert Path(on_disk.folder) == tmp_path / "cache" / "hub" / "checkpoints", "where a person puts a file by hand"
