"""Installing the GPU pack: a build of torch for a graphics card, which is larger than everything else together.

It is unpacked beside its place, tested in a process of its own, and only then renamed into place. Until then, and when
anything fails, the program computes with what it has.
"""

import secrets
import shutil
from collections.abc import Generator, Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from enum import StrEnum
from pathlib import Path

from resnet_studio.core.basics import files
from resnet_studio.core.basics.errors import describe_os_error
from resnet_studio.core.basics.file_lock import lock_soon
from resnet_studio.core.basics.message import Message, message
from resnet_studio.core.installation.gpu_manifest import GpuPack, GpuPackError
from resnet_studio.core.installation.gpu_self_test import self_test
from resnet_studio.core.installation.gpu_state import GpuState, folder_of, pack_folders, packs_folder, write_state
from resnet_studio.core.installation.gpu_wheels import Done, check_space, fetch, find, needed_bytes, unpack
from resnet_studio.core.installation.torch_marker import describe

_TEMPORARY = ".new-"


class PackPhase(StrEnum):
    """What is being done."""

    DOWNLOADING = "downloading"
    CHECKING = "checking"
    UNPACKING = "unpacking"
    TESTING = "testing"

    @property
    def label(self) -> Message:
        """For a person."""
        return {
            PackPhase.DOWNLOADING: message("Downloading"),
            PackPhase.CHECKING: message("Checking the files"),
            PackPhase.UNPACKING: message("Unpacking"),
            PackPhase.TESTING: message("Testing on the graphics card"),
        }[self]


@dataclass(frozen=True, slots=True)
class PackProgress:
    """How far the installation is, in bytes; a total of 0 is not known."""

    phase: PackPhase
    done: int
    total: int


def downloads_folder() -> Path:
    """Where wheels are kept until they are unpacked."""
    return packs_folder() / "downloads"


def install(pack: GpuPack, source: Path | None = None, should_stop: Done = lambda: False) -> Iterator[PackProgress]:
    """Install a pack, and yield the progress; when it ends without an error and was not stopped, the pack is used.

    It takes the place of all others: those of earlier versions of the program are deleted.

    Args:
        pack: from `pack_for_this`.
        source: a folder that holds its wheels; without one they are downloaded.
        should_stop: asked several times a second; what was downloaded stays, and the next call goes on from there.

    Raises:
        StudioError: it cannot be downloaded, unpacked or used; nothing has changed.
    """
    try:
        with _alone() as root:
            _clear(root)
            check_space(root, needed_bytes(pack, None if source else downloads_folder()))
            archives = yield from (_find_all(pack, source) if source else _fetch_all(pack, should_stop))
            if not should_stop():
                yield from _install(pack, archives, should_stop)
    except OSError as error:
        raise GpuPackError(describe_os_error(error)) from error


def size_on_disk() -> int:
    """Bytes of all packs and of what was downloaded for them."""
    return files.folder_size(packs_folder())


def remove() -> int:
    """Delete all packs, also those of earlier versions, and what was downloaded, and return the bytes that are free.

    Raises:
        GpuPackError: a file cannot be deleted, such as one that an engine uses on Windows.
    """
    size = size_on_disk()
    try:
        with _alone() as root:
            for folder in pack_folders():  # renamed first: a half deleted one is never used
                folder.rename(_temporary())
            _clear(root, failing=True)
            shutil.rmtree(downloads_folder(), ignore_errors=True)
    except OSError as error:
        raise GpuPackError(
            message(
                "The GPU pack cannot be removed: {problem} Close ResNet Studio and try again.",
                problem=describe_os_error(error),
            )
        ) from error
    return size


@contextmanager
def _alone() -> Iterator[Path]:
    """The folder of packs, in which no other process works meanwhile.

    Raises:
        GpuPackError: one does.
        OSError: the folder cannot be made.
    """
    root = packs_folder()
    root.mkdir(parents=True, exist_ok=True)
    with files.open_to_append(root.with_name(f"{root.name}.lock")) as file:
        if not lock_soon(file):
            raise GpuPackError(
                message(
                    "The GPU pack is being installed or removed in another window or terminal. Try again when that has "
                    "ended."
                )
            )
        yield root


def _temporary() -> Path:
    return packs_folder() / f"{_TEMPORARY}{secrets.token_hex(6)}"


def _clear(root: Path, *, failing: bool = False) -> None:
    """Delete what an earlier installation left."""
    with suppress(FileNotFoundError):
        for left in root.glob(f"{_TEMPORARY}*"):
            shutil.rmtree(left, ignore_errors=not failing)


def _fetch_all(pack: GpuPack, should_stop: Done) -> Generator[PackProgress, None, list[Path]]:
    before, downloads = 0, downloads_folder()
    for wheel in pack.wheels:
        for done in fetch(wheel, downloads, should_stop):
            yield PackProgress(PackPhase.DOWNLOADING, before + done, pack.size)
        if should_stop():
            return []
        before += wheel.size
    return [downloads / wheel.name for wheel in pack.wheels]


def _find_all(pack: GpuPack, source: Path) -> Generator[PackProgress, None, list[Path]]:
    found, done = [], 0
    for wheel in pack.wheels:
        yield PackProgress(PackPhase.CHECKING, done, pack.size)
        found.append(find(wheel, source))
        done += wheel.size
    return found


def _install(pack: GpuPack, archives: list[Path], should_stop: Done) -> Iterator[PackProgress]:
    """Unpack, test and rename."""
    new = _temporary()
    try:
        new.mkdir()
        done = 0
        for archive in archives:
            written = 0
            for written in unpack(archive, new, pack.unpacked - done, should_stop):
                yield PackProgress(PackPhase.UNPACKING, done + written, pack.unpacked)
            done += written
            if should_stop():
                return
        found = describe(new)
        if found.torch.partition("+")[0] != pack.torch:
            raise GpuPackError(
                message(
                    "The files hold PyTorch {found:plain}, not {wanted:plain}.", found=found.torch, wanted=pack.torch
                )
            )
        yield PackProgress(PackPhase.TESTING, 0, 0)
        device = self_test(new, should_stop)
        if should_stop():
            return
        write_state(new, GpuState(device))
        _put(new, folder_of(pack))
    finally:
        shutil.rmtree(new, ignore_errors=True)
    shutil.rmtree(downloads_folder(), ignore_errors=True)
    for other in pack_folders():
        if other != folder_of(pack):
            with suppress(OSError):  # left whole where an engine uses it, as on Windows
                _drop(other)


def _put(new: Path, place: Path) -> None:
    """Rename into place; the pack that is there is moved away first."""
    if place.exists():
        _drop(place)
    files.replace(new, place)


def _drop(folder: Path) -> None:
    """Delete a pack; it is renamed first, since a half deleted one must never be used.

    Raises:
        OSError: it cannot be renamed, and is whole.
    """
    old = _temporary()
    folder.rename(old)
    shutil.rmtree(old, ignore_errors=True)
