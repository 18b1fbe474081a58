"""Reading a file of weights that may come from anywhere: never executed, never trusted, refused in a sentence."""

import pickle
import re
import warnings
import zipfile
from pathlib import Path
from typing import Any, Final

import torch
from safetensors import SafetensorError
from safetensors.torch import load_file
from torch import Tensor

from resnet_studio.core import words
from resnet_studio.core.errors import WeightsError

ENDINGS: Final = (".pth", ".pt", ".th", ".safetensors")
_ASK = "Ask for the plain state dict, as torch.save(model.state_dict(), …) writes it."
_LARGEST_HEADER = 16 * 1024 * 1024
_NESTED = ("state_dict", "model_state_dict", "model_state", "model", "net", "network", "weights", "params")
_AVERAGED = ("model_ema", "state_dict_ema", "ema_state_dict", "ema")
_STRANGE_CODE = re.compile(r"GLOBAL ([\w.]+)")
_BLOCK = re.compile(r"(?:^|\.)(?:layer\d|blocks?|stages?)\.")
_HEADS = ("fc.", "linear.", "classifier.", "head.fc.", "head.", "last_linear.")


def read_state_dict(path: Path) -> dict[str, Tensor]:
    """Read a ``.pth``, ``.pt``, ``.th`` or ``.safetensors`` file into torchvision's names.

    Nothing in the file is executed (``weights_only=True``). A state dict inside "state_dict", "model" and the like
    is found, prefixes such as "module." are stripped, the head is called "fc" and the projection "downsample";
    what is not a tensor is left out. Tensors are as stored, on the CPU, mapped from the file where it allows.

    Raises:
        WeightsError: it cannot be read, holds code, claims more than it holds, or holds no weights.
    """
    if path.is_dir():
        raise WeightsError(f"{path.name} is a folder; choose a file of weights.")
    if path.suffix.lower() not in ENDINGS:
        raise WeightsError(f"{path.name} is no file of weights; their names end in {', '.join(ENDINGS)}.")
    try:
        size = path.stat().st_size
        loaded = _read_safetensors(path) if path.suffix.lower() == ".safetensors" else _read_pickled(path)
    except OSError as error:
        raise WeightsError(f"{path} cannot be read: {error.strerror or error}.") from error
    found = _state_dict(loaded)
    if not found:
        raise WeightsError(f"{path.name} holds no weights: there is no tensor with a name in it.")
    for name, tensor in found.items():
        if not _is_plain(tensor) or tensor.numel() * tensor.element_size() > size:
            raise WeightsError(f"{path.name} is damaged: {words.printable(name)} is larger than the file itself.")
    return plain_names(found)


def plain_names(state: dict[str, Tensor]) -> dict[str, Tensor]:
    """A state dict in torchvision's names: prefixes stripped, head "fc", projection "downsample"."""
    # The stem's convolution is in every ResNet; what stands before its name stands before all others.
    anchors = [name.removesuffix("conv1.weight") for name in state if name.endswith("conv1.weight")]
    outside_blocks = [anchor for anchor in anchors if not _BLOCK.search(anchor) and anchor[-1:] in ("", ".")]
    prefix = min(outside_blocks, key=len, default="")
    parents = _parents(prefix)
    plain: dict[str, Tensor] = {}
    for name, tensor in state.items():
        if name.startswith(prefix):
            plain[name.removeprefix(prefix)] = tensor
            continue
        # A head beside the backbone: "backbone.conv1.weight" and "fc.weight".
        bare = next(name.removeprefix(parent) for parent in parents if name.startswith(parent))
        plain[bare if bare.startswith(_HEADS) else name] = tensor
    plain = {name.replace(".shortcut.", ".downsample."): tensor for name, tensor in plain.items()}
    head = next((head for head in _HEADS if f"{head}weight" in plain), "fc.")
    return {f"fc.{name.removeprefix(head)}" if name.startswith(head) else name: t for name, t in plain.items()}


