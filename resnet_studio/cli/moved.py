"""`--pictures`: where the pictures of a run are now, if their folder was moved."""

import sys
from contextlib import suppress
from pathlib import Path

from resnet_studio.cli.find_run import find_run
from resnet_studio.core.basics import places
from resnet_studio.core.basics.files import is_file
from resnet_studio.core.basics.message import show
from resnet_studio.core.basics.safe_text import printable
from resnet_studio.core.runs.moved_dataset import Moved, move_run_dataset


def follow_pictures(run: str, pictures: Path | None, runs: Path | None) -> None:
    """Have a run, and those on the same folder, find their pictures where `--pictures` says; without it, nothing.

    Raises:
        StudioError: there is no such run, or the folder is another dataset.
    """
    if pictures is None:
        return
    folder = find_run(run, runs).absolute()
    moved = move_run_dataset(folder, pictures, runs or places.runs_folder())
    _tell_window(moved)
    print(printable(show(moved.text)), file=sys.stderr)


def _tell_window(moved: Moved) -> None:
    """Let the window's list of recent datasets, with what was chosen for them, follow too."""
    file = places.settings_file()
    if not is_file(file):
        return
    with suppress(ImportError):  # without Qt there is no window
        from PySide6.QtCore import QSettings

        from resnet_studio.gui.work.recents import Recents

        Recents(QSettings(str(file), QSettings.Format.IniFormat)).move(moved.before, moved.root)
