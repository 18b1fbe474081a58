"""The optimiser of a phase."""

import pytest
import torch
from torch import nn

from resnet_studio.core.runs.config import TrainConfig
from resnet_studio.engine.machine.devices import choose
from resnet_studio.engine.network.resnet import build
from resnet_studio.engine.training.optimizer import make_state, start_phase
from resnet_studio.engine.training.phases import TrainingPhase


def test_state_made_before_the_first_step_changes_nothing() -> None:
    """The optimiser then learns as one whose state is made in the first step."""
    for kind, more in ((torch.optim.AdamW, {}), (torch.optim.SGD, {"momentum": 0.9})):
        made, usual = nn.Linear(3, 2), nn.Linear(3, 2)
        usual.load_state_dict(made.state_dict())
        optimizers = [kind(part.parameters(), lr=0.1, weight_decay=0.1, **more) for part in (made, usual)]
        make_state(optimizers[0])
        assert len(optimizers[0].state) == 2
        assert torch.equal(made.weight, usual.weight)
        for _ in range(3):
            for part, optimizer in zip((made, usual), optimizers, strict=True):
                optimizer.zero_grad()
                part(torch.ones(4, 3)).square().sum().backward()
                optimizer.step()
        assert torch.equal(made.weight, usual.weight)


@pytest.mark.parametrize("kind", ["adamw", "sgd"])
def test_phase_freezes_layers_and_sets_rates_of_backbone_and_head(kind: str) -> None:
    config = TrainConfig.build(depth=20, weights="scratch", optimizer=kind, head_multiplier=5, learning_rate=1.0)
    network = build(20, 3)
    optimizer = start_phase(network, config, choose("cpu"), TrainingPhase(2, 3, 4, ("stem", "layer1", "layer2"), 0.1))
    assert not any(parameter.requires_grad for parameter in network.get_submodule("layer2").parameters())
    assert optimizer.set_learning_rate(2, 10) == pytest.approx(0.1)  # the end of the warm-up
    rates = {group["name"]: group["lr"] for group in optimizer.torch.param_groups}
    assert rates["backbone"] == pytest.approx(0.1)
    assert rates["head"] == pytest.approx(0.5)
    learning = sum(len(group["params"]) for group in optimizer.torch.param_groups)
    assert learning == sum(parameter.requires_grad for parameter in network.parameters())


def test_state_is_restored_in_a_new_optimizer_of_the_same_phase() -> None:
    config, phase = TrainConfig.build(depth=20, weights="scratch"), TrainingPhase(1, 1, 4, (), 0.01)
    network = build(20, 3)
    first = start_phase(network, config, choose("cpu"), phase)
    first.backward(network(torch.ones(4, 3, 32, 32)).square().sum())
    first.step()
    second = start_phase(network, config, choose("cpu"), phase)
    second.load_state_dict(first.state_dict())
    moments = [[state["exp_avg"] for state in one.torch.state.values()] for one in (first, second)]
    assert all(torch.equal(*pair) for pair in zip(*moments, strict=True))
    with pytest.raises(ValueError, match="group"):
        start_phase(
            network, config, choose("cpu"), TrainingPhase(1, 1, 4, ("stem", "layer1", "layer2", "layer3"), 0.01)
        ).load_state_dict(first.state_dict())
