"""From wheels to a folder of torch: downloading them or finding them in a folder, and unpacking them safely."""

import shutil
import stat
import zipfile
from collections.abc import Callable, Iterator
from pathlib import Path, PurePosixPath

from resnet_studio.core.basics import files
from resnet_studio.core.basics.message import Message, message
from resnet_studio.core.installation.gpu_manifest import GpuPack, GpuPackError, Wheel

_CHUNK = 1 << 20
_SPARE_BYTES = 200_000_000  # for what else is written meanwhile
_MOST_FILES = 60_000
# What is only needed to build against torch, or to test it.
_LEFT_OUT = ("torch/include/", "torch/share/", "torch/test/")

Done = Callable[[], bool]


def check_space(folder: Path, needed: int) -> None:
    """Refuse what the disk has no room for.

    Raises:
        GpuPackError: naming what is needed and what is free.
    """
    free = shutil.disk_usage(folder).free
    if free < needed + _SPARE_BYTES:
        raise GpuPackError(
            message(
                "The GPU pack needs {needed:size} in {folder}, but only {free:size} are free. Free some space and try "
                "again.",
                needed=needed + _SPARE_BYTES,
                folder=folder,
                free=free,
            )
        )


def fetch(wheel: Wheel, downloads: Path, should_stop: Done) -> Iterator[int]:
    """Download a wheel, going on where an earlier download was cut off, and yield the bytes that are there.

    Raises:
        DownloadError: it cannot be downloaded, or is not the pinned file.
    """
    from resnet_studio.core.transfer.download import download  # here, because a window that opens downloads nothing

    instead = message(
        "Try again: the download goes on where it stopped. Or install the GPU pack from a folder of files."
    )
    for done, _ in download(wheel.url, downloads / wheel.name, wheel.sha256, should_stop=should_stop, instead=instead):
        yield done


def find(wheel: Wheel, folder: Path) -> Path:
    """The file of a wheel in a folder, checked.

    Raises:
        GpuPackError: it is missing, or another file than the pinned one.
    """
    from resnet_studio.core.transfer.download import has_sha256  # here for the same reason

    file = folder / wheel.name
    if not files.is_file(file):
        raise GpuPackError(
            message(
                "{file} is missing in {folder}. It can be had from {url}.",
                file=wheel.name,
                folder=folder,
                url=wheel.url,
            )
        )
    if file.stat().st_size != wheel.size or not has_sha256(file, wheel.sha256):
        raise GpuPackError(
            message(
                "{file} in {folder} is damaged or another file than the one that was tested with this program. Get it "
                "again from {url}.",
                file=wheel.name,
                folder=folder,
                url=wheel.url,
            )
        )
    return file


def unpack(archive: Path, target: Path, most: int, should_stop: Done) -> Iterator[int]:
    """Unpack a wheel into a folder, and yield the bytes written so far.

    Only regular files inside of the folder are written, and never more than `most` bytes; a name that leads elsewhere
    and a link are refused.

    Raises:
        GpuPackError: the archive is damaged or holds something that a wheel does not.
        OSError: a file cannot be written.
    """
    written = 0
    try:
        with zipfile.ZipFile(archive) as opened:
            entries = opened.infolist()
            if len(entries) > _MOST_FILES:
                raise _refused(archive, message("it holds too many files"))
            for entry in entries:
                place = _place(archive, entry)
                if place is None:
                    continue
                for size in _write(opened, entry, target / place):
                    written += size
                    if written > most:
                        raise _refused(archive, message("it unpacks to more than was announced"))
                    yield written
                if should_stop():
                    return
    except (zipfile.BadZipFile, EOFError, NotImplementedError, ValueError) as error:
        raise _refused(archive, Message.from_record(str(error))) from error


def _write(opened: zipfile.ZipFile, entry: zipfile.ZipInfo, file: Path) -> Iterator[int]:
    file.parent.mkdir(parents=True, exist_ok=True)
    with opened.open(entry) as source, file.open("xb") as made:
        while chunk := source.read(_CHUNK):
            made.write(chunk)
            yield len(chunk)


def _place(archive: Path, entry: zipfile.ZipInfo) -> PurePosixPath | None:
    """Where a file of a wheel goes, or None if it is not needed."""
    name = entry.filename
    path = PurePosixPath(name)
    unsafe = "\\" in name or ":" in name or "\0" in name or path.is_absolute() or ".." in path.parts
    if unsafe or stat.S_ISLNK(entry.external_attr >> 16):
        raise _refused(archive, message("{name:value} leads out of its folder", name=name))
    if entry.is_dir() or name.startswith(_LEFT_OUT):
        return None
    if path.parts[0].endswith(".data"):  # PEP 427: files that pip would move
        if len(path.parts) > 2 and path.parts[1] in ("purelib", "platlib"):
            return PurePosixPath(*path.parts[2:])
        return None
    return path


def _refused(archive: Path, reason: Message) -> GpuPackError:
    return GpuPackError(
        message("{file} cannot be unpacked: {reason}. Nothing of it is used.", file=archive.name, reason=reason)
    )


def needed_bytes(pack: GpuPack, downloads: Path | None) -> int:
    """Bytes of the disk that installing a pack still takes; without `downloads`, its wheels are there already."""
    if downloads is None:
        return pack.unpacked
    there = sum(_size(downloads / f"{wheel.name}{end}") for wheel in pack.wheels for end in ("", ".part"))
    return pack.unpacked + max(0, pack.size - there)


def _size(file: Path) -> int:
    return file.stat().st_size if files.is_file(file) else 0
