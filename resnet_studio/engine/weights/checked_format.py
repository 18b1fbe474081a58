"""The bytes of a safetensors file that carries a checksum of all of them, without torch; see `checked_file`."""

import json
from collections.abc import Iterable, Mapping, Sequence
from typing import Any, Final

NO_CHECKSUM: Final = "0" * 64


def header(tensors: Iterable[tuple[str, str, Sequence[int], int]], notes: Mapping[str, str]) -> bytes:
    """Length and JSON, with zeros for the checksum: it comes first, so the first 64 zeros are its place.

    Args:
        tensors: name, dtype as safetensors writes it, shape, and bytes of each, in the order in which they follow.
        notes: texts beside them.
    """
    record: dict[str, Any] = {"__metadata__": {"checksum": NO_CHECKSUM, "format": "pt", **notes}}
    end = 0
    for name, dtype, shape, size in tensors:
        start, end = end, end + size
        record[name] = {"dtype": dtype, "shape": list(shape), "data_offsets": [start, end]}
    text = json.dumps(record, separators=(",", ":")).encode()
    text += b" " * (-len(text) % 8)
    return len(text).to_bytes(8, "little") + text


def signed(unsigned: bytes, checksum: str) -> bytes:
    """A header with its checksum."""
    return unsigned.replace(NO_CHECKSUM.encode(), checksum.encode(), 1)
