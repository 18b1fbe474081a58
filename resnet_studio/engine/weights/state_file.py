"""Reading a file of weights that may come from anywhere: never executed, never trusted, refused in a sentence."""

import mmap
import pickle
import re
import warnings
import zipfile
from collections.abc import Iterator
from pathlib import Path
from typing import Any, Final

import torch
from safetensors.torch import load_file
from torch import Tensor

from resnet_studio.core.basics import formatting, safe_text
from resnet_studio.core.basics.errors import WeightsError
from resnet_studio.core.basics.files import is_dir, open_file

ENDINGS: Final = (".pth", ".pt", ".th", ".safetensors")
_ASK = "Ask for the plain state dict, as torch.save(model.state_dict(), …) writes it."
_LARGEST_HEADER = 4_000_000  # bytes; that of ResNet-152 has 112,000
_LARGEST_PICKLE = 8_000_000  # bytes of what says where the tensors are; that of ResNet-152's checkpoint has 400,000
_ZIP = b"PK\x03\x04"
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
    if is_dir(path):
        raise WeightsError(f"{path.name} is a folder; choose a file of weights.")
    if path.suffix.lower() not in ENDINGS:
        raise WeightsError(f"{path.name} is no file of weights; their names end in {', '.join(ENDINGS)}.")
    loaded = read_plain(path)
    found = _state_dict(loaded, set())
    if not found:
        raise WeightsError(f"{path.name} holds no weights: there is no tensor with a name in it.")
    _check_sizes(path, list(found.items()), together=False)
    return plain_names(found)


def read_checkpoint(path: Path) -> Any:
    """What `torch.save` wrote to a ``.pt`` file, with tensors in memory of their own: the file may be replaced.

    Nothing in it is executed, and it takes no more memory than the file has bytes.

    Raises:
        WeightsError: it cannot be read, holds code, or claims more than it holds.
    """
    loaded = read_plain(path)
    _check_sizes(path, list(_tensors(loaded)), together=True)
    try:
        return _copied(loaded, {})
    except RecursionError:
        raise WeightsError(f"{path.name} is damaged: what it holds lies too deep within itself.") from None


def read_plain(path: Path) -> Any:
    """What a file of tensors holds, as it was saved: by its name's ending safetensors or PyTorch's own form.

    Nothing in it is executed, but tensors are mapped from the file and may claim to be larger than it is.

    Raises:
        WeightsError: it cannot be read, or holds code.
    """
    try:
        with open_file(path) as file:
            head = file.read(len(_ZIP))
        if path.suffix.lower() == ".safetensors":
            return _read_safetensors(path)
        return _read_pickled(path, packed=head == _ZIP)
    except OSError as error:
        raise WeightsError(f"{path} cannot be read: {error.strerror or error}.") from error
    except ValueError:
        raise WeightsError(f"{safe_text.printable(path.name)} cannot be the name of a file.") from None


def _check_sizes(path: Path, tensors: list[tuple[str, Tensor]], *, together: bool) -> None:
    """Hold tensors against the size of their file: a tensor can be stretched, and many can claim the same bytes.

    Raises:
        WeightsError: one, or all `together`, are larger than the file, or no plain tensors on the CPU.
    """
    try:
        size = path.stat().st_size
    except OSError as error:
        raise WeightsError(f"{path} cannot be read: {error.strerror or error}.") from error
    total = 0
    for name, tensor in tensors:
        total = tensor.numel() * tensor.element_size() + (total if together else 0)
        if not _is_plain(tensor) or total > size:
            raise WeightsError(f"{path.name} is damaged: {safe_text.printable(name)} is larger than the file itself.")


def _tensors(loaded: object) -> Iterator[tuple[str, Tensor]]:
    """All tensors in nested dictionaries, lists and tuples, each with the name that it goes by."""
    seen: set[int] = set()
    waiting: list[tuple[str, object]] = [("what it holds", loaded)]
    while waiting:
        name, value = waiting.pop()
        if id(value) in seen:
            continue
        seen.add(id(value))
        if isinstance(value, Tensor):
            yield name, value
        elif isinstance(value, dict):
            waiting.extend((safe_text.shown(key), inside) for key, inside in value.items())
        elif isinstance(value, list | tuple):
            waiting.extend((name, inside) for inside in value)


