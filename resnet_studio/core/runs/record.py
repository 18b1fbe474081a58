"""The JSON files in a run's folder, whose folder may be gone."""

from pathlib import Path
from typing import Any

from resnet_studio.core.basics import files
from resnet_studio.core.basics.errors import RunError, RunGoneError


def require_run(run: Path) -> None:
    """Refuse a run whose folder is no longer there, so that no file in it is said to be missing.

    Raises:
        RunGoneError: it is gone.
    """
    if not files.is_dir(run):
        raise RunGoneError(run)


def read_record(run: Path, name: str, **limits: int) -> dict[str, Any]:
    """The JSON object in a file of a run, within the limits of `files.read_json`.

    Raises:
        RunGoneError: the run's folder is gone.
        RunError: the file is missing or damaged.
    """
    try:
        return files.read_json(run / name, RunError, **limits)
    except RunError:
        require_run(run)
        raise
