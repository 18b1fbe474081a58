"""The files in a `.zip` or `.tar`, one after the other, with their bytes. Nothing is written, and no link followed."""

import lzma
import os
import stat
import struct
import tarfile
import time
import zipfile
import zlib
from calendar import timegm
from collections.abc import Callable, Iterator
from contextlib import suppress
from dataclasses import dataclass
from itertools import islice
from pathlib import Path
from tarfile import HeaderError, ReadError
from typing import IO, Final, Literal, Self

from resnet_studio.core.archives.known import TARS, Kind, ending_of
from resnet_studio.core.archives.spelling import Page, page_of, spelled, spelled_beside, spelled_in_zip
from resnet_studio.core.archives.stream import Stream
from resnet_studio.core.basics.files import open_file

MOST_FILES: Final = 2_000_000
_MOST_LIST: Final = 512 << 20  # bytes of a zip's list of files, which is read as a whole
_MOST_TRIED: Final = 10_000  # names by which their spelling is found
_HEADERS: Final = 8 << 20  # bytes between two files in a tar, such as names that are too long for their field
_READ_IN_ZIP: Final = (zipfile.ZIP_STORED, zipfile.ZIP_DEFLATED, zipfile.ZIP_BZIP2)

DAMAGES: Final = (
    zipfile.BadZipFile, tarfile.TarError, zlib.error, lzma.LZMAError, EOFError, NotImplementedError, ValueError,
    IndexError, KeyError, struct.error, OverflowError, RuntimeError,
)  # fmt: skip
"""What the libraries raise for a file that is damaged."""

What = Literal["file", "link", "special", "encrypted", "unknown"]


@dataclass(frozen=True, slots=True)
class Member:
    """One entry.

    Attributes:
        name: as it is spelled there.
        what: "file"; "link" of any kind; "special", such as a device; "encrypted"; or "unknown", a way of compressing
            that cannot be read.
        size: in bytes, as the archive says.
        mtime: seconds since 1970; of a zip, which has no time zone, as if in UTC, so that it is the same everywhere.
        read: gives at most so many bytes of a file, and none at its end.
    """

    name: str
    what: What
    size: int
    mtime: float
    read: Callable[[int], bytes]


class DamagedError(Exception):
    """The archive cannot be read to its end."""


class TooManyError(Exception):
    """The archive lists more files than are unpacked."""


def begins_as_tar(file: Path) -> bool:
    """Whether a file begins with an entry of a tar, whatever it is called; False for one that cannot be read."""
    try:
        with open_file(file, follow=True) as opened:
            tarfile.TarInfo.frombuf(opened.read(tarfile.BLOCKSIZE), "utf-8", "surrogateescape")
    except (OSError, *DAMAGES):
        return False
    return True


def members(archive: Path, check: Callable[[], object], most: int) -> Iterator[Member]:
    """All entries that are not folders. A member is read before the next one is asked for.

    Args:
        archive: the file.
        check: called now and then; it raises to stop.
        most: bytes that may be decompressed from it.

    Raises:
        DamagedError: it is damaged, cut off, or not such an archive.
        TooManyError: it lists too many files.
        TooMuchError: more would be decompressed.
        OSError: it cannot be read.
    """
    ending = ending_of(archive.name)
    with open_file(archive, follow=True) as file:
        yield from _in_zip(file, check) if ending == ".zip" else _in_tar(file, TARS[ending], check, most)


def _in_zip(file: IO[bytes], check: Callable[[], object]) -> Iterator[Member]:
    _check_list(file)
    try:
        opened = zipfile.ZipFile(file)
    except (zipfile.BadZipFile, ValueError, NotImplementedError, UnicodeError, struct.error, EOFError) as error:
        raise DamagedError from error
    with opened:
        raws = (raw for raw in map(_raw_name, opened.infolist()) if raw and not raw.isascii())
        page = page_of(set(islice(raws, _MOST_TRIED)))
        for entry in opened.infolist():
            check()
            mode, name = entry.external_attr >> 16, _name(entry, page)
            empty_folder = name.endswith("\\") and not entry.file_size  # as some .NET tools write it
            if name.endswith("/") or empty_folder or stat.S_ISDIR(mode):
                continue
            what: What = "file"
            if stat.S_ISLNK(mode):
                what = "link"
            elif stat.S_IFMT(mode) not in (0, stat.S_IFREG):
                what = "special"
            elif entry.flag_bits & 0x1:
                what = "encrypted"
            elif entry.compress_type not in _READ_IN_ZIP:
                what = "unknown"
            reader = _ZipReader(opened, entry)
            try:
                yield Member(name, what, entry.file_size, _time(entry), reader.read)
            finally:
                reader.close()


