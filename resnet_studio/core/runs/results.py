"""Results of a run that are too large for events: arrays in `results/<name>-<key>.npz` in the run's folder.

A file is NumPy's format without compression and without objects, so that any program can read it with
`numpy.load(file, allow_pickle=False)`. Its key is a digest of all that the arrays follow from, so that a result is
computed once and never taken for another one.

Reading trusts nothing: the arrays must be exactly those that are expected, and together no larger than the file.
"""

import hashlib
import json
import math
import os
import re
import struct
import zipfile
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any, BinaryIO

import numpy as np
from numpy.typing import NDArray

from resnet_studio.core.basics import places
from resnet_studio.core.basics.errors import RunError
from resnet_studio.core.basics.files import atomic_write, open_file, refuse_link
from resnet_studio.core.basics.message import Message, message
from resnet_studio.core.protocol.events import Notice

FOLDER = "results"
MAX_FILE_BYTES = 2_000_000_000  # the probabilities of 60,000 pictures and 8,000 classes
_MAX_ENTRIES_BYTES = 4_000  # of the archive's list of files; an entry takes about 70
_KEY_LENGTH = 16  # hexadecimal digits of a SHA-256

_END_OF_ARCHIVE = struct.Struct("<4s4H2LH")
_END_MAGIC, _LARGE_ARCHIVE_MAGIC = b"PK\x05\x06", b"PK\x06\x07"
_LARGE_ARCHIVE_BYTES = 20  # of what an archive of more than 4 GB has before its end
# Version 1.0 of the header that NumPy writes before an array. It is not evaluated, as numpy.load would.
_HEADER_START = re.compile(rb"\x93NUMPY\x01\x00(..)", re.DOTALL)
_HEADER = re.compile(rb"\{'descr': '([<|][a-z]\d{1,2})', 'fortran_order': False, 'shape': \(([\d, ]{0,99})\), \} *\n")


@dataclass(frozen=True, slots=True)
class ArrayType:
    """What an array in a file must be.

    Attributes:
        dtype: as NumPy writes it, little-endian: "<f4", "|u1".
        dimensions: how many there are.
    """

    dtype: str
    dimensions: int


Layout = Mapping[str, ArrayType]
"""The arrays of a kind of result, by name."""
Arrays = Mapping[str, NDArray[Any]]


class _DamagedError(ValueError):
    """A file is not what it should be; `message` says why."""

    def __init__(self, text: Message) -> None:
        super().__init__(str(text))
        self.message = text


def result_key(facts: Mapping[str, object], files: Iterable[str]) -> str:
    """The key of a result that follows from settings (JSON-ready) and from files.

    `files` are identities as `core.basics.files.file_identity` makes them, in the order of the result's rows.
    """
    hashed = hashlib.sha256(json.dumps(facts, sort_keys=True).encode())
    for identity in files:
        hashed.update(f"\n{identity}".encode(errors="surrogatepass"))
    return hashed.hexdigest()[:_KEY_LENGTH]


def result_file(run: Path, name: str, key: str) -> Path:
    """Where a result of a run is kept."""
    return run / FOLDER / f"{name}-{key}.npz"


def elsewhere(run: Path) -> Path:
    """The folder in the caches for results of a run whose own folder cannot be written."""
    place = os.path.realpath(run).encode(errors="surrogatepass")
    return places.cache_folder() / FOLDER / hashlib.sha256(place).hexdigest()[:_KEY_LENGTH]


def not_saved(file: Path, error: OSError) -> Notice:
    """That a result is not kept: a run on a read-only disk can be looked at too."""
    reason = error.strerror or str(error)
    return Notice(message("The result could not be saved as {file}: {reason}.", file=str(file), reason=reason))


def write_arrays(file: Path, layout: Layout, arrays: Arrays) -> None:
    """Write a result, completely or not at all; the folder is made if need be.

    Raises:
        OSError: it cannot be written.
        ValueError: the arrays are not those of the layout.
    """
    if arrays.keys() != layout.keys():
        raise ValueError(f"The arrays are {sorted(arrays)}, but must be {sorted(layout)}.")
    converted = {name: np.ascontiguousarray(array, layout[name].dtype) for name, array in arrays.items()}
    for name, array in converted.items():
        if array.ndim != layout[name].dimensions:
            raise ValueError(f"{name} has {array.ndim} dimensions, but must have {layout[name].dimensions}.")
    refuse_link(file.parent)
    file.parent.mkdir(parents=True, exist_ok=True)
    with atomic_write(file) as temporary, temporary.open("wb") as opened:
        np.savez(opened, **converted)  # type: ignore[arg-type]  # an array is taken for numpy's own argument


def read_arrays(file: Path, layout: Layout) -> dict[str, NDArray[Any]]:
    """Read a result. The arrays are read-only.

    Raises:
        RunError: the file cannot be read, or is anything else than arrays of this layout.
    """
    try:
        refuse_link(file.parent)
        with open_file(file) as opened:
            return _read(opened, layout)
    except OSError as error:
        reason = error.strerror or str(error)
        raise RunError(message("{file} cannot be read: {reason}.", file=str(file), reason=reason)) from error
    except _DamagedError as error:
        raise _damaged(file, error.message) from error
    except (zipfile.BadZipFile, struct.error, RuntimeError, ValueError, OverflowError, EOFError) as error:
        raise _damaged(file, message("it is not an archive of arrays")) from error


