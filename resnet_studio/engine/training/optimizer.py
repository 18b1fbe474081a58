"""The optimiser of a phase, with its gradient scaling and learning rates."""

import inspect
from collections.abc import Mapping
from typing import Any, TypeVar

import torch
from torch import Tensor, nn

from resnet_studio.core.runs.config import TrainConfig
from resnet_studio.engine.machine.devices import Compute
from resnet_studio.engine.network.freeze import freeze, parameter_groups
from resnet_studio.engine.network.resnet import ResNet
from resnet_studio.engine.training.fields import Fields
from resnet_studio.engine.training.lanes import Lanes
from resnet_studio.engine.training.muon import Muon, follow_sooner
from resnet_studio.engine.training.phases import TrainingPhase
from resnet_studio.engine.training.schedule import learning_rate_factor
from resnet_studio.engine.weights.exact import require_exact

MOMENTUM = 0.9  # of SGD
_SMALLEST_SCALE, _LARGEST_SCALE = 1e-45, 3.5e38  # of float16's loss: torch keeps it in float32
_Kind = TypeVar("_Kind", bound=torch.optim.Optimizer)


class Optimizer:
    """Moves the layers that learn in one phase.

    Attributes:
        lanes: of the network.
        torch: torch's own optimisers: each moves a share of the layers, by the thread of a lane.
    """

    def __init__(
        self, network: ResNet, config: TrainConfig, compute: Compute, phase: TrainingPhase, lanes: int = 1
    ) -> None:
        """`network` is on its device, and frozen as the phase says."""
        self.lanes = Lanes(network, lanes, compute.dtype)
        groups = parameter_groups(
            network, phase.learning_rate, config.head_multiplier, config.weight_decay, config.layer_decay
        )
        self._parameters = [parameter for group in groups for parameter in group["params"]]
        self.torch = _optimizers(config.optimizer, groups, phase.learning_rate, compute.fuses_optimizers, lanes)
        self._schedule, self._peak = config.schedule, phase.learning_rate
        self._peaks = [[float(group["lr"]) for group in one.param_groups] for one in self.torch]
        self._names = {parameter: name for name, parameter in network.named_parameters()}
        self._gradients = [self._same_parameters(one, network, *self.lanes.networks) for one in self.torch]
        self._sums: dict[nn.Parameter, Tensor] = {}
        self._scaler = compute.scaler()
        for one in self.torch:
            make_state(one)

    def _same_parameters(self, optimizer: torch.optim.Optimizer, *networks: ResNet) -> list[list[nn.Parameter]]:
        """The parameters of an optimiser as each of these networks has them."""
        wanted = [self._names[parameter] for group in optimizer.param_groups for parameter in group["params"]]
        return [[one.get_parameter(name) for name in wanted] for one in networks]

    def set_learning_rate(self, step: int, steps: int) -> float:
        """Set every group's rate for `step` (from 1) of the phase's `steps`; returns that below the head."""
        factor = learning_rate_factor(self._schedule, step, steps)
        for one, peaks in zip(self.torch, self._peaks, strict=True):
            for group, peak in zip(one.param_groups, peaks, strict=True):
                group["lr"] = peak * factor
        return self._peak * factor

    def zero_grad(self) -> None:
        """Forget the gradients of the step before."""
        self._sums.clear()
        for share in self._gradients:
            for parameters in share:
                for parameter in parameters:
                    parameter.grad = None

    def backward(self, loss: Tensor) -> None:
        """Add the gradients of a loss."""
        self._scaler.scale(loss).backward()  # type: ignore[no-untyped-call]  # untyped in torch

    def keep_gradients(self, lane: int) -> None:
        """Add the gradients of a piece to the lane's sums in float32: sums in bfloat16 would lose digits."""
        for _own, *lanes in self._gradients:
            for parameter in lanes[lane]:
                if parameter.grad is not None and parameter.grad.dtype != torch.float32:
                    known = self._sums.get(parameter)
                    self._sums[parameter] = parameter.grad.float() if known is None else known.add_(parameter.grad)
                    parameter.grad = None

    def step(self) -> None:
        """Change the weights by the gradients of all lanes."""
        self.lanes.each(self._step_all, min(self.lanes.count, len(self.torch)))
        self._scaler.update()

    def _step_all(self, lane: int) -> None:
        for share in range(lane, len(self.torch), self.lanes.count):
            self._step(share)

    def _step(self, share: int) -> None:
        own, *lanes = self._gradients[share]
        for parameter, *same in zip(own, *lanes, strict=True):
            if same[0] is not parameter:  # there is more than one lane
                first, *others = [self._sums.pop(one, one.grad) for one in same]
                parameter.grad = None if first is None else first.to(parameter.dtype)
                for other in others:
                    if other is not None:  # of a small batch, a lane may have had nothing
                        _gradient(parameter).add_(other)
                for one in same:
                    one.grad = None
        self._scaler.step(self.torch[share])

    def moments(self, *, numbered: bool = False) -> dict[str, Tensor]:
        """The optimiser's own tensors, such as "fc.weight.exp_avg".

        All else follows from the settings. `numbered` names them by the number of their parameter instead.
        """
        states = {parameter: state for one in self.torch for parameter, state in one.state.items()}
        return {
            f"{number if numbered else self._names[parameter]}.{key}": value
            for number, parameter in enumerate(self._parameters)
            for key, value in states[parameter].items()
            if isinstance(value, Tensor)
        }

    def scaler_record(self) -> dict[str, Any]:
        """How gradients are scaled; empty where they are not."""
        state = self._scaler.state_dict()
        return {"scale": state["scale"], "growth": state["_growth_tracker"]} if state else {}

    def restore(self, moments: Mapping[str, Tensor], scaler: object, *, numbered: bool = False) -> None:
        """Continue from the moments and the scaling of the same phase.

        Raises:
            WeightsError, RunError: something is missing or does not fit; nothing has changed then.
        """
        own = self.moments(numbered=numbered)
        require_exact(moments, own, finite=False)
        state = self._scaler.state_dict()
        if state:
            fields = Fields(scaler, "scaler")
            state["scale"] = fields.figure("scale", _SMALLEST_SCALE, _LARGEST_SCALE)
            state["_growth_tracker"] = fields.whole("growth", 0, state["growth_interval"])
            self._scaler.load_state_dict(state)
        with torch.no_grad():
            for name, value in own.items():
                value.copy_(moments[name])


