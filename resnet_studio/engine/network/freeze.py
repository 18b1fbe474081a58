"""Freezing parts of a network, and parameter groups for the trainable ones."""

from collections.abc import Iterable
from typing import Any

from torch import nn

from resnet_studio.core.network.architecture import HEAD, frozen_units, learning_stages
from resnet_studio.engine.network.resnet import ResNet


def freeze(network: ResNet, frozen: Iterable[str]) -> None:
    """Freeze exactly these stages and blocks of a network, and unfreeze all others; the head is always trainable.

    A frozen layer has no gradient, so neither the optimiser nor weight decay changes it. That is not enough for
    BatchNorm: in training mode it normalises with the mean and variance of the current batch and updates its running
    statistics, with or without a gradient. The output of a "frozen" layer would then depend on the batch, and its
    statistics would drift away from their pretrained values. So BatchNorm of a frozen unit stays in evaluation mode:
    it uses its stored statistics and never changes them. ``network.train()`` would undo that; therefore
    ``ResNet.train`` checks ``network.frozen_units`` each time.

    Args:
        network: changed in place; parameters and statistics keep their values.
        frozen: names such as "stem", "layer2", "layer3.0"; if empty, everything is trainable.

    Raises:
        ConfigError: the network does not have one of the names, or it is "head".
    """
    units = frozen_units(network.architecture, frozen)
    network.frozen_units = units
    for name, unit in network.units().items():
        unit.requires_grad_(name not in units)
        if name in units:
            unit.zero_grad(set_to_none=True)  # drop gradients from before freezing
    network.train(network.training)


def frozen_tensors(network: ResNet) -> set[str]:
    """Names in the state dict of parameters and statistics that do not change as long as the same units are frozen."""
    frozen = [
        tensor for name in network.frozen_units for tensor in network.unit(name).state_dict(keep_vars=True).values()
    ]
    places = {id(tensor) for tensor in frozen}
    return {name for name, tensor in network.state_dict(keep_vars=True).items() if id(tensor) in places}


def trainable_parameters(network: nn.Module) -> list[nn.Parameter]:
    """The trainable parameters, in network order."""
    return [parameter for parameter in network.parameters() if parameter.requires_grad]


def parameter_groups(
    network: ResNet, learning_rate: float, head_multiplier: float, weight_decay: float, layer_decay: float = 1.0
) -> list[dict[str, Any]]:
    """Groups for a torch optimiser: the head at ``head_multiplier`` times the backbone's learning rate.

    Of the backbone, the last stage that learns has the learning rate, and each one below it ``layer_decay`` times that
    of the one above (Howard & Ruder 2018, "discriminative fine-tuning"; "layer decay" in timm, there by block).

    Weight decay applies only to the weights of convolutions and of the head; BatchNorm's parameters and biases are
    few and set the scale of their layer (He et al. 2018, "Bag of Tricks", arXiv:1812.01187, section 3.1).

    Returns:
        Dictionaries with "params", "lr", "weight_decay" and "name" ("backbone", "backbone, not decayed",
        "head", "head, not decayed"; with rates by stage "layer3" … in place of "backbone"); frozen parameters and
        empty groups are left out.
    """
    groups: list[dict[str, Any]] = []
    stages = learning_stages(network.architecture, network.frozen_units)
    parts = [("backbone", stages, learning_rate)]  # in one, the order of moments in checkpoints of earlier versions
    if layer_decay != 1:
        rates = [learning_rate * layer_decay**down for down in reversed(range(len(stages)))]
        parts = [(stage, (stage,), rate) for stage, rate in zip(stages, rates, strict=True)]
    for part, names, rate in (*parts, (HEAD, (HEAD,), learning_rate * head_multiplier)):
        trainable = [parameter for name in names for parameter in trainable_parameters(network.unit(name))]
        # Biases, and BatchNorm's scale and shift, have one dimension.
        decayed = [parameter for parameter in trainable if parameter.ndim > 1]
        others = [parameter for parameter in trainable if parameter.ndim <= 1]
        for name, params, decay in (
            (part, decayed, weight_decay),
            (f"{part}, not decayed", others, 0.0),  # not a text
        ):
            if params:
                groups.append({"name": name, "params": params, "lr": rate, "weight_decay": decay})
    return groups
