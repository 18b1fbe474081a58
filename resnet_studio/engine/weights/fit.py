"""Which of this program's networks the weights in a file belong to, and which of its units they leave out."""

import re
from collections.abc import Iterator, Mapping
from typing import Any

import torch
from torch import Tensor

from resnet_studio.core.basics.errors import WeightsError
from resnet_studio.core.basics.message import Message, message
from resnet_studio.core.network.architecture import DEPTHS, STEM, Architecture, architecture
from resnet_studio.core.network.weights_files import NetworkInFile
from resnet_studio.engine.weights import refusals
from resnet_studio.engine.weights.networks import State

Shapes = dict[str, tuple[int, ...]]

COUNTER = "num_batches_tracked"
"""BatchNorm's number of batches; old files lack it, and with a fixed momentum it has no effect."""

HEAD = ("fc.weight", "fc.bias")
_STEM_TENSORS = ("conv1.", "bn1.")
_BLOCK = re.compile(r"(layer\d+\.\d+)\.")
_NORM = ("weight", "bias", "running_mean", "running_var")
_COLOURS = 3
_QUANTISED = (torch.int8, torch.uint8)
_DEEP_STEMS = ("conv1.0.weight", "stem.0.weight")  # as timm and MMPretrain name them


def spread_stem(state: State) -> State:
    """Spread a stem for pictures of one channel over three: a third of its weights for each of red, green and blue.

    The sum over the channels stays, so that a grey picture gives what it gave before; this is the inverse of what
    timm's `adapt_input_conv` does for a network of colour that is to read grey.
    """
    stem = state.get("conv1.weight")
    if not is_grey_stem(stem):
        return state
    assert stem is not None
    return {**state, "conv1.weight": (stem.float() / _COLOURS).expand(-1, _COLOURS, -1, -1)}


def is_grey_stem(stem: Tensor | None) -> bool:
    """Whether these are the weights of a first convolution that reads one channel."""
    return stem is not None and stem.ndim == 4 and stem.shape[1] == 1 and stem.is_floating_point()


def identify(
    file: str, state: Mapping[str, Tensor], entry: str = "", near: Architecture | None = None
) -> NetworkInFile:
    """The network of ours that weights belong to; `near` is preferred among those that they suit equally well.

    Args:
        file: name of the file, for the message.
        state: in torchvision's names, with a stem for three channels.
        entry: the network's name in the file.

    Raises:
        WeightsError: they belong to none, and what they are.
    """
    if reason := _foreign(file, state):
        raise WeightsError(reason)
    shapes = {name: tuple(tensor.shape) for name, tensor in state.items()}
    found: Shapes = {name: shape for name, shape in shapes.items() if len(shape) == 4 and _unit_of(name)}
    candidates = [architecture(depth, shortcuts=shortcuts) for depth in DEPTHS for shortcuts in (True, False)]
    if near is not None:
        candidates.insert(0, near)
    network = max(candidates, key=lambda candidate: _likeness(found, _convolutions(candidate)))
    wanted = _convolutions(network)
    fitting = sum(found.get(name) == shape for name, shape in wanted.items())
    if 2 * fitting < len(wanted):
        raise WeightsError(_none_of_ours(file, state, network, fitting, len(wanted)))
    plain = _convolutions(architecture(network.depth, shortcuts=not network.shortcuts))
    shortcuts = (True, False) if plain == wanted else (network.shortcuts,)
    lacking, altered = _gaps(network, state)
    return NetworkInFile(entry, network.depth, shortcuts, lacking, altered)


def _likeness(found: Shapes, wanted: Shapes) -> float:
    """The share of convolutions that two networks have in common, from 0 to 1."""
    common = sum(found.get(name) == shape for name, shape in wanted.items())
    return common / len(found.keys() | wanted.keys())


def _gaps(network: Architecture, state: Mapping[str, Tensor]) -> tuple[tuple[str, ...], tuple[str, ...]]:
    """Units without complete values, and units with layers that ours lack, in network order."""
    tensors = tensors_of(network)
    lacking = {unit for name, (unit, shape) in tensors.items() if not has_values(state.get(name), shape)}
    others = (name for name in state if name not in tensors and not name.endswith(COUNTER))
    altered = {unit for name in others if (unit := _unit_of(name))}
    return (
        tuple(unit for unit in network.unit_names if unit in lacking),
        tuple(unit for unit in network.unit_names if unit in altered),
    )


def has_values(tensor: Tensor | None, shape: tuple[int, ...]) -> bool:
    """Whether a tensor of a file has numbers for one of this shape."""
    return tensor is not None and tuple(tensor.shape) == shape and tensor.is_floating_point()


def tensors_of(network: Architecture) -> dict[str, tuple[str, tuple[int, ...]]]:
    """The unit and the shape of every tensor below the head, by torchvision's names, without the counters."""
    named: dict[str, tuple[str, tuple[int, ...]]] = {}
    for unit, norm, name, convolution in _layers(network):
        shape = (convolution.out_channels, convolution.in_channels, convolution.kernel, convolution.kernel)
        named[f"{name}.weight"] = (unit, shape)
        named |= {f"{norm}.{part}": (unit, (convolution.out_channels,)) for part in _NORM}
    return named


def _layers(network: Architecture) -> Iterator[tuple[str, str, str, Any]]:
    """Unit, name of the BatchNorm, name of the convolution, and the convolution."""
    yield STEM, "bn1", "conv1", network.stem.convolution
    for block in network.blocks:
        for number, convolution in enumerate(block.convolutions, start=1):
            yield block.name, f"{block.name}.bn{number}", f"{block.name}.conv{number}", convolution
        if block.projection is not None:
            yield block.name, f"{block.name}.downsample.1", f"{block.name}.downsample.0", block.projection


def _convolutions(network: Architecture) -> Shapes:
    return {name: shape for name, (_, shape) in tensors_of(network).items() if len(shape) == 4}


def _unit_of(name: str) -> str:
    """The unit that a tensor's name belongs to; empty outside of stem and blocks."""
    if name.startswith(_STEM_TENSORS):
        return STEM
    block = _BLOCK.match(name)
    return block[1] if block else ""


def _foreign(file: str, state: Mapping[str, Tensor]) -> Message | None:
    """What weights are that look like ours and are not."""
    whole = (name for name, tensor in state.items() if tensor.dtype in _QUANTISED and tensor.ndim > 1)
    if quantised := next(whole, None):
        return refusals.quantised(file, quantised).message
    if any(_is_convolution(state.get(name)) for name in _DEEP_STEMS):
        return message(
            "{file} holds a ResNet with a deep stem, such as ResNet-D: three convolutions where a ResNet has one. "
            "Choose the weights of a ResNet without it.",
            file=file,
        )
    if _is_convolution(state.get("layer2.0.downsample.1.weight")):
        return message(
            "{file} holds a ResNet with averaging shortcuts, such as ResNet-D. Choose the weights of a ResNet without "
            "them.",
            file=file,
        )
    return None


def _is_convolution(tensor: Tensor | None) -> bool:
    return tensor is not None and tensor.ndim == 4


def _none_of_ours(file: str, state: Mapping[str, Tensor], nearest: Architecture, fitting: int, total: int) -> Message:
    if not fitting:
        return message(
            "{file} holds no ResNet: its tensors have other names ({first} …).",
            file=file,
            first=next(iter(state), "–"),
        )
    return message(
        "{file} holds another kind of network: only {fitting} of {total} convolutions have the name and shape of those "
        "in ResNet-{depth:plain}, the most similar one.",
        file=file,
        depth=nearest.depth,
        fitting=fitting,
        total=total,
    )
