"""What a file that `torch.save` wrote holds, and where in it the numbers are; in both formats, and without torch.

Written since torch 1.6: a ZIP archive, not compressed, with a pickle "data.pkl" and a record for each storage. Before:
five pickles one after the other, then the storages. Both are described in torch/serialization.py.
"""

import errno
import io
import struct
import tarfile
import zipfile
import zlib
from dataclasses import dataclass
from typing import Any, BinaryIO, Final

from resnet_studio.core.basics.message import Message, message
from resnet_studio.engine.weights import refusals
from resnet_studio.engine.weights.pickle_names import (
    ITEM_SIZES,
    OTHER_SIZES,
    RefusedNameError,
    Storage,
)
from resnet_studio.engine.weights.pickle_values import PickleValues, TooManyError

_MOST_PICKLE_BYTES: Final = 8_000_000  # that of ResNet-152's checkpoint has 400,000
_MOST_RECORDS: Final = 100_000  # ResNet-152 with its optimiser and an average has 4,000
_ZIP_SIGNATURE: Final = b"PK\x03\x04"
_LOCAL_HEADER: Final = struct.Struct("<4s22xHH")
_MAGIC: Final = 0x1950A86A20F9469CFC6C
_VERSION: Final = 1001


@dataclass(frozen=True, slots=True)
class Extent:
    """Bytes of a file, from `start` on, and their CRC-32 where the file has it."""

    start: int
    size: int
    crc: int | None = None


@dataclass(frozen=True, slots=True)
class TorchFile:
    """What a file holds.

    Attributes:
        content: nested dictionaries and lists, with `PlainTensor` and `Unfit` where tensors are.
        extents: where the numbers of each storage are, by its key.
    """

    content: Any
    extents: dict[str, Extent]


def read_torch_file(file: BinaryIO, name: str, size: int) -> TorchFile:
    """Find what a file of `size` bytes holds; `name` is its name in errors.

    What begins as an archive is read as one, and everything else is not, whatever comes later in the file.

    Raises:
        WeightsError: it is in neither format, is damaged, or holds more than weights.
    """
    file.seek(0)
    signature = file.read(len(_ZIP_SIGNATURE))
    file.seek(0)
    try:
        if signature == _ZIP_SIGNATURE:
            return _read_archive(file, name, size)
        return _read_older(file, name, size)
    except RefusedNameError as error:
        raise refusals.contains_code(name, error.name) from None
    except TooManyError:
        raise refusals.contains_too_much(name) from None


def _read_archive(file: BinaryIO, name: str, size: int) -> TorchFile:
    try:
        with zipfile.ZipFile(file) as archive:
            records = _records(archive, name, size)
            (pickled,) = [record for record in records if record.endswith("/data.pkl") and record.count("/") == 1]
            text = _stored(file, name, records[pickled], size)
            folder = pickled.removesuffix("data.pkl")
            order = records.get(f"{folder}byteorder")
            if order is not None and order.file_size < 100 and _stored(file, name, order, size) == b"big":
                raise refusals.not_weights(name, _other_order())
        content = PickleValues(io.BytesIO(text)).read()
        prefix = f"{folder}data/"
        extents = {
            record.removeprefix(prefix): _extent(file, name, found, size)
            for record, found in records.items()
            if record.startswith(prefix)
        }
    except (zipfile.BadZipFile, NotImplementedError, RuntimeError, EOFError, struct.error) as error:
        raise refusals.damaged(name, refusals.reported(error)) from error
    except ValueError as error:
        raise refusals.not_weights(name, _other_format()) from error
    except OSError as error:
        if error.errno != errno.EINVAL:
            raise
        raise refusals.damaged(name, message("A record is not where it should be.")) from error
    return TorchFile(content, extents)


