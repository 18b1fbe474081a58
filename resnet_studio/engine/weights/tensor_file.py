"""Reading files of tensors that may come from anywhere, without executing or trusting anything in them."""

import mmap
import pickle
import re
import tarfile
import warnings
import zipfile
from collections.abc import Iterator
from pathlib import Path
from typing import Any, Final

import torch
from safetensors.torch import load_file
from torch import Tensor

from resnet_studio.core.basics import safe_text
from resnet_studio.core.basics.errors import WeightsError
from resnet_studio.core.basics.files import open_file
from resnet_studio.core.basics.message import Message, joined, message
from resnet_studio.engine.weights.checked_file import checksum_in, read_checked

_STATE_DICT_ADVICE: Final = message(
    "Ask for the plain state dict, as {code:plain} writes it.", code="torch.save(model.state_dict(), …)"
)
_MAX_HEADER_BYTES = 4_000_000  # that of ResNet-152 has 112,000
_MAX_PICKLE_BYTES = 8_000_000  # the part that describes the tensors; that of ResNet-152's checkpoint has 400,000
_ZIP_SIGNATURE = b"PK\x03\x04"
_REFUSED_GLOBAL = re.compile(r"GLOBAL ([\w.]+)")


def read_checkpoint(path: Path) -> Any:
    """Read what `torch.save` wrote to a ``.pt`` file; tensors are copied, so the file may be replaced afterwards.

    Nothing in it is executed, and it takes no more memory than the size of the file.

    Raises:
        WeightsError: it cannot be read, contains code, or claims more data than it has.
    """
    content = read_tensor_file(path)
    check_sizes(path, list(_tensors(content)), together=True)
    try:
        return _copy(content, {})
    except RecursionError:
        raise _damaged(path, message("Its values are nested too deeply.")) from None


def read_tensor_file(path: Path) -> Any:
    """The content of a safetensors file (by its suffix) or of a file in PyTorch's format.

    Nothing in it is executed. Tensors are mapped from the file if possible, and may claim to be larger than the
    file; see `check_sizes`.

    Raises:
        WeightsError: it cannot be read, or contains code.
    """
    try:
        with open_file(path, follow=True) as file:
            signature = file.read(len(_ZIP_SIGNATURE))
        if path.suffix.lower() == ".safetensors":
            return _read_safetensors(path)
        return _read_pickled(path, zipped=signature == _ZIP_SIGNATURE)
    except OSError as error:
        raise _unreadable(path, error) from error
    except ValueError:
        raise WeightsError(message("{file} cannot be the name of a file.", file=path.name)) from None


def check_sizes(path: Path, tensors: list[tuple[str, Tensor]], *, together: bool) -> None:
    """Compare tensors with the size of their file: a tensor can be expanded, and several can share the same bytes.

    Raises:
        WeightsError: one tensor (or all `together`) is larger than the file, or is not a plain tensor on the CPU.
    """
    try:
        size = path.stat().st_size
    except OSError as error:
        raise _unreadable(path, error) from error
    total = 0
    for name, tensor in tensors:
        if reason := _not_plain(path, name, tensor):
            raise WeightsError(reason)
        total = tensor.numel() * tensor.element_size() + (total if together else 0)
        if total > size:
            raise WeightsError(
                message("{file} is damaged: {tensor} is larger than the file itself.", file=path.name, tensor=name)
            )


def quantised_text(file: str, tensor: str) -> Message:
    """Why weights cannot be used that were made whole numbers, to predict faster."""
    return message(
        "{file} holds quantised weights ({tensor}), which cannot be trained. Choose the file from before they were "
        "quantised.",
        file=file,
        tensor=tensor,
    )


def _not_plain(path: Path, name: str, tensor: Tensor) -> Message | None:
    """Why a tensor is not one of plain numbers in memory; None if it is."""
    if tensor.is_quantized:
        return quantised_text(path.name, name)
    if tensor.layout != torch.strided:
        return message(
            "{file} holds {tensor} in a sparse form; choose a file with all of its numbers.",
            file=path.name,
            tensor=name,
        )
    if tensor.device.type != "cpu":
        return message("{file} names {tensor} without its numbers.", file=path.name, tensor=name)
    return None


def _tensors(content: object) -> Iterator[tuple[str, Tensor]]:
    """All tensors in nested dictionaries, lists and tuples, each with the last key on the way to it."""
    seen: set[int] = set()
    queue: list[tuple[str, object]] = [("", content)]
    while queue:
        name, value = queue.pop()
        if id(value) in seen:
            continue
        seen.add(id(value))
        if isinstance(value, Tensor):
            yield name, value
        elif isinstance(value, dict):
            queue.extend((safe_text.shown(key), inner) for key, inner in value.items())
        elif isinstance(value, list | tuple):
            queue.extend((name, inner) for inner in value)


def _copy(value: Any, copies: dict[int, Any]) -> Any:
    """Copy tensors, dictionaries and lists deeply; an object that occurs twice is copied once."""
    if id(value) not in copies:
        if isinstance(value, Tensor):
            copies[id(value)] = value.clone()
        elif isinstance(value, dict):
            copies[id(value)] = {key: _copy(inner, copies) for key, inner in value.items()}
        elif isinstance(value, list):
            copies[id(value)] = [_copy(inner, copies) for inner in value]
        elif isinstance(value, tuple):
            copies[id(value)] = tuple(_copy(inner, copies) for inner in value)
        else:
            return value
    return copies[id(value)]


