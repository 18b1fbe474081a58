"""Reading a network's weights from a file, and giving them torchvision's names."""

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

from torch import Tensor

from resnet_studio.core.basics.errors import RunError, WeightsError
from resnet_studio.core.basics.files import is_dir
from resnet_studio.core.basics.message import message
from resnet_studio.core.dataset.findings import few
from resnet_studio.core.network.weights_files import WEIGHTS_SUFFIXES
from resnet_studio.core.protocol.commands import ShouldStop, never
from resnet_studio.core.runs.checkpoints import BEST, LAST, OLDER_BEST, OLDER_LAST
from resnet_studio.core.runs.run import ModelInfo
from resnet_studio.engine.weights.networks import State, find_networks, find_tensors
from resnet_studio.engine.weights.tensor_file import read_tensor_file

_HEADS = ("fc.", "linear.", "classifier.", "head.fc.", "head.", "last_linear.")
_CLASSES = ("classes", "class_names", "class_to_idx")
_PRUNED = "_orig"
_MASK = "_mask"


@dataclass(frozen=True, slots=True)
class WeightsFile:
    """What a file of weights holds.

    Attributes:
        name: of the file.
        networks: state dicts in torchvision's names, by the name of their entry; "" where there is only one.
        classes: of the heads, in the order of their outputs; None where the file does not say.
    """

    name: str
    networks: dict[str, State]
    classes: tuple[str, ...] | None

    def network(self, entry: str = "") -> State:
        """The network of an entry; without a name the only one.

        Raises:
            WeightsError: there is none of that name, or a name is needed.
        """
        if entry in self.networks:
            return self.networks[entry]
        names = list(self.networks)
        if not entry:
            raise WeightsError(
                message(
                    "{file} holds several networks: {names}. Choose one (in a terminal: --weights-entry {first}).",
                    file=self.name,
                    names=few(names, 10),
                    first=names[0],
                )
            )
        if len(names) == 1:
            return self.networks[names[0]]
        raise WeightsError(
            message(
                "{file} holds no network called {entry}; it holds {names}.",
                file=self.name,
                entry=entry,
                names=few(names, 10),
            )
        )


def read_weights_file(path: Path, should_stop: ShouldStop = never) -> WeightsFile:
    """Read all networks of a file of weights.

    Nothing in the file is executed. Networks inside "state_dict", "model" and the like are found, prefixes such as
    "module." are removed, the head is named "fc" and the projection "downsample", and masks of pruning are applied;
    values that are not tensors are ignored. Tensors keep their dtype and are on the CPU. A file without any ResNet has
    one network, of its first tensors.

    Raises:
        WeightsError: it cannot be read, contains code, claims more data than it has, or has no weights.
        Halted: the job was asked to end.
    """
    if is_dir(path):
        raise WeightsError(message("{file} is a folder; choose a file of weights.", file=path.name))
    if not path.name.lower().endswith(WEIGHTS_SUFFIXES):
        raise WeightsError(
            message(
                "{file} is not a file of weights; their names end in {suffixes:plain}.",
                file=path.name,
                suffixes=", ".join(WEIGHTS_SUFFIXES),
            )
        )
    content = read_tensor_file(path, should_stop)
    networks = find_networks(content) or {"": find_tensors(content)}
    if not any(networks.values()):
        raise WeightsError(message("{file} holds no weights: there is no tensor with a name in it.", file=path.name))
    named = {entry: torchvision_names(state) for entry, state in networks.items()}
    return WeightsFile(path.name, named, _run_classes(path) or _named_classes(content))


def read_state_dict(path: Path, should_stop: ShouldStop = never) -> State:
    """The weights of the only network in a file, as `read_weights_file` reads it.

    Raises:
        WeightsError: as `read_weights_file`, or the file holds several networks.
    """
    return read_weights_file(path, should_stop).network()


def torchvision_names(state: Mapping[str, Tensor]) -> State:
    """A state dict without prefix in torchvision's names: head "fc", projection "downsample", no masks."""
    renamed = {name.replace(".shortcut.", ".downsample."): tensor for name, tensor in state.items()}
    return _with_head(_unpruned(renamed))


def _unpruned(state: State) -> State:
    """Apply the masks of `torch.nn.utils.prune`, which keeps "weight" as "weight_orig" times "weight_mask"."""
    applied: State = {}
    for name, tensor in state.items():
        original = name.removesuffix(_PRUNED)
        mask = state.get(f"{original}{_MASK}")
        if original != name and mask is not None and mask.shape == tensor.shape:
            applied[original] = tensor * mask.to(tensor.dtype)
        elif not (name.endswith(_MASK) and f"{name.removesuffix(_MASK)}{_PRUNED}" in state):
            applied[name] = tensor
    return applied


def _with_head(state: State) -> State:
    """Name the one linear layer of the head "fc"; a head of several layers keeps their numbers: "fc.1.weight"."""
    prefix = next((head for head in _HEADS if any(name.startswith(head) for name in state)), "")
    if not prefix:
        return state
    inner = {name.removeprefix(prefix): tensor for name, tensor in state.items() if name.startswith(prefix)}
    layers = [name.removesuffix("weight") for name, tensor in inner.items() if re.fullmatch(r"(\d+\.)?weight", name)]
    # "fc.1.weight" is a linear layer after dropout.
    only = layers[0] if len(layers) == 1 and all(name.startswith(layers[0]) for name in inner) else ""
    head = {f"fc.{name.removeprefix(only)}": tensor for name, tensor in inner.items()}
    return {name: tensor for name, tensor in state.items() if not name.startswith(prefix)} | head


def _run_classes(path: Path) -> tuple[str, ...] | None:
    """The classes of a run's own weights, which its `model.json` names."""
    if path.name not in (BEST, LAST, OLDER_BEST, OLDER_LAST):
        return None
    try:
        return ModelInfo.read(path.parent).classes
    except RunError:
        return None


def _named_classes(content: object) -> tuple[str, ...] | None:
    """The classes that a file names beside its weights: a list, or the index of each."""
    if not isinstance(content, dict):
        return None
    for key in _CLASSES:
        match content.get(key):
            case list() | tuple() as names if names and all(isinstance(name, str) for name in names):
                return tuple(names)
            case dict() as indices if _counts_up(list(indices.values())):
                return tuple(sorted(map(str, indices), key=lambda name: indices.get(name, 0)))
    return None


def _counts_up(indices: Sequence[object]) -> bool:
    """Whether these are the numbers from 0, in any order."""
    numbers = [index for index in indices if isinstance(index, int)]
    return len(numbers) == len(indices) > 0 and sorted(numbers) == list(range(len(numbers)))
