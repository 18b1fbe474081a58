"""The files of a run's models: their names, and which of them are there."""

import hashlib
from pathlib import Path
from typing import Final

from resnet_studio.core.basics import json_text
from resnet_studio.core.basics.errors import RunError
from resnet_studio.core.basics.files import is_file, open_file, refuse_link
from resnet_studio.core.basics.message import message

BEST: Final = "best.safetensors"
LAST: Final = "last.safetensors"
STATE: Final = "state.json"
LAST_BEFORE: Final = "last-before.safetensors"
STATE_BEFORE: Final = "state-before.json"
OLDER_BEST: Final = "best.pt"
"""As runs of earlier versions have it; it is read, and replaced by the next better model."""
OLDER_LAST: Final = "last.pt"
"""As `OLDER_BEST`; replaced by the next checkpoint."""
_LARGEST_HEADER: Final = 4_000_000  # of a file of weights; that of ResNet-152 has 100,000


def best_file(run: Path) -> Path | None:
    """The file of the best weights, or None while there is none."""
    return next((run / name for name in (BEST, OLDER_BEST) if is_file(run / name)), None)


def best_identity(run: Path) -> str:
    """A text that changes when the best weights of a run do, and stays when its folder is copied; empty without them.

    It is the checksum that the file carries, which is not verified here. A file of an earlier version has none: its
    size and the time of its last change stand in.
    """
    file = best_file(run)
    if file is None:
        return ""
    try:
        if file.name != BEST:
            found = file.stat()
            return f"{found.st_size}-{found.st_mtime_ns}"
        with open_file(file) as opened:
            length = int.from_bytes(opened.read(8), "little")
            record = json_text.parse(opened.read(length)) if length <= _LARGEST_HEADER else {}
        return str(record["__metadata__"]["checksum"])
    except (OSError, ValueError, KeyError, TypeError):
        return ""


def best_is_whole(run: Path) -> bool:
    """Whether all bytes of the best weights are those of the checksum that their file carries."""
    checksum, hashed = best_identity(run), hashlib.sha256()
    if not checksum:  # it has looked at how long the file says that its header is
        return False
    try:
        with open_file(run / BEST) as opened:
            length = opened.read(8)
            start = length + opened.read(int.from_bytes(length, "little"))
            hashed.update(start.replace(checksum.encode(), b"0" * len(checksum), 1))
            while piece := opened.read(1_000_000):
                hashed.update(piece)
    except OSError:
        return False
    return hashed.hexdigest() == checksum


def has_checkpoint(run: Path) -> bool:
    """Whether a checkpoint was written from which the run can go on."""
    return any(is_file(run / name) for name in (STATE, STATE_BEFORE, OLDER_LAST))


def require_own(file: Path) -> None:
    """Refuse a file of a run that is a link.

    Raises:
        RunError: it is one.
    """
    try:
        refuse_link(file)
    except OSError as error:
        names = {"file": file.name, "folder": str(file.parent), "reason": error.strerror or str(error)}
        raise RunError(message("{file} in {folder} cannot be used: {reason}.", **names)) from error