def start_phase(
    network: ResNet, config: TrainConfig, compute: Compute, phase: TrainingPhase, lanes: int = 1
) -> Optimizer:
    """Put the network on its device, freeze what the phase freezes, and make an optimiser for the rest."""
    # channels last lets convolutions read a pixel's channels from one place
    network.to(compute.device).to(memory_format=torch.channels_last)
    if config.optimizer == "muon":
        follow_sooner(network)
    freeze(network, phase.frozen)
    return Optimizer(network, config, compute, phase, lanes)


def _shared_out(groups: list[dict[str, Any]], most: int) -> list[list[dict[str, Any]]]:
    """The groups in each share, at most so many, each with about as many numbers as the others."""
    parameters = [parameter for group in groups for parameter in group["params"]]
    shares = min(most, len(parameters))
    sizes, share_of = [0] * shares, dict[nn.Parameter, int]()
    for parameter in sorted(parameters, key=torch.numel, reverse=True):
        share_of[parameter] = smallest = sizes.index(min(sizes))
        sizes[smallest] += parameter.numel()
    shared = [
        [group | {"params": [one for one in group["params"] if share_of[one] == share]} for group in groups]
        for share in range(shares)
    ]
    return [[group for group in share if group["params"]] for share in shared]


def _gradient(parameter: nn.Parameter) -> Tensor:
    assert parameter.grad is not None
    return parameter.grad


def make_state(optimizer: torch.optim.Optimizer) -> None:
    """Give a new optimiser its state now: all zeros, as it would begin.

    Usually the state is made during the first step. If memory ran out there, some weights would have changed and
    others not, and such a step cannot be repeated.
    """
    kept = [(group["lr"], group["weight_decay"]) for group in optimizer.param_groups]
    for group in optimizer.param_groups:
        group["lr"] = group["weight_decay"] = 0.0
        for parameter in group["params"]:
            parameter.grad = torch.zeros_like(parameter)
    optimizer.step()
    optimizer.zero_grad(set_to_none=True)
    for state in optimizer.state.values():
        for value in state.values():
            if isinstance(value, Tensor):
                value.zero_()
    for group, (rate, decay) in zip(optimizer.param_groups, kept, strict=True):
        group["lr"], group["weight_decay"] = rate, decay


def _plain(kind: type[_Kind]) -> type[_Kind]:
    """A kind of optimiser without what torch wraps its methods in for its compiler, which nothing here uses.

    At their first call, these wrappers import the compiler, which takes over a second.
    """
    methods: dict[str, Any] = {
        name: inspect.unwrap(getattr(kind, name)) for name in ("add_param_group", "zero_grad", "step")
    }
    plain: type[_Kind] = type(kind.__name__, (kind,), methods | {"step": torch.no_grad()(methods["step"])})
    return plain


_AdamW, _Muon, _SGD = _plain(torch.optim.AdamW), _plain(Muon), _plain(torch.optim.SGD)


def _optimizers(
    name: str, groups: list[dict[str, Any]], rate: float, fused: bool, lanes: int
) -> list[torch.optim.Optimizer]:
    """As many as there are lanes; for Muon also one for all that it is not made for, which AdamW moves."""
    if name == "sgd":
        return [_SGD(share, lr=rate, momentum=MOMENTUM, fused=fused) for share in _shared_out(groups, lanes)]
    if name == "adamw":
        return [_AdamW(share, lr=rate, fused=fused) for share in _shared_out(groups, lanes)]
    convolutions, others = (
        [group | {"params": [one for one in group["params"] if (one.dim() == 4) is wanted]} for group in groups]
        for wanted in (True, False)
    )
    by_muon: list[torch.optim.Optimizer] = [_Muon(share, rate) for share in _shared_out(convolutions, lanes)]
    return [*by_muon, *(_AdamW(share, lr=rate, fused=fused) for share in _shared_out(others, 1))]