def _parents(prefix: str) -> list[str]:
    """ "a.b." gives "a.b.", "a." and ""."""
    parts = prefix.split(".")[:-1]
    return [".".join(parts[:count]) + "." if count else "" for count in range(len(parts), -1, -1)]


def _read_safetensors(path: Path) -> dict[str, Tensor]:
    """The library checks every offset; what its header may claim in the first place is checked here."""
    with path.open("rb") as file:
        header = int.from_bytes(file.read(8), "little")
    if header + 8 > path.stat().st_size or header > _LARGEST_HEADER:
        raise WeightsError(f"{path.name} is damaged or cut off: its header claims {words.size(header)}.")
    try:
        return load_file(path)
    except (SafetensorError, ValueError, KeyError, RuntimeError, MemoryError) as error:
        raise WeightsError(f"{path.name} is damaged or cut off: {_first_line(error)}.") from error


def _read_pickled(path: Path) -> Any:
    packed = zipfile.is_zipfile(path)
    if packed:
        _check_archive(path)
    try:
        with warnings.catch_warnings(action="ignore"):  # advice to programmers; a person gets a sentence
            # A mapped file costs no memory beside the tensors that are taken, and no tensor can exceed it.
            return torch.load(path, map_location="cpu", weights_only=True, mmap=packed)
    except OSError:
        raise
    except Exception as error:  # a hostile pickle can fail in any way; none may pass
        strange = _STRANGE_CODE.search(str(error))
        if strange:
            raise WeightsError(
                f"{path.name} holds more than weights (it asks for {strange[1]}) and was not opened, because opening "
                f"such a file can run any program. {_ASK}"
            ) from error
        unknown = isinstance(error, pickle.UnpicklingError)
        why = "it is not in PyTorch's form" if unknown else _first_line(error)
        raise WeightsError(f"{path.name} is damaged or no file of weights: {why}.") from error


def _check_archive(path: Path) -> None:
    """Refuse archives that are programs, and those that unpack to far more than they are.

    Raises:
        WeightsError: saying which.
    """
    try:
        with zipfile.ZipFile(path) as archive:
            entries = archive.infolist()
    except (zipfile.BadZipFile, ValueError, NotImplementedError) as error:
        raise WeightsError(f"{path.name} is damaged or cut off: {_first_line(error)}.") from error
    if any(entry.filename.endswith(("/constants.pkl", "/archive_format")) for entry in entries):
        raise WeightsError(
            f"{path.name} holds a whole program (TorchScript or torch.export), not weights alone. {_ASK}"
        )
    # torch stores without compressing; what is packed tighter is no file of weights.
    if sum(entry.file_size for entry in entries) > path.stat().st_size:
        raise WeightsError(f"{path.name} is compressed in a way that files of weights are not, and was not opened.")


def _state_dict(loaded: object, depth: int = 0) -> dict[str, Tensor]:
    """The named tensors in what was loaded: nested under a usual key, here, or in the only dictionary of tensors."""
    if not isinstance(loaded, dict) or depth > 4:
        return {}
    for key in (*_NESTED, *_AVERAGED):
        nested = _state_dict(loaded.get(key), depth + 1)
        if nested:
            return nested
    here = {name: value for name, value in loaded.items() if isinstance(name, str) and isinstance(value, Tensor)}
    if any(tensor.ndim > 0 for tensor in here.values()):
        return here
    inside = [_state_dict(value, depth + 1) for key, value in loaded.items() if key != "optimizer"]
    holding = [found for found in inside if found]
    return holding[0] if len(holding) == 1 else {}


def _is_plain(tensor: Tensor) -> bool:
    return tensor.layout == torch.strided and not tensor.is_quantized and tensor.device.type == "cpu"


def _first_line(error: BaseException) -> str:
    said = str(error).strip().splitlines() or [type(error).__name__]
    return words.printable(words.elide_middle(said[0].rstrip(".:; "), 160))
