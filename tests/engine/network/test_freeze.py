from collections.abc import Sequence

import pytest
import torch
from torch import Tensor, nn

from resnet_studio.core.basics.errors import ConfigError
from resnet_studio.core.network.architecture import HEAD, frozen_units
from resnet_studio.engine.network.freeze import freeze, parameter_groups, trainable_parameters
from resnet_studio.engine.network.resnet import ResNet, build


def steps(network: ResNet, count: int = 2) -> None:
    """Optimiser steps as in training, with weight decay and momentum that would change anything not frozen."""
    optimizer = torch.optim.AdamW(parameter_groups(network, 1e-2, 3.0, 0.1))
    for _ in range(count):
        network.train()
        logits = network(torch.randn(4, 3, 32, 32))
        nn.functional.cross_entropy(logits, torch.tensor([0, 1, 2, 0])).backward()
        optimizer.step()
        optimizer.zero_grad()
        network.eval()


def state_by_unit(network: ResNet) -> dict[str, dict[str, Tensor]]:
    return {
        name: {key: value.clone() for key, value in unit.state_dict().items()} for name, unit in network.units().items()
    }


@pytest.mark.parametrize(
    ("depth", "frozen"),
    [
        (18, ("stem", "layer1", "layer2", "layer3", "layer4")),
        (18, ("stem", "layer1")),
        (18, ("layer3.0",)),
        (18, ("layer2", "layer4.1")),
        (20, ("stem", "layer1", "layer2.0")),
        (20, ()),
    ],
)
def test_frozen_units_stay_bit_identical_and_others_change(depth: int, frozen: Sequence[str]) -> None:
    network = build(depth, 3)
    freeze(network, frozen)
    before = state_by_unit(network)
    steps(network)
    after = state_by_unit(network)
    resting = frozen_units(network.architecture, frozen)
    for name, tensors in before.items():
        for key, tensor in tensors.items():
            assert torch.equal(after[name][key], tensor) == (name in resting), f"{name}: {key}"


def test_frozen_unit_gives_the_same_output_in_training_and_evaluation_mode() -> None:
    network = build(18, 3)
    freeze(network, ["stem", "layer1"])
    h = torch.randn(2, 64, 8, 8)
    network.train()
    in_training = network.unit("layer1")(h)
    network.eval()
    assert torch.equal(network.unit("layer1")(h), in_training)
    assert not in_training.requires_grad


def test_unfrozen_unit_is_trainable_again() -> None:
    network = build(20, 3)
    freeze(network, ["stem", "layer1"])
    steps(network, 1)
    freeze(network, ["layer3"])
    before = state_by_unit(network)
    steps(network)
    after = state_by_unit(network)
    for name in network.architecture.unit_names:
        same = torch.equal(after[name][weight(name)], before[name][weight(name)])
        assert same == name.startswith("layer3"), name


def weight(unit: str) -> str:
    return "0.weight" if unit == "stem" else "conv1.weight"


def test_freeze_keeps_the_mode_and_drops_old_gradients() -> None:
    network = build(20, 3).train()
    network(torch.randn(4, 3, 32, 32)).sum().backward()
    freeze(network, ["stem"])
    assert network.training
    assert network.unit("layer1.0").training
    assert not network.bn1.training
    assert network.conv1.weight.grad is None
    assert network.unit("layer1.0").get_submodule("conv1").weight.grad is not None


def test_freezing_the_head_is_refused() -> None:
    with pytest.raises(ConfigError, match="head"):
        freeze(build(20, 3), [HEAD])


def test_trainable_parameters_match_the_description() -> None:
    network = build(18, 3)
    freeze(network, ["stem", "layer2.1"])
    count = sum(parameter.numel() for parameter in trainable_parameters(network))
    assert count == network.architecture.trainable_parameters(3, ["stem", "layer2.1"])


def test_groups_contain_each_trainable_parameter_once() -> None:
    network = build(50, 3)
    freeze(network, ["stem", "layer1"])
    groups = parameter_groups(network, 0.01, 10.0, 0.05)
    held = [id(parameter) for group in groups for parameter in group["params"]]
    assert sorted(held) == sorted(id(parameter) for parameter in trainable_parameters(network))


def test_stem_has_a_share_of_the_rate_of_the_next_stage_that_learns() -> None:
    network = build(18, 3)
    freeze(network, ["layer1"])
    groups = parameter_groups(network, 0.01, 8.0, 0.05, layer_decay=0.5)
    rates = {group["name"]: group["lr"] for group in groups if group["weight_decay"]}
    assert rates == pytest.approx({"stem": 0.00125, "layer2": 0.0025, "layer3": 0.005, "layer4": 0.01, "head": 0.08})


def test_rates_by_stage_begin_at_the_last_stage_that_learns() -> None:
    network = build(18, 3)
    freeze(network, ["stem", "layer1", "layer2.0", "layer4"])
    groups = parameter_groups(network, 0.01, 8.0, 0.05, layer_decay=0.5)
    rates = {group["name"]: group["lr"] for group in groups if group["weight_decay"]}
    assert rates == pytest.approx({"layer2": 0.005, "layer3": 0.01, "head": 0.08})
    held = {id(parameter) for group in groups for parameter in group["params"]}
    assert held == {id(parameter) for parameter in trainable_parameters(network)}


def test_head_has_its_own_rate_and_only_weights_decay() -> None:
    network = build(20, 3)
    groups = {group["name"]: group for group in parameter_groups(network, 0.01, 10.0, 0.05)}
    assert list(groups) == ["backbone", "backbone, not decayed", "head", "head, not decayed"]
    assert [group["lr"] for group in groups.values()] == pytest.approx([0.01, 0.01, 0.1, 0.1])
    assert [group["weight_decay"] for group in groups.values()] == [0.05, 0.0, 0.05, 0.0]
    assert {id(p) for p in groups["head, not decayed"]["params"]} == {id(network.fc.bias)}
    assert all(parameter.ndim == 4 for parameter in groups["backbone"]["params"])


def test_only_the_head_has_groups_if_all_else_is_frozen() -> None:
    network = build(18, 3)
    freeze(network, network.architecture.stage_names)
    assert [group["name"] for group in parameter_groups(network, 0.01, 1.0, 0.05)] == ["head", "head, not decayed"]
