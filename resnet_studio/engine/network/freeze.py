"""Freezing parts of a network, and the parameter groups of those that learn."""

from collections.abc import Iterable
from typing import Any

from torch import nn

from resnet_studio.core.network.architecture import HEAD, frozen_units
from resnet_studio.engine.network.resnet import ResNet


def freeze(network: ResNet, frozen: Iterable[str]) -> None:
    """Freeze exactly these stages and blocks of a network, and thaw all others; the head always learns.

    A frozen layer has no gradient, so no optimiser moves it and no weight decay shrinks it. That is not enough
    for BatchNorm: in training mode it normalises with the mean and variance of the batch at hand, and moves its
    running statistics towards them, with or without a gradient. A "frozen" layer would then compute something
    else at every batch and drift away from what it was pretrained to be. So BatchNorm of a frozen unit rests in
    evaluation mode: it uses its stored statistics and never changes them. ``network.train()`` would wake it;
    ``ResNet.train`` therefore asks ``network.frozen_units`` each time.

    Args:
        network: changed in place; parameters and statistics keep their values.
        frozen: names such as "stem", "layer2", "layer3.0"; none thaws everything.

    Raises:
        ConfigError: a name that the network does not have, or "head".
    """
    resting = frozen_units(network.architecture, frozen)
    network.frozen_units = resting
    for name, unit in network.units().items():
        unit.requires_grad_(name not in resting)
        if name in resting:
            unit.zero_grad(set_to_none=True)  # a gradient of before the freeze must not outlive it
    network.train(network.training)


def trainable_parameters(network: nn.Module) -> list[nn.Parameter]:
    """The parameters that learn, in network order."""
    return [parameter for parameter in network.parameters() if parameter.requires_grad]


def parameter_groups(
    network: ResNet, learning_rate: float, head_multiplier: float, weight_decay: float
) -> list[dict[str, Any]]:
    """Groups for a torch optimiser: the head at ``head_multiplier`` times the backbone's learning rate.

    Weight decay acts on the weights of convolutions and of the head only; BatchNorm's parameters and biases are
    few and set the scale of their layer (He et al. 2018, "Bag of Tricks", arXiv:1812.01187, section 3.1).

    Returns:
        Dictionaries with "params", "lr", "weight_decay" and "name" ("backbone", "backbone, not decayed",
        "head", "head, not decayed"); frozen parameters and empty groups are left out.
    """
    groups: list[dict[str, Any]] = []
    backbone = [unit for name, unit in network.units().items() if name != HEAD]
    for part, modules, rate in (
        ("backbone", backbone, learning_rate),
        (HEAD, [network.unit(HEAD)], learning_rate * head_multiplier),
    ):
        learning = [parameter for module in modules for parameter in trainable_parameters(module)]
        # BatchNorm's scale and shift, and biases, are the parameters of one dimension.
        decayed = [parameter for parameter in learning if parameter.ndim > 1]
        others = [parameter for parameter in learning if parameter.ndim <= 1]
        for name, params, decay in (
            (part, decayed, weight_decay),
            (f"{part}, not decayed", others, 0.0),
        ):
            if params:
                groups.append({"name": name, "params": params, "lr": rate, "weight_decay": decay})
    return groups
