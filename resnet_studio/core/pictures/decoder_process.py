"""What the decoder's process runs: it decodes the pictures that `decoder` asks for, one after the other.

Pixels go back through a block of memory that both processes map, everything else as JSON.
"""

import importlib
import json
import os
import sys
from collections.abc import Callable
from ctypes import Array, c_ubyte
from dataclasses import dataclass
from enum import StrEnum
from pathlib import Path
from typing import TYPE_CHECKING, Any, Final

import psutil

from resnet_studio.core.basics.errors import DecodeError
from resnet_studio.core.basics.limited_process import silence_libraries
from resnet_studio.core.basics.message import message
from resnet_studio.core.basics.priority import give_way

if TYPE_CHECKING:  # NumPy and Pillow are imported by `prepare`, in the process alone
    import numpy as np
    import numpy.typing as npt

    from resnet_studio.core.pictures.value_scale import ValueScale

BLOCK_BYTES: Final = 1_300_000
"""Of the block of memory: every thumbnail fits; a larger array goes through it in pieces."""

_NICE: Final = 5
_WORN_BYTES: Final = 256_000_000  # that are not given back to the system: the next picture would lack them

Block = Array[c_ubyte]


class Kind(StrEnum):
    """What is wanted of a picture; MORE is the next piece of an array that is larger than the block."""

    THUMBNAIL = "thumbnail"
    REDUCED = "reduced"
    DECODE = "decode"
    EXAMINE = "examine"
    DEEP_SIZE = "deep size"
    DEEP_VALUES = "deep values"
    ABOUT = "about"
    DIGEST = "digest"
    MORE = "more"


@dataclass(frozen=True, slots=True)
class Request:
    """One thing to do, as the parent sends it.

    Attributes:
        kind: what is wanted.
        path: the file.
        pixels: side of a thumbnail, `longest` of a reduced picture, smallest side for decoding and examining
            (0: all there are), or the number of deep values.
        scale: of deep pictures.
        seconds: of processor time, after which the process ends even if its parent is gone.
    """

    kind: Kind
    path: Path
    pixels: int = 0
    scale: "ValueScale | None" = None
    seconds: float = 0.0


class _State:
    """What the process keeps between two requests."""

    block: Block
    limit: int
    ready_bytes: int
    rest: "npt.NDArray[np.uint8]"
    """The bytes of an array that the parent has not taken yet."""


_state = _State()


def prepare(block: Block, limit: int, also: Callable[[], object] | None = None) -> None:
    """Import what decodes, give way to the window, and print nothing that libraries say of damaged pictures.

    Args:
        block: the memory that the parent maps as well.
        limit: bytes that decoding may take, for what is said of a picture that needs more.
        also: called last; tests replace what decodes.
    """
    give_way(_NICE)
    silence_libraries()
    os.environ.setdefault("OPENBLAS_NUM_THREADS", "1")  # its threads would only take memory
    formats = importlib.import_module("resnet_studio.core.pictures.formats")
    importlib.import_module("resnet_studio.core.pictures.decode")
    formats.pillow_formats()
    if also is not None:
        also()
    _state.block, _state.limit = block, limit
    _state.ready_bytes = psutil.Process().memory_info().rss


def work(request: Request) -> bytes:
    """Do one request: JSON with the shape and dtype of the array in the block, with a value, or with a problem."""
    if request.kind is Kind.MORE:
        return json.dumps({"bytes": _put()}).encode()
    _limit_time(request.seconds)
    try:
        answer = _answer(request)
    except DecodeError as error:
        problem = error.problem
        if isinstance(error.__cause__, MemoryError):
            problem = message("It needs more than {limit:size} of memory to decode.", limit=_state.limit)
        answer = {"problem": problem.to_record()}
    return json.dumps(answer | {"worn": _worn()}).encode()


def _answer(request: Request) -> dict[str, Any]:
    from resnet_studio.core.pictures import decode
    from resnet_studio.core.pictures.limits import at_most
    from resnet_studio.core.pictures.value_scale import UNKNOWN_SCALE

    path, pixels, scale = request.path, request.pixels, request.scale or UNKNOWN_SCALE
    claim = at_most(_state.limit)
    match request.kind:
        case Kind.THUMBNAIL:
            return _array(decode.thumbnail(path, pixels, scale, claim))
        case Kind.REDUCED:
            return _array(decode.reduced(path, pixels, scale, claim))
        case Kind.EXAMINE:
            from resnet_studio.core.pictures.bands import as_array
            from resnet_studio.core.pictures.examine import examined

            header, grey = examined(path, smallest_side=pixels or None, scale=scale, claim=claim)
            return _array(as_array(grey)) | {"header": header.to_record()}
        case Kind.ABOUT:
            from resnet_studio.core.pictures.about import about

            return {"about": about(path).to_record()}
        case Kind.DIGEST:
            from resnet_studio.core.pictures.about import digest

            return {"value": digest(path)}
        case Kind.DEEP_SIZE:
            return {"value": decode.deep_size(path)}
        case Kind.DEEP_VALUES:
            return _array(_thinned(decode.deep_values(path, claim), pixels))
        case _:
            return _array(decode.decode(path, smallest_side=pixels or None, scale=scale, claim=claim))


def _thinned(values: "npt.NDArray[Any]", most: int) -> "npt.NDArray[Any]":
    """At most so many of the values, finite ones, from all over the picture."""
    import numpy as np

    flat = values.reshape(-1)[:: -(-values.size // most)]
    return flat[np.isfinite(flat)] if flat.dtype.kind == "f" else flat


def _array(values: "npt.NDArray[Any]") -> dict[str, Any]:
    import numpy as np

    _state.rest = np.ascontiguousarray(values).reshape(-1).view(np.uint8)
    return {"shape": values.shape, "dtype": values.dtype.str, "bytes": _put()}


def _put() -> int:
    """Copy the next bytes of the array to the block; returns how many."""
    import numpy as np

    piece = _state.rest[:BLOCK_BYTES]
    np.frombuffer(memoryview(_state.block), np.uint8)[: piece.size] = piece
    _state.rest = _state.rest[BLOCK_BYTES:] if piece.size < _state.rest.size else np.empty(0, np.uint8)
    return int(piece.size)


def _worn() -> bool:
    """Whether memory was not given back after a large picture, which the next one would lack."""
    if sys.platform != "win32":  # asks first what costs nothing: whether there was ever a large one
        resource = importlib.import_module("resource")
        peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss * (1 if sys.platform == "darwin" else 1024)
        if peak < _state.ready_bytes + _WORN_BYTES:
            return False
    return psutil.Process().memory_info().rss > _state.ready_bytes + _WORN_BYTES


def _limit_time(seconds: float) -> None:
    """Have the system end this process when it has computed for longer, where it can.

    The parent does so too. But it may be gone, and the thread that would notice that waits while a decoder holds the
    interpreter's lock.
    """
    if sys.platform == "win32":
        return
    resource = importlib.import_module("resource")
    used = resource.getrusage(resource.RUSAGE_SELF)
    _, hard = resource.getrlimit(resource.RLIMIT_CPU)
    soft = int(used.ru_utime + used.ru_stime + seconds) + 2
    resource.setrlimit(resource.RLIMIT_CPU, (soft if hard == resource.RLIM_INFINITY else min(soft, hard), hard))
