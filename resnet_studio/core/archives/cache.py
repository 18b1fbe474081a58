"""Folders in the cache with what archives hold, each under the SHA-256 of its archive, and how to have one again.

A folder gets its name only when all is in it, so that none is ever opened half unpacked. Where an archive was, and what
is in it, is kept outside of the cache: when that is emptied, the archive is unpacked again.
"""

import hashlib
import os
import shutil
import tempfile
import time
from collections.abc import Callable
from contextlib import suppress
from dataclasses import asdict, replace
from pathlib import Path
from typing import Final

from resnet_studio.core.archives.known import (
    DIGITS,
    UNPACKING,
    Known,
    cache_folder,
    ending_of,
    known_of,
    read_known,
    records_folder,
)
from resnet_studio.core.archives.left_out import notes_about
from resnet_studio.core.archives.unpack import unpack
from resnet_studio.core.basics import files
from resnet_studio.core.basics.errors import DatasetError, Failure
from resnet_studio.core.basics.message import Message, message

Progress = Callable[[int], None]

_CHUNK: Final = 1 << 20
_INSIDE: Final = 4  # folders that hold nothing but another folder, which is then meant
_OLD_SECONDS: Final = 86_400.0
_OF_SYSTEMS: Final = ("thumbs.db", "ehthumbs.db", "desktop.ini", "icon\r")  # not a text


def unpacked(archive: Path, check: Callable[[], object] = lambda: None, progress: Progress | None = None) -> Path:
    """The folder with what an archive holds: unpacked before, or now.

    Where the archive holds nothing but a folder, that is it.

    Args:
        archive: the file.
        check: called now and then; it raises to stop.
        progress: called with the number of files that are unpacked.

    Raises:
        DatasetError: it cannot be unpacked.
    """
    archive = archive.absolute()
    try:
        known = _at(archive)
        sha256 = known.sha256 if known else _sha256(archive, check)
        known = known or read_known(records_folder() / f"{sha256[:DIGITS]}.json")
        if known is None or not _is_whole(known):
            known = _unpack(archive, sha256, check, progress)
        if known.identity != files.file_identity(archive):  # the same bytes in another place, or under another name
            known = _kept(archive, known)
    except OSError as error:
        reason = error.strerror or str(error)
        raise DatasetError(archive, message("{file} cannot be read: {reason}.", file=archive, reason=reason)) from error
    return _inner(known.folder)


def restore(root: Path, check: Callable[[], object] = lambda: None, progress: Progress | None = None) -> None:
    """Unpack the archive again to which a folder in the cache belongs, if that was emptied; any other folder stays.

    Raises:
        DatasetError: the archive is not there any more, or another one.
    """
    known = known_of(root)
    if known is None or (files.is_dir(root) and _is_whole(known)):
        return
    archive = Path(known.archive)
    if not files.is_file(archive):
        error = DatasetError(archive, _gone(known))
        error.kind = Failure.DATASET_GONE
        raise error
    if files.file_identity(archive) != known.identity and _sha256(archive, check) != known.sha256:
        raise DatasetError(archive, _changed(known))
    _unpack(archive, known.sha256, check, progress)


def opened_before(archive: Path) -> Path | None:
    """The folder of an archive that was opened before, by its path, size and time; nothing is unpacked.

    It is not there where the cache was emptied since.
    """
    known = _at(archive.absolute())
    if known is None:
        return None
    return _inner(known.folder) if files.is_dir(known.folder) else known.folder / known.inner


def _at(archive: Path) -> Known | None:
    """What is known of the archive with this path, size and time."""
    identity = files.file_identity(archive)
    for record in sorted(records_folder().glob("*.json")):
        known = read_known(record)
        if known is not None and known.identity == identity:
            return known
    return None


def _kept(archive: Path, known: Known) -> Known:
    """Remember where an archive is."""
    there = replace(known, archive=str(archive), identity=files.file_identity(archive))
    records_folder().mkdir(parents=True, exist_ok=True)
    files.write_json(records_folder() / f"{known.sha256[:DIGITS]}.json", asdict(there))
    return there


def _is_whole(known: Known) -> bool:
    """Whether all that was unpacked is there: a person, or a system that tidies up, may delete some of a cache.

    Systems write files of their own into every folder that is looked at, so there may be more.
    """
    number, size = _counted(known.folder)
    return number >= known.files and size >= known.size


