"""Loading weights into a network, with a report of what was loaded."""

from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import torch
from torch import Tensor

from resnet_studio.core.basics.errors import WeightsError
from resnet_studio.core.basics.message import Message, joined, message, plural
from resnet_studio.core.dataset.findings import few
from resnet_studio.core.network.architecture import DEPTHS, Architecture, architecture
from resnet_studio.engine.network.resnet import ResNet
from resnet_studio.engine.weights.state_dict import read_state_dict, torchvision_names

# BatchNorm's number of batches; old files lack it, and with a fixed momentum it has no effect.
_COUNTER = "num_batches_tracked"
_HEAD = ("fc.weight", "fc.bias")


@dataclass(frozen=True, slots=True)
class WeightsReport:
    """What ``load_weights`` did. Tensors are counted without BatchNorm's batch counters.

    Attributes:
        loaded: names of the tensors that were loaded.
        missing: names in the network but not in the file; they keep their values.
        unexpected: names in the file but not in the network.
        mismatched: names in both, with another shape or kind in the file; they keep their values.
        head_replaced: the head keeps its initial values, because that of the file does not fit or does not exist.
        classes: outputs of the network.
        classes_in_file: outputs of the file's head; None if it has none.
    """

    loaded: tuple[str, ...]
    missing: tuple[str, ...]
    unexpected: tuple[str, ...]
    mismatched: tuple[str, ...]
    head_replaced: bool
    classes: int
    classes_in_file: int | None

    @property
    def total(self) -> int:
        """Tensors of the network."""
        return len(self.loaded) + len(self.missing) + len(self.mismatched)

    def describe(self) -> Message:
        """The report in sentences."""
        if len(self.loaded) == self.total:
            first = message("All {total} tensors loaded.", total=self.total)
        else:
            first = message("{loaded} of {total} tensors loaded.", loaded=len(self.loaded), total=self.total)
        return joined(first, *self._about_head(), *self._about_others())

    def _about_head(self) -> list[Message]:
        if not self.head_replaced:
            return []
        if self.classes_in_file is None:
            return [message("The head is new because the file has none.")]
        return [
            plural(
                "The head is new because the file has {count} class and the dataset has {classes}.",
                "The head is new because the file has {count} classes and the dataset has {classes}.",
                self.classes_in_file,
                classes=self.classes,
            )
        ]

    def _about_others(self) -> list[Message]:
        sentences = []
        if names := _without_head(self.missing):
            sentences.append(
                plural(
                    "{count} is not in the file ({names}).",
                    "{count} are not in the file ({names}).",
                    len(names),
                    names=few(names),
                )
            )
        if names := _without_head(self.mismatched):
            sentences.append(
                plural(
                    "{count} has another shape in the file ({names}).",
                    "{count} have another shape in the file ({names}).",
                    len(names),
                    names=few(names),
                )
            )
        if names := self.unexpected:
            sentences.append(
                plural(
                    "{count} tensor of the file is not used ({names}).",
                    "{count} tensors of the file are not used ({names}).",
                    len(names),
                    names=few(names),
                )
            )
        return sentences


def load_weights(network: ResNet, source: Path | str | Mapping[str, Tensor]) -> WeightsReport:
    """Load what fits from a file or a state dict; a head with another number of classes stays as initialised.

    Args:
        network: changed in place, but only if nothing is refused.
        source: a path (see ``read_state_dict``) or a state dict, whose names may have prefixes.

    Raises:
        WeightsError: it cannot be read, belongs to another network, or has values that are not finite.
    """
    if isinstance(source, Mapping):
        origin, state = "state_dict", torchvision_names(dict(source))
    else:
        origin, state = Path(source).name, read_state_dict(Path(source))
    _check_network(origin, state, network.architecture)

    own = {name: tensor for name, tensor in network.state_dict().items() if not name.endswith(_COUNTER)}
    head_replaced = any(name not in state or state[name].shape != own[name].shape for name in _HEAD)
    fitting = {
        name: state[name]
        for name in own
        if name in state and _fits(state[name], own[name]) and not (head_replaced and name in _HEAD)
    }
    _check_tensors(origin, fitting, own, network.architecture.depth)
    network.load_state_dict(fitting, strict=False)
    head = state.get("fc.weight")
    return WeightsReport(
        loaded=tuple(fitting),
        missing=tuple(name for name in own if name not in state),
        unexpected=tuple(name for name in state if name not in own and not name.endswith(_COUNTER)),
        mismatched=tuple(name for name in own if name in state and name not in fitting),
        head_replaced=head_replaced,
        classes=network.classes,
        classes_in_file=len(head) if head is not None and head.ndim == 2 else None,
    )


def _check_tensors(origin: str, fitting: dict[str, Tensor], own: dict[str, Tensor], depth: int) -> None:
    """Refuse weights of which too few fit, or with values that are not finite in the network's dtype.

    Raises:
        WeightsError: with the reason.
    """
    if len(fitting) < len(own) / 2:
        raise WeightsError(
            message(
                "{file} does not fit ResNet-{depth:plain}: only {fitting} of {total} tensors have the required name "
                "and shape.",
                file=origin,
                depth=depth,
                fitting=len(fitting),
                total=len(own),
            )
        )
    for name, tensor in fitting.items():
        if not torch.isfinite(tensor.to(own[name].dtype)).all():
            raise WeightsError(
                message("{file} is damaged: {tensor} has values that are not finite numbers.", file=origin, tensor=name)
            )


def _check_network(origin: str, state: Mapping[str, Tensor], wanted: Architecture) -> None:
    """Refuse a file that belongs exactly to another of our networks, and name that network.

    Raises:
        WeightsError: with the file's depth, or the difference in shortcuts.
    """
    found = {name: tuple(tensor.shape) for name, tensor in state.items() if tensor.ndim == 4}
    if found == _convolution_shapes(wanted):
        return
    for depth in DEPTHS:
        for shortcuts in (True, False):
            if found == _convolution_shapes(architecture(depth, shortcuts=shortcuts)):
                raise WeightsError(_other_network(origin, depth, shortcuts, wanted.depth))


def _other_network(origin: str, depth: int, shortcuts: bool, wanted_depth: int) -> Message:
    if depth != wanted_depth:
        return message(
            "{file} holds a ResNet-{depth:plain}, not a ResNet-{wanted:plain}. Choose depth {depth:plain}, or another "
            "file.",
            file=origin,
            depth=depth,
            wanted=wanted_depth,
        )
    if shortcuts:
        return message("{file} was trained with shortcuts, and this network has none.", file=origin)
    return message("{file} was trained without shortcuts, and this network has them.", file=origin)


def _convolution_shapes(described: Architecture) -> dict[str, tuple[int, int, int, int]]:
    """Names and shapes of all convolutions' weights, which identify a depth."""
    named: dict[str, Any] = {"conv1": described.stem.convolution}
    for block in described.blocks:
        named |= {f"{block.name}.conv{number}": c for number, c in enumerate(block.convolutions, start=1)}
        if block.projection is not None:
            named[f"{block.name}.downsample.0"] = block.projection
    return {f"{name}.weight": (c.out_channels, c.in_channels, c.kernel, c.kernel) for name, c in named.items()}


def _fits(tensor: Tensor, own: Tensor) -> bool:
    return tensor.shape == own.shape and tensor.is_floating_point()


def _without_head(names: tuple[str, ...]) -> tuple[str, ...]:
    return tuple(name for name in names if name not in _HEAD)
