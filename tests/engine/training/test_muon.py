"""Muon: the steps of convolutions are made orthogonal, and all else is moved by AdamW."""

import pytest
import torch
from torch import nn

from resnet_studio.core.runs.config import TrainConfig
from resnet_studio.engine.machine.devices import choose
from resnet_studio.engine.network.resnet import build
from resnet_studio.engine.training.muon import Muon, orthogonalised
from resnet_studio.engine.training.optimizer import start_phase
from resnet_studio.engine.training.phases import TrainingPhase


@pytest.mark.parametrize("shape", [(16, 27), (64, 576), (40, 24)])
def test_singular_values_become_one_and_their_vectors_stay(shape: tuple[int, int]) -> None:
    torch.manual_seed(0)
    matrices = torch.randn(3, *shape)
    found = orthogonalised(matrices)
    assert found.shape == matrices.shape
    values = torch.linalg.svdvals(found)
    assert values.min() > 0.5
    assert values.max() < 1.3
    left, _, right = torch.linalg.svd(matrices, full_matrices=False)
    between = left.mT @ found @ right.mT
    torch.testing.assert_close(between, torch.diag_embed(torch.diagonal(between, dim1=1, dim2=2)), atol=1e-4, rtol=0)


def test_matrix_of_zeros_stays_one() -> None:
    assert not orthogonalised(torch.zeros(1, 4, 9)).any()


def test_step_of_a_convolution_has_the_size_of_one_by_adamw() -> None:
    """Not its own size: a gradient a thousand times as large makes the same step."""
    torch.manual_seed(0)
    small, large = nn.Conv2d(64, 64, 3, bias=False), nn.Conv2d(64, 64, 3, bias=False)
    large.load_state_dict(small.state_dict())
    before = small.weight.detach().clone()
    gradient = torch.randn_like(before)
    for one, factor in ((small, 1.0), (large, 1000.0)):
        one.weight.grad = gradient * factor
        Muon(one.parameters(), lr=0.1).step()
    torch.testing.assert_close(small.weight, large.weight)
    moved = (small.weight.detach() - before).square().mean().sqrt()
    assert moved == pytest.approx(0.1 * 0.2, rel=0.3)


def test_convolutions_of_one_shape_are_moved_as_each_would_be_alone() -> None:
    torch.manual_seed(0)
    together = [nn.Parameter(torch.randn(8, 4, 3, 3)) for _ in range(3)]
    alone = [nn.Parameter(one.detach().clone()) for one in together]
    gradients = [torch.randn(8, 4, 3, 3) for _ in together]
    optimizers = [Muon(together, lr=0.1), *(Muon([one], lr=0.1) for one in alone)]
    for _ in range(2):
        for one, other, gradient in zip(together, alone, gradients, strict=True):
            one.grad, other.grad = gradient.clone(), gradient.clone()
        for optimizer in optimizers:
            optimizer.step()
    for one, other in zip(together, alone, strict=True):
        torch.testing.assert_close(one, other)


@pytest.mark.parametrize("lanes", [1, 2, 4])
def test_muon_moves_convolutions_and_adamw_the_rest(lanes: int) -> None:
    config = TrainConfig.build(depth=20, optimizer="muon")
    network = build(20, 3)
    optimizer = start_phase(network, config, choose("cpu", "float32"), TrainingPhase(1, 1, 4, (), 0.01), lanes)
    kinds = {
        parameter: isinstance(one, Muon)
        for one in optimizer.torch
        for group in one.param_groups
        for parameter in group["params"]
    }
    assert kinds.keys() == set(network.parameters())
    assert all(by_muon == (parameter.dim() == 4) for parameter, by_muon in kinds.items())
    before = {name: value.detach().clone() for name, value in network.named_parameters()}
    pictures = torch.randn(lanes, 4, 3, 32, 32)
    optimizer.lanes.each(lambda lane: optimizer.backward(optimizer.lanes.networks[lane](pictures[lane]).square().sum()))
    optimizer.set_learning_rate(1, 2)
    optimizer.step()
    assert not any(torch.equal(value, before[name]) for name, value in network.named_parameters())


@pytest.mark.parametrize("lanes", [1, 2])
@pytest.mark.parametrize(("kind", "share"), [("muon", 0.3), ("adamw", 0.1)])
def test_statistics_of_batch_norm_follow_muon_sooner(kind: str, share: float, lanes: int) -> None:
    network = build(20, 3)
    config = TrainConfig.build(depth=20, optimizer=kind)
    optimizer = start_phase(network, config, choose("cpu", "float32"), TrainingPhase(1, 1, 4, (), 0.01), lanes)
    pictures = torch.randn(lanes, 4, 3, 32, 32)
    network.train()
    with torch.no_grad():
        optimizer.lanes.each(lambda lane: optimizer.lanes.networks[lane](pictures[lane]))
        mean = network.conv1(pictures.flatten(0, 1)).mean((0, 2, 3))
    torch.testing.assert_close(network.bn1.running_mean, share * mean, atol=1e-4, rtol=1e-3)


def test_head_alone_is_left_to_adamw() -> None:
    config = TrainConfig.build(depth=18, freeze="layer4", optimizer="muon")
    optimizer = start_phase(build(18, 3), config, choose("cpu"), TrainingPhase(1, 1, 4, config.frozen, 0.01))
    assert [isinstance(one, torch.optim.AdamW) for one in optimizer.torch] == [True]
