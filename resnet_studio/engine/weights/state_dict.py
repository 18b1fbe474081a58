"""Finding a network's weights in a file, and giving them torchvision's names."""

import re
from pathlib import Path

from torch import Tensor

from resnet_studio.core.basics.errors import WeightsError
from resnet_studio.core.basics.files import is_dir
from resnet_studio.core.basics.message import message
from resnet_studio.core.network.weights_files import WEIGHTS_SUFFIXES
from resnet_studio.engine.weights.tensor_file import check_sizes, read_tensor_file

_NESTED = ("state_dict", "model_state_dict", "model_state", "model", "net", "network", "weights", "params")
_AVERAGED = ("model_ema", "state_dict_ema", "ema_state_dict", "ema")
_MAX_NESTING = 4
_BLOCK = re.compile(r"(?:^|\.)(?:layer\d|blocks?|stages?)\.")
_HEADS = ("fc.", "linear.", "classifier.", "head.fc.", "head.", "last_linear.")


def read_state_dict(path: Path) -> dict[str, Tensor]:
    """Read a file of weights into torchvision's names.

    Nothing in the file is executed. A state dict inside "state_dict", "model" and the like is found, prefixes such as
    "module." are removed, the head is named "fc" and the projection "downsample"; values that are not tensors are
    ignored. Tensors keep their dtype, are on the CPU, and are mapped from the file if possible.

    Raises:
        WeightsError: it cannot be read, contains code, claims more data than it has, or has no weights.
    """
    if is_dir(path):
        raise WeightsError(message("{file} is a folder; choose a file of weights.", file=path.name))
    if path.suffix.lower() not in WEIGHTS_SUFFIXES:
        raise WeightsError(
            message(
                "{file} is not a file of weights; their names end in {suffixes:plain}.",
                file=path.name,
                suffixes=", ".join(WEIGHTS_SUFFIXES),
            )
        )
    found = _find(read_tensor_file(path), set())
    if not found:
        raise WeightsError(message("{file} holds no weights: there is no tensor with a name in it.", file=path.name))
    check_sizes(path, list(found.items()), together=False)
    return torchvision_names(found)


def torchvision_names(state: dict[str, Tensor]) -> dict[str, Tensor]:
    """A state dict in torchvision's names: no prefix, head "fc", projection "downsample"."""
    # Every ResNet has the stem's convolution; the prefix of its name is the prefix of all names.
    prefixes = [name.removesuffix("conv1.weight") for name in state if name.endswith("conv1.weight")]
    outside_blocks = [prefix for prefix in prefixes if not _BLOCK.search(prefix) and prefix[-1:] in ("", ".")]
    prefix = min(outside_blocks, key=len, default="")
    parents = _parents(prefix)
    renamed: dict[str, Tensor] = {}
    for name, tensor in state.items():
        if name.startswith(prefix):
            renamed[name.removeprefix(prefix)] = tensor
            continue
        # A head beside the backbone: "backbone.conv1.weight" and "fc.weight".
        bare = next(name.removeprefix(parent) for parent in parents if name.startswith(parent))
        renamed[bare if bare.startswith(_HEADS) else name] = tensor
    renamed = {name.replace(".shortcut.", ".downsample."): tensor for name, tensor in renamed.items()}
    head = next((head for head in _HEADS if f"{head}weight" in renamed), "fc.")
    return {f"fc.{name.removeprefix(head)}" if name.startswith(head) else name: t for name, t in renamed.items()}


def _parents(prefix: str) -> list[str]:
    """ "a.b." gives "a.b.", "a." and ""."""
    parts = prefix.split(".")[:-1]
    return [".".join(parts[:count]) + "." if count else "" for count in range(len(parts), -1, -1)]


def _find(content: object, seen: set[int], depth: int = 0) -> dict[str, Tensor]:
    """Find named tensors: under a usual key, directly, or in the only inner dictionary that has some.

    `seen` holds the ids of visited dictionaries, so that one with many references is visited once.
    """
    if not isinstance(content, dict) or depth > _MAX_NESTING or id(content) in seen:
        return {}
    seen.add(id(content))
    for key in (*_NESTED, *_AVERAGED):
        nested = _find(content.get(key), seen, depth + 1)
        if nested:
            return nested
    direct = {name: value for name, value in content.items() if isinstance(name, str) and isinstance(value, Tensor)}
    if any(tensor.ndim > 0 for tensor in direct.values()):
        return direct
    inner = [_find(value, seen, depth + 1) for key, value in content.items() if key != "optimizer"]
    non_empty = [found for found in inner if found]
    return non_empty[0] if len(non_empty) == 1 else {}
