"""Which run is meant by a path, or whether it is one of weights: what a person drops, or opens in the file manager."""

from pathlib import Path

from resnet_studio.core.archives.members import begins_as_tar
from resnet_studio.core.basics.files import is_dir, is_file, open_file
from resnet_studio.core.network.weights_files import WEIGHTS_SUFFIXES
from resnet_studio.core.runs.checkpoints import (
    BEST,
    LAST,
    LAST_BEFORE,
    OLDER_BEST,
    OLDER_LAST,
    STATE,
    STATE_BEFORE,
)
from resnet_studio.core.runs.run import CONFIG, DATASET, EVENTS, MODEL

_FILES = {CONFIG, DATASET, EVENTS, MODEL, BEST, LAST, LAST_BEFORE, STATE, STATE_BEFORE, OLDER_BEST, OLDER_LAST}
_MARKS = (b'"format"', b'"created"')
_HEAD = 400  # bytes of `config.json` in which they are


def run_at(path: Path) -> Path | None:
    """The folder of the run that a path is, or of which it is a file; None for anything else."""
    if is_dir(path):
        return path if _is_run(path) else None
    return path.parent if path.name in _FILES and is_file(path) and _is_run(path.parent) else None


def _is_run(folder: Path) -> bool:
    """A folder of pictures may have files of these names too; a run's settings begin with marks."""
    if not (is_file(folder / CONFIG) and is_file(folder / DATASET)):
        return False
    if is_file(folder / EVENTS):
        return True
    try:
        with open_file(folder / CONFIG) as file:
            head = file.read(_HEAD)
    except OSError:
        return False
    return all(mark in head for mark in _MARKS)


def is_weights(path: Path) -> bool:
    """Whether a file is one of weights, by its name; a tar may hold pictures instead, if it begins as one."""
    name = path.name.lower()
    return name.endswith(WEIGHTS_SUFFIXES) and not (name.endswith(".tar") and begins_as_tar(path))
