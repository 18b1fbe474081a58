"""Grad-CAM: equal to its definition, and sensitive to the class and to the weights (Adebayo et al. 2018)."""

import copy

import pytest
import torch
from torch import Tensor
from torch.nn.functional import relu

from resnet_studio.core.basics.errors import ConfigError
from resnet_studio.engine.explain.grad_cam import explain, units_through
from resnet_studio.engine.network.resnet import ResNet, build


def pictures(side: int = 64, count: int = 3) -> Tensor:
    return torch.randn(count, 3, side, side, generator=torch.Generator().manual_seed(0))


@pytest.fixture(scope="module")
def network() -> ResNet:
    torch.manual_seed(0)
    return build(18, 5).eval()


@pytest.mark.parametrize("stage", ["stem", "layer2", "layer3.0", "layer4", "head"])
def test_map_is_what_hooks_on_the_whole_network_give(network: ResNet, stage: str) -> None:
    last = {"layer2": "layer2.1", "layer4": "layer4.1", "head": "layer4.1"}.get(stage, stage)
    module = network.maxpool if stage == "stem" else network.get_submodule(last)
    kept: list[Tensor] = []

    def keep(_: object, __: object, output: Tensor) -> Tensor:
        output.retain_grad()
        kept.append(output)
        return output.clone()  # the next block adds to it in place

    with module.register_forward_hook(keep):
        logits = network(pictures())
    logits.gather(1, torch.tensor([[4], [0], [2]])).sum().backward()
    network.zero_grad()
    (h,) = kept
    assert h.grad is not None
    expected = relu((h.grad.mean((2, 3), keepdim=True) * h).sum(1)).detach()
    expected = expected / expected.amax((1, 2), keepdim=True).clamp_min(1e-30)
    found = explain(network, pictures(), stage, [4, 0, 2])
    torch.testing.assert_close(found.maps, expected, rtol=1e-3, atol=1e-4)
    torch.testing.assert_close(found.logits, logits.detach())


def test_map_is_of_the_most_probable_class_by_default(network: ResNet) -> None:
    found = explain(network, pictures(), "layer4")
    assert (found.classes == found.logits.argmax(1)).all()
    again = explain(network, pictures(), "layer4", found.classes.tolist())
    assert torch.equal(found.maps, again.maps)


def likeness(left: Tensor, right: Tensor) -> float:
    """Correlation of maps over their places, the mean over the pictures."""
    pairs = zip(left.flatten(1), right.flatten(1), strict=True)
    return float(torch.stack([torch.corrcoef(torch.stack(pair))[0, 1].nan_to_num() for pair in pairs]).mean())


def test_map_changes_with_the_class(network: ResNet) -> None:
    maps = [explain(network, pictures(128), "layer4", [label] * 3).maps for label in range(2)]
    assert likeness(*maps) < 0.9


@pytest.mark.parametrize("randomised", ["head", "layer4", "layer1"])
def test_map_changes_with_the_weights_of_any_stage(network: ResNet, randomised: str) -> None:
    other = copy.deepcopy(network)
    torch.manual_seed(1)
    other.unit(randomised).load_state_dict(build(18, 5).unit(randomised).state_dict())
    maps = [explain(one, pictures(128), "layer4", [0] * 3).maps for one in (network, other)]
    assert likeness(*maps) < 0.9


def test_contributions_are_quotients_of_norms_in_network_order(network: ResNet) -> None:
    found = explain(network, pictures(), "layer2")
    assert found.contributions.shape == (3, 8)
    with torch.no_grad():
        h = network.stem(pictures())
        for number, name in enumerate(network.architecture.unit_names[1:]):
            block = network.get_submodule(name)
            quotient = block.residual(h).flatten(1).norm(dim=1) / block.downsample(h).flatten(1).norm(dim=1)
            torch.testing.assert_close(found.contributions[:, number], quotient)
            h = block(h)


def test_block_that_adds_nothing_contributes_zero() -> None:
    network = build(20, 3).eval()
    block = network.get_submodule("layer2.1")
    block.bn2.weight.data.zero_()
    block.bn2.bias.data.zero_()
    contributions = explain(network, pictures(32), "layer3").contributions
    assert (contributions[:, 4] == 0).all()
    assert (contributions[:, :4] > 0).all()


@pytest.mark.parametrize("depth", [50, 56])
def test_other_depths_and_plain_networks_are_explained(depth: int) -> None:
    for shortcuts in (True, False):
        found = explain(build(depth, 2, shortcuts=shortcuts).eval(), pictures(32), "layer1")
        assert found.maps.isfinite().all()
        assert found.contributions.isfinite().all()


def test_picture_without_evidence_has_an_empty_map(network: ResNet) -> None:
    silent = copy.deepcopy(network)
    silent.fc.weight.data.zero_()
    assert (explain(silent, pictures(), "layer4").maps == 0).all()


def test_explaining_leaves_weights_gradients_and_frozen_layers_as_they_are(network: ResNet) -> None:
    before = copy.deepcopy(network.state_dict())
    explain(network, pictures(), "layer1")
    assert all(torch.equal(before[name], tensor) for name, tensor in network.state_dict().items())
    assert all(parameter.grad is None for parameter in network.parameters())


def test_unknown_stage_is_refused(network: ResNet) -> None:
    with pytest.raises(ConfigError):
        units_through(network.architecture, "layer5")
