"""Which network the weights in a file belong to."""

import pytest
import torch
from torch import Tensor

from resnet_studio.core.network.architecture import DEPTHS, architecture
from resnet_studio.core.network.weights_files import NetworkInFile
from resnet_studio.engine.network.resnet import build
from resnet_studio.engine.weights.fit import COUNTER, HEAD, identify, tensors_of

State = dict[str, Tensor]


def described(depth: int, *, shortcuts: bool = True) -> State:
    """A state dict of the right shapes without numbers."""
    network = architecture(depth, shortcuts=shortcuts)
    return {name: torch.empty(1).expand(shape) for name, (_, shape) in tensors_of(network).items()}


@pytest.mark.parametrize("depth", [18, 50, 20])
def test_names_and_shapes_are_those_of_the_network(depth: int) -> None:
    with torch.device("meta"):
        state = build(depth, 2).state_dict()
    own = {name: tuple(tensor.shape) for name, tensor in state.items() if not name.endswith(COUNTER)}
    expected = {name: shape for name, (_, shape) in tensors_of(architecture(depth)).items()}
    assert {name: shape for name, shape in own.items() if name not in HEAD} == expected


@pytest.mark.parametrize("depth", DEPTHS)
@pytest.mark.parametrize("shortcuts", [True, False])
def test_every_network_is_identified(depth: int, shortcuts: bool) -> None:
    found = identify("w.pth", described(depth, shortcuts=shortcuts), "ema")
    both = depth in (20, 32, 44, 56, 110)  # their shortcuts have no weights
    assert found == NetworkInFile("ema", depth, (True, False) if both else (shortcuts,))


def test_damaged_network_is_identified_by_what_is_left() -> None:
    partial = {name: tensor for name, tensor in described(34).items() if not name.startswith(("layer2.1.", "conv1"))}
    assert identify("w.pth", partial) == NetworkInFile("", 34, (True,), lacking=("stem", "layer2.1"))


def test_convolutions_beside_the_network_do_not_hide_its_depth() -> None:
    found = identify("w.pth", described(34) | {"projector.weight": torch.ones(8, 8, 1, 1)}, near=architecture(18))
    assert found == NetworkInFile("", 34, (True,))


def test_layers_that_are_added_to_units_are_noticed() -> None:
    gated = described(50) | {"layer3.1.se.fc1.weight": torch.ones(8, 8, 1, 1), "conv1.bias": torch.ones(64)}
    assert identify("w.pth", gated).altered == ("stem", "layer3.1")