def _read_safetensors(path: Path) -> dict[str, Tensor]:
    """The library checks every offset; the size of the header is checked here first."""
    with path.open("rb") as file:
        header = int.from_bytes(file.read(8), "little")
    if header + 8 > path.stat().st_size or header > _MAX_HEADER_BYTES:
        raise _damaged(path, message("Its header claims {size:size}.", size=header))
    try:
        if checksum_in(path, follow=True):  # one of ours: the best model of a run
            return read_checked(path, follow=True).tensors
        return load_file(path)
    except (OSError, WeightsError):
        raise
    except Exception as error:  # mostly SafetensorError, but a dtype that torch lacks can raise anything
        raise _damaged(path, message("The reader reports: {reason}.", reason=_first_line(error))) from error


def _read_pickled(path: Path, zipped: bool) -> Any:
    if zipped:
        _check_archive(path)
    _check_pickle(path)
    if not zipped and tarfile.is_tarfile(path):
        raise WeightsError(
            message("{file} is an archive (tar). Unpack it, and choose a file of weights from it.", file=path.name)
        )
    try:
        with warnings.catch_warnings(action="ignore"):  # they address programmers, not users
            # With a mapped file only the tensors that are used take memory, and no tensor can exceed the file.
            return torch.load(path, map_location="cpu", weights_only=True, mmap=zipped)
    except OSError:
        raise
    except Exception as error:  # a malicious pickle can raise anything
        refused = _REFUSED_GLOBAL.search(str(error))
        if refused:
            raise _contains_code(path, refused[1]) from error
        if isinstance(error, pickle.UnpicklingError):
            reason = message("It is not in PyTorch's format.")
        else:
            reason = message("The reader reports: {reason}.", reason=_first_line(error))
        not_weights = message("{file} is damaged, or is not a file of weights.", file=path.name)
        raise WeightsError(joined(not_weights, reason)) from error


def _check_archive(path: Path) -> None:
    """Refuse archives that contain programs, and those that unpack to far more than their size.

    Raises:
        WeightsError: with the reason.
    """
    try:
        with zipfile.ZipFile(path) as archive:
            entries = archive.infolist()
    except (zipfile.BadZipFile, ValueError, NotImplementedError) as error:
        raise _damaged(path, message("The reader reports: {reason}.", reason=_first_line(error))) from error
    if any(entry.filename.endswith(("/constants.pkl", "/archive_format")) for entry in entries):
        raise WeightsError(
            joined(
                message(
                    "{file} contains a whole program (TorchScript or torch.export), not just weights.", file=path.name
                ),
                _STATE_DICT_ADVICE,
            )
        )
    # torch stores without compression, so a compressed archive was not written by torch.save.
    compressed = any(entry.compress_type != zipfile.ZIP_STORED for entry in entries)
    if compressed or sum(entry.file_size for entry in entries) > path.stat().st_size:
        raise WeightsError(
            message("{file} is compressed in a way that files of weights are not, and was not opened.", file=path.name)
        )
    if any(entry.filename.endswith("/data.pkl") and entry.file_size > _MAX_PICKLE_BYTES for entry in entries):
        raise WeightsError(
            joined(
                message("{file} contains far more beside its tensors than files of weights do.", file=path.name),
                _STATE_DICT_ADVICE,
            )
        )


def _check_pickle(path: Path) -> None:
    """Refuse two calls that torch's restricted unpickler allows, and that a file of weights never needs.

    A few bytes can ask for a bytearray of any length; and text in some encodings (Punycode, IDNA) takes quadratic
    time to encode.

    Raises:
        WeightsError: the file contains one of them.
    """
    with open_file(path, follow=True) as file:
        if not file.read(1):
            return
        with mmap.mmap(file.fileno(), 0, access=mmap.ACCESS_READ) as data:
            for opcode, name in ((b"\nbytearray\n", "bytearray"), (b"\nencode\n", "codecs.encode")):
                if data.find(opcode) >= 0 and (name == "bytearray" or re.search(rb"punycode|idna", data)):
                    raise _contains_code(path, name)


def _contains_code(path: Path, name: str) -> WeightsError:
    return WeightsError(
        joined(
            message(
                "{file} contains more than weights (it refers to {name}) and was not opened, because opening such a "
                "file can run any program.",
                file=path.name,
                name=name,
            ),
            _STATE_DICT_ADVICE,
        )
    )


def _damaged(path: Path, reason: Message) -> WeightsError:
    return WeightsError(joined(message("{file} is damaged or cut off.", file=path.name), reason))


def _unreadable(path: Path, error: OSError) -> WeightsError:
    reason = error.strerror or str(error)
    return WeightsError(message("{file} cannot be read: {reason}.", file=str(path), reason=reason))


def _first_line(error: BaseException) -> str:
    lines = str(error).strip().splitlines() or [type(error).__name__]
    return safe_text.printable(safe_text.elide_middle(lines[0].rstrip(".:; "), 160))
