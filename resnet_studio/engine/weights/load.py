"""Loading weights into a network, with a report of what was loaded."""

from collections.abc import Collection, Mapping, Sequence
from pathlib import Path

import torch
from torch import Tensor

from resnet_studio.core.basics.errors import WeightsError
from resnet_studio.core.basics.message import message
from resnet_studio.core.network.weights_files import shortened, why_unfit
from resnet_studio.core.protocol.commands import ShouldStop, never
from resnet_studio.engine.network.resnet import ResNet
from resnet_studio.engine.weights.fit import COUNTER, HEAD, has_values, identify, is_grey_stem, spread_stem
from resnet_studio.engine.weights.networks import State, find_networks
from resnet_studio.engine.weights.report import Head, WeightsReport
from resnet_studio.engine.weights.state_dict import WeightsFile, read_weights_file, torchvision_names


def load_weights(
    network: ResNet,
    source: Path | str | Mapping[str, Tensor],
    *,
    entry: str = "",
    classes: Sequence[str] | None = None,
    frozen: Collection[str] = (),
    should_stop: ShouldStop = never,
) -> WeightsReport:
    """Load what fits from a file or a state dict; the head stays as initialised unless it is for the same classes.

    Args:
        network: changed in place, but only if nothing is refused.
        source: a path (see ``read_weights_file``) or a state dict, whose names may have prefixes.
        entry: which network of a file that holds several.
        classes: names of the network's outputs. The file's head is kept only if it is known to be for these; without
            them, wherever it fits.
        frozen: stages and blocks that will not learn, so that they need values from the file.
        should_stop: ends reading an untrusted file.

    Raises:
        WeightsError: it cannot be read, belongs to another network, leaves a frozen unit without values, or has
            values that are not finite.
        Halted: the job was asked to end.
    """
    file = _from_memory(source) if isinstance(source, Mapping) else read_weights_file(Path(source), should_stop)
    read = file.network(entry)
    state = spread_stem(read)
    found = identify(file.name, state, near=network.architecture)
    if reason := why_unfit(file.name, found, network.architecture, frozen):
        raise WeightsError(reason)

    own = {name: tensor for name, tensor in network.state_dict().items() if not name.endswith(COUNTER)}
    head = _fate_of_head(state, own, file.classes, classes)
    fitting = {
        name: state[name]
        for name in own
        if has_values(state.get(name), tuple(own[name].shape)) and (head is Head.KEPT or name not in HEAD)
    }
    _check_finite(file.name, fitting, own)
    network.load_state_dict(fitting, strict=False)
    weight = state.get("fc.weight")
    return WeightsReport(
        loaded=tuple(fitting),
        missing=tuple(name for name in own if name not in state),
        unexpected=tuple(name for name in state if _is_unused(name, own)),
        mismatched=tuple(name for name in own if name in state and name not in fitting),
        random=shortened(network.architecture, found.lacking),
        spread=is_grey_stem(read.get("conv1.weight")),
        head=head,
        classes=network.classes,
        classes_in_file=len(weight) if weight is not None and weight.ndim == 2 else None,
    )


def _from_memory(state: Mapping[str, Tensor]) -> WeightsFile:
    networks = find_networks(dict(state)) or {"": dict(state)}
    return WeightsFile("state_dict", {entry: torchvision_names(named) for entry, named in networks.items()}, None)


def _fate_of_head(
    state: State, own: Mapping[str, Tensor], known: Sequence[str] | None, wanted: Sequence[str] | None
) -> Head:
    """Whether the file's head can be kept: the same layers, and known to be for the same classes."""
    layers = [name for name in state if name.startswith("fc.")]
    if not layers:
        return Head.MISSING
    if sorted(layers) != sorted(HEAD) or state["fc.weight"].ndim != 2:
        return Head.OTHER_LAYERS
    if len(state["fc.weight"]) != len(own["fc.weight"]):
        return Head.OTHER_COUNT
    if not all(has_values(state[name], tuple(own[name].shape)) for name in HEAD):
        return Head.OTHER_LAYERS
    if wanted is None or (known is not None and tuple(known) == tuple(wanted)):
        return Head.KEPT
    return Head.UNKNOWN_CLASSES if known is None else Head.OTHER_CLASSES


def _is_unused(name: str, own: Mapping[str, Tensor]) -> bool:
    """Whether a tensor of the file belongs to nothing in the network; those of another head are not worth a word."""
    return name not in own and not name.endswith(COUNTER) and not name.startswith("fc.")


def _check_finite(origin: str, fitting: State, own: Mapping[str, Tensor]) -> None:
    """Refuse weights with values that are not finite in the network's dtype.

    Raises:
        WeightsError: naming the tensor.
    """
    for name, tensor in fitting.items():
        if not torch.isfinite(tensor.to(own[name].dtype)).all():
            raise WeightsError(
                message("{file} is damaged: {tensor} has values that are not finite numbers.", file=origin, tensor=name)
            )
