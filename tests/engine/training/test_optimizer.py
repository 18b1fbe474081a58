"""The optimiser of a phase."""

import math
from collections.abc import Callable

import pytest
import torch
from torch import Tensor, nn

from resnet_studio.core.basics.errors import RunError, WeightsError
from resnet_studio.core.runs.config import TrainConfig
from resnet_studio.engine.machine.devices import Compute, choose
from resnet_studio.engine.network.resnet import build
from resnet_studio.engine.training.optimizer import _plain, make_state, start_phase
from resnet_studio.engine.training.phases import TrainingPhase
from resnet_studio.engine.training.schedule import learning_rate_factor


def test_state_made_before_the_first_step_changes_nothing() -> None:
    """An optimiser without the compiler then learns as torch's own, whose state is made in the first step."""
    for kind, more in ((torch.optim.AdamW, {}), (torch.optim.SGD, {"momentum": 0.9})):
        made, usual = nn.Linear(3, 2), nn.Linear(3, 2)
        usual.load_state_dict(made.state_dict())
        kinds = (_plain(kind), made), (kind, usual)
        optimizers = [one(part.parameters(), lr=0.1, weight_decay=0.1, **more) for one, part in kinds]
        make_state(optimizers[0])
        assert len(optimizers[0].state) == 2
        assert torch.equal(made.weight, usual.weight)
        for _ in range(3):
            for part, optimizer in zip((made, usual), optimizers, strict=True):
                optimizer.zero_grad()
                part(torch.ones(4, 3)).square().sum().backward()
                optimizer.step()
        assert torch.equal(made.weight, usual.weight)


@pytest.mark.parametrize("kind", ["adamw", "muon", "sgd"])
def test_phase_freezes_layers_and_sets_rates_of_backbone_and_head(kind: str) -> None:
    config = TrainConfig.build(depth=20, weights="scratch", optimizer=kind, head_multiplier=5, learning_rate=1.0)
    network = build(20, 3)
    optimizer = start_phase(network, config, choose("cpu"), TrainingPhase(2, 3, 4, ("stem", "layer1", "layer2"), 0.1))
    assert not any(parameter.requires_grad for parameter in network.get_submodule("layer2").parameters())
    assert optimizer.set_learning_rate(2, 10) == pytest.approx(0.1)  # the end of the warm-up
    groups = [group for one in optimizer.torch for group in one.param_groups]
    rates = {group["name"]: group["lr"] for group in groups}
    assert rates["backbone"] == pytest.approx(0.1)
    assert rates["head"] == pytest.approx(0.5)
    learning = sum(len(group["params"]) for group in groups)
    assert learning == sum(parameter.requires_grad for parameter in network.parameters())


@pytest.mark.parametrize("kind", ["adamw", "muon", "sgd"])
@pytest.mark.parametrize("schedule", ["one-cycle", "constant"])
def test_each_stage_has_its_share_of_the_rate_in_every_step(kind: str, schedule: str) -> None:
    config = TrainConfig.build(
        depth=20, weights="w.pt", freeze="stem", optimizer=kind, schedule=schedule, head_multiplier=5, layer_decay=0.3
    )
    network = build(20, 3)
    optimizer = start_phase(network, config, choose("cpu"), TrainingPhase(1, 1, 4, config.frozen, 0.1), lanes=2)
    stages = {
        id(parameter): stage
        for stage in ("layer1", "layer2", "layer3", "head")
        for parameter in network.unit(stage).parameters()
    }
    shares = {"layer1": 0.09, "layer2": 0.3, "layer3": 1.0, "head": 5.0}
    for step in range(1, 11):
        peak = 0.1 * learning_rate_factor(schedule, step, 10)
        assert optimizer.set_learning_rate(step, 10) == pytest.approx(peak), "that of the last stage is reported"
        found = [
            (stages[id(parameter)], group["lr"])
            for one in optimizer.torch
            for group in one.param_groups
            for parameter in group["params"]
        ]
        assert len(found) == len(stages)
        assert all(rate == pytest.approx(peak * shares[stage]) for stage, rate in found)


