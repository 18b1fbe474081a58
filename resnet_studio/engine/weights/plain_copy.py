"""What the process does that reads an untrusted file of weights: it writes a plain copy, without torch and pickle.

The copy is a safetensors file as `checked_file` reads it, with tensors named by numbers. What is around them is in its
note "content": a list of nodes, each a dictionary, as a list of pairs, or a list. In it, `{"node": 3}` stands for
another node and `{"tensor": "5"}` for a tensor. So nothing nests, and what occurs twice is there once.
"""

import hashlib
import json
import math
import mmap
import os
import zlib
from collections.abc import Iterator
from dataclasses import dataclass
from io import FileIO
from pathlib import Path
from typing import Any, BinaryIO, Final

from resnet_studio.core.basics import safe_text
from resnet_studio.core.basics.errors import WeightsError
from resnet_studio.core.basics.files import open_file
from resnet_studio.core.basics.message import message
from resnet_studio.engine.weights import refusals
from resnet_studio.engine.weights.checked_format import header, signed
from resnet_studio.engine.weights.pickle_names import ITEM_SIZES, PlainTensor, Unfit
from resnet_studio.engine.weights.torch_file import Extent, TorchFile, read_torch_file

NOTE: Final = "content"
LARGEST_NOTE: Final = 2_000_000  # in characters
_CODES: Final = {
    "float64": "F64", "float32": "F32", "float16": "F16", "bfloat16": "BF16",
    "int64": "I64", "int32": "I32", "int16": "I16", "int8": "I8", "uint8": "U8", "bool": "BOOL",
}  # fmt: skip
_AT_ONCE: Final = 1_000_000
_LONGEST_TEXT: Final = 1000  # of a value that is not needed: names of classes are shorter
_OPTIMISER: Final = "optim"


@dataclass(frozen=True, slots=True)
class CopyRequest:
    """What to copy.

    Attributes:
        source: an untrusted file in PyTorch's format.
        target: an existing, empty file for the copy.
        whole: whether all is wanted, with an optimiser's state and long lists; else only networks and names of classes.
    """

    source: Path
    target: Path
    whole: bool = False


def work(request: CopyRequest) -> bytes:
    """Write a plain copy; the reply is empty, or the record of a message that says why there is none."""
    try:
        copy_plain(request)
    except WeightsError as error:
        return json.dumps(error.message.to_record()).encode()
    return b""


def copy_plain(request: CopyRequest) -> None:
    """Write a plain copy of a file.

    Raises:
        WeightsError: the file cannot be read or is refused, or the copy cannot be written.
    """
    name = request.source.name
    try:
        with open_file(request.source, follow=True) as file:
            size = os.fstat(file.fileno()).st_size
            found = read_torch_file(file, name, size)
            content = _Content(name, request.whole)
            note = content.note(found.content)
            _check_sizes(name, content.tensors, found, size)
            _check_sums(name, file, content.tensors, found)
            with request.target.open("r+b", buffering=0) as target:
                _write(target, file, found, content.tensors, note)
    except _WriteError as error:
        raise refusals.no_room(name, str(request.target.parent), error.error) from error
    except OSError as error:
        raise refusals.unreadable(str(request.source), error) from error
    except EOFError as error:
        raise refusals.damaged(name, message("It became shorter while it was read.")) from error


class _WriteError(Exception):
    """The copy cannot be written."""

    def __init__(self, error: OSError) -> None:
        super().__init__(str(error))
        self.error = error


class _Content:
    """Makes the note of a file's content, and gives numbers to its tensors; the same numbers twice are one tensor."""

    def __init__(self, name: str, whole: bool) -> None:
        self._name, self._whole = name, whole
        self._numbers: dict[PlainTensor, int] = {}
        self._nodes: dict[int, int] = {}  # by id
        self._queue: list[Any] = []
        self._called: list[str] = []  # the last key on the way to each node
        self.tensors: list[tuple[str, PlainTensor]] = []

    def note(self, content: Any) -> str:
        """All nodes as JSON; the first is `content`."""
        self._refer(content, "")
        nodes: list[Any] = []
        for value in self._queue:  # which grows
            called = self._called[len(nodes)]
            if isinstance(value, dict):
                nodes.append({"dict": [[key, self._value(inner, key)] for key, inner in self._items(value)]})
            else:
                nodes.append({"list": [self._value(inner, called) for inner in value]})
        text = json.dumps(nodes, separators=(",", ":"))
        if len(text) > LARGEST_NOTE:
            raise refusals.contains_too_much(self._name)
        return text

    def _items(self, value: dict[Any, Any]) -> Iterator[tuple[Any, Any]]:
        """What is wanted of a dictionary."""
        for key, inner in value.items():
            if self._whole or not (isinstance(key, str) and key.startswith(_OPTIMISER)):
                yield key, inner

    def _value(self, value: Any, called: object) -> Any:
        called = safe_text.printable(called) if isinstance(called, str) else safe_text.shown(called)
        match value:
            case None | bool() | int() | float():
                return value
            case str():
                return value if self._whole else value[:_LONGEST_TEXT]
            case dict() | list() | tuple():
                return {"node": self._refer(value, called)} if self._is_wanted(value) else None
            case PlainTensor():
                return {"tensor": str(self._number(value, called))}
            case Unfit():
                raise _unfit(self._name, value, called)
        return None

    def _is_wanted(self, value: Any) -> bool:
        """Lists are names of classes, or of no use; long ones are histories."""
        return self._whole or isinstance(value, dict) or all(isinstance(item, str) for item in value)

    def _refer(self, value: Any, called: str) -> int:
        if id(value) not in self._nodes:
            self._nodes[id(value)] = len(self._queue)
            self._queue.append(value if isinstance(value, dict | list | tuple) else [value])
            self._called.append(called)
        return self._nodes[id(value)]

    def _number(self, tensor: PlainTensor, called: str) -> int:
        if tensor.dtype not in ITEM_SIZES:
            raise refusals.strange_numbers(self._name, called, tensor.dtype)
        if tensor not in self._numbers:
            self._numbers[tensor] = len(self.tensors)
            self.tensors.append((called, tensor))
        return self._numbers[tensor]