def _copied(value: Any, copies: dict[int, Any]) -> Any:
    """The same with every tensor, dictionary and list once more; what is named in two places is copied once."""
    if id(value) not in copies:
        if isinstance(value, Tensor):
            copies[id(value)] = value.clone()
        elif isinstance(value, dict):
            copies[id(value)] = {key: _copied(inside, copies) for key, inside in value.items()}
        elif isinstance(value, list):
            copies[id(value)] = [_copied(inside, copies) for inside in value]
        elif isinstance(value, tuple):
            copies[id(value)] = tuple(_copied(inside, copies) for inside in value)
        else:
            return value
    return copies[id(value)]


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
        raise WeightsError(f"{path.name} is damaged or cut off: its header claims {formatting.size(header)}.")
    try:
        return load_file(path)
    except OSError:
        raise
    except Exception as error:  # SafetensorError for most, but a dtype that torch lacks can fail in any way
        raise WeightsError(f"{path.name} is damaged or cut off: {_first_line(error)}.") from error


def _read_pickled(path: Path, packed: bool) -> Any:
    if packed:
        _check_archive(path)
    _check_pickle(path)
    try:
        with warnings.catch_warnings(action="ignore"):  # advice to programmers; a person gets a sentence
            # A mapped file costs no memory beside the tensors that are taken, and no tensor can exceed it.
            return torch.load(path, map_location="cpu", weights_only=True, mmap=packed)
    except OSError:
        raise
    except Exception as error:  # a hostile pickle can fail in any way; none may pass
        strange = _STRANGE_CODE.search(str(error))
        if strange:
            raise WeightsError(_more_than_weights(path, strange[1])) from error
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
    compressed = any(entry.compress_type != zipfile.ZIP_STORED for entry in entries)
    if compressed or sum(entry.file_size for entry in entries) > path.stat().st_size:
        raise WeightsError(f"{path.name} is compressed in a way that files of weights are not, and was not opened.")
    if any(entry.filename.endswith("/data.pkl") and entry.file_size > _LARGEST_PICKLE for entry in entries):
        raise WeightsError(f"{path.name} holds far more beside its tensors than files of weights do. {_ASK}")


def _check_pickle(path: Path) -> None:
    """Refuse the two things that torch's careful reader does make and that a file of weights never holds.

    A bytearray of any length, filled with zeros, from a few bytes; and text in an encoding (Punycode, IDNA) that takes
    the square of its length.

    Raises:
        WeightsError: the file asks for one of them.
    """
    with open_file(path) as file:
        if not file.read(1):
            return
        with mmap.mmap(file.fileno(), 0, access=mmap.ACCESS_READ) as data:
            for asked, name in ((b"\nbytearray\n", "bytearray"), (b"\nencode\n", "codecs.encode")):
                if data.find(asked) >= 0 and (name == "bytearray" or re.search(rb"punycode|idna", data)):
                    raise WeightsError(_more_than_weights(path, name))


def _more_than_weights(path: Path, name: str) -> str:
    return (
        f"{path.name} holds more than weights (it asks for {name}) and was not opened, because opening such a file can "
        f"run any program. {_ASK}"
    )


def _state_dict(loaded: object, seen: set[int], depth: int = 0) -> dict[str, Tensor]:
    """The named tensors in what was loaded: nested under a usual key, here, or in the only dictionary of tensors.

    `seen` are dictionaries that were looked into: one that is named in many places would be looked at as often as
    there are ways to it.
    """
    if not isinstance(loaded, dict) or depth > 4 or id(loaded) in seen:
        return {}
    seen.add(id(loaded))
    for key in (*_NESTED, *_AVERAGED):
        nested = _state_dict(loaded.get(key), seen, depth + 1)
        if nested:
            return nested
    here = {name: value for name, value in loaded.items() if isinstance(name, str) and isinstance(value, Tensor)}
    if any(tensor.ndim > 0 for tensor in here.values()):
        return here
    inside = [_state_dict(value, seen, depth + 1) for key, value in loaded.items() if key != "optimizer"]
    holding = [found for found in inside if found]
    return holding[0] if len(holding) == 1 else {}


def _is_plain(tensor: Tensor) -> bool:
    return tensor.layout == torch.strided and not tensor.is_quantized and tensor.device.type == "cpu"


def _first_line(error: BaseException) -> str:
    said = str(error).strip().splitlines() or [type(error).__name__]
    return safe_text.printable(safe_text.elide_middle(said[0].rstrip(".:; "), 160))