def _damaged(file: Path, reason: Message) -> RunError:
    return RunError(
        message("{file} in {folder} is damaged: {reason}.", file=file.name, folder=str(file.parent), reason=reason)
    )


def inconsistent(file: Path) -> RunError:
    """The error of a file whose arrays are of sizes or values that do not go together."""
    return RunError(
        message(
            "{file} in {folder} is damaged: its arrays do not fit together.", file=file.name, folder=str(file.parent)
        )
    )


def write_rows(file: Path, name: str, paths: Iterable[str], rows: NDArray[np.float32]) -> None:
    """Write a row of float32 `[N, F]` for each of N pictures, completely or not at all; `name` is that of the array.

    Raises:
        OSError: it cannot be written.
    """
    write_arrays(file, _rows_layout(name), {"paths": pack_texts(paths), name: rows})


def read_rows(file: Path, name: str) -> tuple[tuple[str, ...], NDArray[np.float32]]:
    """The paths of N pictures and their rows, finite float32 `[N, F]`, as `write_rows` wrote them.

    Raises:
        RunError: it cannot be read, or is damaged.
    """
    arrays = read_arrays(file, _rows_layout(name))
    rows = arrays[name]
    try:
        paths = unpack_texts(arrays["paths"])
    except ValueError as error:
        raise inconsistent(file) from error
    if len(paths) != len(rows) or not np.isfinite(rows).all():
        raise inconsistent(file)
    return paths, rows


def _rows_layout(name: str) -> Layout:
    return {"paths": ArrayType("|u1", 1), name: ArrayType("<f4", 2)}


def _read(opened: BinaryIO, layout: Layout) -> dict[str, NDArray[Any]]:
    size = os.fstat(opened.fileno()).st_size
    if size > MAX_FILE_BYTES:
        raise _DamagedError(message("it is too large"))
    _check_entries(opened, size)
    with zipfile.ZipFile(opened) as archive:
        members = archive.infolist()
        if sorted(member.filename for member in members) != sorted(f"{name}.npy" for name in layout):
            raise _DamagedError(message("it does not hold the arrays that it should"))
        for member in members:
            packed = member.compress_type != zipfile.ZIP_STORED or member.file_size != member.compress_size
            if packed or member.flag_bits & 1:
                raise _DamagedError(message("its arrays are compressed or encrypted"))
        if sum(member.file_size for member in members) > size:
            raise _DamagedError(message("its arrays claim to be larger than the file"))
        return {name: _array(name, archive.read(f"{name}.npy"), kind) for name, kind in layout.items()}


def _check_entries(opened: BinaryIO, size: int) -> None:
    """Check the archive's list of files before it is read: each entry takes more memory than space in the file.

    Raises:
        _DamagedError: it is not the end of a small archive.
    """
    length = _END_OF_ARCHIVE.size + _LARGE_ARCHIVE_BYTES
    opened.seek(max(0, size - length))
    end = opened.read(length)
    magic, _, _, _, _, entries, _, comment = _END_OF_ARCHIVE.unpack(end[-_END_OF_ARCHIVE.size :].rjust(22, b"\0"))
    if magic != _END_MAGIC or comment or end[:4] == _LARGE_ARCHIVE_MAGIC or entries > _MAX_ENTRIES_BYTES:
        raise _DamagedError(message("it is not an archive of arrays"))
    opened.seek(0)


def _array(name: str, data: bytes, expected: ArrayType) -> NDArray[Any]:
    """The array in the bytes of an `.npy` file; none is made before its header fits the bytes.

    Raises:
        _DamagedError: it is another array, or none.
    """
    start = _HEADER_START.match(data)
    length = int.from_bytes(start[1], "little") if start else 0
    header = _HEADER.fullmatch(data, 10, 10 + length) if start else None
    if header is None or header[1].decode() != expected.dtype:
        raise _DamagedError(message("{name} is not an array of type {dtype}", name=name, dtype=expected.dtype))
    shape = tuple(int(number) for number in header[2].replace(b" ", b"").split(b",") if number)
    values = len(data) - 10 - length
    if len(shape) != expected.dimensions or math.prod(shape) * np.dtype(expected.dtype).itemsize != values:
        raise _DamagedError(message("{name} claims another size than it has", name=name))
    return np.frombuffer(data, expected.dtype, offset=10 + length).reshape(shape)


def pack_texts(texts: Iterable[str]) -> NDArray[np.uint8]:
    """Texts without NUL, such as paths, as uint8 `[bytes]`: UTF-8, each ended by NUL."""
    joined = "".join(f"{text}\0" for text in texts)
    return np.frombuffer(joined.encode("utf-8", "surrogatepass"), np.uint8)


def unpack_texts(packed: NDArray[np.uint8]) -> tuple[str, ...]:
    """The texts that `pack_texts` packed.

    Raises:
        ValueError: it is not UTF-8.
    """
    return tuple(packed.tobytes().decode("utf-8", "surrogatepass").split("\0")[:-1])
