"""Unpacking an archive into an empty folder: only regular files, only below it, only as much as there is room for."""

import errno
import os
import shutil
from collections import Counter
from collections.abc import Callable
from dataclasses import dataclass, field
from pathlib import Path
from typing import IO, Final

from resnet_studio.core.archives.known import ENDINGS, NOT_UNPACKED
from resnet_studio.core.archives.members import (
    MOST_FILES,
    DamagedError,
    Member,
    TooManyError,
    members,
)
from resnet_studio.core.archives.names import Places, safe_path
from resnet_studio.core.archives.stream import TooMuchError
from resnet_studio.core.basics.errors import DatasetError, Failure
from resnet_studio.core.basics.message import Message, message

_CHUNK: Final = 1 << 20
_LEFT: Final = 512 << 20
"""Bytes of the disk that stay free."""
_MOST_TIMES: Final = 250
"""How much larger than its archive the contents may be; pictures are hardly smaller in an archive than outside."""
_SMALL: Final = 256 << 20
"""Bytes that may be unpacked from any archive, however small."""
_OF_SYSTEMS: Final = ("__macosx", ".ds_store", "thumbs.db")  # not a text
_NESTED: Final = (*ENDINGS, *NOT_UNPACKED)


@dataclass
class Unpacked:
    """What was unpacked, and what was not.

    Attributes:
        files, size: how many, and their bytes.
        left_out: how many entries were left out, by why: "link", "special", "outside", "nested", "twice" or "unknown".
        examples: the name of one of each.
    """

    files: int = 0
    size: int = 0
    left_out: Counter[str] = field(default_factory=Counter)
    examples: dict[str, str] = field(default_factory=dict)

    def leave_out(self, why: str, name: str) -> None:
        """Count an entry that is left out."""
        self.left_out[why] += 1
        self.examples.setdefault(why, name)


def unpack(
    archive: Path, target: Path, check: Callable[[], object], progress: Callable[[int], None] | None = None
) -> Unpacked:
    """Unpack an archive into a folder, which is empty; where that fails, what is in it is to be deleted.

    Args:
        archive: its ending says of which kind it is.
        target: the folder.
        check: called now and then; it raises to stop.
        progress: called with the number of files so far.

    Raises:
        DatasetError: the archive is damaged, cut off, encrypted, or holds more than can be unpacked.
    """
    done, places = Unpacked(), Places()
    try:
        free = shutil.disk_usage(target).free - _LEFT
        most = min(free, max(_SMALL, _MOST_TIMES * archive.stat().st_size))
        for member in members(archive, check, max(0, most)):
            path = _wanted(archive, member, places, done)
            if path is None:
                continue
            if done.files >= MOST_FILES:
                raise TooManyError
            if done.size + member.size > most:
                raise TooMuchError
            _write(member, target / path, check)
            done.files += 1
            done.size += member.size
            if progress:
                progress(done.files)
    except DamagedError as error:
        raise DatasetError(archive, _damaged(archive)) from error
    except TooManyError as error:
        raise DatasetError(archive, _too_many(archive)) from error
    except TooMuchError as error:
        raise _too_much(archive, free, most) from error
    except OSError as error:
        raise _os_error(archive, target, error) from error
    return done


def _wanted(archive: Path, member: Member, places: Places, done: Unpacked) -> str | None:
    """Where a member goes; None for one that is left out.

    Raises:
        DatasetError: it is encrypted.
    """
    lower = member.name.replace("\\", "/").lower()
    if any(step in _OF_SYSTEMS for step in lower.split("/")):
        return None
    if member.what == "encrypted":
        text = message("{file} is protected with a password. Unpack it with that, and open the folder.", file=archive)
        raise DatasetError(archive, text)
    if member.what != "file":
        done.leave_out(member.what, member.name)
        return None
    if lower.endswith(_NESTED):
        done.leave_out("nested", member.name)
        return None
    path = safe_path(member.name)
    if path is None:
        done.leave_out("outside", member.name)
        return None
    free = places.take(path)
    if free is None:
        done.leave_out("twice", member.name)
    return free


def _write(member: Member, file: Path, check: Callable[[], object]) -> None:
    """Write one file: exactly as many bytes as the archive says."""
    file.parent.mkdir(parents=True, exist_ok=True)
    with file.open("xb") as made:
        _copy(member, made, check)
    os.utime(file, (member.mtime, member.mtime))


def _copy(member: Member, made: IO[bytes], check: Callable[[], object]) -> None:
    left = member.size
    while left > 0:
        check()
        data = member.read(min(_CHUNK, left))
        if not data:
            raise DamagedError
        made.write(data)
        left -= len(data)
    if member.read(1):  # where there is more, the archive says a wrong size; and a checksum is compared at the end
        raise DamagedError


def _damaged(archive: Path) -> Message:
    return message("{file} is damaged or not complete. Copy or download it again.", file=archive)


def _too_many(archive: Path) -> Message:
    return message("{file} holds more than {count} files, the most that are unpacked.", file=archive, count=MOST_FILES)


def _too_much(archive: Path, free: int, most: int) -> DatasetError:
    if most >= free:
        error = DatasetError(
            archive,
            message(
                "{file} cannot be unpacked: {free:size} are free on the disk of the cache, and it needs more. Make "
                "room, or unpack it elsewhere and open the folder.",
                file=archive,
                free=max(0, free),
            ),
        )
        error.kind = Failure.DISK_FULL
        return error
    return DatasetError(
        archive,
        message(
            "{file} would become more than {size:size}, far more than pictures would, and was not unpacked.",
            file=archive,
            size=most,
        ),
    )


def _os_error(archive: Path, target: Path, error: OSError) -> DatasetError:
    if error.errno in (errno.ENOSPC, errno.EDQUOT if hasattr(errno, "EDQUOT") else errno.ENOSPC):
        free = shutil.disk_usage(target).free if target.is_dir() else 0
        return _too_much(archive, free, free)
    reason = error.strerror or str(error)
    return DatasetError(
        archive,
        message(
            "{file} cannot be unpacked into {folder}: {reason}.", file=archive, folder=target.parents[1], reason=reason
        ),
    )
