"""Tensors in a safetensors file that carries a checksum of all its bytes: what runs keep their models in.

The checksum is SHA-256 of the whole file, with zeros in place of its own 64 digits, and stands in the header's
`__metadata__`, where other programs leave it alone. So one file is complete in itself: it can be copied, renamed, and
verified without another that would have to be written at the same instant.

The format: https://huggingface.co/docs/safetensors (8 bytes with the length of the header, JSON, the tensors' bytes).
"""

import hashlib
import math
import os
from collections.abc import Iterable, Iterator, Mapping
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from pathlib import Path
from typing import Any, BinaryIO, Final

import torch
from torch import Tensor

from resnet_studio.core.basics import json_text
from resnet_studio.core.basics.errors import WeightsError
from resnet_studio.core.basics.files import atomic_write, open_file
from resnet_studio.core.basics.message import Message, joined, message
from resnet_studio.engine.weights.checked_format import NO_CHECKSUM, header, signed

LARGEST_HEADER: Final = 4_000_000  # that of ResNet-152 with AdamW's state has 300,000
_AT_ONCE: Final = 1_000_000  # bytes that are read back and compared at a time
_DTYPES: Final[dict[str, torch.dtype]] = {
    "F64": torch.float64,
    "F32": torch.float32,
    "F16": torch.float16,
    "BF16": torch.bfloat16,
    "I64": torch.int64,
    "I32": torch.int32,
    "I16": torch.int16,
    "I8": torch.int8,
    "U8": torch.uint8,
    "BOOL": torch.bool,
}
_CODES: Final = {dtype: code for code, dtype in _DTYPES.items()}


@dataclass(frozen=True, slots=True)
class CheckedTensors:
    """What a file holds.

    Attributes:
        tensors: on the CPU, contiguous.
        notes: texts beside them.
        checksum: of the file, which was verified.
    """

    tensors: dict[str, Tensor]
    notes: dict[str, str]
    checksum: str


def write_checked(path: Path, tensors: Mapping[str, Tensor], notes: Mapping[str, str] | None = None) -> str:
    """Write tensors atomically, and read the new file back before it replaces the one before; returns its checksum.

    Raises:
        OSError: it cannot be written; the file before stays.
        WeightsError: the new file differs when it is read back; the file before stays.
    """
    plain = {name: tensor.detach().cpu().contiguous() for name, tensor in tensors.items()}
    # The largest items first, so that each tensor begins at a multiple of its item's size.
    plain = dict(sorted(plain.items(), key=lambda item: (-item[1].element_size(), item[0])))
    kinds = ((name, _CODES[tensor.dtype], tensor.shape, tensor.nbytes) for name, tensor in plain.items())
    start = header(kinds, notes or {})
    pieces: list[bytes | memoryview] = [_bytes_of(tensor) for tensor in plain.values()]
    with atomic_write(path) as temporary, ThreadPoolExecutor(1) as pool:
        hashed = pool.submit(_checksum, [start, *pieces])  # beside writing: each takes a tenth of a second per 100 MB
        with temporary.open("wb") as file:
            for piece in (start, *pieces):
                file.write(piece)
            checksum = hashed.result()
            start = signed(start, checksum)
            file.seek(0)
            file.write(start)
        with temporary.open("rb") as file:
            if not all(_is_next(file, piece) for piece in (start, *pieces)) or file.read(1):
                raise WeightsError(message("it could not be read back as it was written"))
    return checksum


def read_checked(path: Path, most: int | None = None, *, follow: bool = False) -> CheckedTensors:
    """Read a file that `write_checked` wrote, whole, into memory of its own: the file may be replaced afterwards.

    Args:
        path: the file.
        most: bytes that it may have at most.
        follow: whether it may be a link, as `core.basics.files.open_file` takes it.

    Raises:
        OSError: it cannot be read.
        WeightsError: it is not such a file, or any of its bytes is not what was written.
    """
    with open_file(path, follow=follow) as file:
        size = os.fstat(file.fileno()).st_size
        start, record = _read_header(path, file, size)
        recorded = _recorded_checksum(path, record)
        if most is not None and size > most:
            raise damaged(path, message("It is larger than its run's settings allow."))
        places = _places(path, record, size - len(start))
        content = bytearray(size - len(start))
        if file.readinto(content) != len(content):
            raise damaged(path, message("It is cut off."))
    if _checksum([start.replace(recorded.encode(), NO_CHECKSUM.encode(), 1), memoryview(content)]) != recorded:
        raise damaged(path, message("Its content does not match its checksum."))
    tensors = {name: _tensor(content, *place) for name, place in places.items()}
    notes = {name: text for name, text in record["__metadata__"].items() if name != "checksum"}
    return CheckedTensors(tensors, notes, recorded)