def _unfit(file: str, reason: Unfit, tensor: str) -> WeightsError:
    match reason:
        case Unfit.SPARSE:
            return refusals.sparse(file, tensor)
        case Unfit.QUANTISED:
            return refusals.quantised(file, tensor)
        case Unfit.EMPTY:
            return refusals.without_numbers(file, tensor)
        case Unfit.SPECIAL:
            return refusals.special_form(file, tensor)


def _check_sizes(file: str, tensors: list[tuple[str, PlainTensor]], found: TorchFile, size: int) -> None:
    """Compare tensors with their file: one can be stretched, and several can have the same bytes.

    Raises:
        WeightsError: one is larger than the file or not in it, or all together are twice as large.
    """
    total = 0
    for name, tensor in tensors:
        item = ITEM_SIZES[tensor.dtype]
        total += math.prod(tensor.shape) * item
        if math.prod(tensor.shape) * item > size or total > 2 * size:
            raise refusals.too_large(file, name)
        steps = zip(tensor.shape, tensor.strides, strict=True)
        last = tensor.offset + sum((length - 1) * stride for length, stride in steps)
        extent = found.extents.get(tensor.storage.key)
        if math.prod(tensor.shape) and (extent is None or (tensor.storage.start + last + 1) * item > extent.size):
            raise refusals.cut_tensor(file, name)


def _check_sums(file: str, source: BinaryIO, tensors: list[tuple[str, PlainTensor]], found: TorchFile) -> None:
    """Compare the numbers with the file's own checksums, where it has them.

    Raises:
        WeightsError: they are not those that were written.
    """
    named = {tensor.storage.key: name for name, tensor in tensors if math.prod(tensor.shape)}
    for key, name in named.items():
        extent = found.extents[key]
        if extent.crc is not None:
            crc = 0
            for piece in _pieces(source, extent.start, extent.size):
                crc = zlib.crc32(piece, crc)
            if crc != extent.crc:
                raise refusals.changed_numbers(file, name)


def _write(
    target: FileIO, source: BinaryIO, found: TorchFile, tensors: list[tuple[str, PlainTensor]], note: str
) -> None:
    """Write the copy piece by piece, so that it takes no memory."""
    # The largest numbers first, so that each tensor begins at a multiple of their size.
    order = sorted(range(len(tensors)), key=lambda number: -ITEM_SIZES[tensors[number][1].dtype])
    kinds = [
        (str(number), _CODES[tensor.dtype], tensor.shape, math.prod(tensor.shape) * ITEM_SIZES[tensor.dtype])
        for number, (_, tensor) in ((number, tensors[number]) for number in order)
    ]
    start = header(kinds, {NOTE: note})
    hashed = hashlib.sha256(start)
    _put(target, start)
    for number in order:
        tensor = tensors[number][1]
        if math.prod(tensor.shape):
            for piece in _numbers(source, tensor, found.extents[tensor.storage.key]):
                hashed.update(piece)
                _put(target, piece)
    target.seek(0)
    _put(target, signed(start, hashed.hexdigest()))


def _put(target: FileIO, piece: bytes) -> None:
    left = memoryview(piece)
    try:
        while left:
            left = left[target.write(left) :]
    except OSError as error:
        raise _WriteError(error) from error


def _numbers(source: BinaryIO, tensor: PlainTensor, extent: Extent) -> Iterator[bytes]:
    """The bytes of a tensor in the order of its indices."""
    item = ITEM_SIZES[tensor.dtype]
    start = extent.start + (tensor.storage.start + tensor.offset) * item
    if not _is_contiguous(tensor):
        yield _gathered(source, tensor, start)
        return
    yield from _pieces(source, start, math.prod(tensor.shape) * item)


def _pieces(source: BinaryIO, start: int, size: int) -> Iterator[bytes]:
    """The bytes from `start` on, a million at a time."""
    source.seek(start)
    while size:
        piece = source.read(min(size, _AT_ONCE))
        if not piece:
            raise EOFError
        size -= len(piece)
        yield piece


def _is_contiguous(tensor: PlainTensor) -> bool:
    expected = 1
    for length, stride in zip(reversed(tensor.shape), reversed(tensor.strides), strict=True):
        if length != 1 and stride != expected:
            return False
        expected *= length
    return True


def _gathered(source: BinaryIO, tensor: PlainTensor, start: int) -> bytes:
    """The bytes of a tensor whose numbers are in another order in the file, such as channels last."""
    os.environ.setdefault("OPENBLAS_NUM_THREADS", "1")  # each thread would reserve memory
    import numpy as np  # of no use for most files

    item = ITEM_SIZES[tensor.dtype]
    strides = [stride * item for stride in tensor.strides]
    size = sum((length - 1) * stride for length, stride in zip(tensor.shape, strides, strict=True)) + item
    with mmap.mmap(source.fileno(), 0, access=mmap.ACCESS_READ) as mapped, memoryview(mapped) as whole:
        part = whole[start : start + size]
        flat = np.frombuffer(part, np.dtype(f"V{item}"))
        gathered = np.lib.stride_tricks.as_strided(flat, tensor.shape, strides, writeable=False).tobytes()
        del flat
        part.release()
    return gathered
