"""What a file of weights holds, as the window asks it."""

from pathlib import Path

import pytest
import torch

from resnet_studio.core.basics.errors import WeightsError
from resnet_studio.core.network.weights_files import NetworkInFile
from resnet_studio.engine.network.resnet import build
from resnet_studio.engine.weights.examine import examine


def test_networks_of_a_file_are_described(tmp_path: Path) -> None:
    state = build(20, 4).state_dict()
    other = {name: tensor for name, tensor in state.items() if name != "conv1.weight"}
    torch.save({"model": other, "model_ema": state}, tmp_path / "w.ckpt")
    assert examine(tmp_path / "w.ckpt") == (
        NetworkInFile("model_ema", 20, (True, False)),
        NetworkInFile("model", 20, (True, False), lacking=("stem",)),
    )


def test_file_without_a_network_of_ours_is_refused(tmp_path: Path) -> None:
    torch.save({"features.0.weight": torch.ones(3, 3)}, tmp_path / "w.pth")
    with pytest.raises(WeightsError, match=r"w\.pth holds no ResNet"):
        examine(tmp_path / "w.pth")


@pytest.mark.parametrize(("name", "depth"), [("resnet20_cifar10.th", 20), ("resnet56_cifar10.th", 56)])
def test_published_files_are_recognised(name: str, depth: int, shared_data: Path) -> None:
    assert examine(shared_data / "weights" / name) == (NetworkInFile("", depth, (True, False)),)