@pytest.mark.parametrize("kind", ["adamw", "muon", "sgd"])
def test_state_is_restored_in_a_new_optimizer_of_the_same_phase(kind: str) -> None:
    config = TrainConfig.build(depth=20, weights="scratch", optimizer=kind)
    phase = TrainingPhase(1, 1, 4, (), 0.01)
    network = build(20, 3)
    first = start_phase(network, config, choose("cpu"), phase)
    first.backward(network(torch.ones(4, 3, 32, 32)).square().sum())
    first.step()
    second = start_phase(network, config, choose("cpu"), phase)
    second.restore(first.moments(), first.scaler_record())
    moments = [one.moments() for one in (first, second)]
    assert moments[0].keys() == moments[1].keys()
    assert all(torch.equal(moments[0][name], moments[1][name]) for name in moments[0])
    assert any(value.any() for value in moments[1].values())


Change = Callable[[dict[str, Tensor]], object]
FORGED: dict[str, tuple[Change, str]] = {
    "one element": (lambda m: m.update({"conv1.weight.exp_avg": torch.zeros(1)}), r"conv1.weight.exp_avg is"),
    "transposed": (lambda m: m.update({"fc.weight.exp_avg": torch.zeros(64, 3)}), r"fc.weight.exp_avg is"),
    "double": (lambda m: m.update({"fc.bias.exp_avg": torch.zeros(3).double()}), r"float64 \[3\] instead of"),
    "missing": (lambda m: m.pop("fc.bias.exp_avg_sq"), r"fc.bias.exp_avg_sq is missing"),
    "nothing": (lambda m: m.clear(), "is missing"),
    "unknown": (lambda m: m.update({"fc.bias.more": torch.zeros(3)}), "fc.bias.more is not a tensor of"),
    "not a number": (lambda m: m["fc.bias.exp_avg"].fill_(math.nan), "fc.bias.exp_avg has values that are not"),
    "negative squares": (lambda m: m["fc.bias.exp_avg_sq"].fill_(-1), "fc.bias.exp_avg_sq has negative values"),
    "negative steps": (lambda m: m["fc.bias.step"].fill_(-1), "fc.bias.step has negative values"),
    "sparse": (lambda m: m.update({"fc.bias.exp_avg": torch.zeros(3).to_sparse()}), "fc.bias.exp_avg is"),
}  # fmt: skip


@pytest.mark.parametrize("kind", FORGED)
def test_moments_that_do_not_fit_are_refused_before_they_are_used(kind: str) -> None:
    change, expected = FORGED[kind]
    config, phase = TrainConfig.build(depth=20, optimizer="adamw"), TrainingPhase(1, 1, 4, (), 0.01)
    optimizer = start_phase(build(20, 3), config, choose("cpu"), phase)
    forged = {name: value.clone() for name, value in optimizer.moments().items()}
    change(forged)
    with pytest.raises(WeightsError, match=expected):
        optimizer.restore(forged, {})
    assert not any(value.any() for value in optimizer.moments().values()), "nothing was taken over"


@pytest.mark.parametrize(
    ("scaler", "expected"),
    [
        ({}, "scaler.scale is missing"),
        (None, "scaler is None"),
        ({"scale": 0.0, "growth": 3}, "scaler.scale is"),
        ({"scale": math.inf, "growth": 3}, "scaler.scale is"),
        ({"scale": "large", "growth": 3}, "scaler.scale is"),
        ({"scale": 1024.0, "growth": -1}, "scaler.growth is"),
    ],
)
def test_scaling_that_cannot_be_is_refused(scaler: object, expected: str) -> None:
    config, phase = TrainConfig.build(depth=20, weights="scratch"), TrainingPhase(1, 1, 4, (), 0.01)
    optimizer = start_phase(build(20, 3), config, Compute(torch.device("cpu"), torch.float16), phase)
    optimizer.restore(optimizer.moments(), {"scale": 1024.0, "growth": 3})
    assert optimizer.scaler_record() == {"scale": 1024.0, "growth": 3}
    with pytest.raises(RunError, match=expected):
        optimizer.restore(optimizer.moments(), scaler)