class _ZipReader:
    """Opens an entry when it is first read."""

    def __init__(self, archive: zipfile.ZipFile, entry: zipfile.ZipInfo) -> None:
        self._archive, self._entry = archive, entry
        self._file: IO[bytes] | None = None

    def read(self, size: int) -> bytes:
        try:
            if self._file is None:
                self._file = self._archive.open(self._entry)
            return self._file.read(size)
        except DAMAGES as error:
            raise DamagedError from error

    def close(self) -> None:
        if self._file is not None:
            self._file.close()


def _check_list(file: IO[bytes]) -> None:
    """Look at the end of a zip for the size of its list before that is read as a whole."""
    size = file.seek(0, os.SEEK_END)
    file.seek(max(0, size - (1 << 16) - 22 - 76))
    end = file.read()
    last = len(end) - 22
    usual = last >= 0 and end[last : last + 4] == b"PK\5\6" and end.endswith(b"\0\0")  # without a comment
    place = last if usual else end.rfind(b"PK\5\6")
    if place < 0 or len(end) < place + 22:
        raise DamagedError
    number, length = struct.unpack("<HL", end[place + 10 : place + 16])
    wide = place - 20 - 56  # of large archives, where the library looks for it
    if wide >= 0 and end[place - 20 : place - 16] == b"PK\6\7" and end[wide : wide + 4] == b"PK\6\6":
        number, length = struct.unpack("<QQ", end[wide + 32 : wide + 48])
    if number > MOST_FILES or (length > _MOST_LIST and length != 0xFFFFFFFF):
        raise TooManyError
    file.seek(0)


def _raw_name(entry: zipfile.ZipInfo) -> bytes | None:
    """A name that the library takes for one of an old DOS; None for one that is said to be in UTF-8."""
    if not entry.flag_bits & 0x800:
        with suppress(UnicodeEncodeError):
            return entry.orig_filename.encode("cp437")
    return None


def _name(entry: zipfile.ZipInfo, page: Page) -> str:
    """A name as it was meant."""
    raw = _raw_name(entry)
    return entry.orig_filename if raw is None else spelled_beside(raw, entry.extra) or spelled_in_zip(raw, page)


def _time(entry: zipfile.ZipInfo) -> float:
    try:
        return max(0, timegm((*entry.date_time, 0, 0, 0)))
    except (ValueError, OverflowError):
        return 0


def _in_tar(file: IO[bytes], kind: Kind, check: Callable[[], object], most: int) -> Iterator[Member]:
    stream = Stream(file, kind, check)
    stream.allowed = _HEADERS
    try:
        opened = tarfile.open(fileobj=stream, mode="r|", tarinfo=_Entry, encoding="utf-8", errors="surrogateescape")  # type: ignore[call-overload]  # noqa: SIM115
    except DAMAGES as error:
        raise DamagedError from error
    with opened:
        while True:
            stream.allowed = min(most, opened.offset + _HEADERS)
            try:
                entry = opened.next()
            except DAMAGES as error:
                raise DamagedError from error
            if entry is None:
                return
            opened.members.clear()  # it would remember a million files
            if entry.isdir():
                continue
            stream.allowed = min(most, opened.offset + _HEADERS)
            name = spelled(entry.name.encode("utf-8", "surrogateescape"))
            yield Member(name, _what(entry), entry.size, max(0, min(entry.mtime, time.time())), _reader(opened, entry))


class _Entry(tarfile.TarInfo):
    """An entry of which a damaged or missing header is an error; the library takes one for the end."""

    @classmethod
    def fromtarfile(cls, tarfile: tarfile.TarFile) -> Self:
        try:
            return super().fromtarfile(tarfile)
        except HeaderError as error:
            if type(error).__name__ == "EOFHeaderError":  # zeros, which every writer puts at the end
                raise
            raise ReadError(str(error)) from error


def _what(entry: tarfile.TarInfo) -> What:
    if entry.issym() or entry.islnk():
        return "link"
    return "file" if entry.isreg() and not entry.issparse() else "special"


def _reader(archive: tarfile.TarFile, entry: tarfile.TarInfo) -> Callable[[int], bytes]:
    opened: list[IO[bytes]] = []

    def read(size: int) -> bytes:
        try:
            if not opened:
                file = archive.extractfile(entry)
                if file is None:
                    raise DamagedError
                opened.append(file)
            return opened[0].read(size)
        except DAMAGES as error:
            raise DamagedError from error

    return read
