"""Weights for a network: torchvision's published ones and any local file, loaded with an account of what was taken."""

from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import torch
import torchvision
from torch import Tensor

from resnet_studio.core.basics import formatting
from resnet_studio.core.basics.errors import ConfigError, WeightsError
from resnet_studio.core.network.architecture import DEPTHS, PHOTO_DEPTHS, Architecture, architecture
from resnet_studio.engine.network.resnet import ResNet
from resnet_studio.engine.weights.state_file import plain_names, read_state_dict

__all__ = ["ImageNetFile", "WeightsReport", "imagenet_file", "load_weights", "read_state_dict"]

# A count of batches that BatchNorm saw; old files lack it, and with a fixed momentum nothing depends on it.
_COUNTER = "num_batches_tracked"
_HEAD = ("fc.weight", "fc.bias")


@dataclass(frozen=True, slots=True)
class ImageNetFile:
    """Where torchvision publishes the ImageNet weights of one depth, and where it caches them.

    Attributes: url; the beginning of the file's SHA-256, which is part of its name; its path in torch's cache.
    """

    url: str
    sha256_prefix: str
    path: Path

    @property
    def file_name(self) -> str:
        """Name of the file, such as "resnet18-f37072fd.pth"."""
        return self.path.name

    @property
    def cached(self) -> bool:
        """Whether it has been downloaded, by this program or by anything else that uses torchvision."""
        return self.path.is_file()


def imagenet_file(depth: int) -> ImageNetFile:
    """The ``IMAGENET1K_V1`` weights of a depth, by torchvision's own enumeration.

    Raises:
        ConfigError: torchvision publishes none for this depth.
    """
    if depth not in PHOTO_DEPTHS:
        known = ", ".join(str(photo) for photo in PHOTO_DEPTHS)
        raise ConfigError("weights", "imagenet", f"scratch or a file at depth {depth}: ImageNet's are for {known}")
    url = str(torchvision.models.get_weight(f"ResNet{depth}_Weights.IMAGENET1K_V1").url)
    name = url.rsplit("/", 1)[-1]
    sha256_prefix = name.removesuffix(".pth").rsplit("-", 1)[-1]
    return ImageNetFile(url, sha256_prefix, Path(torch.hub.get_dir()) / "checkpoints" / name)


@dataclass(frozen=True, slots=True)
class WeightsReport:
    """What ``load_weights`` did. Tensors are counted without BatchNorm's batch counters.

    Attributes:
        taken: names that were loaded.
        missing: names that the network has and the file has not; they keep their values.
        unexpected: names that the file has and the network has not.
        mismatched: names that both have, of another shape or kind; they keep their values.
        head_replaced: the head keeps its initial values, because the file's does not fit or is not there.
        classes: outputs of the network.
        classes_in_file: outputs of the file's head; None where it has none.
    """

    taken: tuple[str, ...]
    missing: tuple[str, ...]
    unexpected: tuple[str, ...]
    mismatched: tuple[str, ...]
    head_replaced: bool
    classes: int
    classes_in_file: int | None

    @property
    def total(self) -> int:
        """Tensors of the network."""
        return len(self.taken) + len(self.missing) + len(self.mismatched)

    def sentence(self) -> str:
        """The report in a person's words."""
        whole = len(self.taken) == self.total
        parts = [f"All {self.total} tensors taken" if whole else f"{len(self.taken)} of {self.total} tensors taken"]
        if self.head_replaced and self.classes_in_file is None:
            parts.append("the head is new because the file has none")
        elif self.head_replaced:
            parts.append(
                "the head is new because the file has "
                f"{formatting.counted(self.classes_in_file or 0, 'class', 'classes')} "
                f"and the dataset has {formatting.count(self.classes)}"
            )
        for names, what in (
            (_without_head(self.missing), "not in the file"),
            (_without_head(self.mismatched), "of another shape in the file"),
            (self.unexpected, "in the file not used"),
        ):
            if names:
                parts.append(f"{len(names)} {what} ({formatting.listed(names, 3)})")
        return "; ".join(parts) + "."


def load_weights(network: ResNet, source: Path | str | Mapping[str, Tensor]) -> WeightsReport:
    """Load what fits from a file or a state dict; a head for another number of classes stays as initialised.

    Args:
        network: changed in place, and only if nothing is refused.
        source: a path (see ``read_state_dict``) or a state dict, prefixes allowed.

    Raises:
        WeightsError: it cannot be read, is of another network, or holds values that are not finite.
    """
    if isinstance(source, Mapping):
        origin, state = "The state dict", plain_names(dict(source))
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
    if len(fitting) < len(own) / 2:
        raise WeightsError(
            f"{origin} does not fit ResNet-{network.architecture.depth}: only {len(fitting)} of {len(own)} tensors "
            "have the name and shape that it needs."
        )
    for name, tensor in fitting.items():
        if not torch.isfinite(tensor.to(own[name].dtype)).all():
            raise WeightsError(f"{origin} is damaged: {name} holds values that are not finite numbers.")
    network.load_state_dict(fitting, strict=False)
    head = state.get("fc.weight")
    return WeightsReport(
        taken=tuple(fitting),
        missing=tuple(name for name in own if name not in state),
        unexpected=tuple(name for name in state if name not in own and not name.endswith(_COUNTER)),
        mismatched=tuple(name for name in own if name in state and name not in fitting),
        head_replaced=head_replaced,
        classes=network.classes,
        classes_in_file=len(head) if head is not None and head.ndim == 2 else None,
    )


def _check_network(origin: str, state: Mapping[str, Tensor], wanted: Architecture) -> None:
    """Refuse a file that is exactly another network of ours, and name it.

    Raises:
        WeightsError: naming the depth that the file is for.
    """
    found = {name: tuple(tensor.shape) for name, tensor in state.items() if tensor.ndim == 4}
    if found == _convolution_shapes(wanted):
        return
    for depth in DEPTHS:
        for shortcuts in (True, False):
            other = architecture(depth, shortcuts=shortcuts)
            if found != _convolution_shapes(other):
                continue
            if depth == wanted.depth:
                raise WeightsError(
                    f"{origin} was trained {_with(shortcuts)} shortcuts, and this network is {_with(not shortcuts)}."
                )
            raise WeightsError(
                f"{origin} holds a ResNet-{depth}, not a ResNet-{wanted.depth}. Choose depth {depth}, or another file."
            )


def _convolution_shapes(described: Architecture) -> dict[str, tuple[int, int, int, int]]:
    """Names and shapes of all convolutions' weights: what tells one depth from another."""
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


def _with(shortcuts: bool) -> str:
    return "with" if shortcuts else "without"
