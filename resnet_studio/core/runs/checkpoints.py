"""The files of a run's models: their names, and which of them are there."""

from pathlib import Path
from typing import Final

from resnet_studio.core.basics.errors import RunError
from resnet_studio.core.basics.files import is_file, refuse_link
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


def best_file(run: Path) -> Path | None:
    """The file of the best weights, or None while there is none."""
    return next((run / name for name in (BEST, OLDER_BEST) if is_file(run / name)), None)


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
