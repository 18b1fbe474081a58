"""Archives that tests unpack, harmless and hostile ones."""

import gzip
import io
import lzma
import struct
import tarfile
import zipfile
from collections.abc import Mapping
from pathlib import Path

FILES: Mapping[str, bytes] = {
    "pets/cat/1.jpg": b"one",
    "pets/cat/2.jpg": b"two",
    "pets/dog/1.jpg": b"three",
    "pets/dog/2.jpg": b"four" * 1000,
}
TARS = {".tar": "w", ".tar.gz": "w:gz", ".tgz": "w:gz", ".tar.bz2": "w:bz2", ".tar.xz": "w:xz"}
ENDINGS = (".zip", *TARS)


def made(file: Path, files: Mapping[str, bytes] = FILES) -> Path:
    """An archive with these files, of the kind that its ending says."""
    ending = next(one for one in sorted(ENDINGS, key=len, reverse=True) if file.name.endswith(one))
    if ending == ".zip":
        with zipfile.ZipFile(file, "w", zipfile.ZIP_DEFLATED) as archive:
            for name, data in files.items():
                archive.writestr(zipfile.ZipInfo(name, (2020, 2, 3, 4, 5, 6)), data)
        return file
    with tarfile.open(file, TARS[ending]) as archive:  # type: ignore[call-overload]
        for name, data in files.items():
            archive.addfile(_entry(name, len(data)), io.BytesIO(data))
    return file


def _entry(name: str, size: int = 0, kind: bytes = tarfile.REGTYPE, target: str = "") -> tarfile.TarInfo:
    entry = tarfile.TarInfo(name)
    entry.size, entry.type, entry.linkname, entry.mtime = size, kind, target, 1_580_000_000
    return entry


def with_entries(file: Path) -> Path:
    """A tar with links, a device, a pipe, absolute names and names that lead elsewhere, and one picture."""
    with tarfile.open(file, "w") as archive:
        archive.addfile(_entry("set/a/link.png", kind=tarfile.SYMTYPE, target="/etc/passwd"))
        archive.addfile(_entry("set/a/hard.png", kind=tarfile.LNKTYPE, target="../../etc/passwd"))
        archive.addfile(_entry("set/a/folder", kind=tarfile.SYMTYPE, target="/tmp"))
        archive.addfile(_entry("set/a/folder/through.png", 4), io.BytesIO(b"evil"))
        archive.addfile(_entry("set/a/device.png", kind=tarfile.CHRTYPE))
        archive.addfile(_entry("set/a/pipe.png", kind=tarfile.FIFOTYPE))
        for name in ("/absolute.png", "../up.png", "set/../../up.png", "C:/drive.png", "set\\..\\..\\up.png"):
            archive.addfile(_entry(name, 4), io.BytesIO(b"evil"))
        archive.addfile(_entry("set/a/good.png", 4), io.BytesIO(b"good"))
    return file


def zip_bomb(file: Path, megabytes: int = 600) -> Path:
    """A small zip of a large file of zeros."""
    with zipfile.ZipFile(file, "w", zipfile.ZIP_DEFLATED) as archive, archive.open("a/zeros.png", "w") as opened:
        for _ in range(megabytes):
            opened.write(bytes(1 << 20))
    return file


def tar_bomb(file: Path, megabytes: int = 600) -> Path:
    """The same as a tar, compressed."""
    with lzma.open(file, "wb", preset=0) as opened:
        opened.write(_entry("a/zeros.png", megabytes << 20).tobuf())
        for _ in range(megabytes):
            opened.write(bytes(1 << 20))
    return file


def header_bomb(file: Path, megabytes: int = 600) -> Path:
    """A tar whose first header announces a name of so many megabytes, which the library would read as a whole."""
    entry = _entry("././@PaxHeader", megabytes << 20, tarfile.XHDTYPE)
    with gzip.open(file, "wb", compresslevel=1) as opened:
        opened.write(entry.tobuf(tarfile.USTAR_FORMAT))
        for _ in range(megabytes):
            opened.write(bytes(1 << 20))
    return file


def wrong_size(file: Path) -> Path:
    """A zip whose list says a smaller size of a file than it has."""
    made(file, {"a/1.png": b"x" * 5000})
    data = bytearray(file.read_bytes())
    place = data.find(b"PK\1\2")
    data[place + 24 : place + 28] = struct.pack("<L", 10)
    file.write_bytes(data)
    return file


def encrypted(file: Path) -> Path:
    """A zip that says that its files are encrypted."""
    made(file)
    data = bytearray(file.read_bytes())
    place = data.find(b"PK\1\2")
    data[place + 8] |= 1
    file.write_bytes(data)
    return file


class _AsItIs(zipfile.ZipInfo):
    """An entry of which nothing says how its name is spelled."""

    def _encodeFilenameFlags(self) -> tuple[bytes, int]:
        return self.filename.encode("cp437"), 0


def zip_of_names(file: Path, *names: bytes, extra: bytes = b"") -> Path:
    """A zip with a file for each of these names, which holds its name; nothing says how they are spelled, but for an
    extra field."""
    with zipfile.ZipFile(file, "w") as archive:
        for name in names:
            entry = _AsItIs(name.decode("cp437"))
            entry.extra = extra
            archive.writestr(entry, name)
    return file