def checksum_in(path: Path, *, follow: bool = False) -> str | None:
    """The checksum that stands in a file's header, not verified; None where there is none, or no such file.

    Raises:
        OSError: the file cannot be read.
    """
    try:
        with open_file(path, follow=follow) as file:
            _, record = _read_header(path, file, os.fstat(file.fileno()).st_size)
        return _recorded_checksum(path, record)
    except WeightsError:
        return None


def damaged(path: Path, reason: Message) -> WeightsError:
    """The error to raise for a file that is not what was written."""
    return WeightsError(joined(message("{file} is damaged or cut off.", file=path.name), reason))


def _read_header(path: Path, file: BinaryIO, size: int) -> tuple[bytes, dict[str, Any]]:
    length = file.read(8)
    claimed = int.from_bytes(length, "little")
    if len(length) < 8 or claimed > min(size - 8, LARGEST_HEADER):
        raise damaged(path, message("Its header claims {size:size}.", size=claimed))
    text = file.read(claimed)
    try:
        record = json_text.parse(text)
    except ValueError as error:
        raise damaged(path, message("Its header is not valid JSON.")) from error
    if not isinstance(record, dict):
        raise damaged(path, message("Its header is not a JSON object."))
    return length + text, record


def _recorded_checksum(path: Path, record: Mapping[str, Any]) -> str:
    notes = record.get("__metadata__")
    plain = isinstance(notes, dict) and all(isinstance(text, str) for text in notes.values())
    found = notes.get("checksum", "") if isinstance(notes, dict) and plain else ""
    if len(found) != len(NO_CHECKSUM) or not set(found) <= set("0123456789abcdef"):
        raise damaged(path, message("It has no checksum."))
    return str(found)


def _places(path: Path, record: Mapping[str, Any], size: int) -> dict[str, tuple[torch.dtype, list[int], int]]:
    """Dtype, shape and first byte of each tensor; together they are exactly the bytes that there are."""
    places: dict[str, tuple[torch.dtype, list[int], int]] = {}
    end = 0
    for name, entry in record.items():
        if name == "__metadata__":
            continue
        match entry:
            case {"dtype": str(code), "shape": list(shape), "data_offsets": [int(start), int(stop)]} if code in _DTYPES:
                whole = all(type(length) is int and length >= 0 for length in shape)
                if whole and start == end and stop - start == math.prod(shape) * _DTYPES[code].itemsize:
                    places[name], end = (_DTYPES[code], shape, start), stop
                    continue
        raise damaged(path, message("Its header does not say what {tensor} is.", tensor=name))
    if end != size:
        raise damaged(
            path, message("Its tensors have {found:size} instead of {expected:size}.", found=size, expected=end)
        )
    return places


def _tensor(content: bytearray, dtype: torch.dtype, shape: list[int], start: int) -> Tensor:
    count = math.prod(shape)
    if not count:
        return torch.empty(shape, dtype=dtype)
    return torch.frombuffer(content, dtype=dtype, count=count, offset=start).reshape(shape)


def _bytes_of(tensor: Tensor) -> memoryview:
    return tensor.reshape(-1).view(torch.uint8).numpy().data


def _checksum(pieces: Iterable[bytes | memoryview]) -> str:
    hashed = hashlib.sha256()
    for piece in pieces:
        hashed.update(piece)
    return hashed.hexdigest()


def _is_next(file: BinaryIO, piece: bytes | memoryview) -> bool:
    """Whether these bytes come next in a file."""
    # Bytes are compared by the C library; a view would be compared item by item, which takes twenty times as long.
    return all(file.read(len(part)) == bytes(part) for part in _parts(memoryview(piece)))


def _parts(piece: memoryview) -> Iterator[memoryview]:
    return (piece[start : start + _AT_ONCE] for start in range(0, len(piece), _AT_ONCE))