def _records(archive: zipfile.ZipFile, name: str, size: int) -> dict[str, zipfile.ZipInfo]:
    """The records of an archive by name, if they are such as torch writes."""
    found = archive.infolist()
    records = {record.filename: record for record in found}
    if any(record.endswith(("/constants.pkl", "/archive_format")) for record in records):
        raise refusals.contains_program(name)
    # torch stores without compression, so a compressed archive was not written by torch.save.
    compressed = any(record.compress_type != zipfile.ZIP_STORED for record in found)
    if compressed or sum(record.file_size for record in found) > size:
        raise refusals.compressed(name)
    large = any(record.endswith("/data.pkl") and records[record].file_size > _MOST_PICKLE_BYTES for record in records)
    if large or len(found) > _MOST_RECORDS:
        raise refusals.contains_too_much(name)
    if len(records) != len(found):
        raise refusals.damaged(name, message("It has two records of the same name."))
    return records


def _stored(file: BinaryIO, name: str, record: zipfile.ZipInfo, size: int) -> bytes:
    """The bytes of a record."""
    extent = _extent(file, name, record, size)
    file.seek(extent.start)
    text = file.read(extent.size)
    if extent.crc not in (None, zlib.crc32(text)):
        raise zipfile.BadZipFile(f"Bad CRC-32 for file {record.filename!r}")  # not a text: as zipfile says it
    return text


def _extent(file: BinaryIO, name: str, record: zipfile.ZipInfo, size: int) -> Extent:
    """Where the bytes of a record are, which only the header before them says.

    Its checksum is zero where `torch.serialization.set_crc32_options` leaves them out.
    """
    file.seek(max(0, record.header_offset))
    signature, name_length, extra_length = _LOCAL_HEADER.unpack(file.read(_LOCAL_HEADER.size))
    start = record.header_offset + _LOCAL_HEADER.size + name_length + extra_length
    if signature != _ZIP_SIGNATURE or start + record.file_size > size:
        raise refusals.damaged(name, message("A record is not where it should be."))
    return Extent(start, record.file_size, record.CRC or None)


def _read_older(file: BinaryIO, name: str, size: int) -> TorchFile:
    start = file.read(_MOST_PICKLE_BYTES)
    if not start.rstrip(b"\0"):
        raise refusals.not_weights(name, message("It is empty, or was not downloaded completely: it has only zeros."))
    if _is_tar(start):
        raise refusals.is_tar(name)
    stream = io.BytesIO(start)
    pickles = PickleValues(stream)
    try:
        magic, version, system = pickles.read(), pickles.read(), pickles.read()
        if magic != _MAGIC or version != _VERSION:
            raise ValueError("it does not begin as torch's files do")
        if isinstance(system, dict) and system.get("little_endian") is False:
            raise refusals.not_weights(name, _other_order())
        content, keys = pickles.read(), pickles.read()
    except ValueError as error:
        if stream.tell() == len(start) < size:
            raise refusals.contains_too_much(name) from error
        raise refusals.not_weights(name, _other_format()) from error
    if not isinstance(keys, list):
        raise refusals.not_weights(name, _other_format())
    return TorchFile(content, _older_extents(file, name, size, stream.tell(), keys, pickles.storages))


def _older_extents(
    file: BinaryIO, name: str, size: int, at: int, keys: list[Any], storages: set[Storage]
) -> dict[str, Extent]:
    """Where the numbers of each storage are: one after the other in the order of `keys`, after their counts."""
    extents: dict[str, Extent] = {}
    items: dict[Any, int] = {}
    for storage in storages:
        item = ITEM_SIZES.get(storage.dtype) or OTHER_SIZES.get(storage.dtype, 1)
        if items.setdefault(storage.key, item) != item:
            raise refusals.damaged(name, message("The same numbers are said to be of two kinds."))
    for key in keys:
        file.seek(at)
        count = int.from_bytes(file.read(8), "little")
        if key not in items or at + 8 + count * items[key] > size:
            raise refusals.damaged(name, message("Not all of its numbers are there."))
        extents[key] = Extent(at + 8, count * items[key])
        at += 8 + count * items[key]
    return extents


def _is_tar(start: bytes) -> bool:
    """Whether a file that begins so is an archive of files; the first header is enough."""
    try:
        tarfile.TarInfo.frombuf(start[: tarfile.BLOCKSIZE], "utf-8", "surrogateescape")
    except tarfile.TarError:
        return False
    return True


def _other_format() -> Message:
    return message("It is not in PyTorch's format.")


def _other_order() -> Message:
    return message("It was written by a computer with another order of bytes.")
