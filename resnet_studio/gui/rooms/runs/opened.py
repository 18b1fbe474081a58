"""Runs that a person opened by their folder, perhaps of another folder than the one that is listed."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path


class OpenedRuns:
    """What is listed beside the runs of the folder, and which run to choose.

    Attributes:
        elsewhere: runs of other folders.
        wanted: the run to choose when the list was read, or None.
    """

    def __init__(self) -> None:
        self.elsewhere: list[Path] = []
        self.wanted: Path | None = None

    def add(self, run: Path, folder: Path) -> Path:
        """Want a run, and return its path as the list of `folder` has it: one may be written through a link."""
        listed = folder / run.name
        self.wanted = listed if _is_same(listed, run) else run
        if self.wanted == run and run.parent != folder and run not in self.elsewhere:
            self.elsewhere.append(run)
        return self.wanted

    def choose(self, select: Callable[[Path], bool]) -> None:
        """Choose the wanted run in a list that was just read."""
        if self.wanted is not None:
            select(self.wanted)
            self.wanted = None


def _is_same(one: Path, other: Path) -> bool:
    try:
        return one.samefile(other)
    except OSError:
        return False