def _counted(folder: Path, *, everything: bool = False) -> tuple[int, int]:
    """How many files are below a folder, and their bytes together; without those that systems write there, unless
    `everything` is asked for.
    """
    number = size = 0
    waiting = [str(folder)]
    while waiting:
        with suppress(OSError), os.scandir(waiting.pop()) as entries:
            for entry in entries:
                if entry.is_dir(follow_symlinks=False):
                    waiting.append(entry.path)
                elif everything or not (entry.name.startswith(".") or entry.name.lower() in _OF_SYSTEMS):
                    number += 1
                    size += entry.stat(follow_symlinks=False).st_size
    return number, size


def _unpack(archive: Path, sha256: str, check: Callable[[], object], progress: Progress | None) -> Known:
    cache_folder().mkdir(parents=True, exist_ok=True)
    _tidy()
    place = cache_folder() / sha256[:DIGITS]
    temporary = Path(tempfile.mkdtemp(prefix=UNPACKING, dir=cache_folder()))
    try:
        before = read_known(records_folder() / f"{sha256[:DIGITS]}.json")
        name = before.name if before else files.file_name(archive.name[: -len(ending_of(archive.name))] or "archive")
        (temporary / name).mkdir()
        done = unpack(archive, temporary / name, check, progress)
        if _counted(temporary / name, everything=True)[0] < done.files:  # a person deleted some of it meanwhile
            raise _not_unpacked(archive, place)
        number, size = _counted(temporary / name)
        known = Known(str(archive), files.file_identity(archive), sha256, name, number, size,
                      tuple(one.to_record() for one in notes_about(archive, done)),
                      _inner(temporary / name).relative_to(temporary / name).as_posix())  # fmt: skip
        with suppress(OSError):  # another process was faster, or some of it is there
            temporary.rename(place)
        if not _is_whole(known):
            _fill(temporary / name, known.folder)
            if not _is_whole(known):
                raise _not_unpacked(archive, place)
        return _kept(archive, known)
    finally:
        shutil.rmtree(temporary, ignore_errors=True)


def _fill(source: Path, folder: Path) -> None:
    """Move into a folder what it lacks of another one. What is there stays: a training may be reading it."""
    waiting = [source]
    while waiting:
        for one in waiting.pop().iterdir():
            there = folder / one.relative_to(source)
            if one.is_dir():
                there.mkdir(parents=True, exist_ok=True)
                waiting.append(one)
            elif not files.is_file(there) or there.stat().st_size != one.stat().st_size:
                there.parent.mkdir(parents=True, exist_ok=True)
                files.replace(one, there)


def _tidy() -> None:
    """Delete what processes left that were ended while they unpacked."""
    for left in cache_folder().glob(f"{UNPACKING}*"):
        with suppress(OSError):
            if time.time() - left.stat().st_mtime > _OLD_SECONDS:
                shutil.rmtree(left, ignore_errors=True)


def _inner(folder: Path) -> Path:
    """The folder itself, or the one in it that is all it holds."""
    for _ in range(_INSIDE):
        entries = [entry for entry in folder.iterdir() if not entry.name.startswith(".")]
        if len(entries) != 1 or not entries[0].is_dir():
            break
        folder = entries[0]
    return folder


def _sha256(archive: Path, check: Callable[[], object]) -> str:
    digest = hashlib.sha256()
    with files.open_file(archive, follow=True) as file:
        while data := file.read(_CHUNK):
            check()
            digest.update(data)
    return digest.hexdigest()


def _not_unpacked(archive: Path, place: Path) -> DatasetError:
    return DatasetError(archive, message("{file} could not be unpacked into {folder}.", file=archive, folder=place))


def _gone(known: Known) -> Message:
    return message(
        "The pictures were unpacked from {archive}, which is not there any more, and the cache was emptied. Put the "
        "archive back, or choose the folder with its pictures.",
        archive=known.archive,
    )


def _changed(known: Known) -> Message:
    return message(
        "The pictures were unpacked from {archive}, which has changed since, and the cache was emptied. Open the "
        "archive again as a dataset of its own.",
        archive=known.archive,
    )
