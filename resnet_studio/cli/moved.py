"""`--pictures`: where the pictures of a run are now, if their folder was moved."""

import sys
from pathlib import Path

from resnet_studio.cli.predict import find_run
from resnet_studio.core.basics import places
from resnet_studio.core.basics.message import show
from resnet_studio.core.basics.safe_text import printable
from resnet_studio.core.runs.moved_dataset import move_run_dataset


def follow_pictures(run: str, pictures: Path | None, runs: Path | None) -> None:
    """Have a run, and those on the same folder, find their pictures where `--pictures` says; without it, nothing.

    Raises:
        StudioError: there is no such run, or the folder is another dataset.
    """
    if pictures is None:
        return
    folder = find_run(run, runs).absolute()
    moved = move_run_dataset(folder, pictures, runs or places.runs_folder())
    print(printable(show(moved.text)), file=sys.stderr)
