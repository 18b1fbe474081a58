"""Reading files of tensors that may come from anywhere, without executing or trusting anything in them."""

import errno
import os
import sys
from pathlib import Path
from typing import Any, Final

import torch
from safetensors.torch import load
from torch import Tensor

from resnet_studio.core.basics.errors import WeightsError
from resnet_studio.core.basics.files import open_file
from resnet_studio.core.basics.message import message
from resnet_studio.core.protocol.commands import ShouldStop, never
from resnet_studio.engine.weights import refusals
from resnet_studio.engine.weights.checked_file import checksum_in, read_checked
from resnet_studio.engine.weights.copies import read_untrusted

_MAX_HEADER_BYTES = 4_000_000  # that of ResNet-152 has 112,000
_MOST_BYTES: Final = (
    4_000_000_000  # ResNet-152 in double precision, with an average and its optimiser, has 2,000,000,000
)
_SPARE: Final = 4_000_000
_MOST_EXTENTS: Final = 10_000
_DTYPES: Final = frozenset({
    torch.float64, torch.float32, torch.float16, torch.bfloat16,
    torch.int64, torch.int32, torch.int16, torch.int8, torch.uint8, torch.bool,
})  # fmt: skip


def read_checkpoint(path: Path, should_stop: ShouldStop = never) -> Any:
    """Read all that `torch.save` wrote to a ``.pt`` file; tuples come as lists. It may be replaced afterwards.

    Nothing in it is executed, and it takes no more memory than twice the size of the file.

    Raises:
        WeightsError: it cannot be read, contains code, or claims more data than it has.
        Halted: the job was asked to end.
    """
    return _read(path, whole=True, should_stop=should_stop)


def read_tensor_file(path: Path, should_stop: ShouldStop = never) -> Any:
    """The content of a safetensors file (by its suffix), or what is needed of a file in PyTorch's format.

    Nothing in it is executed. One in PyTorch's format is read by a process of its own (`copies`).

    Raises:
        WeightsError: it cannot be read, contains code, or claims more data than it has.
        Halted: the job was asked to end.
    """
    return _read(path, whole=False, should_stop=should_stop)


def _read(path: Path, *, whole: bool, should_stop: ShouldStop) -> Any:
    try:
        size = _size(path)
        if path.suffix.lower() == ".safetensors":
            return _read_safetensors(path)
        return read_untrusted(path, size, whole=whole, should_stop=should_stop)
    except OSError as error:
        raise refusals.unreadable(str(path), error) from error
    except ValueError:
        raise WeightsError(message("{file} cannot be the name of a file.", file=path.name)) from None


def _size(path: Path) -> int:
    """The bytes of a file, if it is one that can be read within bounds.

    A download that was not finished can have its full size already, with holes that read as zeros. Some file systems
    make holes of zeros by themselves, so that a few are allowed.

    Raises:
        WeightsError: it is far too large, or hardly more than holes.
        OSError: it cannot be opened.
    """
    with open_file(path, follow=True) as file:
        size = os.fstat(file.fileno()).st_size
        if size > _MOST_BYTES:
            raise WeightsError(
                message("{file} has {size:size}, far more than weights of a ResNet.", file=path.name, size=size)
            )
        if 8 * _written(file.fileno(), size) < size - _SPARE:
            raise refusals.damaged(path.name, message("Most of it was never written. Download it again."))
    return size


def _written(descriptor: int, size: int) -> int:
    """How many bytes of a file are not in holes, where the system says so."""
    if sys.platform == "win32":
        return size
    found = at = 0
    try:
        for _ in range(_MOST_EXTENTS):
            start = os.lseek(descriptor, at, os.SEEK_DATA)
            at = os.lseek(descriptor, start, os.SEEK_HOLE)
            found += at - start
    except OSError as error:
        return found if error.errno == errno.ENXIO else size  # ENXIO: nothing but a hole follows
    return size


def _read_safetensors(path: Path) -> dict[str, Tensor]:
    """The library checks every offset; the size of the header is checked here first.

    The file is read and not mapped: one that becomes shorter while it is mapped ends the process.
    """
    if checksum_in(path, follow=True):  # one of ours: the best model of a run
        return read_checked(path, follow=True).tensors
    with open_file(path, follow=True) as file:
        content = file.read(_MOST_BYTES)
    header = int.from_bytes(content[:8], "little")
    if header + 8 > len(content) or header > _MAX_HEADER_BYTES:
        raise refusals.damaged(path.name, message("Its header claims {size:size}.", size=header))
    try:
        tensors: dict[str, Tensor] = load(content)
    except Exception as error:  # mostly SafetensorError, but a dtype that torch lacks can raise anything
        raise refusals.damaged(path.name, refusals.reported(error)) from error
    for name, tensor in tensors.items():
        if tensor.dtype not in _DTYPES:
            raise refusals.strange_numbers(path.name, name, str(tensor.dtype).removeprefix("torch."))
    return tensors
